// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/rewrite.h"

#include <algorithm>
#include <array>

#include "proxy/hide/header_rules.h"
#include "sip/header/value_list.h"
#include "sip/scan/chars.h"
#include "sip/scan/parameters.h"

namespace trunkgate::proxy {

namespace {

using sip::HeaderId;

constexpr std::size_t identity_size_max = 512;

constexpr std::size_t cause_size_max = 4;  // RFC 3326: a status code, or a Q.850 cause

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
/// unreserved and user-unreserved of RFC 3261 §25.1 without ';', which would begin parameters (isup-oli, phone-context)
/// that name the inside.
bool is_user_character(char c) { return sip::is(sip::alphanumeric, c) || is_one_of(c, "-_.!~*'()&=+$,?/"); }

/// Text put together in a fixed buffer; what does not fit makes the whole empty.
class Text {
 public:
  explicit Text(std::span<char> out) : out_(out) {}
  Text& put(std::string_view text) {
    if (text.size() > out_.size() - size_) overflow_ = true;
    if (overflow_) return *this;
    std::copy(text.begin(), text.end(), out_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += text.size();
    return *this;
  }
  /// escaped = "%" HEXDIG HEXDIG (§25.1)
  Text& put_escaped(char c) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    const auto octet = static_cast<unsigned char>(c);
    return put("%").put(hex.substr(octet >> 4, 1)).put(hex.substr(octet & 15, 1));
  }
  [[nodiscard]] std::string_view view() const {
    return overflow_ ? std::string_view{} : std::string_view{out_.data(), size_};
  }

 private:
  std::span<char> out_;
  std::size_t size_ = 0;
  bool overflow_ = false;
};

std::string_view user_of(const sip::Uri& uri) {
  const std::string_view user = uri.is_tel() ? uri.number() : uri.user;
  return user.substr(0, user.find(';'));
}

bool is_escape(std::string_view text) {
  const auto is_hex = [](char c) { return sip::is(sip::digit, c) || is_one_of(sip::lower(c), "abcdef"); };
  return text.size() >= 3 && text[0] == '%' && is_hex(text[1]) && is_hex(text[2]);
}

/// §19.1.2: what may not stand in a user part as it is goes escaped. PBXs send '#' as it was dialled, and '%' too.
void put_user(Text& text, std::string_view user) {
  for (std::size_t at = 0; at < user.size(); ++at) {
    const bool plain = is_user_character(user[at]) || is_escape(user.substr(at));
    plain ? text.put(user.substr(at, 1)) : text.put_escaped(user[at]);
  }
}

/// What stands for no host: RFC 3323 §4.1.1.3, and what mobile networks write (3GPP TS 23.003 §13.7). Not all of
/// `.invalid`: clients make names of their own there.
bool is_anonymous_host(std::string_view host) {
  return sip::equal_ignoring_case(host, "anonymous.invalid") || sip::equal_ignoring_case(host, "unknown.invalid");
}

bool is_listed(std::string_view text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return sip::equal_ignoring_case(w, text); });
}

/// What the parameters of Remote-Party-ID (draft-ietf-sip-privacy-04 §5) and Diversion (RFC 5806 §8) may say: any other
/// word could name what is inside.
bool is_identity_value(std::string_view value) {
  constexpr auto known = std::to_array<std::string_view>({"calling",
                                                          "called",
                                                          "yes",
                                                          "no",
                                                          "full",
                                                          "off",
                                                          "name",
                                                          "uri",
                                                          "ipaddr",
                                                          "subscriber",
                                                          "user",
                                                          "alias",
                                                          "return",
                                                          "term",
                                                          "ordinary",
                                                          "residential",
                                                          "business",
                                                          "priority",
                                                          "hotel",
                                                          "failure",
                                                          "hospital",
                                                          "prison",
                                                          "police",
                                                          "test",
                                                          "payphone",
                                                          "coin",
                                                          "unknown",
                                                          "user-busy",
                                                          "no-answer",
                                                          "unavailable",
                                                          "unconditional",
                                                          "time-of-day",
                                                          "do-not-disturb",
                                                          "deflection",
                                                          "follow-me",
                                                          "out-of-service",
                                                          "away"});
  return is_listed(value, known) || (value.size() <= cause_size_max && sip::all(sip::digit, value));
}

/// The parameters of both that say something about the call and nothing about hosts.
bool is_identity_parameter(const sip::Parameter& parameter) {
  constexpr std::array<std::string_view, 9> known = {"party",  "privacy", "screen", "id-type",  "np",
                                                     "reason", "counter", "limit",  "screening"};
  return is_listed(parameter.name, known) && (!parameter.has_value || is_identity_value(parameter.value));
}

void put_identity_parameters(Text& text, std::string_view parameters) {
  while (const auto parameter = sip::next_parameter(parameters)) {
    if (!is_identity_parameter(*parameter)) continue;
    text.put(";").put(parameter->name);
    if (parameter->has_value) text.put("=").put(parameter->value);
  }
}

