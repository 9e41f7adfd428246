// SPDX-License-Identifier: Apache-2.0
#include "sip/dialog/reliable_provisional.h"

#include <gtest/gtest.h>

namespace trunkgate::sip::test {
namespace {

using namespace std::chrono_literals;
using Due = ReliableProvisional::Due;
using Verdict = ProvisionalOrder::Verdict;

constexpr Instant start = Instant(24h);

TEST(Rfc3262_3, RSeqStartsWithin31Bits_AndRisesByOne) {
  for (const std::uint32_t seed : {0u, 1u, 0x7fff'fffeu, 0x7fff'ffffu, 0xffff'ffffu}) {
    ReliableProvisional response;
    const std::uint32_t first = response.send(start, seed, false);
    EXPECT_GE(first, 1u);
    EXPECT_LE(first, 0x7fff'ffffu);
    EXPECT_EQ(response.send(start, 7, false), first + 1);
  }
}

TEST(Rfc3262_3, RetransmittedWithDoublingInterval_GivenUpAfter64T1) {
  ReliableProvisional response;
  static_cast<void>(response.send(start, 1, false));
  Duration at{};
  for (const Duration wait : {500ms, 1000ms, 2000ms, 4000ms, 8000ms, 16000ms}) {
    at += wait;
    EXPECT_EQ(response.on_deadline(start + at - 1ms), Due::nothing);
    EXPECT_EQ(response.deadline(), start + at);
    EXPECT_EQ(response.on_deadline(start + at), Due::retransmit);
  }
  EXPECT_EQ(response.deadline(), start + 32s);
  EXPECT_EQ(response.on_deadline(start + 32s), Due::give_up);
  EXPECT_FALSE(response.pending());
  EXPECT_EQ(response.deadline(), never);
}

TEST(Rfc3262_3, PrackMatchesByAllThreeParts_AndOnlyOnce) {
  ReliableProvisional response;
  const std::uint32_t rseq = response.send(start, 1, true);
  EXPECT_TRUE(response.holds_success());
  EXPECT_FALSE(response.on_prack({rseq + 1, 102, Method::invite}, 102));
  EXPECT_FALSE(response.on_prack({rseq, 101, Method::invite}, 102));
  EXPECT_FALSE(response.on_prack({rseq, 102, Method::update}, 102));
  EXPECT_TRUE(response.pending());
  EXPECT_TRUE(response.on_prack({rseq, 102, Method::invite}, 102));
  EXPECT_FALSE(response.pending());
  EXPECT_FALSE(response.holds_success());
  EXPECT_FALSE(response.on_prack({rseq, 102, Method::invite}, 102));
}

TEST(Rfc3262_3, WithoutSdp_A2xxMayOvertakeThePrack) {
  ReliableProvisional response;
  static_cast<void>(response.send(start, 1, false));
  EXPECT_TRUE(response.pending());
  EXPECT_FALSE(response.holds_success());
}

TEST(Rfc3262_3, FinalResponseStopsTheRetransmission_ALatePrackStillMatches) {
  ReliableProvisional response;
  const std::uint32_t rseq = response.send(start, 1, false);
  response.stop();
  EXPECT_EQ(response.deadline(), never);
  EXPECT_TRUE(response.on_prack({rseq, 102, Method::invite}, 102));
  EXPECT_FALSE(response.on_prack({rseq, 102, Method::invite}, 102));
}

TEST(Rfc3262_4, Uac_InOrderPerEarlyDialog) {
  ProvisionalOrder order;
  EXPECT_EQ(order.on_response(1, 988789), Verdict::next);
  EXPECT_EQ(order.on_response(1, 988789), Verdict::repeated);
  EXPECT_EQ(order.on_response(1, 988791), Verdict::gap);
  EXPECT_EQ(order.on_response(1, 988790), Verdict::next);
  EXPECT_EQ(order.on_response(2, 5), Verdict::next);
  EXPECT_EQ(order.on_response(2, 4), Verdict::repeated);
}

}  // namespace
}  // namespace trunkgate::sip::test
