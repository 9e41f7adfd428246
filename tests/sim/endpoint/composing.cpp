// SPDX-License-Identifier: Apache-2.0
// How the messages of an endpoint look: the identifiers, hosts and software names that must stay on its side.
#include "tests/sim/endpoint/agent.h"

namespace trunkgate::sim {

std::string Agent::marked(const char* what) {
  return std::string(site_.mark) + "-" + what + std::to_string(index_) + "." + std::to_string(++serial_);
}

std::string Agent::via(const std::string& branch) const {
  const bool stream = network_.streams(index_);
  return std::string("SIP/2.0/") +
         (!stream         ? "UDP"
          : site_.outside ? "TLS"
                          : "TCP") +
         " " + std::string(site_.address) + ":" + std::to_string(site_.port) + ";branch=" + branch +
         (stream ? "" : ";rport");
}

std::string Agent::contact() const {
  const bool stream = network_.streams(index_);
  // As Twilio does: private and UDP even on a TLS call, reached through its Record-Route.
  if (site_.outside)
    return "<sip:+1555" + std::to_string(index_) + "@" + std::string(site_.contact_host) + ":5060;transport=udp>";
  return "<sip:201@" + std::string(site_.contact_host) + ":5060" + (stream ? ";transport=tcp>" : ">");
}

void Agent::add_record_route(Text& message, bool as_caller) const {
  if (!site_.outside) return;
  const std::string host = std::string("<sip:") + std::string(site_.address);
  if (!network_.streams(index_)) {
    message.add("Record-Route", host + ":5061;lr>");
    return;
  }
  const std::string near = host + ":5061;transport=tls;r2=on;lr>";
  const std::string far = host + ":5060;lr;r2=on;twnat=sip:192.0.2.10:5061>";
  message.add("Record-Route", as_caller ? near : far).add("Record-Route", as_caller ? far : near);
}

std::string Agent::house_uri(const std::string& user) const {
  return "sip:" + user + (site_.outside ? "@sbc.example.com;transport=tls" : "@10.0.0.2");
}

std::string Agent::sdp(int call, int version) {
  const std::string address = site_.outside ? "168.86.128." + std::to_string(index_) : std::string(site_.address);
  return "v=0\r\no=" + std::string(site_.mark) + " 1 " + std::to_string(version) + " IN IP4 " + address + "\r\ns=call" +
         std::to_string(call) + ".\r\nc=IN IP4 " + address + "\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
}

Text Agent::compose(const Dialog& dialog, const std::string& method, std::uint32_t cseq) {
  Text text = Text::request(method, dialog.target);
  text.add("Via", via(new_branch()));
  for (const auto& route : dialog.routes) text.add("Route", route);
  text.add("Max-Forwards", "70");
  text.add("From", dialog.local + (dialog.local_tag.empty() ? "" : ";tag=" + dialog.local_tag));
  text.add("To", dialog.remote + (dialog.remote_tag.empty() ? "" : ";tag=" + dialog.remote_tag));
  text.add("Call-ID", dialog.call_id);
  text.add("CSeq", std::to_string(cseq) + " " + method);
  text.add("X-Sim-Call", std::to_string(dialog.call));
  text.add("X-Sim-Tag", std::to_string(dialog.tag_number));
  text.add("User-Agent", std::string(site_.mark) + "/1.0");
  const bool refreshes = method == "INVITE" || method == "UPDATE";
  if (refreshes || method == "REFER" || method == "NOTIFY") text.add("Contact", contact());
  if (refreshes) add_capabilities(text);
  return text;
}

void Agent::add_capabilities(Text& message) const {
  // One that speaks nothing else says nothing.
  if (!speaks_.update && !speaks_.timer && !speaks_.refer) return;
  message.add("Allow", std::string("INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK") + (speaks_.update ? ", UPDATE" : "") +
                           (speaks_.refer ? ", REFER, NOTIFY" : ""));
  message.add("Supported", std::string(speaks_.timer   ? "timer"
                                       : speaks_.refer ? "replaces"
                                                       : "") +
                               (speaks_.timer && speaks_.refer ? ", replaces" : ""));
}

Text Agent::reply(const Text& request, int status, const std::string& tag, int tag_number) {
  Text text = Text::response(status);
  for (const auto& one : request.all("Via")) text.add("Via", one);
  text.add("From", request.first("From"));
  text.add("To", request.first("To") + (tag.empty() || status == 100 ? "" : ";tag=" + tag));
  text.add("Call-ID", request.first("Call-ID"));
  text.add("CSeq", request.first("CSeq"));
  text.add("X-Sim-Call", request.first("X-Sim-Call"));
  const bool tells = request.method() == "INVITE" || request.method() == "UPDATE" || request.method() == "OPTIONS";
  if (status == 200 && tells) add_capabilities(text);
  if (tag_number != 0) text.add("X-Sim-Tag", std::to_string(tag_number));
  text.add("Server", std::string(site_.mark) + "/1.0");
  text.add("Warning", "399 " + std::string(site_.domain) + " \"as usual\"");
  return text;
}

}  // namespace trunkgate::sim
