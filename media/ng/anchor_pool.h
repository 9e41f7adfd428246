// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "media/instant.h"
#include "media/ng/limits.h"

namespace trunkgate::media::ng {

/// The anchors of a client: which of them answer, how many calls each has, and which gets the next one. Pure.
class AnchorPool {
 public:
  enum class Change : std::uint8_t { none, up, down };

  /// At most anchors_max; all are down until they have answered once.
  explicit AnchorPool(std::size_t count) : anchors_(count) {}

  /// Any reply. One is enough for an anchor that was never asked before; replies_until_up for one that was down.
  [[nodiscard]] Change on_reply(std::size_t anchor);
  /// A request without a reply. The first one tells of an anchor that has never answered.
  [[nodiscard]] Change on_silence(Instant now, std::size_t anchor);
  /// It refused a new call.
  void on_refusal(Instant now, std::size_t anchor) { anchors_[anchor].rests_until = now + refusal_rest; }

  /// Of the anchors that are up and not in `tried` (bit n: the n-th), the one with the fewest calls; one that has
  /// refused lately only when there is no other. Nothing when none is left.
  [[nodiscard]] std::optional<std::size_t> choose(Instant now, std::uint64_t tried) const;
  void add_call(std::size_t anchor) { ++anchors_[anchor].calls; }
  void drop_call(std::size_t anchor) { --anchors_[anchor].calls; }

  [[nodiscard]] std::size_t size() const { return anchors_.size(); }
  [[nodiscard]] bool is_up(std::size_t anchor) const { return anchors_[anchor].up; }
  [[nodiscard]] std::size_t up_count() const;
  [[nodiscard]] std::uint32_t calls(std::size_t anchor) const { return anchors_[anchor].calls; }
  [[nodiscard]] Instant down_since(std::size_t anchor) const { return anchors_[anchor].down_since; }

 private:
  struct Anchor {
    bool up = false;
    bool heard = false;  ///< ever
    std::uint32_t silences = 0;
    std::uint32_t replies = 0;  ///< in a row, while it is down
    std::uint32_t calls = 0;
    Instant rests_until = Instant::min();
    Instant down_since = Instant::min();
  };
  std::vector<Anchor> anchors_;
};

}  // namespace trunkgate::media::ng
