// SPDX-License-Identifier: Apache-2.0
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_types.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/url.h>

#include "bench/parser/system.h"

namespace trunkgate::bench {

namespace {

msg_t* message = nullptr;

std::string_view text(const char* value) { return value == nullptr ? std::string_view{} : std::string_view{value}; }

UriFields uri_of(const url_t* url) {
  return {text(url->url_user), text(url->url_host), leading_number(text(url->url_port))};
}

void add_vias(const sip_via_t* via, Few<ViaFields, 16>& out) {
  for (; via != nullptr; via = via->v_next)
    out.add() = {text(via->v_host), text(via->v_branch), text(via->v_received), leading_number(text(via->v_port))};
}

template <std::size_t Capacity>
void add_routes(const sip_route_t* route, Few<UriFields, Capacity>& out) {
  for (; route != nullptr; route = route->r_next) out.add() = uri_of(route->r_url);
}

void add_options(const msg_list_t* list, Fields& fields) {
  for (; list != nullptr; list = list->k_next)
    for (const msg_param_t* item = list->k_items; item != nullptr && *item != nullptr; ++item)
      fields.options.add() = text(*item);
}

void read_entity(const sip_t* sip, Fields& fields) {
  if (sip->sip_content_length != nullptr) fields.content_length = sip->sip_content_length->l_length;
  if (sip->sip_content_type != nullptr) {
    const std::string_view type = text(sip->sip_content_type->c_type);
    fields.content_subtype = text(sip->sip_content_type->c_subtype);
    fields.content_type = type.substr(0, type.find('/'));
  }
  if (sip->sip_payload != nullptr) fields.body = {sip->sip_payload->pl_data, sip->sip_payload->pl_len};
}

bool parse(std::string_view bytes, Fields& fields) {
  fields.clear();
  message = msg_make(sip_default_mclass(), 0, bytes.data(), static_cast<ssize_t>(bytes.size()));
  const sip_t* sip = message == nullptr ? nullptr : sip_object(message);
  if (sip == nullptr || sip->sip_error != nullptr || msg_has_error(message)) return false;
  if (sip->sip_via == nullptr || sip->sip_from == nullptr || sip->sip_to == nullptr || sip->sip_call_id == nullptr ||
      sip->sip_cseq == nullptr)
    return false;
  if (sip->sip_request != nullptr) {
    fields.method = text(sip->sip_request->rq_method_name);
    fields.request_uri = uri_of(sip->sip_request->rq_url);
  } else if (sip->sip_status != nullptr) {
    fields.status = sip->sip_status->st_status;
  }
  add_vias(sip->sip_via, fields.vias);
  fields.from = uri_of(sip->sip_from->a_url);
  fields.to = uri_of(sip->sip_to->a_url);
  fields.from_tag = text(sip->sip_from->a_tag);
  fields.to_tag = text(sip->sip_to->a_tag);
  fields.call_id = text(sip->sip_call_id->i_id);
  fields.cseq = sip->sip_cseq->cs_seq;
  fields.cseq_method = text(sip->sip_cseq->cs_method_name);
  for (const sip_contact_t* contact = sip->sip_contact; contact != nullptr; contact = contact->m_next)
    fields.contacts.add() = uri_of(contact->m_url);
  add_routes(sip->sip_route, fields.routes);
  add_routes(sip->sip_record_route, fields.record_routes);
  if (sip->sip_max_forwards != nullptr) fields.max_forwards = static_cast<long>(sip->sip_max_forwards->mf_count);
  add_options(sip->sip_supported, fields);
  add_options(sip->sip_require, fields);
  read_entity(sip, fields);
  return true;
}

void release() {
  msg_destroy(message);
  message = nullptr;
}

}  // namespace

System sofia_sip_system() { return {"sofia-sip", parse, release}; }

}  // namespace trunkgate::bench
