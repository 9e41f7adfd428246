// SPDX-License-Identifier: Apache-2.0
#include "media/rtp/sequence.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

using std::chrono::milliseconds;

// A sender of 20 ms packets at 8000 Hz whose packets arrive on time unless a test says otherwise.
struct Sender {
  Reception heard;
  Instant now{std::chrono::hours{1}};
  std::uint32_t ssrc = 7;
  std::uint32_t timestamp = 0;

  void sends(std::uint16_t sequence, milliseconds late = milliseconds{0}) {
    heard.on_packet(now + late, ssrc, sequence, timestamp, 8000);
    now += milliseconds{20};
    timestamp += 160;
  }
};

TEST(Rfc3550_A3, NothingMissing_NothingLost) {
  Sender sender;
  for (std::uint16_t i = 100; i < 200; ++i) sender.sends(i);
  EXPECT_EQ(sender.heard.lost(), 0U);
}

TEST(Rfc3550_A3, Gap_IsCounted) {
  Sender sender;
  for (const int sequence : {1, 2, 3, 7, 8}) sender.sends(static_cast<std::uint16_t>(sequence));
  EXPECT_EQ(sender.heard.lost(), 3U);
}

TEST(Rfc3550_A3, LatePacket_FillsItsGap) {
  Sender sender;
  for (const int sequence : {1, 2, 4, 3, 5}) sender.sends(static_cast<std::uint16_t>(sequence));
  EXPECT_EQ(sender.heard.lost(), 0U);
}

TEST(Rfc3550_A3, Duplicates_AreCountedAndFillNoGap) {
  Sender sender;
  for (const int sequence : {1, 2, 2, 2, 5, 4, 4, 6}) sender.sends(static_cast<std::uint16_t>(sequence));
  EXPECT_EQ(sender.heard.duplicates(), 3U);
  EXPECT_EQ(sender.heard.lost(), 1U);
  EXPECT_EQ(sender.heard.expected(), 6U);
}

TEST(Rfc3550_A3, OvertakenPackets_AreReordered) {
  Sender sender;
  for (const int sequence : {65534, 1, 65535, 0, 2}) sender.sends(static_cast<std::uint16_t>(sequence));
  EXPECT_EQ(sender.heard.reordered(), 2U);
  EXPECT_EQ(sender.heard.duplicates(), 0U);
  EXPECT_EQ(sender.heard.lost(), 0U);
}

// A number that lies behind the window cannot be told from one that never came.
TEST(Rfc3550_A3, BehindTheWindow_CountsAsReordered) {
  Sender sender;
  for (std::uint16_t i = 100; i < 180; ++i) sender.sends(i);
  sender.sends(116);
  EXPECT_EQ(sender.heard.duplicates(), 1U);
  sender.sends(115);
  EXPECT_EQ(sender.heard.duplicates(), 1U);
  EXPECT_EQ(sender.heard.reordered(), 1U);
  EXPECT_EQ(sender.heard.lost(), 0U);
}

TEST(Rfc3550_A3, Expected_GoesOnOverRestartsAndSsrcs) {
  Sender sender;
  for (const int sequence : {1, 2, 4, 30000, 30001, 30003}) sender.sends(static_cast<std::uint16_t>(sequence));
  EXPECT_EQ(sender.heard.expected(), 4U + 3U);
  sender.ssrc = 8;
  sender.sends(9);
  EXPECT_EQ(sender.heard.expected(), 8U);
  EXPECT_EQ(sender.heard.ssrc(), 8U);
}

TEST(Rfc3550_A1, SequenceWraps_WithoutLoss) {
  Sender sender;
  for (std::uint32_t i = 65000; i < 65536 + 65536 + 1000; ++i) sender.sends(static_cast<std::uint16_t>(i));
  EXPECT_EQ(sender.heard.lost(), 0U);
}

TEST(Rfc3550_A1, GapOverTheWrap_IsCounted) {
  Sender sender;
  for (const int sequence : {65534, 65535, 2, 3}) sender.sends(static_cast<std::uint16_t>(sequence));
  EXPECT_EQ(sender.heard.lost(), 2U);
}

TEST(Rfc3550_A1, OneWildPacket_IsIgnored) {
  Sender sender;
  for (const int sequence : {1, 2, 30000, 3, 4}) sender.sends(static_cast<std::uint16_t>(sequence));
  EXPECT_EQ(sender.heard.lost(), 0U);
}

TEST(Rfc3550_A1, TwoInARow_AreARestart) {
  Sender sender;
  for (const int sequence : {1, 2, 4, 30000, 30001, 30002, 30004}) sender.sends(static_cast<std::uint16_t>(sequence));
  EXPECT_EQ(sender.heard.lost(), 2U);  // 3 before the restart, 30003 after it
}

TEST(Rfc3550_8, NewSsrc_StartsAnewAndKeepsWhatWasLost) {
  Sender sender;
  for (const int sequence : {1, 3}) sender.sends(static_cast<std::uint16_t>(sequence));
  sender.ssrc = 8;  // ringback and answered media differ at Twilio
  for (const int sequence : {50000, 50001, 50003}) sender.sends(static_cast<std::uint16_t>(sequence));
  EXPECT_EQ(sender.heard.lost(), 2U);
}

TEST(Rfc3550_A8, EvenArrival_HasNoJitter) {
  Sender sender;
  for (std::uint16_t i = 0; i < 100; ++i) sender.sends(i);
  EXPECT_EQ(sender.heard.jitter_us(), 0U);
}

TEST(Rfc3550_A8, AlternatingDelay_ConvergesToItsSize) {
  Sender sender;
  for (std::uint16_t i = 0; i < 500; ++i) sender.sends(i, milliseconds{i % 2 == 0 ? 0 : 5});
  EXPECT_NEAR(sender.heard.jitter_us(), 5000, 400);
}

TEST(Rfc3550_A8, Peak_StaysWhenTheJitterHasGone) {
  Sender sender;
  for (std::uint16_t i = 0; i < 500; ++i) sender.sends(i, milliseconds{i % 2 == 0 || i > 200 ? 0 : 5});
  EXPECT_LT(sender.heard.jitter_us(), 100U);
  EXPECT_NEAR(sender.heard.jitter_max_us(), 5000, 400);
}

TEST(Rfc4733_2_5_1_2, EventPacketsWithOneTimestamp_AreNoJitter) {
  Sender sender;
  for (std::uint16_t i = 0; i < 50; ++i) {
    sender.sends(i);
    if (i >= 10 && i < 20) sender.timestamp -= 160;
    if (i == 20) sender.timestamp += 1600;  // the timestamp goes on where the clock is
  }
  EXPECT_LT(sender.heard.jitter_us(), 2000U);
}

TEST(Rfc3550_A8, HostileTimestamps_StayBounded) {
  Sender sender;
  for (std::uint16_t i = 0; i < 1000; ++i) {
    sender.timestamp = i % 2 == 0 ? 0x80000000U : 0;
    sender.sends(i);
  }
  const std::uint32_t high = sender.heard.jitter_us();
  EXPECT_GT(high, 0U);
  EXPECT_EQ(sender.heard.lost(), 0U);
}

}  // namespace
}  // namespace trunkgate::media
