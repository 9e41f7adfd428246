// SPDX-License-Identifier: Apache-2.0
#include "media/rtp/header.h"

#include <gtest/gtest.h>

#include <vector>

namespace trunkgate::media {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets plain() {
  return {0x80, 0x88,              // V=2, no padding, no extension, no CSRC; marker, PCMA
          0x12, 0x34,              // sequence number
          0x00, 0x00, 0x00, 0xa0,  // timestamp
          0xde, 0xad, 0xbe, 0xef,  // SSRC
          0xd5, 0xd5, 0xd5, 0xd5};
}

TEST(Rfc3550_5_1, FixedHeader_IsRead) {
  const auto header = read_rtp_header(plain());
  ASSERT_TRUE(header);
  EXPECT_EQ(header->payload_type, 8);
  EXPECT_TRUE(header->marker);
  EXPECT_EQ(header->sequence, 0x1234);
  EXPECT_EQ(header->timestamp, 160U);
  EXPECT_EQ(header->ssrc, 0xdeadbeefU);
  EXPECT_EQ(header->header_size, 12);
  EXPECT_EQ(header->payload_size, 4);
}

TEST(Rfc3550_5_1, EveryTruncation_IsRefusedBelowTheHeader) {
  const Octets packet = plain();
  for (std::size_t size = 0; size < 12; ++size) {
    EXPECT_FALSE(read_rtp_header(std::span(packet).first(size))) << size;
  }
  EXPECT_TRUE(read_rtp_header(std::span(packet).first(12)));
}

TEST(Rfc3550_5_1, OtherVersions_AreRefused) {
  for (const int version : {0, 1, 3}) {
    Octets packet = plain();
    packet[0] = static_cast<std::uint8_t>(version << 6);
    EXPECT_FALSE(read_rtp_header(packet)) << version;
  }
}

TEST(Rfc3550_5_1, CsrcListPastTheEnd_IsRefused) {
  Octets packet = plain();
  packet[0] = 0x81;
  EXPECT_EQ(read_rtp_header(packet)->header_size, 16);
  packet[0] = 0x82;
  EXPECT_FALSE(read_rtp_header(packet));
}

TEST(Rfc3550_5_3_1, ExtensionPastTheEnd_IsRefused) {
  Octets packet = plain();
  packet[0] = 0x90;
  packet[14] = 0;
  packet[15] = 0;  // extension of no words
  EXPECT_EQ(read_rtp_header(packet)->header_size, 16);
  packet[15] = 1;
  EXPECT_FALSE(read_rtp_header(packet));
  packet[14] = packet[15] = 0xff;
  EXPECT_FALSE(read_rtp_header(packet));
}

TEST(Rfc3550_5_1, PaddingCount_MustLieWithinThePayload) {
  Octets packet = plain();
  packet[0] = 0xa0;
  packet.back() = 4;
  EXPECT_TRUE(padding_fits(*read_rtp_header(packet), packet));
  packet.back() = 5;
  EXPECT_FALSE(padding_fits(*read_rtp_header(packet), packet));
  packet.back() = 0;
  EXPECT_FALSE(padding_fits(*read_rtp_header(packet), packet));
  packet.resize(12);
  EXPECT_FALSE(padding_fits(*read_rtp_header(packet), packet));
}

TEST(Rfc3550_5_1, WritingThePayloadType_KeepsTheMarker) {
  Octets packet = plain();
  write_payload_type(packet, 101);
  EXPECT_EQ(read_rtp_header(packet)->payload_type, 101);
  EXPECT_TRUE(read_rtp_header(packet)->marker);
  packet[1] = 8;
  write_payload_type(packet, 0xff);
  EXPECT_EQ(read_rtp_header(packet)->payload_type, 127);
  EXPECT_FALSE(read_rtp_header(packet)->marker);
}

}  // namespace
}  // namespace trunkgate::media
