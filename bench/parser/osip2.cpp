// SPDX-License-Identifier: Apache-2.0
#include <osipparser2/osip_parser.h>

#include <cstdlib>
#include <cstring>

#include "bench/parser/system.h"

namespace trunkgate::bench {

namespace {

osip_message_t* message = nullptr;

std::string_view text(const char* value) { return value == nullptr ? std::string_view{} : std::string_view{value}; }

void read_uri(const osip_uri_t* uri, UriFields& out) {
  if (uri != nullptr) out = {text(uri->username), text(uri->host), leading_number(text(uri->port))};
}

std::string_view parameter(const osip_list_t& parameters, const char* name) {
  osip_list_iterator_t at;
  for (auto* one = static_cast<osip_generic_param_t*>(osip_list_get_first(&parameters, &at)); one != nullptr;
       one = static_cast<osip_generic_param_t*>(osip_list_get_next(&at)))
    if (osip_strcasecmp(one->gname, name) == 0) return text(one->gvalue);
  return {};
}

/// Contact, Route and Record-Route have the shape of From.
template <std::size_t Capacity>
void add_addresses(const osip_list_t& list, Few<UriFields, Capacity>& out) {
  osip_list_iterator_t at;
  for (auto* one = static_cast<osip_from_t*>(osip_list_get_first(&list, &at)); one != nullptr;
       one = static_cast<osip_from_t*>(osip_list_get_next(&at)))
    read_uri(one->url, out.add() = {});
}

void add_vias(Few<ViaFields, 16>& out) {
  osip_list_iterator_t at;
  for (auto* via = static_cast<osip_via_t*>(osip_list_get_first(&message->vias, &at)); via != nullptr;
       via = static_cast<osip_via_t*>(osip_list_get_next(&at)))
    out.add() = {text(via->host), parameter(via->via_params, "branch"), parameter(via->via_params, "received"),
                 leading_number(text(via->port))};
}

/// What osip2 keeps as name and text only.
void read_other_headers(Fields& fields) {
  osip_list_iterator_t at;
  for (auto* header = static_cast<osip_header_t*>(osip_list_get_first(&message->headers, &at)); header != nullptr;
       header = static_cast<osip_header_t*>(osip_list_get_next(&at))) {
    if (osip_strcasecmp(header->hname, "max-forwards") == 0)
      fields.max_forwards = leading_number(text(header->hvalue));
    else if (osip_strcasecmp(header->hname, "supported") == 0 || osip_strcasecmp(header->hname, "require") == 0 ||
             osip_strcasecmp(header->hname, "k") == 0)
      add_tokens(text(header->hvalue), fields.options);
  }
}

bool parse(std::string_view bytes, Fields& fields) {
  fields.clear();
  if (osip_message_init(&message) != OSIP_SUCCESS) return false;
  if (osip_message_parse(message, bytes.data(), bytes.size()) != OSIP_SUCCESS) return false;
  if (message->from == nullptr || message->to == nullptr || message->call_id == nullptr || message->cseq == nullptr)
    return false;
  fields.status = message->status_code;
  if (message->status_code == 0) fields.method = text(message->sip_method);
  read_uri(message->req_uri, fields.request_uri);
  add_vias(fields.vias);
  read_uri(message->from->url, fields.from);
  read_uri(message->to->url, fields.to);
  fields.from_tag = parameter(message->from->gen_params, "tag");
  fields.to_tag = parameter(message->to->gen_params, "tag");
  fields.call_id = text(message->call_id->number);
  fields.call_id_host = text(message->call_id->host);
  fields.cseq = leading_number(text(message->cseq->number));
  fields.cseq_method = text(message->cseq->method);
  add_addresses(message->contacts, fields.contacts);
  add_addresses(message->routes, fields.routes);
  add_addresses(message->record_routes, fields.record_routes);
  read_other_headers(fields);
  if (message->content_length != nullptr) fields.content_length = leading_number(text(message->content_length->value));
  if (message->content_type != nullptr) {
    fields.content_type = text(message->content_type->type);
    fields.content_subtype = text(message->content_type->subtype);
  }
  if (const auto* body = static_cast<osip_body_t*>(osip_list_get(&message->bodies, 0)))
    fields.body = {body->body, body->length};
  return true;
}

void release() {
  osip_message_free(message);
  message = nullptr;
}

}  // namespace

System osip2_system() {
  if (parser_init() != OSIP_SUCCESS) std::abort();
  return {"osip2", parse, release};
}

}  // namespace trunkgate::bench
