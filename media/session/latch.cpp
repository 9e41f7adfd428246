// SPDX-License-Identifier: Apache-2.0
#include "media/session/latch.h"

#include <algorithm>

#include "media/limits.h"

namespace trunkgate::media {

void Latch::on_signalled(Instant now, const Endpoint& signalled, bool relearn) {
  if (relearn || !(signalled == signalled_)) {
    trust_ = Trust::none;
    settled_ = false;
  }
  signalled_ = signalled;
  open_window(now);
}

void Latch::open_window(Instant now) {
  if (!settled_) window_end_ = now + learning_window;
}

void Latch::settle() {
  if (trust_ < Trust::signalled) trust_ = Trust::none;
  window_end_ = Instant::min();
  settled_ = true;
}

Trust Latch::claim(const Endpoint& source, bool tag_valid) const {
  if (tag_valid) return Trust::authenticated;
  if (source == signalled_) return Trust::signalled;
  return source.address == signalled_.address ? Trust::same_address : Trust::allowed;
}

Judgement Latch::judge(Instant now, const Endpoint& source, std::span<const CidrBlock> ranges, bool tag_valid) const {
  if (latched() && source == source_) return Judgement::believe;
  const auto holds_source = [&source](const CidrBlock& block) { return block.contains(source.address); };
  if (!(source.address == signalled_.address) && std::ranges::none_of(ranges, holds_source)) return Judgement::stranger;
  const Trust claimed = claim(source, tag_valid);
  // The key holder moved, or SDP's own endpoint speaks at last: neither needs the window.
  if (claimed == Trust::authenticated) return Judgement::learn;
  if (claimed == Trust::signalled) return trust_ < Trust::signalled ? Judgement::learn : Judgement::locked;
  if (now >= window_end_) return latched() ? Judgement::locked : Judgement::window_closed;
  // Inside the window a better claim displaces a worse one, so that a stranger in the ranges cannot win by being early.
  return claimed > trust_ ? Judgement::learn : Judgement::locked;
}

void Latch::learn(const Endpoint& source, bool tag_valid) {
  trust_ = claim(source, tag_valid);
  source_ = source;
}

}  // namespace trunkgate::media
