// SPDX-License-Identifier: Apache-2.0
// What Message asks of the headers that every message must have (RFC 3261 §8.1.1).
#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"
#include "sip/message/message.h"
#include "sip/scan/chars.h"
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

}  // namespace

ParseError Message::check_mandatory() {
  // Checked even after an error, since each of these may be what a 400 is composed from.
  ParseError error = ParseError::none;
  const auto note = [&](ParseError found) {
    if (error == ParseError::none) error = found;
  };
  for (const HeaderId id : {HeaderId::via, HeaderId::from, HeaderId::to, HeaderId::call_id, HeaderId::cseq})
    if (find(id) == nullptr) note(ParseError::missing_header);
  const auto via = Via::parse(values(value(HeaderId::via)).first());
  if (via) top_via_ = *via;
  if (!via || via->version != via_version || has_empty_parameter(via->parameters)) note(ParseError::bad_via);
  const auto cseq = CSeq::parse(value(HeaderId::cseq));
  if (cseq) cseq_ = *cseq;
  if (!cseq) note(ParseError::bad_cseq);
  if (cseq && is_request() && cseq_.method_name != method_name_) note(ParseError::cseq_method_mismatch);
  note(check_identities());
  if (const Header* header = find(HeaderId::max_forwards)) {
    std::uint64_t hops = 0;
    if (!read_number(header->value, 255, hops)) note(ParseError::bad_max_forwards);
    max_forwards_ = static_cast<int>(hops);
  }
  return error;
}

ParseError Message::check_identities() {
  const std::string_view id = call_id();
  const auto readable = [](std::string_view value, std::string_view& tag) {
    const auto address = NameAddr::parse(value);
    return address && !address->star && read_tag(address->parameters, tag);
  };
  const bool from_readable = readable(from(), from_tag_);
  // Also when From is not: a 400 must not add a tag to a To that has one (§8.2.6.2).
  const bool to_readable = readable(to(), to_tag_);
  if (id.size() > call_id_size_max || !all(word, id)) return ParseError::bad_call_id;
  if (!from_readable) return ParseError::bad_from;
  return to_readable ? ParseError::none : ParseError::bad_to;
}

}  // namespace trunkgate::sip
