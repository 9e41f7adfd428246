// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>

// The headers of libre build on what stands before them.
#define HAVE_INTTYPES_H
#define HAVE_STDBOOL_H
#define HAVE_INET6
#include <re.h>

#include "bench/parser/system.h"

namespace trunkgate::bench {

namespace {

sip_msg* message = nullptr;
mbuf* buffer = nullptr;

std::string_view text(const pl& value) { return {value.p, value.l}; }

UriFields uri_of(const uri& value) { return {text(value.user), text(value.host), value.port}; }

bool add_via(const sip_hdr* header, const sip_msg*, void* argument) {
  sip_via via{};
  if (sip_via_decode(&via, &header->val) != 0) return true;
  pl received{};
  if (msg_param_decode(&via.params, "received", &received) != 0) received = {};
  pl host{};
  pl port{};
  if (uri_decode_hostport(&via.sentby, &host, &port) != 0) return true;
  static_cast<Few<ViaFields, 16>*>(argument)->add() = {text(host), text(via.branch), text(received),
                                                       leading_number(text(port))};
  return false;
}

bool add_address(const sip_hdr* header, const sip_msg*, void* argument) {
  sip_addr address{};
  if (sip_addr_decode(&address, &header->val) != 0) return true;
  static_cast<Few<UriFields, 16>*>(argument)->add() = uri_of(address.uri);
  return false;
}

bool add_option(const sip_hdr* header, const sip_msg*, void* argument) {
  add_tokens(text(header->val), static_cast<Fields*>(argument)->options);
  return false;
}

/// True when no handler stopped the walk.
bool for_each(sip_hdrid id, sip_hdr_h* handler, void* argument) {
  return sip_msg_hdr_apply(message, true, id, handler, argument) == nullptr;
}

bool parse(std::string_view bytes, Fields& fields) {
  fields.clear();
  // One buffer for all messages and no copy: the received bytes are its memory.
  buffer->buf = reinterpret_cast<std::uint8_t*>(const_cast<char*>(bytes.data()));
  buffer->size = buffer->end = bytes.size();
  buffer->pos = 0;
  if (sip_msg_decode(&message, buffer) != 0) return false;
  fields.status = message->scode;
  if (message->req) {
    fields.method = text(message->met);
    fields.request_uri = uri_of(message->uri);
  }
  fields.from = uri_of(message->from.uri);
  fields.to = uri_of(message->to.uri);
  fields.from_tag = text(message->from.tag);
  fields.to_tag = text(message->to.tag);
  fields.call_id = text(message->callid);
  fields.cseq = message->cseq.num;
  fields.cseq_method = text(message->cseq.met);
  if (!for_each(SIP_HDR_VIA, add_via, &fields.vias) || !for_each(SIP_HDR_CONTACT, add_address, &fields.contacts) ||
      !for_each(SIP_HDR_ROUTE, add_address, &fields.routes) ||
      !for_each(SIP_HDR_RECORD_ROUTE, add_address, &fields.record_routes))
    return false;
  if (message->maxfwd.l != 0) fields.max_forwards = leading_number(text(message->maxfwd));
  if (message->clen.l != 0) fields.content_length = leading_number(text(message->clen));
  fields.content_type = text(message->ctyp.type);
  fields.content_subtype = text(message->ctyp.subtype);
  if (!for_each(SIP_HDR_SUPPORTED, add_option, &fields) || !for_each(SIP_HDR_REQUIRE, add_option, &fields))
    return false;
  fields.body = bytes.substr(buffer->pos);
  return true;
}

void release() { message = static_cast<sip_msg*>(mem_deref(message)); }

}  // namespace

System libre_system() {
  buffer = mbuf_alloc(1);
  if (buffer == nullptr) std::abort();
  mem_deref(buffer->buf);
  return {"libre", parse, release};
}

}  // namespace trunkgate::bench
