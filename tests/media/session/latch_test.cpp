// SPDX-License-Identifier: Apache-2.0
#include "media/session/latch.h"

#include <gtest/gtest.h>

#include "media/limits.h"

namespace trunkgate::media {
namespace {

using std::chrono::milliseconds;

constexpr Address party = Address::v4(168, 86, 128, 10);
constexpr Address other_host_in_ranges = Address::v4(168, 86, 128, 99);
constexpr Address stranger = Address::v4(203, 0, 113, 66);

constexpr Endpoint signalled{party, 12000};
constexpr Endpoint same_host_other_port{party, 34567};
constexpr Endpoint same_host_third_port{party, 45678};
constexpr Endpoint in_ranges{other_host_in_ranges, 12000};
constexpr Endpoint outside{stranger, 12000};

constexpr CidrBlock ranges[] = {{party, 128}, {other_host_in_ranges, 128}};

// A latch that was just told `signalled`; each packet is learned when the latch would have it so.
struct Case {
  Latch latch;
  Instant now{std::chrono::hours{1}};

  Case() { latch.on_signalled(now, signalled, false); }

  Judgement packet(const Endpoint& source, bool tag_valid = false) {
    const Judgement judgement = latch.judge(now, source, ranges, tag_valid);
    if (judgement == Judgement::learn) latch.learn(source, tag_valid);
    return judgement;
  }
  void close_window() { now += learning_window; }
};

TEST(Latch_BeforeLatching, NobodyHeard_TargetIsTheSignalledEndpoint) {
  const Case c;
  EXPECT_FALSE(c.latch.latched());
  EXPECT_EQ(c.latch.target(), signalled);
}

TEST(Latch_BeforeLatching, SignalledEndpoint_IsLearnedThenBelieved) {
  Case c;
  EXPECT_EQ(c.packet(signalled), Judgement::learn);
  EXPECT_EQ(c.packet(signalled), Judgement::believe);
  EXPECT_EQ(c.latch.trust(), Trust::signalled);
}

TEST(Latch_BeforeLatching, SignalledEndpoint_NeedsNoWindow) {
  Case c;
  c.close_window();
  EXPECT_EQ(c.packet(signalled), Judgement::learn);
}

TEST(Latch_BeforeLatching, StrangerIsNeverLearned) {
  Case c;
  EXPECT_EQ(c.packet(outside), Judgement::stranger);
  c.close_window();
  EXPECT_EQ(c.packet(outside), Judgement::stranger);
  EXPECT_FALSE(c.latch.latched());
}

TEST(Latch_BeforeLatching, StrangerWithValidTag_StaysAStranger) {
  Case c;
  EXPECT_EQ(c.packet(outside, true), Judgement::stranger);
}

TEST(Latch_BeforeLatching, OtherPortOfTheHost_OnlyWithinTheWindow) {
  Case c;
  EXPECT_EQ(c.packet(same_host_other_port), Judgement::learn);
  EXPECT_EQ(c.latch.target(), same_host_other_port);
  Case late;
  late.close_window();
  EXPECT_EQ(late.packet(same_host_other_port), Judgement::window_closed);
  EXPECT_EQ(late.latch.target(), signalled);
}

TEST(Latch_BeforeLatching, SignalledHostOutsideTheRanges_MayStillLearnItsPort) {
  Case c;
  EXPECT_EQ(c.latch.judge(c.now, same_host_other_port, {}, false), Judgement::learn);
}

TEST(Latch_BeforeLatching, AddressInTheRanges_OnlyWithinTheWindow) {
  Case c;
  EXPECT_EQ(c.packet(in_ranges), Judgement::learn);
  EXPECT_EQ(c.latch.trust(), Trust::allowed);
  Case late;
  late.now += learning_window - milliseconds{1};
  EXPECT_EQ(late.packet(in_ranges), Judgement::learn);
  Case closed;
  closed.close_window();
  EXPECT_EQ(closed.packet(in_ranges), Judgement::window_closed);
}

TEST(Latch_AtLatching, StrangerInTheRangesWasFirst_TheSignalledPartyTakesOver) {
  Case c;
  EXPECT_EQ(c.packet(in_ranges), Judgement::learn);
  EXPECT_EQ(c.packet(same_host_other_port), Judgement::learn);
  EXPECT_EQ(c.packet(in_ranges), Judgement::locked);
  EXPECT_EQ(c.packet(signalled), Judgement::learn);
  EXPECT_EQ(c.packet(same_host_other_port), Judgement::locked);
  EXPECT_EQ(c.latch.target(), signalled);
}

TEST(Latch_AtLatching, EqualClaims_TheFirstWins) {
  Case c;
  EXPECT_EQ(c.packet(same_host_other_port), Judgement::learn);
  EXPECT_EQ(c.packet(same_host_third_port), Judgement::locked);
  EXPECT_EQ(c.latch.target(), same_host_other_port);
}

TEST(Latch_AtLatching, AfterTheWindowNoBetterAddressDisplaces_SaveTheSignalledOne) {
  Case c;
  EXPECT_EQ(c.packet(in_ranges), Judgement::learn);
  c.close_window();
  EXPECT_EQ(c.packet(same_host_other_port), Judgement::locked);
  EXPECT_EQ(c.packet(signalled), Judgement::learn);
}

TEST(Latch_AfterLatching, AllOthers_AreLocked) {
  Case c;
  c.packet(signalled);
  for (const milliseconds wait : {milliseconds{0}, milliseconds{60'000}}) {
    c.now += wait;
    EXPECT_EQ(c.packet(same_host_other_port), Judgement::locked);
    EXPECT_EQ(c.packet(in_ranges), Judgement::locked);
    EXPECT_EQ(c.packet(outside), Judgement::stranger);
  }
  EXPECT_EQ(c.latch.target(), signalled);
}

TEST(Latch_AfterLatching, ValidTag_MovesTheLatch) {
  Case c;
  c.packet(signalled, true);
  c.close_window();
  EXPECT_EQ(c.packet(same_host_other_port, true), Judgement::learn);
  EXPECT_EQ(c.latch.target(), same_host_other_port);
  EXPECT_EQ(c.latch.trust(), Trust::authenticated);
}

TEST(Latch_AfterLatching, AuthenticatedSource_YieldsOnlyToAnotherValidTag) {
  Case c;
  c.packet(same_host_other_port, true);
  EXPECT_EQ(c.packet(signalled, false), Judgement::locked);
  EXPECT_EQ(c.packet(signalled, true), Judgement::learn);
}

TEST(Latch_Signalling, SameEndpointAgain_KeepsTheLatch) {
  Case c;
  c.packet(same_host_other_port);
  c.close_window();
  c.latch.on_signalled(c.now, signalled, false);
  EXPECT_EQ(c.packet(in_ranges), Judgement::locked);
  EXPECT_EQ(c.packet(same_host_third_port), Judgement::locked);
  EXPECT_EQ(c.latch.target(), same_host_other_port);
}

TEST(Latch_Signalling, NewEndpoint_StartsAnew) {
  Case c;
  c.packet(signalled);
  c.close_window();
  const Endpoint moved{other_host_in_ranges, 20000};
  c.latch.on_signalled(c.now, moved, false);
  EXPECT_EQ(c.latch.target(), moved);
  EXPECT_EQ(c.packet(moved), Judgement::learn);
  EXPECT_EQ(c.packet(signalled), Judgement::locked);
}

TEST(Latch_Signalling, Resume_RelearnsTheSameEndpoint) {
  Case c;
  c.packet(same_host_other_port);
  c.close_window();
  c.latch.on_signalled(c.now, signalled, true);
  EXPECT_EQ(c.latch.target(), signalled);
  EXPECT_EQ(c.packet(same_host_third_port), Judgement::learn);
}

TEST(Latch_Signalling, AnswerOfTheOtherSide_OpensTheWindowAgain) {
  Case c;
  c.close_window();
  EXPECT_EQ(c.packet(in_ranges), Judgement::window_closed);
  c.latch.open_window(c.now);
  EXPECT_EQ(c.packet(in_ranges), Judgement::learn);
}

TEST(Latch_Signalling, Unsignalled_OnlyTheRangesCount) {
  Latch latch;
  const Instant now{std::chrono::hours{1}};
  latch.open_window(now);
  EXPECT_EQ(latch.judge(now, in_ranges, ranges, false), Judgement::learn);
  EXPECT_EQ(latch.judge(now, outside, ranges, false), Judgement::stranger);
}

TEST(LatchSettled, UntilTheEndpointChanges) {
  const Endpoint own{Address::v4(10, 0, 0, 5), 4001};
  const Endpoint other_port{Address::v4(10, 0, 0, 5), 5555};
  const Endpoint moved{Address::v4(10, 0, 0, 5), 4003};
  Latch latch;
  latch.on_signalled(Instant{}, own, false);
  latch.settle();
  EXPECT_EQ(latch.judge(Instant{}, other_port, {}, false), Judgement::window_closed);
  EXPECT_EQ(latch.judge(Instant{}, other_port, {}, true), Judgement::learn) << "a tag proves more";
  latch.on_signalled(Instant{}, own, false);
  EXPECT_EQ(latch.judge(Instant{}, other_port, {}, false), Judgement::window_closed);
  latch.on_signalled(Instant{}, moved, false);
  EXPECT_EQ(latch.judge(Instant{}, other_port, {}, false), Judgement::learn);
}

TEST(LatchSettled, WhatIsProven_Stays) {
  const Endpoint own{Address::v4(10, 0, 0, 5), 4001};
  Latch latch;
  latch.on_signalled(Instant{}, own, false);
  latch.learn(own, false);
  latch.settle();
  EXPECT_EQ(latch.trust(), Trust::signalled);
}

}  // namespace
}  // namespace trunkgate::media
