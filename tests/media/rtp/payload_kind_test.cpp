// SPDX-License-Identifier: Apache-2.0
#include "media/rtp/payload_kind.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

TEST(Rfc8866_6_6, EncodingNames_WithoutCase) {
  EXPECT_EQ(payload_kind("PCMA"), PayloadKind::g711);
  EXPECT_EQ(payload_kind("pcmu"), PayloadKind::g711);
  EXPECT_EQ(payload_kind("opus"), PayloadKind::opus);
  EXPECT_EQ(payload_kind("G729"), PayloadKind::g729);
  EXPECT_EQ(payload_kind("telephone-event"), PayloadKind::telephone_event);
}

TEST(Rfc8866_6_6, UnknownOrCutNames_AreOther) {
  EXPECT_EQ(payload_kind("speex"), PayloadKind::other);
  EXPECT_EQ(payload_kind("PCM"), PayloadKind::other);
  EXPECT_EQ(payload_kind(""), PayloadKind::other);
}

TEST(Rfc3389, ComfortNoiseAndEvents_AreNoSpeech) {
  EXPECT_TRUE(is_speech(PayloadKind::other));
  EXPECT_TRUE(is_speech(PayloadKind::ilbc));
  EXPECT_FALSE(is_speech(payload_kind("CN")));
  EXPECT_FALSE(is_speech(PayloadKind::telephone_event));
}

TEST(PayloadKind, Names_AreAllDifferent) {
  EXPECT_EQ(name_of(PayloadKind::g711), "G.711");
  EXPECT_NE(name_of(PayloadKind::g722), name_of(PayloadKind::g723));
}

}  // namespace
}  // namespace trunkgate::media
