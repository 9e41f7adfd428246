// SPDX-License-Identifier: Apache-2.0
#include "media/ng/flags.h"

#include <algorithm>
#include <array>

#include "media/sdp/capability_table.h"
#include "media/sdp/token.h"
#include "media/srtp/suite.h"

namespace trunkgate::media::ng {
namespace {

constexpr std::int64_t delete_delay_max_s = 24 * 3600;

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

void read_transport(std::string_view name, Reading& reading) {
  constexpr std::array by_profile{OfferedTransport::avp, OfferedTransport::savp, OfferedTransport::avpf,
                                  OfferedTransport::savpf};
  const auto profile = find_profile(name);
  if (profile) {
    reading.request.terms.transport = by_profile[static_cast<std::size_t>(*profile)];
  } else if (name != "accept") {  // of an answer: we always answer as it was offered
    reading.sink.not_honoured("transport-protocol", name);
  }
}

void read_ice(std::string_view wish, Reading& reading) {
  if (wish != "remove" && wish != "default") reading.sink.not_honoured("ICE", wish);
}

void read_delete_delay(Value value, Reading& reading) {
  const auto seconds = value.number();
  if (seconds && *seconds >= 0) {
    reading.request.delete_delay = std::chrono::seconds{std::min(*seconds, delete_delay_max_s)};
  }
}

void read_direction(Value value, Reading& reading) {
  reading.request.from_zone = value.first().text();
  reading.request.to_zone = value.first().next().text();
}

void read_limit(Value value, Reading& reading) {
  const auto limit = value.number();
  if (limit && *limit > 0) {
    reading.request.limit = static_cast<std::uint32_t>(std::min<std::int64_t>(*limit, node_count_max));
  }
}

/// Calls `to_do` for each text of a list, or for the value itself when it is a text.
void for_each_text(Value value, void (*to_do)(std::string_view, Reading&), Reading& reading) {
  if (value.is(Kind::string)) return to_do(value.text(), reading);
  for (Value item = value.first(); item; item = item.next()) to_do(item.text(), reading);
}

void read_codec(Value value, Reading& reading) {
  for (Value member = value.first(); member; member = member.next()) {
    const Row* const row = find_row(codec_rows, member.name());
    if (row == nullptr) {
      reading.sink.not_honoured("codec", member.name());
    } else {
      for_each_text(member, row->to_do, reading);
    }
  }
}

struct Member {
  std::string_view name;
  void (*to_do)(Value value, Reading& reading) = nullptr;
};
constexpr std::array members{
    Member{"command"},
    Member{"call-id", [](Value v, Reading& r) { r.request.call_id = v.text(); }},
    Member{"from-tag", [](Value v, Reading& r) { r.request.from_tag = v.text(); }},
    Member{"to-tag", [](Value v, Reading& r) { r.request.to_tag = v.text(); }},
    Member{"via-branch", [](Value v, Reading& r) { r.request.via_branch = v.text(); }},
    Member{"sdp", [](Value v, Reading& r) { r.request.sdp = v.text(); }},
    Member{"flags", [](Value v, Reading& r) { for_each_text(v, read_flag, r); }},
    Member{"direction", read_direction},
    Member{"from-interface", [](Value v, Reading& r) { r.request.from_zone = v.text(); }},
    Member{"to-interface", [](Value v, Reading& r) { r.request.to_zone = v.text(); }},
    Member{"transport-protocol", [](Value v, Reading& r) { read_transport(v.text(), r); }},
    Member{"ICE", [](Value v, Reading& r) { read_ice(v.text(), r); }},
    Member{"rtcp-mux", [](Value v, Reading& r) { for_each_text(v, read_rtcp_mux, r); }},
    Member{"SDES", [](Value v, Reading& r) { for_each_text(v, read_sdes, r); }},
    Member{"codec", read_codec},
    Member{"delete-delay", read_delete_delay},
    Member{"limit", read_limit},
    Member{"replace"},        // always: nothing of the other side's body passes unread
    Member{"received-from"},  // a source that SDP does not name is the zone's to allow
    Member{"DTLS",
           [](Value v, Reading& r) {
             if (v.text() != "off" && v.text() != "no" && v.text() != "disable") r.sink.not_honoured("DTLS", v.text());
           }},
    Member{"record-call",
           [](Value v, Reading& r) {
             if (v.text() != "off" && v.text() != "no") r.sink.not_honoured("record-call", v.text());
           }},
    Member{"label"},
    Member{"metadata"},
    Member{"SIP-message-type"},
    Member{"SIP-code"},
    Member{"supports"},
};

}  // namespace

void read_members(Value dictionary, Request& request, SdesWishes& sdes, FlagSink& sink) {
  Reading reading{request, sdes, sink};
  for (Value member = dictionary.first(); member; member = member.next()) {
    const auto row =
        std::ranges::find_if(members, [member](const Member& m) { return same_name(m.name, member.name()); });
    if (row == members.end()) {
      sink.not_honoured(member.name(), member.text());
    } else if (row->to_do != nullptr) {
      row->to_do(member, reading);
    }
  }
}

}  // namespace trunkgate::media::ng
