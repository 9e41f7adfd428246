// SPDX-License-Identifier: Apache-2.0
#include "bench/parser/system.h"
#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"
#include "sip/message/message.h"

namespace trunkgate::bench {

namespace {

using sip::HeaderId;

bool read_uri(const sip::Uri& uri, UriFields& out) {
  out = {uri.user, uri.host, uri.port};
  return true;
}

template <std::size_t Capacity>
bool add_addresses(std::string_view value, Few<UriFields, Capacity>& out) {
  for (const std::string_view one : sip::values(value)) {
    const auto address = sip::NameAddr::parse(one);
    if (!address || !read_uri(address->uri, out.add())) return false;
  }
  return true;
}

bool add_vias(std::string_view value, Few<ViaFields, 16>& out) {
  for (const std::string_view one : sip::values(value)) {
    const auto via = sip::Via::parse(one);
    if (!via) return false;
    out.add() = {via->sent_by_host, via->branch, via->received, via->sent_by_port};
  }
  return true;
}

void read_content_type(std::string_view value, Fields& fields) {
  value = value.substr(0, value.find(';'));
  const std::size_t slash = value.find('/');
  fields.content_type = value.substr(0, slash);
  if (slash != std::string_view::npos) fields.content_subtype = value.substr(slash + 1);
}

bool read_header(const sip::Header& header, Fields& fields) {
  switch (header.id) {
    case HeaderId::via: return add_vias(header.value, fields.vias);
    case HeaderId::contact: return add_addresses(header.value, fields.contacts);
    case HeaderId::route: return add_addresses(header.value, fields.routes);
    case HeaderId::record_route: return add_addresses(header.value, fields.record_routes);
    case HeaderId::from:
    case HeaderId::to: {
      const auto address = sip::NameAddr::parse(header.value);
      return address && read_uri(address->uri, header.id == HeaderId::from ? fields.from : fields.to);
    }
    case HeaderId::content_type: read_content_type(header.value, fields); return true;
    case HeaderId::content_length: fields.content_length = leading_number(header.value); return true;
    case HeaderId::supported:
    case HeaderId::require:
      for (const std::string_view one : sip::values(header.value)) fields.options.add() = one;
      return true;
    default: return true;
  }
}

bool parse(std::string_view bytes, Fields& fields) {
  static sip::Message message;
  fields.clear();
  if (message.parse(bytes) != sip::ParseError::none) return false;
  fields.method = message.method_name();
  fields.status = message.status();
  if (message.is_request()) {
    const auto uri = sip::Uri::parse(message.request_uri());
    if (!uri || !read_uri(*uri, fields.request_uri)) return false;
  }
  fields.from_tag = message.from_tag();
  fields.to_tag = message.to_tag();
  fields.call_id = message.call_id();
  fields.cseq = message.cseq().seq;
  fields.cseq_method = message.cseq().method_name;
  fields.max_forwards = message.max_forwards();
  fields.body = message.body();
  for (const sip::Header& header : message.headers())
    if (!read_header(header, fields)) return false;
  return true;
}

void release() {}

}  // namespace

System trunkgate_system() { return {"trunkgate", parse, release}; }

}  // namespace trunkgate::bench
