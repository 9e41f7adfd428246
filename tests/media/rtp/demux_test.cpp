// SPDX-License-Identifier: Apache-2.0
#include "media/rtp/demux.h"

#include <gtest/gtest.h>

#include <array>

namespace trunkgate::media {
namespace {

PacketKind kind_of(std::uint8_t first, std::uint8_t second) {
  const std::array<std::uint8_t, 2> octets{first, second};
  return classify(octets);
}

TEST(Rfc7983_7, FirstOctet_TellsTheProtocol) {
  EXPECT_EQ(kind_of(0, 1), PacketKind::stun);
  EXPECT_EQ(kind_of(3, 0), PacketKind::stun);
  EXPECT_EQ(kind_of(4, 0), PacketKind::other);
  EXPECT_EQ(kind_of(20, 254), PacketKind::dtls);
  EXPECT_EQ(kind_of(22, 254), PacketKind::dtls);  // ClientHello: CVE-2023-51275
  EXPECT_EQ(kind_of(63, 254), PacketKind::dtls);
  EXPECT_EQ(kind_of(64, 0), PacketKind::other);
  EXPECT_EQ(kind_of(127, 0), PacketKind::other);
  EXPECT_EQ(kind_of(128, 0), PacketKind::rtp);
  EXPECT_EQ(kind_of(191, 0), PacketKind::rtp);
  EXPECT_EQ(kind_of(192, 0), PacketKind::other);
}

TEST(Rfc5761_4, SecondOctet_TellsRtcpFromRtp) {
  EXPECT_EQ(kind_of(0x80, 191), PacketKind::rtp);
  EXPECT_EQ(kind_of(0x80, 192), PacketKind::rtcp);
  EXPECT_EQ(kind_of(0x80, 200), PacketKind::rtcp);
  EXPECT_EQ(kind_of(0x80, 223), PacketKind::rtcp);
  EXPECT_EQ(kind_of(0x80, 224), PacketKind::rtp);
}

TEST(Rfc7983_7, ShorterThanTwoOctets_IsNothing) {
  const std::array<std::uint8_t, 1> one{0x80};
  EXPECT_EQ(classify(one), PacketKind::other);
  EXPECT_EQ(classify({}), PacketKind::other);
}

}  // namespace
}  // namespace trunkgate::media