/// `shown`: the display name of From. An asserted identity shows no other: Twilio repeats the caller's name in both,
/// while another name there is one that the caller did not mean to show.
void write_identity(sip::Writer& writer, const sip::Header& header, std::string_view shown, const Crossing& crossing) {
  for (std::string_view one : sip::values(header.value)) {
    const auto parsed = sip::NameAddr::parse(one);
    if (!parsed || user_of(parsed->uri).empty()) continue;
    sip::NameAddr name_addr = *parsed;
    if (name_addr.display != shown) name_addr.display = {};
    std::array<char, identity_size_max> buffer;
    const std::string_view value = identity_value(name_addr, crossing.host, buffer);
    std::array<char, identity_size_max> parameter_buffer;
    Text parameters(parameter_buffer);
    const bool has_parameters = header.id == HeaderId::remote_party_id || header.id == HeaderId::diversion;
    if (has_parameters) put_identity_parameters(parameters, name_addr.parameters);
    if (!value.empty()) writer.begin(header.id).text(value).text(parameters.view()).end();
  }
}

/// RFC 3326: `Q.850;cause=16;text="…"` crosses as `Q.850;cause=16`, for the protocols that are registered.
void write_reason(sip::Writer& writer, const sip::Header& header) {
  constexpr std::array<std::string_view, 4> protocols = {"SIP", "Q.850", "Preemption", "STIR"};
  for (std::string_view one : sip::values(header.value)) {
    const std::size_t semicolon = one.find(';');
    if (semicolon == std::string_view::npos) continue;
    const std::string_view protocol = sip::trim(one.substr(0, semicolon));
    const std::string_view cause = sip::find_parameter(one.substr(semicolon), "cause").value_or(std::string_view{});
    if (!is_listed(protocol, protocols)) continue;
    if (!sip::all(sip::digit, cause) || cause.size() > cause_size_max) continue;
    writer.begin(HeaderId::reason).text(protocol).text(";cause=").text(cause).end();
  }
}

void write_number(sip::Writer& writer, const sip::Header& header) {
  const std::string_view digits = header.value.substr(0, header.value.find_first_not_of("0123456789"));
  if (!digits.empty() && digits.size() <= 10) writer.header(header.id, digits);
}

/// The priv-values of RFC 3323 §4.2, RFC 3325 §9.3 and RFC 7044 §10.1; ';' is between them, in the field also ','.
void write_privacy(sip::Writer& writer, const sip::Header& header) {
  constexpr std::array<std::string_view, 7> known = {"header", "session", "user", "none", "critical", "id", "history"};
  std::string_view rest = header.value;
  bool begun = false;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find_first_of(";, \t\r\n"));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    if (!is_listed(one, known)) continue;
    if (!begun) writer.begin(header.id);
    writer.text(begun ? ";" : "").text(one);
    begun = true;
  }
  if (begun) writer.end();
}

}  // namespace

bool passes(std::span<const std::string> pass, std::string_view name) {
  const auto starts_with = [&](std::string_view prefix) {
    return name.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), name.begin(), [](char a, char b) { return a == sip::lower(b); });
  };
  return std::any_of(pass.begin(), pass.end(), [&](const std::string& entry) {
    const std::string_view pattern = entry;
    if (pattern.ends_with('*')) return starts_with(pattern.substr(0, pattern.size() - 1));
    return name.size() == pattern.size() && starts_with(pattern);
  });
}

std::string_view identity_value(const sip::NameAddr& from, std::string_view host, std::span<char> out) {
  Text text(out);
  if (!from.display.empty()) text.put(from.display).put(" ");
  text.put("<sip:");
  const std::string_view user = user_of(from.uri);
  if (!user.empty()) {
    put_user(text, user);
    text.put("@");
  }
  text.put(is_anonymous_host(from.uri.host) ? from.uri.host : host).put(">");
  return text.view();
}

void write_crossing_headers(sip::Writer& writer, const sip::Message& message, const Crossing& crossing) {
  const auto from = sip::NameAddr::parse(message.from());
  const std::string_view shown = from ? from->display : std::string_view{};
  for (const sip::Header& header : message.headers()) {
    switch (header_rule(header.id)) {
      case HeaderRule::own: break;
      case HeaderRule::identity: write_identity(writer, header, shown, crossing); break;
      case HeaderRule::reason: write_reason(writer, header); break;
      case HeaderRule::number: write_number(writer, header); break;
      case HeaderRule::privacy: write_privacy(writer, header); break;
      case HeaderRule::drop:
        if (passes(crossing.pass, header.id == HeaderId::other ? header.name : sip::canonical_name(header.id)))
          writer.header(header);
        break;
    }
  }
}

}  // namespace trunkgate::proxy
