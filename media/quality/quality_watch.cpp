// SPDX-License-Identifier: Apache-2.0
#include "media/quality/quality_watch.h"

#include <algorithm>

#include "media/quality/e_model.h"

namespace trunkgate::media {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// A worker that was stopped for long must not turn the pause into silence.
constexpr milliseconds step_max{2000};

std::uint16_t permille(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>((1000 * std::min(part, whole) + whole / 2) / whole);
}

}  // namespace

ScoreSample QualityWatch::judge(const Look& look) const {
  const std::uint64_t expected = look.reception.expected() - interval_expected_;
  if (expected < score_packets_min) return {};
  // Late packets of the interval before may have filled gaps that were counted then.
  const std::uint64_t lost = look.reception.lost() - std::min(interval_lost_, look.reception.lost());
  ScoreSample sample;
  sample.loss_permille = permille(lost, expected);
  sample.jitter_us = look.reception.jitter_us();
  sample.round_trip_us = look.round_trip_us;
  sample.score = mean_opinion_score({look.codec, static_cast<double>(lost) / static_cast<double>(expected),
                                     microseconds{sample.jitter_us}, microseconds{sample.round_trip_us / 2}});
  return sample;
}

void QualityWatch::keep(const ScoreSample& sample) {
  if (scores_ == 0 || sample.score < lowest_.score) lowest_ = sample;
  if (scores_ == 0 || sample.score > highest_.score) highest_ = sample;
  score_sum_ += sample.score;
  ++scores_;
}

void QualityWatch::step(Instant now, Instant begun, const Look& look, bool silent) {
  if (last_step_ == Instant::min()) {
    last_step_ = now;
    interval_end_ = now + score_interval;
  }
  if (silent) silence_ += std::min(std::chrono::duration_cast<milliseconds>(now - last_step_), step_max);
  last_step_ = now;
  stepped_expected_ = look.reception.expected();
  if (now < interval_end_) return;
  interval_end_ = now + score_interval;
  ScoreSample sample = judge(look);
  if (sample.score > 0) {
    sample.at_s = static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(now - begun).count());
    keep(sample);
  }
  interval_expected_ = look.reception.expected();
  interval_lost_ = look.reception.lost();
}

void QualityWatch::fill_in(const Look& look, DirectionStatistics& statistics) const {
  QualityWatch closed = *this;
  const ScoreSample open = judge(look);
  if (open.score > 0) closed.keep(open);
  statistics.scores = closed.scores_;
  statistics.lowest = closed.lowest_;
  statistics.highest = closed.highest_;
  statistics.silence_ms = static_cast<std::uint32_t>(silence_.count());
  if (closed.scores_ > 0)
    statistics.score = static_cast<std::uint16_t>((closed.score_sum_ + closed.scores_ / 2) / closed.scores_);
}

}  // namespace trunkgate::media
