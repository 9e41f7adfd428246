// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "media/rtp/payload_kind.h"
#include "media/sdp/description.h"
#include "media/sdp/limits.h"
#include "media/sdp/stream_plan.h"

namespace trunkgate::media {

/// One format of an audio line: payload type and what it stands for (RFC 3551 table 4, or a=rtpmap, RFC 8866 §6.6).
struct Codec {
  std::uint8_t payload_type = 0;  ///< as the line that was heard numbers it
  std::uint8_t sent_as = 0;       ///< as we number it on the other side
  PayloadKind kind = PayloadKind::other;
  std::uint32_t clock_rate = 0;  ///< Hz; 0 for a static type that we do not know
  std::uint32_t identity = 0;    ///< hash of encoding name (without case), clock rate and channels; 0: unknown
  [[nodiscard]] bool telephone_event() const { return kind == PayloadKind::telephone_event; }
};

/// The formats of one line in their order, at most sdp_formats_max.
class CodecList {
 public:
  [[nodiscard]] std::span<const Codec> view() const { return codecs_; }
  [[nodiscard]] std::span<Codec> view() { return codecs_; }
  [[nodiscard]] bool empty() const { return codecs_.empty(); }
  void clear() { codecs_.clear(); }
  /// False when full.
  bool add(const Codec& codec);
  /// By the number that was heard; nothing points to it after the next add().
  [[nodiscard]] Codec* find(std::uint8_t payload_type);
  [[nodiscard]] const Codec* find(std::uint8_t payload_type) const;
  [[nodiscard]] bool sends_as(std::uint8_t number) const;
  /// Takes out dynamic types (RFC 3551 §3) that no rtpmap explains: nobody could tell what they are.
  void drop_unexplained();

 private:
  std::vector<Codec> codecs_;
};

/// What RFC 3551 table 4 says of a static audio type; nothing for any other number.
struct StaticEncoding {
  std::string_view encoding;
  std::uint32_t clock_rate = 0;
  std::uint8_t channels = 1;
};
[[nodiscard]] std::optional<StaticEncoding> static_encoding(std::uint8_t payload_type);

/// The formats of a section's m= line with what its rtpmap lines, or the static table, say of them; a number that comes
/// twice counts once. False when one is not a payload type, or there are more than sdp_formats_max.
[[nodiscard]] bool read_codecs(const MediaSection& section, CodecList& codecs);

/// The order of an answer (RFC 3264 §6.1): each codec that was in `offered` gets the offerer's number as `sent_as`;
/// what was not offered is dropped. A number may differ from the offer's: the codec is known by its name.
[[nodiscard]] CodecList match_answer(const CodecList& offered, const CodecList& heard);

/// Leaves the first codec of speech and the telephone-events: what both sides are then bound to.
void keep_one_codec(CodecList& codecs);

/// Payload types to renumber once `answered` (from match_answer) met `offered`, for packets from the offerer and from
/// the answerer. The answerer is understood under the offer's numbers, as RFC 3264 §6.1 wants, and under its own.
void plan_payload_changes(const CodecList& offered, const CodecList& answered, SidePlan& offerer, SidePlan& answerer);

/// Copies the first plan_formats_max codecs into the side's plan, and the numbers of all of them.
void plan_formats(const CodecList& codecs, SidePlan& side);

/// Numbers for a later offer (RFC 3264 §8.3.2: a number keeps its codec for the session): what the offerer's side calls
/// `from`, the other side knows as `to`. A number is kept where the change would make two codecs one.
void keep_numbers(std::span<const PayloadChange> changes, CodecList& codecs);

}  // namespace trunkgate::media
