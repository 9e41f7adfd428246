// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/environment.h"

#include "proxy/call/limits.h"

namespace trunkgate::proxy {

namespace {

sip::Layer::Settings layer_settings(const CoreSettings& settings) {
  sip::Layer::Settings result;
  // A call at rest has none; while it is set up or ends, up to three on each side, and they linger for 32 s.
  result.client_max = settings.call_max * 4;
  result.server_max = settings.call_max * 4;
  result.seed = {settings.seed, ~settings.seed};
  return result;
}

}  // namespace

Environment::Environment(const Config& configuration, const Sealer& seal, const CoreSettings& core_settings,
                         metrics::Counters& counts, PeerLimiter& limits, Output& out)
    : config(configuration),
      sealer(seal),
      settings(core_settings),
      counters(counts),
      limiter(limits),
      output(out),
      identities(seal, core_settings.seed),
      composer(configuration, identities),
      messenger(configuration, layer_settings(core_settings), counts, out),
      targets(configuration),
      routes(configuration),
      calls(core_settings.call_max),
      buffers(parked_size_max, parked_count_max),
      kept_sdp(kept_sdp_size_max, core_settings.call_max * 2),
      timers(core_settings.call_max),
      capabilities(configuration.peers.begin(), configuration.peers.end()),
      peer_health(configuration.peers.size(), 1) {}

std::uint32_t Environment::first_cseq(sip::Instant now) {
  if (first_input_ == sip::Instant{}) first_input_ = now;
  const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(now - first_input_).count();
  // RFC 3261 §8.1.1.5: below 2^31. Seconds since 2020, so that the number keeps rising until 2088.
  constexpr std::uint32_t seconds_until_2020 = 1'577'836'800;
  const std::uint32_t start =
      settings.epoch_seconds > seconds_until_2020 ? settings.epoch_seconds - seconds_until_2020 : 1;
  return (start + static_cast<std::uint32_t>(elapsed)) & 0x7fff'ffffu;
}

}  // namespace trunkgate::proxy
