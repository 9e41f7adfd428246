// SPDX-License-Identifier: Apache-2.0
// The same message read by us and by libosip2 (GNU oSIP, which half of the trunking world is built on): where both take
// it, both must see the same message, else a peer can be talked to past us. What only we refuse is fine.
//
// Differences that are allowed, with the reason:
//  - Folds: oSIP replaces CR, LF and HT by blanks in its copy before it reads. Compared are values with runs of blanks
//    counted as one.
//  - It keeps the text of escapes ("%40") decoded in the user part of a URI. Only texts without '%' are compared there.
//  - Bodies: it reads none without Content-Type, and splits multipart bodies. Those are not compared.
//  - It ends a host at what it takes for a delimiter, and knows no tel URI; Request-URIs are compared for sip and sips.
//  - Numbers keep their spelling ("05060"); they are compared as numbers.
#include <osipparser2/osip_message.h>
#include <osipparser2/osip_parser.h>

#include <cstdarg>
#include <cstdlib>
#include <memory>
#include <string>

#include "sip/header/uri.h"
#include "sip/scan/chars.h"
#include "tests/fuzz/sip_text.h"

namespace trunkgate::fuzz {
namespace {

using sip::Message;

struct FreeMessage {
  void operator()(osip_message_t* message) const { osip_message_free(message); }
};
using Osip = std::unique_ptr<osip_message_t, FreeMessage>;

std::string_view text(const char* value) { return value == nullptr ? std::string_view{} : std::string_view(value); }

/// Runs of blanks, folds among them, as one.
std::string squeezed(std::string_view value) {
  std::string out;
  for (const char c : sip::trim(value)) {
    if (!sip::is_blank(c))
      out += c;
    else if (out.empty() || out.back() != ' ')
      out += ' ';
  }
  return out;
}

void same(std::string_view ours, std::string_view theirs, const char* sentence) {
  if (squeezed(ours) == squeezed(theirs)) return;
  std::fprintf(stderr, "ours: [%.*s]\ntheirs: [%.*s]\n", static_cast<int>(ours.size()), ours.data(),
               static_cast<int>(theirs.size()), theirs.data());
  require(false, sentence);
}

void same_number(std::uint64_t ours, const char* theirs, const char* sentence) {
  same(std::to_string(ours), std::to_string(theirs == nullptr ? 0 : std::strtoull(theirs, nullptr, 10)), sentence);
}

std::string_view parameter(const osip_list_t& parameters, std::string name) {
  osip_generic_param_t* found = nullptr;
  osip_generic_param_get_byname(const_cast<osip_list_t*>(&parameters), name.data(), &found);
  return found == nullptr ? std::string_view{} : text(found->gvalue);
}

void compare_start_line(const Message& ours, const osip_message_t& theirs) {
  require(ours.is_request() == MSG_IS_REQUEST(&theirs), "both see a request, or both a response");
  if (!ours.is_request()) return require(ours.status() == theirs.status_code, "both see the same status");
  same(ours.method_name(), text(theirs.sip_method), "both see the same method");
  const auto uri = sip::Uri::parse(ours.request_uri());
  if (!uri || !(uri->is_sip() || uri->is_sips()) || ours.request_uri().find('%') != std::string_view::npos) return;
  same(uri->user, text(theirs.req_uri->username), "both see the same user in the Request-URI");
  same(uri->host, text(theirs.req_uri->host), "both see the same host in the Request-URI");
  same_number(uri->port, theirs.req_uri->port, "both see the same port in the Request-URI");
}

void compare_via(const sip::Via& ours, const osip_message_t& theirs) {
  const auto* const via = static_cast<const osip_via_t*>(osip_list_get(&theirs.vias, 0));
  require(via != nullptr, "both see a Via");
  if (text(via->protocol).empty()) return;  // it reads no transport behind several tabs
  same(ours.transport, text(via->protocol), "both see the same transport");
  same(ours.sent_by_host, text(via->host), "both see the same sent-by");
  same_number(ours.sent_by_port, via->port, "both see the same sent-by port");
  // It cuts one that is no token where it likes.
  if (sip::all(sip::token, ours.branch))
    same(ours.branch, parameter(via->via_params, "branch"), "both see the same branch");
}

void compare_dialog(const Message& ours, const osip_message_t& theirs) {
  std::string call_id(text(theirs.call_id->number));
  if (theirs.call_id->host != nullptr) call_id += "@" + std::string(text(theirs.call_id->host));
  same(ours.call_id(), call_id, "both see the same Call-ID");
  same(ours.from_tag(), parameter(theirs.from->gen_params, "tag"), "both see the same From tag");
  same(ours.to_tag(), parameter(theirs.to->gen_params, "tag"), "both see the same To tag");
  same_number(ours.cseq().seq, theirs.cseq->number, "both see the same CSeq number");
  same(ours.cseq().method_name, text(theirs.cseq->method), "both see the same CSeq method");
}

void compare_body(const Message& ours, const osip_message_t& theirs) {
  if (theirs.content_length != nullptr && ours.find(sip::HeaderId::content_length) != nullptr)
    same_number(ours.body().size(), theirs.content_length->value, "both see the same Content-Length");
  const int count = osip_list_size(&theirs.bodies);
  // osip drops a body whose type it cannot read; an empty one it does not count as there.
  if (ours.value(sip::HeaderId::content_type).empty() || count > 1) return;
  if (count == 0) return require(ours.body().empty(), "both see a body, or none");
  const auto* const body = static_cast<const osip_body_t*>(osip_list_get(&theirs.bodies, 0));
  if (body->headers != nullptr && osip_list_size(body->headers) > 0) return;
  require(ours.body() == std::string_view(body->body, body->length), "both see the same body");
}

void say_nothing(const char*, int, osip_trace_level_t, const char*, va_list) {}

bool start_osip() {
  osip_trace_initialize_func(END_TRACE_LEVEL, say_nothing);
  return parser_init() == 0;
}

void run(std::span<const char> bytes) {
  static const bool ready = start_osip();
  require(ready, "oSIP starts");
  static const auto ours = std::make_unique<Message>();
  // What we refuse is not shown to oSIP at all: it would be its faults that are found, not ours.
  if (ours->parse(bytes) != sip::ParseError::none) return;
  osip_message_t* raw = nullptr;
  require(osip_message_init(&raw) == 0, "oSIP has memory");
  const Osip theirs(raw);
  if (osip_message_parse(theirs.get(), bytes.data(), bytes.size()) != 0) return;
  compare_start_line(*ours, *theirs);
  // It looks for the blank behind a status code in the next lines, and loses the first header.
  if (!ours->is_request() && ours->reason().empty()) return;
  compare_via(ours->top_via(), *theirs);
  compare_dialog(*ours, *theirs);
  compare_body(*ours, *theirs);
}

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trunkgate::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
