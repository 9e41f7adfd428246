// SPDX-License-Identifier: Apache-2.0
#include "proxy/admission/admit.h"

#include "proxy/admission/limits.h"

namespace trunkgate::proxy {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::accept: return "accept";
    case Verdict::not_listed: return "not_listed";
    case Verdict::rate_limited: return "rate_limited";
  }
  return "not_listed";
}

Gate::Gate(const Config& config, std::uint64_t seed) : sources_(source_count_max, seed) {
  zones_.reserve(config.zones.size());
  for (const Zone& zone : config.zones) {
    zones_.push_back({CidrSet{zone.allow}, Rate::of(zone.source_rate, zone.source_rate)});
  }
  zone_of_listener_.reserve(config.listeners.size());
  for (const Listener& listener : config.listeners) zone_of_listener_.push_back(listener.zone);
}

bool Gate::listed(std::uint8_t listener, const IpAddress& source) const {
  return zones_[zone_of_listener_[listener]].allow.contains(source);
}

Verdict Gate::admit(sip::Instant now, std::uint8_t listener, const IpAddress& source) {
  // The list first: a source outside of it must not cost a place in the table of those inside.
  const std::uint8_t zone = zone_of_listener_[listener];
  const ZoneGate& gate = zones_[zone];
  if (!gate.allow.contains(source)) return Verdict::not_listed;
  return sources_.take(now, zone, source, gate.rate) ? Verdict::accept : Verdict::rate_limited;
}

}  // namespace trunkgate::proxy
