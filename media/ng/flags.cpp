// SPDX-License-Identifier: Apache-2.0
#include "media/ng/flags.h"

#include <algorithm>
#include <array>

#include "media/sdp/capability_table.h"
#include "media/sdp/text_writer.h"
#include "media/sdp/token.h"
#include "media/srtp/suite.h"

namespace trunkgate::media::ng {
namespace {

constexpr std::uint64_t delete_delay_max_s = 24 * 3600;

/// What the rows of the tables write to.
struct Reading {
  Request& request;
  SdesWishes& sdes;
  FlagSink& sink;
};

// Without a to_do: it is how we work anyway, or it is of no use to anybody here.
struct Row {
  std::string_view name;
  void (*to_do)(std::string_view value, Reading& reading) = nullptr;
};

template <std::size_t Size>
const Row* find_row(const std::array<Row, Size>& rows, std::string_view name) {
  const auto row = std::ranges::find_if(rows, [name](const Row& r) { return same_name(r.name, name); });
  return row == rows.end() ? nullptr : &*row;
}

void add_names(std::string_view name, CodecNames& names, Reading& reading) {
  if (!names.add(name)) reading.sink.not_honoured("codec", name);
}

void strip(std::string_view name, Reading& reading) {
  if (name == "all" || name == "full") {
    reading.request.codecs.strips_all = true;
  } else {
    add_names(name, reading.request.codecs.strip, reading);
  }
}

/// Members of the dictionary `codec`, and flags that begin with "codec-" and one of these.
constexpr std::array codec_rows{
    Row{"strip", strip},
    Row{"mask", strip},
    Row{"except", [](std::string_view name, Reading& r) { add_names(name, r.request.codecs.except, r); }},
    Row{"offer", [](std::string_view name, Reading& r) { add_names(name, r.request.codecs.offer, r); }},
};

void read_sdes(std::string_view wish, Reading& reading) {
  const bool no = wish.starts_with("no-");
  const bool only = wish.starts_with("only-");
  const auto suite = suite_from_name(wish.substr(no ? 3 : only ? 5 : wish.size()));
  const unsigned bit = suite ? 1U << static_cast<unsigned>(*suite) : 0U;
  if (wish == "off" || wish == "no" || wish == "disable") {
    reading.sdes.off = true;
  } else if (no) {
    reading.sdes.no = static_cast<std::uint8_t>(reading.sdes.no | bit);  // a suite that we never offer: done already
  } else if (only && suite) {
    reading.sdes.only = static_cast<std::uint8_t>(reading.sdes.only | bit);
  } else if (!equals_ignoring_case(wish, "encrypted_srtp") && !equals_ignoring_case(wish, "encrypted_srtcp") &&
             !equals_ignoring_case(wish, "authenticated_srtp") && wish != "pad") {
    reading.sink.not_honoured("SDES", wish);
  }
}

void read_rtcp_mux(std::string_view wish, Reading& reading) {
  // Our bodies never have a=rtcp-mux, so it is neither offered nor accepted (RFC 5761 §5.1.1).
  if (wish != "demux" && wish != "reject" && wish != "accept") reading.sink.not_honoured("rtcp-mux", wish);
}

constexpr std::array flag_rows{
    Row{"fatal", [](std::string_view, Reading& r) { r.request.fatal = true; }},
    Row{"to-tag", [](std::string_view, Reading& r) { r.request.honours_to_tag = true; }},
    Row{"fast"},
    // The address in the SDP counts, and who else is believed is the latch's decision (media/session/latch.h).
    Row{"trust-address"},
    Row{"symmetric"},
    Row{"port-latching"},
    Row{"strict-source"},
    Row{"no-port-latching"},
    Row{"asymmetric"},
    Row{"unidirectional"},
    // Bodies are composed anew, from an allow-list.
    Row{"no-rtcp-attribute"},
    Row{"strip-extmap"},
    Row{"reject-ICE"},
    Row{"original-sendrecv"},
    Row{"no-tls-id"},
    Row{"loop-protect"},
    Row{"reset"},  // each re-offer is taken as it is; keys change when its sender has moved
    Row{"early-media"},
    Row{"provisional"},
    Row{"debug"},
    Row{"no-redis-update"},
    Row{"allow-transcoding"},  // allowed, never needed
    Row{"reuse-codecs"},
    Row{"no-codec-renegotiation"},
    Row{"directional"},
};

struct FlagPrefix {
  std::string_view prefix;
  void (*to_do)(std::string_view rest, Reading& reading);
};
constexpr std::array flag_prefixes{
    FlagPrefix{"SDES-", read_sdes},
    FlagPrefix{"rtcp-mux-", read_rtcp_mux},
    FlagPrefix{"replace-", [](std::string_view, Reading&) {}},
    FlagPrefix{"codec-",
               [](std::string_view rest, Reading& reading) {
                 const std::size_t hyphen = rest.find('-');
                 const Row* const row = find_row(codec_rows, rest.substr(0, hyphen));
                 if (row == nullptr || hyphen == std::string_view::npos)
                   return reading.sink.not_honoured("codec", rest);
                 row->to_do(rest.substr(hyphen + 1), reading);
               }},
};

void read_flag(std::string_view flag, Reading& reading) {
  if (const Row* const row = find_row(flag_rows, flag)) {
    if (row->to_do != nullptr) row->to_do({}, reading);
    return;
  }
  for (const FlagPrefix& row : flag_prefixes) {
    if (flag.starts_with(row.prefix)) return row.to_do(flag.substr(row.prefix.size()), reading);
  }
  reading.sink.not_honoured(flag, {});
}

// Each of these gets one text: a member's value, or one item of its list with its place in it.

void read_transport(std::string_view name, std::size_t, Reading& reading) {
  constexpr std::array by_profile{OfferedTransport::avp, OfferedTransport::savp, OfferedTransport::avpf,
                                  OfferedTransport::savpf};
  const auto profile = find_profile(name);
  if (profile) {
    reading.request.terms.transport = by_profile[static_cast<std::size_t>(*profile)];
  } else if (name != "accept") {  // of an answer: we always answer as it was offered
    reading.sink.not_honoured("transport-protocol", name);
  }
}

void read_ice(std::string_view wish, std::size_t, Reading& reading) {
  if (wish != "remove" && wish != "default") reading.sink.not_honoured("ICE", wish);
}

void read_dtls(std::string_view wish, std::size_t, Reading& reading) {
  if (wish != "off" && wish != "no" && wish != "disable") reading.sink.not_honoured("DTLS", wish);
}

void read_record_call(std::string_view wish, std::size_t, Reading& reading) {
  if (wish != "off" && wish != "no") reading.sink.not_honoured("record-call", wish);
}

void read_delete_delay(std::string_view text, std::size_t, Reading& reading) {
  const auto seconds = read_number(text, UINT32_MAX);
  if (seconds) reading.request.delete_delay = std::chrono::seconds{std::min(*seconds, delete_delay_max_s)};
}

void read_limit(std::string_view text, std::size_t, Reading& reading) {
  const auto limit = read_number(text, UINT32_MAX);
  if (limit && *limit > 0) {
    reading.request.limit = static_cast<std::uint32_t>(std::min<std::uint64_t>(*limit, node_count_max));
  }
}

void read_direction(std::string_view zone, std::size_t place, Reading& reading) {
  Request& request = reading.request;
  // In words (`direction=a direction=b`) both stand at place 0.
  (place == 0 && request.from_zone.empty() ? request.from_zone : request.to_zone) = zone;
}

struct Member {
  std::string_view name;
  void (*to_do)(std::string_view text, std::size_t place, Reading& reading) = nullptr;
};
constexpr std::array members{
    Member{"command"},
    Member{"call-id", [](std::string_view text, std::size_t, Reading& r) { r.request.call_id = text; }},
    Member{"from-tag", [](std::string_view text, std::size_t, Reading& r) { r.request.from_tag = text; }},
    Member{"to-tag", [](std::string_view text, std::size_t, Reading& r) { r.request.to_tag = text; }},
    Member{"via-branch", [](std::string_view text, std::size_t, Reading& r) { r.request.via_branch = text; }},
    Member{"sdp", [](std::string_view text, std::size_t, Reading& r) { r.request.sdp = text; }},
    Member{"flags", [](std::string_view flag, std::size_t, Reading& r) { read_flag(flag, r); }},
    Member{"direction", read_direction},
    Member{"from-interface", [](std::string_view zone, std::size_t, Reading& r) { r.request.from_zone = zone; }},
    Member{"to-interface", [](std::string_view zone, std::size_t, Reading& r) { r.request.to_zone = zone; }},
    Member{"transport-protocol", read_transport},
    Member{"ICE", read_ice},
    Member{"rtcp-mux", [](std::string_view wish, std::size_t, Reading& r) { read_rtcp_mux(wish, r); }},
    Member{"SDES", [](std::string_view wish, std::size_t, Reading& r) { read_sdes(wish, r); }},
    Member{"delete-delay", read_delete_delay},
    Member{"limit", read_limit},
    Member{"replace"},        // always: nothing of the other side's body passes unread
    Member{"received-from"},  // a source that SDP does not name is the zone's to allow
    Member{"DTLS", read_dtls},
    Member{"record-call", read_record_call},
    Member{"label"},
    Member{"metadata"},
    Member{"SIP-message-type"},
    Member{"SIP-code"},
    Member{"supports"},
};

const Member* find_member(std::string_view name) {
  const auto row = std::ranges::find_if(members, [name](const Member& m) { return same_name(m.name, name); });
  return row == members.end() ? nullptr : &*row;
}

void read_codec(Value value, Reading& reading) {
  for (Value member = value.first(); member; member = member.next()) {
    const Row* const row = find_row(codec_rows, member.name());
    if (row == nullptr) {
      reading.sink.not_honoured("codec", member.name());
      continue;
    }
    if (member.is(Kind::string)) row->to_do(member.text(), reading);
    for (Value name = member.first(); name; name = name.next()) row->to_do(name.text(), reading);
  }
}

void read_member(const Member& row, Value value, Reading& reading) {
  if (value.is(Kind::integer)) {
    std::array<char, 20> room;
    TextWriter digits(room);
    const std::int64_t number = value.number().value_or(0);
    if (number >= 0) row.to_do(digits.number(static_cast<std::uint64_t>(number)).view(), 0, reading);
  } else if (value.is(Kind::string)) {
    row.to_do(value.text(), 0, reading);
  }
  std::size_t place = 0;
  for (Value item = value.first(); item; item = item.next()) row.to_do(item.text(), place++, reading);
}

/// One word of `rtpp-flags`: "trust-address", "RTP/SAVP", "ICE=remove", "SDES=[off]", "codec-strip=[PCMU G729]".
void read_word(std::string_view word, Reading& reading) {
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  std::string_view values = equals == std::string_view::npos ? std::string_view{} : word.substr(equals + 1);
  if (equals == std::string_view::npos)
    return find_profile(word) ? read_transport(word, 0, reading) : read_flag(word, reading);
  if (values.starts_with('[') && values.ends_with(']')) values = values.substr(1, values.size() - 2);
  const Member* const row = find_member(name);
  const Row* const codec = name.starts_with("codec-") ? find_row(codec_rows, name.substr(6)) : nullptr;
  if (row == nullptr && codec == nullptr) return reading.sink.not_honoured(name, values);
  std::size_t place = 0;
  while (!values.empty()) {
    const std::string_view value = next_token(values);
    if (codec != nullptr) codec->to_do(value, reading);
    if (row != nullptr && row->to_do != nullptr) row->to_do(value, place++, reading);
  }
}

/// The flags as the script wrote them: later versions of Kamailio leave their reading to the server. Blanks part words,
/// but not between brackets.
void read_words(std::string_view text, Reading& reading) {
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    const std::size_t bracket = text.find('[');
    const std::size_t close = bracket < blank ? text.find(']', bracket) : std::string_view::npos;
    const std::size_t end = close == std::string_view::npos ? blank : text.find(' ', close);
    if (end != 0) read_word(text.substr(0, end), reading);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

}  // namespace

void read_members(Value dictionary, Request& request, SdesWishes& sdes, FlagSink& sink) {
  Reading reading{request, sdes, sink};
  for (Value member = dictionary.first(); member; member = member.next()) {
    const Member* const row = find_member(member.name());
    if (row != nullptr) {
      if (row->to_do != nullptr) read_member(*row, member, reading);
    } else if (same_name(member.name(), "codec")) {
      read_codec(member, reading);
    } else if (same_name(member.name(), "rtpp-flags") || member.name() == "rtpp_flags") {
      read_words(member.text(), reading);
    } else {
      sink.not_honoured(member.name(), member.text());
    }
  }
}

}  // namespace trunkgate::media::ng
