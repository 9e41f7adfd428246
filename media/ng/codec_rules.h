// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "media/control.h"
#include "media/ng/limits.h"

namespace trunkgate::media::ng {

/// Codecs as a message names them: "PCMU", "opus/48000", "opus/48000/2", "telephone-event", or a payload type as "101".
class CodecNames {
 public:
  /// False when full.
  bool add(std::string_view name) {
    if (size_ == names_.size()) return false;
    names_[size_++] = name;
    return true;
  }
  [[nodiscard]] std::span<const std::string_view> view() const { return {names_.data(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  std::array<std::string_view, codec_names_max> names_;
  std::uint8_t size_ = 0;
};

/// Which codecs of an offer pass, and in which order. Views of the message.
struct CodecRules {
  CodecNames strip;   ///< taken out; `mask` is the same where nobody transcodes
  CodecNames except;  ///< what `strips_all` leaves
  CodecNames offer;   ///< the same, and moved to the front in this order
  bool strips_all = false;

  [[nodiscard]] bool any() const { return strips_all || !strip.empty() || !offer.empty(); }
};

/// Writes `sdp` to `out` with the formats of its RTP audio lines as `rules` want them. A line that would be left with
/// none stays as it is, and so does a body that is not SDP: the anchor says what is wrong with it. False when it does
/// not fit.
[[nodiscard]] bool apply_codec_rules(std::string_view sdp, const CodecRules& rules, SdpText& out);

}  // namespace trunkgate::media::ng
