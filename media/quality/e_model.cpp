// SPDX-License-Identifier: Apache-2.0
#include "media/quality/e_model.h"

#include <algorithm>
#include <cmath>

namespace trunkgate::media {

namespace {

struct Codec {
  double impairment;  // Ie, without loss
  double robustness;  // Bpl: per cent of loss that take away half of what is left
};

// ITU-T G.113 appendix I, for decoders that conceal loss. It has no narrow-band figures for G.722, Opus and iLBC: those
// are ours, on the careful side. What we do not know is judged as G.711.
Codec codec_of(PayloadKind kind) {
  switch (kind) {
    case PayloadKind::g711: return {0, 25.1};
    case PayloadKind::g729: return {11, 19.0};
    case PayloadKind::g723: return {15, 16.1};
    case PayloadKind::gsm: return {20, 10.0};
    case PayloadKind::ilbc: return {11, 32.0};
    case PayloadKind::g722: return {0, 15.0};
    case PayloadKind::opus: return {0, 20.0};
    case PayloadKind::other:
    case PayloadKind::comfort_noise:
    case PayloadKind::telephone_event: break;
  }
  return {0, 25.1};
}

constexpr double best_rating = 93.2;  // G.107 table 2, all parameters at their defaults
constexpr double packet_and_playout_ms = 40;
constexpr double playout_of_jitter_max_ms = 200;  // no jitter buffer waits longer; what comes later is lost

double milliseconds(std::chrono::microseconds time) { return static_cast<double>(time.count()) / 1000; }

// Mouth to ear: a packet's length, a jitter buffer of twice the jitter, the network.
double delay_ms(const Impairment& impairment) {
  return packet_and_playout_ms + std::min(2 * milliseconds(impairment.jitter), playout_of_jitter_max_ms) +
         milliseconds(impairment.network_delay);
}

// The delay impairment Id of G.107 §7.4 as two straight lines, good to about 400 ms.
double delay_impairment(double delay) {
  constexpr double knee_ms = 177.3;
  return 0.024 * delay + (delay > knee_ms ? 0.11 * (delay - knee_ms) : 0);
}

// G.107 §7.5 with BurstR = 1.
double loss_impairment(const Codec& codec, double loss) {
  const double percent = 100 * std::clamp(loss, 0.0, 1.0);
  return codec.impairment + (95 - codec.impairment) * percent / (percent + codec.robustness);
}

// G.107 annex B.
double score_of(double rating) {
  if (rating <= 6.5) return 1;  // below, the polynomial falls under 1
  const double r = std::min(rating, 100.0);
  return 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
}

}  // namespace

std::uint16_t mean_opinion_score(const Impairment& impairment) {
  const double rating = best_rating - delay_impairment(delay_ms(impairment)) -
                        loss_impairment(codec_of(impairment.codec), impairment.loss);
  return static_cast<std::uint16_t>(std::lround(100 * std::max(1.0, score_of(rating))));
}

}  // namespace trunkgate::media
