// SPDX-License-Identifier: Apache-2.0
// What Message asks of the headers that every message must have (RFC 3261 §8.1.1).
#include "sip/header/value_list.h"
#include "sip/message/message.h"
#include "sip/scan/chars.h"
#include "sip/scan/common_shape_inline.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

namespace {

constexpr std::string_view via_version = "2.0";

/// No tag is fine (an initial To, and the From of RFC 2543); an empty one, two of them, or one that is no token are
/// not: readers differ in what dialog that is (CVE-2020-27507).
bool read_tag(std::string_view parameters, std::string_view& tag) {
  bool found = false;
  while (const auto parameter = next_parameter(parameters)) {
    if (!equal_ignoring_case(parameter->name, "tag")) continue;
    if (found || parameter->value.size() > tag_size_max || !all(token, parameter->value)) return false;
    found = true;
    tag = parameter->value;
  }
  return true;
}

/// `;;` or a ';' at the end. Elsewhere these are passed over; what responses are routed by is exact (RFC 4475
/// §3.1.2.1).
bool has_empty_parameter(std::string_view parameters) {
  // Quoted strings apart, which the walk below knows, this is all there is to see in a sound Via.
  if (!parameters.ends_with(';') && parameters.find(";;") == std::string_view::npos) return false;
  for (;;) {
    const std::string_view behind = parameters.empty() ? parameters : trim(parameters.substr(1));
    if (!parameters.empty() && (behind.empty() || behind.front() == ';')) return true;
    if (!next_parameter(parameters)) return false;
  }
}

// What is seldom needed stands in functions of its own: inlined, it would cost the others their registers.

[[gnu::noinline]] bool read_rare_identity(std::string_view text, NameAddr& address, std::string_view& tag) {
  const auto parsed = NameAddr::parse(text);
  address = *parsed;
  tag = {};
  return parsed && !parsed->star && read_tag(parsed->parameters, tag);
}

/// From and To.
bool read_identity(std::string_view text, const Delimiters& delimiters, NameAddr& address, std::string_view& tag) {
  return NameAddr::read_common(text, delimiters, address, tag) || read_rare_identity(text, address, tag);
}

[[gnu::noinline]] ParseError read_rare_via(std::string_view text, Via& top) {
  const auto via = Via::parse(values(text).first());
  top = *via;
  if (!via) return via.error();
  return via->version != via_version || has_empty_parameter(via->parameters) ? ParseError::bad_via : ParseError::none;
}

[[gnu::noinline]] bool read_rare_cseq(std::string_view text, CSeq& value) {
  const auto cseq = CSeq::parse(text);
  value = *cseq;
  return static_cast<bool>(cseq);
}

/// A Call-ID holds nothing but words and '@' (§25.1).
bool is_call_id(std::string_view id, const Delimiters& delimiters) {
  if (id.size() > call_id_size_max) return false;
  if (!delimiters.cover(id, common_shape::value_size_max)) return all(word, id);
  DelimiterWalk walk(delimiters, id.data());
  const char* const end = id.data() + id.size();
  const char* at = walk.next();
  while (at < end && is(word, *at)) at = walk.next();
  return at == end && !id.empty();
}

}  // namespace

ParseError Message::check_mandatory() {
  // Checked even after an error, since each of these may be what a 400 is composed from.
  ParseError error = ParseError::none;
  const auto note = [&](ParseError found) {
    if (error == ParseError::none) error = found;
  };
  const auto has = [&](HeaderId id) { return find(id) != nullptr; };
  if (!has(HeaderId::via) || !has(HeaderId::from) || !has(HeaderId::to) || !has(HeaderId::call_id) ||
      !has(HeaderId::cseq))
    note(ParseError::missing_header);
  note(check_via());
  note(check_cseq());
  note(check_identities());
  if (const Header* header = find(HeaderId::max_forwards)) {
    std::uint64_t hops = 0;
    if (!read_number(header->value, 255, hops)) note(ParseError::bad_max_forwards);
    max_forwards_ = static_cast<int>(hops);
  }
  return error;
}

ParseError Message::check_via() {
  const std::string_view text = value(HeaderId::via);
  if (Via::read_common(text, delimiters_, top_via_)) return ParseError::none;
  return read_rare_via(text, top_via_);
}

ParseError Message::check_cseq() {
  const std::string_view text = value(HeaderId::cseq);
  if (!CSeq::read_common(text, delimiters_, cseq_) && !read_rare_cseq(text, cseq_)) return ParseError::bad_cseq;
  if (!is_request() || (method_ != Method::unknown && cseq_.method == method_)) return ParseError::none;
  return cseq_.method_name != method_name_ ? ParseError::cseq_method_mismatch : ParseError::none;
}

ParseError Message::check_identities() {
  const bool from_readable = read_identity(from(), delimiters_, from_address_, from_tag_);
  // Also when From is not: a 400 must not add a tag to a To that has one (§8.2.6.2).
  const bool to_readable = read_identity(to(), delimiters_, to_address_, to_tag_);
  if (!is_call_id(call_id(), delimiters_)) return ParseError::bad_call_id;
  if (!from_readable) return ParseError::bad_from;
  return to_readable ? ParseError::none : ParseError::bad_to;
}

}  // namespace trunkgate::sip
