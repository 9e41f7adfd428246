// SPDX-License-Identifier: Apache-2.0
#include "media/ng/anchor_pool.h"

#include <algorithm>

namespace trunkgate::media::ng {

AnchorPool::Change AnchorPool::on_reply(std::size_t index) {
  Anchor& anchor = anchors_[index];
  anchor.silences = 0;
  if (anchor.up) return Change::none;
  ++anchor.replies;
  if (anchor.heard && anchor.replies < replies_until_up) return Change::none;
  anchor.heard = anchor.up = true;
  return Change::up;
}

AnchorPool::Change AnchorPool::on_silence(Instant now, std::size_t index) {
  Anchor& anchor = anchors_[index];
  anchor.replies = 0;
  const bool first = anchor.silences++ == 0 && !anchor.heard;
  if (!first && (!anchor.up || anchor.silences < silences_until_down)) return Change::none;
  anchor.up = false;
  anchor.down_since = now;
  return Change::down;
}

std::optional<std::size_t> AnchorPool::choose(Instant now, std::uint64_t tried) const {
  std::optional<std::size_t> best;
  bool best_rests = false;
  for (std::size_t i = 0; i < anchors_.size(); ++i) {
    if (!anchors_[i].up || (tried >> i & 1U) != 0) continue;
    const bool rests = anchors_[i].rests_until > now;
    if (best && (rests != best_rests ? rests : anchors_[i].calls >= anchors_[*best].calls)) continue;
    best = i;
    best_rests = rests;
  }
  return best;
}

std::size_t AnchorPool::up_count() const {
  return static_cast<std::size_t>(std::ranges::count_if(anchors_, &Anchor::up));
}

}  // namespace trunkgate::media::ng
