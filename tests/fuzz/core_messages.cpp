// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/core_messages.h"

#include <algorithm>

#include "proxy/hide/header_rules.h"
#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"

namespace trunkgate::fuzz {

using test::House;

namespace {

/// Header lines of a PBX: each names the inside in a place that must not cross.
constexpr std::array<std::string_view, 18> pbx_lines{
    "",
    "User-Agent: Asterisk PBX inside\r\nServer: Asterisk\r\n",
    "P-Asserted-Identity: \"Alice\" <sip:201@pbx.corp.internal>, "
    "<tel:+886212345678;phone-context=pbx.corp.internal>\r\n",
    "Remote-Party-ID: <sip:201@10.0.0.5>;party=calling;screen=yes;x=inside\r\n",
    "Diversion: <sip:300@10.0.0.99>;reason=\"moved to pbx.corp.internal\";counter=1\r\n",
    "Diversion: <sip:300@10.0.0.99>;reason=no-answer;x=\"a;reason=inside\"\r\n",
    "Warning: 399 pbx.corp.internal \"inside\"\r\n",
    "Reason: Q.850;cause=16;text=\"inside\"\r\nReason: SIP ;cause=200;text=\"10.0.0.5\"\r\n",
    "Record-Route: <sip:10.0.0.7;lr>\r\nRecord-Route: <sip:pbx.corp.internal;lr>\r\n",
    "History-Info: <sip:201@pbx.corp.internal>;index=1\r\nCall-Info: <http://pbx.corp.internal/a>;purpose=icon\r\n",
    "Alert-Info: <http://10.0.0.5/ring>\r\nX-Asterisk-HangupCause: inside\r\nDate: inside\r\n",
    "X-Passed: yes\r\nx-passed : folded\r\n more\r\nX-Passed-Not: inside\r\n",
    "Privacy: id;user\r\nRetry-After: 5 (inside);duration=10.0.0.5\r\n",
    "Require: 100rel\r\n",
    "Supported: 100rel, timer, replaces, inside\r\nSession-Expires: 1800;refresher=uac\r\nMin-SE: 90\r\n",
    "P-Charging-Vector: icid-value=inside;orig-ioi=corp.internal\r\nSession-ID: inside\r\n",
    "Geolocation: <cid:inside@pbx.corp.internal>\r\nSubject: inside\r\nOrganization: inside\r\n",
    "Max-Breadth: 60\r\nTimestamp: 54 (10.0.0.5)\r\nAllow: INVITE, ACK, inside\r\n"};

constexpr std::array<std::string_view, 10> trunk_lines{
    "",
    "Proxy-Authenticate: Digest realm=\"sip.twilio.com\",qop=\"auth\",nonce=\"abc\",opaque=\"def\"\r\n",
    "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=SHA-256, qop=\"auth-int,auth\", stale=true\r\n",
    "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=unknown\r\nProxy-Authenticate: Basic "
    "realm=\"x\"\r\n",
    "Retry-After: 30\r\nReason: Q.850;cause=34\r\n",
    "Require: timer\r\nSession-Expires: 90;refresher=uas\r\n",
    "Contact: <sip:[2001:db8::1]:5061;transport=tls>\r\n",
    "Record-Route: <sip:198.51.100.9;lr>,<sip:198.51.100.8;lr>,<sip:198.51.100.7;lr>\r\n",
    "X-Twilio-CallSid: CA0123456789abcdef\r\nUser-Agent: Twilio Gateway\r\n",
    "RSeq: 1\r\nRequire: 100rel\r\n"};

constexpr std::array<std::string_view, 16> fragments{"\r\n",
                                                     "\r\n ",
                                                     ";",
                                                     ",",
                                                     "<",
                                                     ">",
                                                     "\"",
                                                     "\\",
                                                     "%",
                                                     "@",
                                                     ":",
                                                     ";tag=x",
                                                     ";lr",
                                                     "Via: SIP/2.0/UDP 192.0.2.99\r\n",
                                                     "Content-Length: 1\r\n",
                                                     "Route: <sip:203.0.113.9;lr>\r\n"};

std::string with_length(const std::string& head, const std::string& body) {
  const std::string type = body.empty() ? "" : "Content-Type: application/sdp\r\n";
  return head + type + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

bool names_the_inside(std::string_view text) {
  return std::ranges::any_of(inside_markers, [&](auto marker) { return text.find(marker) != std::string_view::npos; });
}

bool shows_the_inside_itself(std::string_view bytes) {
  static const auto message = std::make_unique<sip::Message>();
  if (message->parse(bytes) != sip::ParseError::none) return false;
  if (const auto uri = sip::Uri::parse(message->request_uri()); uri && names_the_inside(uri->user)) return true;
  for (const sip::Header& header : message->headers()) {
    const bool from_or_to = header.id == sip::HeaderId::from || header.id == sip::HeaderId::to;
    if (header.id == sip::HeaderId::other && header.name.size() == 8 && names_the_inside(header.value)) return true;
    if (!from_or_to && proxy::header_rule(header.id) != proxy::HeaderRule::identity) continue;
    for (const std::string_view one : sip::values(header.value)) {
      const auto address = sip::NameAddr::parse(one);
      if (address && (names_the_inside(address->display) || names_the_inside(address->uri.user))) return true;
    }
  }
  return false;
}

const MessageMaker::Side MessageMaker::pbx{"SIP/2.0/UDP 10.0.0.5:5060;rport;branch=z9hG4bKinside-",
                                           "<sip:201@10.0.0.5:5060>", "inside-tag", "10.0.0.5", pbx_lines};
const MessageMaker::Side MessageMaker::trunk{"SIP/2.0/TLS 54.172.60.1:5061;branch=z9hG4bKtrunk-",
                                             "<sip:+886912345678@172.25.1.2:5060;transport=udp>", "trunktag",
                                             "168.86.128.9", trunk_lines};

std::string MessageMaker::body(std::string_view address) {
  return choices_.below(4) == 0 ? std::string{} : test::sdp(std::string(address));
}

std::string_view MessageMaker::method() {
  static constexpr std::array<std::string_view, 12> methods{"ACK",    "BYE",  "INVITE", "ACK",   "BYE",       "OPTIONS",
                                                            "UPDATE", "INFO", "PRACK",  "REFER", "SUBSCRIBE", "CANCEL"};
  return methods[choices_.below(methods.size())];
}

int MessageMaker::status() {
  static constexpr std::array statuses{200, 180, 183, 100, 200, 407, 401, 486, 487, 503,
                                       302, 404, 408, 491, 422, 500, 603, 199, 202, 699};
  return statuses[choices_.below(statuses.size())];
}

std::string MessageMaker::pbx_invite() {
  const std::string call_id = "inside-call-" + std::to_string(choices_.below(8)) + "@pbx.corp.internal";
  static constexpr std::array numbers{"0912345678", "0212345678", "777", "0%31", "+886912345678"};
  const std::string number = numbers[choices_.below(numbers.size())];
  std::string message = test::pbx_invite(call_id, number, std::string(pbx_lines[choices_.below(pbx_lines.size())]));
  if (choices_.below(4) != 0) return message;
  return message.substr(0, message.find("Content-Type")) + "Content-Length: 0\r\n\r\n";
}

std::string MessageMaker::trunk_invite() {
  const std::string number = std::to_string(choices_.below(8));
  return with_length(
      "INVITE sip:+886212345678@sbc.example.com;transport=tls SIP/2.0\r\n"
      "Record-Route: <sip:54.172.60.1:5061;transport=tls;r2=on;lr>\r\n"
      "From: <sip:+1555@mytrunk.pstn.twilio.com:5060>;tag=out" +
          number +
          "\r\n"
          "To: <sip:+886212345678@sbc.example.com;transport=tls>\r\n"
          "CSeq: 29044 INVITE\r\nMax-Forwards: 60\r\nCall-ID: 0123456789abcdef" +
          number +
          "@0.0.0.0\r\n"
          "Via: SIP/2.0/TLS 54.172.60.1:5061;branch=z9hG4bKin" +
          number +
          "\r\n"
          "Contact: <sip:+1555@172.25.1.2:5060;transport=udp>\r\n",
      body("168.86.1.1"));
}

std::string MessageMaker::in_dialog(const Side& side, const House::Sent& told) {
  const std::string head = request(side, told, std::string(method()));
  const std::string sdp = body(side.media);
  return with_length(head + std::string(line(side)), sdp);
}

/// Without its last lines.
std::string MessageMaker::request(const Side& side, const House::Sent& told, const std::string& name) {
  const bool asked = !told.text.starts_with("SIP/2.0 ");
  const std::string own_tag = asked ? ";tag=" + std::string(side.tag) + std::to_string(choices_.below(3)) : "";
  // 102 is that of the PBX's INVITE, which its ACK repeats.
  const std::string cseq = std::to_string(102 + choices_.below(6)) + " " + name;
  const std::string from = told.header(asked ? "To" : "From") + own_tag;
  return name + " " + told.contact_uri() + " SIP/2.0\r\nVia: " + std::string(side.via) + cseq.substr(0, 3) + name +
         "\r\nFrom: " + from + "\r\nTo: " + told.header(asked ? "From" : "To") +
         "\r\nCall-ID: " + told.header("Call-ID") + "\r\nCSeq: " + cseq +
         "\r\nMax-Forwards: 70\r\nContact: " + std::string(side.contact) + "\r\n";
}

std::string MessageMaker::pbx_in_dialog(const House::Sent& told) { return in_dialog(pbx, told); }
std::string MessageMaker::trunk_in_dialog(const House::Sent& told) { return in_dialog(trunk, told); }

std::string MessageMaker::cancel(std::string invite) {
  const std::size_t content = invite.find("Content-");
  const std::size_t cseq = invite.find(" INVITE\r\n");
  if (!invite.starts_with("INVITE ") || content == std::string::npos || cseq == std::string::npos) return invite;
  invite = invite.substr(0, content) + "Content-Length: 0\r\n\r\n";
  if (cseq < content) invite.replace(cseq + 1, 6, "CANCEL");
  return invite.replace(0, 6, "CANCEL");
}

std::string MessageMaker::response(const Side& side, const House::Sent& request) {
  const std::string code = std::to_string(status());
  const std::string to = request.header("To");
  const bool has_tag = to.find(";tag=") != std::string::npos;
  const std::string tag = has_tag ? "" : ";tag=" + std::string(side.tag) + std::to_string(choices_.below(3));
  const std::string routes = side.tag == trunk.tag ? "Record-Route: <sip:54.172.60.1:5061;transport=tls;lr>\r\n" : "";
  return with_length("SIP/2.0 " + code + " " + std::string(side.tag) + "\r\nVia: " + request.header("Via") +
                         "\r\nFrom: " + request.header("From") + "\r\nTo: " + to + tag +
                         "\r\nCall-ID: " + request.header("Call-ID") + "\r\nCSeq: " + request.header("CSeq") +
                         "\r\nContact: " + std::string(side.contact) + "\r\n" + routes + std::string(line(side)),
                     body(side.media));
}

std::string MessageMaker::pbx_response(const House::Sent& request) { return response(pbx, request); }
std::string MessageMaker::trunk_response(const House::Sent& request) { return response(trunk, request); }

std::string MessageMaker::mutated(std::string message) {
  const std::size_t edits = choices_.byte();
  if (edits < 200) return message;
  for (std::size_t i = 0; i < edits % 4 + 1 && !message.empty(); ++i) {
    const std::size_t at = choices_.word() % message.size();
    const std::uint8_t what = choices_.byte();
    switch (what % 4) {
      case 0: message[at] = static_cast<char>(choices_.byte()); break;
      case 1: message.erase(at, 1 + what / 4); break;
      case 2: message.insert(at, fragments[choices_.below(fragments.size())]); break;
      default: message.insert(at, choices_.text(choices_.below(32))); break;
    }
  }
  return message;
}

}  // namespace trunkgate::fuzz
