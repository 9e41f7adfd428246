// SPDX-License-Identifier: Apache-2.0
// Messages of RFC 3262, 3311, 3515, 3891 and 4028. Those of the PBX name the inside where it must not cross.
#include "tests/fuzz/core_messages.h"

namespace trunkgate::fuzz {

using test::House;

namespace {

constexpr std::array<std::string_view, 5> methods{"PRACK", "UPDATE", "REFER", "NOTIFY", "INVITE"};

constexpr std::array<std::string_view, 8> session_lines{
    "Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n",
    "Supported: timer\r\nSession-Expires: 90;refresher=uas\r\nMin-SE: 90\r\n",
    "Supported: timer, 100rel, replaces\r\nSession-Expires: 1800\r\nAllow: INVITE, ACK, BYE, UPDATE, REFER, NOTIFY\r\n",
    "Supported: timer\r\nSession-Expires: 60;x=inside\r\n",
    "Require: timer\r\nx: 4294967295;refresher=uac\r\nMin-SE: 4294967295\r\n",
    "Min-SE: 3600\r\n",
    "Supported:\r\nAllow: INVITE, ACK, BYE\r\n",
    ""};

constexpr std::array<std::string_view, 5> event_lines{
    "Event: refer\r\nSubscription-State: active;expires=60\r\n",
    "Event: refer;id=103\r\nSubscription-State: terminated;reason=noresource\r\n",
    "o: refer;id=inside\r\nSubscription-State: terminated;reason=pbx.corp.internal\r\n",
    "Event: refer;x=inside\r\nSubscription-State: inside;expires=0\r\n",
    "Event: presence\r\nSubscription-State: pending\r\n"};

constexpr std::array<std::string_view, 5> fragments{"SIP/2.0 100 Trying\r\n",
                                                    "SIP/2.0 200 OK inside\r\nContact: <sip:201@10.0.0.5>\r\n",
                                                    "SIP/2.0 486 Busy\r\n", "SIP/2.0 99 \r\n", "inside"};

std::string finished(const std::string& head, const std::string& body, const std::string& type) {
  const std::string line = body.empty() ? "" : "Content-Type: " + type + "\r\n";
  return head + line + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// Replaces with the dialog that `told` belongs to, as a URI carries it.
std::string replaces_of(const House::Sent& told, bool escaped) {
  const auto tag = [](const std::string& value) {
    return value.substr(std::min(value.find(";tag=") + 5, value.size()));
  };
  const bool asked = !told.text.starts_with("SIP/2.0 ");
  const std::string ours = tag(told.header(asked ? "From" : "To"));
  const std::string theirs = tag(told.header(asked ? "To" : "From"));
  return escaped ? told.header("Call-ID") + "%3Bto-tag%3D" + ours + "%3Bfrom-tag%3D" + theirs
                 : told.header("Call-ID") + ";to-tag=" + ours + ";from-tag=" + theirs;
}

}  // namespace

std::string MessageMaker::rack(const House::Sent& told) {
  const std::string rseq = told.header("RSeq");
  const std::size_t what = choices_.below(8);
  const std::string number = rseq.empty() || what == 7 ? std::to_string(choices_.word()) : rseq;
  const std::string cseq = told.header("CSeq");
  return "RAck: " + number + " " + (what == 6 ? "1 INVITE" : cseq) + "\r\n";
}

std::string MessageMaker::refer_to(const House::Sent& told) {
  std::string target;
  switch (choices_.below(5)) {
    case 0: target = "<sip:0912345678@pbx.corp.internal>"; break;
    case 1: target = "<" + told.contact_uri() + "?Replaces=" + replaces_of(told, true) + ">"; break;
    case 2: target = "<sip:0912345678@10.0.0.2?Replaces=inside%3Bto-tag%3Da%3Bfrom-tag%3Db&X=inside>"; break;
    case 3: target = "<mailto:201@pbx.corp.internal>"; break;
    default: target = "<tel:+886912345678;phone-context=pbx.corp.internal>"; break;
  }
  return "Refer-To: " + target + "\r\nReferred-By: <sip:201@pbx.corp.internal>\r\n";
}

std::string MessageMaker::extension(const Side& side, const House::Sent& told) {
  const std::string_view name = methods[choices_.below(methods.size())];
  std::string head = request(side, told, std::string(name));
  if (name == "PRACK")
    return finished(head + rack(told), choices_.below(8) == 0 ? body(side.media) : "", "application/sdp");
  if (name == "REFER") return finished(head + refer_to(told), "", "");
  if (name == "NOTIFY")
    return finished(head + std::string(event_lines[choices_.below(event_lines.size())]),
                    std::string(fragments[choices_.below(fragments.size())]), "message/sipfrag;version=2.0");
  head += session_lines[choices_.below(session_lines.size())];
  return finished(head, body(side.media), "application/sdp");
}

std::string MessageMaker::pbx_extension_invite() {
  const std::string call_id = "inside-call-" + std::to_string(choices_.below(8)) + "@pbx.corp.internal";
  std::string lines(session_lines[choices_.below(session_lines.size())]);
  if (choices_.below(2) == 0) lines += "Require: 100rel\r\n";
  if (choices_.below(4) == 0) lines += "Replaces: inside-call-0@pbx.corp.internal;to-tag=inside;from-tag=inside\r\n";
  const std::string message = test::pbx_invite(call_id, "0912345678", lines);
  if (choices_.below(4) != 0) return message;
  return message.substr(0, message.find("Content-Type")) + "Content-Length: 0\r\n\r\n";
}

std::string MessageMaker::extension_response(const Side& side, const House::Sent& request) {
  static constexpr std::array statuses{183, 180, 200, 183, 422, 202, 491, 481};
  const int code = statuses[choices_.below(statuses.size())];
  const std::string to = request.header("To");
  const bool has_tag = to.find(";tag=") != std::string::npos;
  const std::string tag = has_tag ? "" : ";tag=" + std::string(side.tag) + std::to_string(choices_.below(3));
  std::string head = "SIP/2.0 " + std::to_string(code) + " " + std::string(side.tag) +
                     "\r\nVia: " + request.header("Via") + "\r\nFrom: " + request.header("From") + "\r\nTo: " + to +
                     tag + "\r\nCall-ID: " + request.header("Call-ID") + "\r\nCSeq: " + request.header("CSeq") +
                     "\r\nContact: " + std::string(side.contact) + "\r\n";
  if (code < 200) head += "Require: 100rel\r\nRSeq: " + std::to_string(1 + choices_.below(4)) + "\r\n";
  if (code >= 200) head += session_lines[choices_.below(session_lines.size())];
  return finished(head, code < 300 ? body(side.media) : "", "application/sdp");
}

}  // namespace trunkgate::fuzz
