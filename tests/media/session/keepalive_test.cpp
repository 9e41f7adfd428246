// SPDX-License-Identifier: Apache-2.0
#include "media/session/keepalive.h"

#include <gtest/gtest.h>

#include "tests/media/sdp/counting_keys.h"

namespace trunkgate::media {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant never = Instant::min();
constexpr Instant start{std::chrono::hours{1}};
constexpr seconds interval{20};

RtpHeader read(const Keepalive::Header& header) { return read_rtp_header(header).value(); }

TEST(UnknownPayloadType, IsTheHighestDynamicOneThatNobodyHas) {
  EXPECT_EQ(unknown_payload_type(0), 127);
  EXPECT_EQ(unknown_payload_type(dynamic_type(101) | dynamic_type(126)), 127);
  EXPECT_EQ(unknown_payload_type(dynamic_type(127) | dynamic_type(126) | dynamic_type(101)), 125);
  EXPECT_EQ(unknown_payload_type(~dynamic_type(96)), 96);
}

TEST(UnknownPayloadType, EveryDynamicOneIsTaken_IsAStaticOneThatWasNeverAssigned) {
  EXPECT_EQ(unknown_payload_type(~DynamicTypes{0}), 24);
}

TEST(UnknownPayloadType, StaticTypes_TakeNoDynamicOne) {
  for (const int type : {0, 8, 18, 95, 128}) EXPECT_EQ(dynamic_type(static_cast<std::uint8_t>(type)), 0U) << type;
}

TEST(Keepalive, BeforeTheFirstAnswer_IsNeverDue) {
  const Keepalive keepalive;
  EXPECT_FALSE(keepalive.is_due(start, interval, never));
  EXPECT_FALSE(keepalive.is_due(start, interval, start - interval));
}

TEST(Keepalive, Silence_CountsFromTheFirstAnswerNotFromALaterOne) {
  Keepalive keepalive;
  keepalive.on_agreed(start, 0);
  keepalive.on_agreed(start + seconds{15}, 0);
  EXPECT_FALSE(keepalive.is_due(start + interval - milliseconds{1}, interval, never));
  EXPECT_TRUE(keepalive.is_due(start + interval, interval, never));
}

TEST(Keepalive, RelayedPacket_PutsItOff) {
  Keepalive keepalive;
  keepalive.on_agreed(start, 0);
  EXPECT_FALSE(keepalive.is_due(start + seconds{39}, interval, start + interval));
  EXPECT_TRUE(keepalive.is_due(start + seconds{40}, interval, start + interval));
}

TEST(Keepalive, Sent_IsDueAgainAfterTheInterval) {
  Keepalive keepalive;
  keepalive.on_agreed(start, 0);
  keepalive.on_sent(start + seconds{25});
  EXPECT_FALSE(keepalive.is_due(start + seconds{44}, interval, never));
  EXPECT_TRUE(keepalive.is_due(start + seconds{45}, interval, never));
}

TEST(Keepalive, IntervalOfZero_IsNeverDue) {
  Keepalive keepalive;
  keepalive.on_agreed(start, 0);
  EXPECT_FALSE(keepalive.is_due(start + std::chrono::hours{1}, seconds{0}, never));
}

TEST(Keepalive, Rfc6263_4_6_IsAHeaderWithoutPayloadAndWithoutMarker) {
  CountingKeys keys;
  Keepalive keepalive;
  keepalive.on_agreed(start, dynamic_type(127));
  const RtpHeader header = read(keepalive.next(start, 8000, 0, keys));
  EXPECT_EQ(header.payload_type, 126);
  EXPECT_EQ(header.header_size, rtp_header_size_min);
  EXPECT_EQ(header.payload_size, 0);
  EXPECT_FALSE(header.marker || header.padding);
}

TEST(Keepalive, NextOnes_KeepTheSsrcCountOnAndFollowTheClock) {
  CountingKeys keys;
  Keepalive keepalive;
  keepalive.on_agreed(start, 0);
  const RtpHeader first = read(keepalive.next(start, 16000, 7, keys));
  const RtpHeader second = read(keepalive.next(start + seconds{20}, 16000, 7, keys));
  EXPECT_EQ(second.ssrc, first.ssrc);
  EXPECT_EQ(second.sequence, first.sequence + 1);
  EXPECT_EQ(second.timestamp - first.timestamp, 20U * 16000U);
}

TEST(Keepalive, Rfc3711_3_3_1_FirstNumber_IsInTheLowerHalf) {
  CountingKeys keys;
  for (int i = 0; i < 255; ++i) {
    Keepalive keepalive;
    EXPECT_LT(read(keepalive.next(start, 8000, 0, keys)).sequence, 0x8000);
  }
}

TEST(Keepalive, Rfc3550_8_2_SsrcOfTheRelayedStream_IsAvoided) {
  CountingKeys keys;
  Keepalive keepalive;
  keepalive.on_agreed(start, 0);
  const std::uint32_t ours = read(keepalive.next(start, 8000, 0, keys)).ssrc;
  const std::uint32_t moved = read(keepalive.next(start, 8000, ours, keys)).ssrc;
  EXPECT_NE(moved, ours);
  EXPECT_EQ(read(keepalive.next(start, 8000, 0, keys)).ssrc, moved);
}

TEST(Keepalive, TwoOfThem_ShareNoNumbers) {
  CountingKeys keys;
  Keepalive a;
  Keepalive b;
  const RtpHeader from_a = read(a.next(start, 8000, 0, keys));
  const RtpHeader from_b = read(b.next(start, 8000, 0, keys));
  EXPECT_NE(from_a.ssrc, from_b.ssrc);
  EXPECT_NE(from_a.sequence, from_b.sequence);
  EXPECT_NE(from_a.timestamp, from_b.timestamp);
}

}  // namespace
}  // namespace trunkgate::media
