// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/explain.h"

namespace trunkgate::proxy {
namespace {

std::string quoted(std::string_view text) { return std::string{"\""}.append(text).append("\""); }

std::string head_of(const Config& config, const Route& route) {
  std::string text = "  line " + std::to_string(route.line) + ": from " + config.peers[route.from].name;
  return text + ", match " + quoted(route.match);
}

/// What rewriting does, e.g. `strip 1, prefix "+886": "0212345678" becomes "+886212345678"`.
std::string rewriting_of(const Route& route, std::string_view number, const RouteDecision& decision) {
  std::string text = "rewrite:  ";
  if (route.strip == 0 && route.prefix.empty()) return text + "none; the number stays " + quoted(number) + "\n";
  text.append("strip ").append(std::to_string(route.strip)).append(", prefix ").append(quoted(route.prefix));
  text.append(": ").append(quoted(number));
  if (decision.outcome == RouteOutcome::bad_number) {
    return text + " leaves no number, or one longer than " + std::to_string(number_size_max) + " characters: 484\n";
  }
  return text + " becomes " + quoted(decision.number.view()) + "\n";
}

/// "sip:+886…@mytrunk.pstn.twilio.com;transport=tls" as it will be dialled.
std::string target_of(const Peer& peer, std::string_view number) {
  std::array<char, number_size_max * 3> user;
  std::string text = "sip:";
  text.append(user.data(), write_user_part(number, user)).append("@");
  const bool bracketed = peer.literal && !peer.literal->is_v4();
  text.append(bracketed ? "[" + peer.host + "]" : peer.host);
  if (peer.port != 0) text.append(":").append(std::to_string(peer.port));
  if (peer.transport != Transport::udp) text.append(";transport=").append(to_string(peer.transport));
  return text;
}

std::string next_hop_of(const Config& config, const Peer& peer, std::string_view number) {
  const Zone& zone = config.zones[peer.zone];
  const Listener& listener = config.listeners[peer.listener];
  std::string text = "next hop: " + peer.name + " in zone " + zone.name + ": " + target_of(peer, number) + "\n";
  text.append("          sent from ").append(to_string(listener.transport)).append("://");
  text.append(to_string(listener.local)).append(", ");
  text.append(peer.literal ? "to the address as written" : "to what DNS says for the name").append("\n");
  const auto limit = [](std::uint32_t value) { return value == 0 ? std::string{"unlimited"} : std::to_string(value); };
  text.append("          limits: calls ").append(limit(peer.limits.calls));
  text.append(", new calls per second ").append(limit(peer.limits.cps));
  return text.append(peer.auth ? "; answers a challenge as " + peer.auth->username : "").append("\n");
}

}  // namespace

Explanation explain_route(const Config& config, std::uint16_t from, std::string_view number) {
  Explanation result;
  result.decision = RouteTable{config}.find(from, number);
  const Route* const hit = result.decision.route;
  result.text = "call:     from " + config.peers[from].name + " (zone " + config.zones[config.peers[from].zone].name +
                ") to " + quoted(number) + "\nroutes:\n";
  for (const Route& route : config.routes) {
    if (route.from != from) continue;
    result.text += head_of(config, route);
    if (&route == hit) {
      result.text += " -> matches\n";
      break;
    }
    result.text += " -> the number does not match\n";
  }
  if (hit == nullptr) {
    result.text += "result:   no route: 404\n";
    return result;
  }
  result.text += rewriting_of(*hit, number, result.decision);
  if (result.decision.outcome != RouteOutcome::found) return result;
  for (const std::uint16_t peer : hit->to) {
    result.text += next_hop_of(config, config.peers[peer], result.decision.number.view());
  }
  return result;
}

}  // namespace trunkgate::proxy
