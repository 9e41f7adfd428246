// SPDX-License-Identifier: Apache-2.0
#include "sip/message/response.h"

#include "sip/header/value_list.h"
#include "sip/scan/chars.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

namespace {

/// The top Via with what we know of its sender. Its own `received` and `rport` values are claims and are replaced.
void write_top_via(Writer& writer, const Message& request, std::string_view source_ip, std::uint16_t source_port) {
  const Via& via = request.top_via();
  const std::string_view head = via.text.substr(0, via.text.size() - via.parameters.size());
  writer.begin(HeaderId::via).text(trim(head));
  std::string_view rest = via.parameters;
  while (const auto parameter = next_parameter(rest)) {
    if (equal_ignoring_case(parameter->name, "received") || equal_ignoring_case(parameter->name, "rport")) continue;
    writer.text(";").text(parameter->text);
  }
  if (via.rport_present) writer.text(";rport=").number(source_port);
  if (via.rport_present || via.sent_by_host != source_ip) writer.text(";received=").text(source_ip);
  writer.end();
}

void write_vias(Writer& writer, const Message& request, std::string_view source_ip, std::uint16_t source_port) {
  bool top = true;
  for (const Header& header : request.headers()) {
    if (header.id != HeaderId::via) continue;
    for (std::string_view one : values(header.value)) {
      if (top)
        write_top_via(writer, request, source_ip, source_port);
      else
        writer.header(HeaderId::via, one);
      top = false;
    }
  }
}

/// What CANCEL and the ACK of a failure share with their INVITE.
void begin_like_invite(Writer& writer, const Message& invite, Method method) {
  writer.request_line(method, invite.request_uri());
  writer.header(HeaderId::via, invite.top_via().text);
  for (const Header& header : invite.headers())
    if (header.id == HeaderId::route) writer.header(header);
  writer.begin(HeaderId::max_forwards).number(70).end();
  writer.header(HeaderId::from, invite.from());
}

struct Phrase {
  int status;
  std::string_view text;
};
constexpr Phrase phrases[] = {
    {100, "Trying"},
    {180, "Ringing"},
    {181, "Call Is Being Forwarded"},
    {182, "Queued"},
    {183, "Session Progress"},
    {199, "Early Dialog Terminated"},
    {200, "OK"},
    {202, "Accepted"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Moved Temporarily"},
    {305, "Use Proxy"},
    {380, "Alternative Service"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {410, "Gone"},
    {413, "Request Entity Too Large"},
    {414, "Request-URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Unsupported URI Scheme"},
    {420, "Bad Extension"},
    {421, "Extension Required"},
    {422, "Session Interval Too Small"},
    {423, "Interval Too Brief"},
    {433, "Anonymity Disallowed"},
    {440, "Max-Breadth Exceeded"},
    {480, "Temporarily Unavailable"},
    {481, "Call/Transaction Does Not Exist"},
    {482, "Loop Detected"},
    {483, "Too Many Hops"},
    {484, "Address Incomplete"},
    {485, "Ambiguous"},
    {486, "Busy Here"},
    {487, "Request Terminated"},
    {488, "Not Acceptable Here"},
    {489, "Bad Event"},
    {491, "Request Pending"},
    {493, "Undecipherable"},
    {500, "Server Internal Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Server Time-out"},
    {505, "Version Not Supported"},
    {513, "Message Too Large"},
    {580, "Precondition Failure"},
    {600, "Busy Everywhere"},
    {603, "Decline"},
    {604, "Does Not Exist Anywhere"},
    {606, "Not Acceptable"},
};

}  // namespace

void begin_response(Writer& writer, const Message& request, int status, std::string_view reason,
                    std::string_view to_tag, std::string_view source_ip, std::uint16_t source_port) {
  writer.status_line(status, reason);
  write_vias(writer, request, source_ip, source_port);
  // One of these is missing only from what cannot be parsed and is told so.
  if (!request.from().empty()) writer.header(HeaderId::from, request.from());
  if (!request.to().empty()) {
    writer.begin(HeaderId::to).text(request.to());
    if (request.to_tag().empty() && status > 100 && !to_tag.empty()) writer.text(";tag=").text(to_tag);
    writer.end();
  }
  if (!request.call_id().empty()) writer.header(HeaderId::call_id, request.call_id());
  writer.header(HeaderId::cseq, request.value(HeaderId::cseq));
  if (const Header* timestamp = request.find(HeaderId::timestamp); timestamp != nullptr && status == 100)
    writer.header(*timestamp);
  // §12.1.1: what may create a dialog names the proxies that want to stay in it.
  if (request.method() != Method::invite || status <= 100 || status >= 300) return;
  for (const Header& header : request.headers())
    if (header.id == HeaderId::record_route) writer.header(header);
}

std::string_view reason_phrase(int status) {
  for (const Phrase& phrase : phrases)
    if (phrase.status == status) return phrase.text;
  switch (status / 100) {
    case 1: return "Session Progress";
    case 2: return "OK";
    case 3: return "Redirected";
    case 4: return "Bad Request";
    case 5: return "Server Internal Error";
    default: return "Declined";
  }
}

std::span<const char> cancel_for(Writer& writer, const Message& sent_invite, std::string_view reason) {
  begin_like_invite(writer, sent_invite, Method::cancel);
  writer.header(HeaderId::to, sent_invite.to()).header(HeaderId::call_id, sent_invite.call_id());
  writer.begin(HeaderId::cseq).number(sent_invite.cseq().seq).text(" CANCEL").end();
  if (!reason.empty()) writer.header(HeaderId::reason, reason);
  return writer.finish();
}

std::span<const char> ack_for_failure(Writer& writer, const Message& sent_invite, const Message& response) {
  begin_like_invite(writer, sent_invite, Method::ack);
  writer.header(HeaderId::to, response.to()).header(HeaderId::call_id, sent_invite.call_id());
  writer.begin(HeaderId::cseq).number(sent_invite.cseq().seq).text(" ACK").end();
  return writer.finish();
}

}  // namespace trunkgate::sip
