// SPDX-License-Identifier: Apache-2.0
#include "bench/parser/system.h"
#include "sip/message/message.h"
#include "sip/message/value_reader.h"

namespace trunkgate::bench {

namespace {

using sip::HeaderId;

UriFields uri_fields(const sip::Uri& uri) { return {uri.user, uri.host, uri.port}; }

bool add_addresses(const sip::Message& message, HeaderId id, Few<UriFields, 16>& out) {
  if (message.find(id) == nullptr) return true;
  sip::ValueReader<sip::NameAddr> addresses(message, id);
  for (sip::NameAddr address; addresses.next(address);) out.add() = uri_fields(address.uri);
  return addresses.error() == sip::ParseError::none;
}

bool add_vias(const sip::Message& message, Few<ViaFields, 16>& out) {
  sip::ValueReader<sip::Via> vias(message, HeaderId::via);
  for (sip::Via via; vias.next(via);) out.add() = {via.sent_by_host, via.branch, via.received, via.sent_by_port};
  return vias.error() == sip::ParseError::none;
}

void add_options(const sip::Message& message, HeaderId id, Fields& fields) {
  sip::TokenReader tokens(message, id);
  for (std::string_view token; tokens.next(token);) fields.options.add() = token;
}

void read_content_type(std::string_view value, Fields& fields) {
  value = value.substr(0, value.find(';'));
  const std::size_t slash = value.find('/');
  fields.content_type = value.substr(0, slash);
  if (slash != std::string_view::npos) fields.content_subtype = value.substr(slash + 1);
}

bool parse(std::string_view bytes, Fields& fields) {
  static sip::Message message;
  fields.clear();
  if (message.parse(bytes) != sip::ParseError::none) return false;
  fields.method = message.method_name();
  fields.status = message.status();
  if (message.is_request()) {
    const sip::Uri* const target = message.request_target();
    if (target == nullptr) return false;
    fields.request_uri = uri_fields(*target);
  }
  fields.from = uri_fields(message.from_address().uri);
  fields.to = uri_fields(message.to_address().uri);
  fields.from_tag = message.from_tag();
  fields.to_tag = message.to_tag();
  fields.call_id = message.call_id();
  fields.cseq = message.cseq().seq;
  fields.cseq_method = message.cseq().method_name;
  fields.max_forwards = message.max_forwards();
  if (const sip::Header* length = message.find(HeaderId::content_length))
    fields.content_length = leading_number(length->value);
  if (const sip::Header* type = message.find(HeaderId::content_type)) read_content_type(type->value, fields);
  add_options(message, HeaderId::supported, fields);
  add_options(message, HeaderId::require, fields);
  fields.body = message.body();
  return add_vias(message, fields.vias) && add_addresses(message, HeaderId::contact, fields.contacts) &&
         add_addresses(message, HeaderId::route, fields.routes) &&
         add_addresses(message, HeaderId::record_route, fields.record_routes);
}

void release() {}

}  // namespace

System trunkgate_system() { return {"trunkgate", parse, release}; }

}  // namespace trunkgate::bench
