// SPDX-License-Identifier: Apache-2.0
#include "media/quality/e_model.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

using std::chrono::milliseconds;

std::uint16_t score(PayloadKind codec, double loss, milliseconds delay = milliseconds{0},
                    milliseconds jitter = milliseconds{0}) {
  return mean_opinion_score({codec, loss, jitter, delay});
}

// ITU-T G.107 gives R = 93.2 with all defaults, which annex B turns into 4.41; 40 ms of packet and buffer cost 0.02.
TEST(G107, PerfectG711_IsTheTopOfNarrowBand) { EXPECT_NEAR(score(PayloadKind::g711, 0), 439, 1); }

TEST(G113, Codecs_DifferWithoutLoss) {
  EXPECT_NEAR(score(PayloadKind::g729, 0), 409, 2);  // R = 81.2
  EXPECT_LT(score(PayloadKind::g723, 0), score(PayloadKind::g729, 0));
  EXPECT_LT(score(PayloadKind::gsm, 0), score(PayloadKind::g723, 0));
  EXPECT_EQ(score(PayloadKind::g722, 0), score(PayloadKind::opus, 0));
  EXPECT_EQ(score(PayloadKind::other, 0), score(PayloadKind::g711, 0));
}

// Ie,eff = 95 × 5 / (5 + 25.1) = 15.8, so R = 76.5.
TEST(G107_7_5, FivePercentLoss_OfG711) { EXPECT_NEAR(score(PayloadKind::g711, 0.05), 387, 3); }

TEST(G107_7_5, Loss_WeighsByRobustness) {
  for (const double loss : {0.01, 0.05, 0.2}) {
    EXPECT_GT(score(PayloadKind::g711, loss), score(PayloadKind::opus, loss));
    EXPECT_GT(score(PayloadKind::opus, loss), score(PayloadKind::g722, loss));
  }
  EXPECT_LT(score(PayloadKind::g711, 0.2), 300);
}

TEST(G107_7_4, Delay_CostsLittleBeforeTheKneeAndMuchBehind) {
  const int near = score(PayloadKind::g711, 0, milliseconds{100});
  EXPECT_GT(near, 430);
  EXPECT_LT(score(PayloadKind::g711, 0, milliseconds{400}), 390);
}

TEST(G107_7_4, Jitter_IsDelayInTheBufferThatHidesIt) {
  EXPECT_EQ(score(PayloadKind::g711, 0, milliseconds{0}, milliseconds{30}),
            score(PayloadKind::g711, 0, milliseconds{60}));
  EXPECT_EQ(score(PayloadKind::g711, 0, milliseconds{0}, milliseconds{100}),
            score(PayloadKind::g711, 0, milliseconds{0}, milliseconds{5000}))
      << "no buffer grows without end";
}

TEST(G107_B, NothingIsWorseThanOne) {
  EXPECT_EQ(score(PayloadKind::gsm, 1.0, milliseconds{5000}), 100);
  EXPECT_EQ(score(PayloadKind::g711, 7.0), score(PayloadKind::g711, 1.0)) << "more than all cannot be lost";
}

}  // namespace
}  // namespace trunkgate::media
