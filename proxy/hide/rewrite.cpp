// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/rewrite.h"

#include <algorithm>
#include <array>

#include "proxy/hide/header_rules.h"
#include "sip/header/value_list.h"

namespace trunkgate::proxy {

namespace {

using sip::HeaderId;

constexpr std::size_t identity_size_max = 512;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z'); }
bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool is_token_character(char c) { return is_alphanumeric(c) || is_one_of(c, "-.!%*_+`'~"); }
/// `user` of RFC 3261 §25.1 without ';', which would begin parameters (isup-oli, phone-context) that name the inside.
bool is_user_character(char c) { return is_alphanumeric(c) || is_one_of(c, "-_.!~*'()&=+$,?/%"); }

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
  template <class Allowed>
  Text& put_only(std::string_view text, Allowed&& allowed) {
    for (char c : text)
      if (allowed(c)) put({&c, 1});
    return *this;
  }
  [[nodiscard]] std::string_view view() const { return overflow_ ? std::string_view{} : std::string_view{out_.data(), size_}; }

 private:
  std::span<char> out_;
  std::size_t size_ = 0;
  bool overflow_ = false;
};

std::string_view user_of(const sip::Uri& uri) {
  const std::string_view user = uri.is_tel() ? uri.number() : uri.user;
  return user.substr(0, user.find(';'));
}

bool is_anonymous_host(std::string_view host) {
  constexpr std::string_view suffix = ".invalid";
  return host.size() > suffix.size() && std::equal(suffix.begin(), suffix.end(), host.end() - suffix.size(),
                                                   [](char a, char b) { return a == lower(b); });
}

/// The parameters of Remote-Party-ID and Diversion that say something about the call and nothing about hosts.
bool is_identity_parameter(std::string_view name) {
  constexpr std::array<std::string_view, 9> known = {"party",  "privacy", "screen", "id-type", "np",
                                                     "reason", "counter", "limit",  "screening"};
  return std::any_of(known.begin(), known.end(), [&](std::string_view k) {
    return std::equal(k.begin(), k.end(), name.begin(), name.end(), [](char a, char b) { return a == lower(b); });
  });
}

void put_identity_parameters(Text& text, std::string_view parameters) {
  while (!parameters.empty()) {
    const std::size_t end = std::min(parameters.find(';', 1), parameters.size());
    std::string_view one = parameters.substr(0, end);
    parameters.remove_prefix(end);
    while (!one.empty() && (one.front() == ';' || one.front() == ' ')) one.remove_prefix(1);
    const std::size_t equals = std::min(one.find('='), one.size());
    if (!is_identity_parameter(one.substr(0, equals))) continue;
    text.put(";").put_only(one.substr(0, equals), is_token_character);
    if (equals < one.size()) text.put("=").put_only(one.substr(equals + 1), is_token_character);
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

/// RFC 3326: `Q.850;cause=16;text="…"` crosses as `Q.850;cause=16`.
void write_reason(sip::Writer& writer, const sip::Header& header) {
  for (std::string_view one : sip::values(header.value)) {
    std::array<char, 64> buffer;
    Text text(buffer);
    text.put_only(one.substr(0, one.find_first_of("; \t")), is_token_character);
    const std::size_t cause = one.find("cause=");
    if (cause == std::string_view::npos) continue;
    const std::string_view digits = one.substr(cause + 6);
    const std::size_t end = std::min(digits.find_first_not_of("0123456789"), digits.size());
    text.put(";cause=").put(digits.substr(0, end));
    if (end > 0 && !text.view().empty()) writer.header(HeaderId::reason, text.view());
  }
}

void write_number(sip::Writer& writer, const sip::Header& header) {
  const std::string_view digits = header.value.substr(0, header.value.find_first_not_of("0123456789"));
  if (!digits.empty() && digits.size() <= 10) writer.header(header.id, digits);
}

void write_tokens(sip::Writer& writer, const sip::Header& header) {
  const bool plain = std::all_of(header.value.begin(), header.value.end(),
                                 [](char c) { return is_token_character(c) || is_one_of(c, "; ,"); });
  if (plain) writer.header(header.id, header.value);
}

}  // namespace

bool passes(std::span<const std::string> pass, std::string_view name) {
  const auto starts_with = [&](std::string_view prefix) {
    return name.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), name.begin(), [](char a, char b) { return a == lower(b); });
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
  if (!user.empty()) text.put_only(user, is_user_character).put("@");
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
      case HeaderRule::tokens: write_tokens(writer, header); break;
      case HeaderRule::drop:
        if (passes(crossing.pass, header.id == HeaderId::other ? header.name : sip::canonical_name(header.id)))
          writer.header(header);
        break;
    }
  }
}

}  // namespace trunkgate::proxy
