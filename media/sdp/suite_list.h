// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "media/sdp/limits.h"
#include "media/srtp/suite.h"

namespace trunkgate::media {

/// Suites in order of preference, each at most once: what a zone offers and what it accepts.
class SuiteList {
 public:
  /// False when it is in the list already.
  bool add(Suite suite) {
    if (contains(suite) || size_ == suites_.size()) return false;
    suites_[size_++] = suite;
    return true;
  }
  [[nodiscard]] bool contains(Suite suite) const { return std::ranges::find(view(), suite) != view().end(); }
  [[nodiscard]] std::span<const Suite> view() const { return {suites_.data(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  /// _80, then _32: what every SDES peer has, and the only two that Twilio takes.
  [[nodiscard]] static SuiteList defaults() {
    SuiteList list;
    list.add(Suite::aes_cm_128_hmac_sha1_80);
    list.add(Suite::aes_cm_128_hmac_sha1_32);
    return list;
  }

 private:
  std::array<Suite, sdes_suite_count> suites_{};
  std::uint8_t size_ = 0;
};

}  // namespace trunkgate::media
