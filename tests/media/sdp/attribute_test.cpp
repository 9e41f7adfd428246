// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/attribute.h"

#include <gtest/gtest.h>

#include <string>

namespace trunkgate::media {
namespace {

TEST(Rfc8866_6_6, Rtpmap_IsRead) {
  const auto plain = read_rtpmap("101 telephone-event/8000");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->payload_type, 101);
  EXPECT_EQ(plain->encoding, "telephone-event");
  EXPECT_EQ(plain->clock_rate, 8000U);
  EXPECT_FALSE(plain->channels_written);
  const auto stereo = read_rtpmap("111 opus/48000/2");
  ASSERT_TRUE(stereo);
  EXPECT_EQ(stereo->channels, 2);
  EXPECT_TRUE(stereo->channels_written);
}

TEST(Rfc8866_6_6, Rtpmap_Broken_IsRefused) {
  for (const std::string_view value :
       {"", "101", "101 ", "101 PCMU", "101 PCMU/", "101 /8000", "128 PCMU/8000", "4294967296 PCMU/8000",
        "-1 PCMU/8000", "101 PCMU/0", "101 PCMU/99999999999", "101 PCMU/8000/", "101 PCMU/8000/0", "101 PCMU/8000/256",
        "101 pbx.corp/8000", "101 10.0.0.5/8000", "101 PCMU/8000 x", "101 PC\xff/8000"}) {
    EXPECT_FALSE(read_rtpmap(value)) << value;
  }
  EXPECT_TRUE(read_rtpmap("101 " + std::string(sdp_encoding_size_max, 'x') + "/8000"));
  EXPECT_FALSE(read_rtpmap("101 " + std::string(sdp_encoding_size_max + 1, 'x') + "/8000"));
}

// OSV-2024-1244 read beyond a short fmtp; CVE-2018-1000098 took 4294967296 for a payload type.
TEST(HostileSdp, Fmtp_ShortOrHuge_IsRefused) {
  for (const std::string_view value : {"", "1", "101", "101 ", "101    ", " ", "4294967296 0-15", "x 0-15", ":"}) {
    EXPECT_FALSE(read_fmtp(value)) << '"' << value << '"';
  }
  EXPECT_TRUE(read_fmtp("101 " + std::string(sdp_fmtp_size_max, '0')));
  EXPECT_FALSE(read_fmtp("101 " + std::string(sdp_fmtp_size_max + 1, '0')));
}

TEST(Rfc8866_6_15, Fmtp_AudioParameters_Pass) {
  for (const std::string_view parameters :
       {"0-16", "0-15,32,36", "mode-set=0,2,5,7; octet-align=0", "annexb=no", "minptime=10;useinbandfec=1",
        "br=5.9-24.4; bw=nb-swb", "111/111", "PIDX=1"}) {
    const std::string value = "101 " + std::string(parameters);
    const auto fmtp = read_fmtp(value);
    ASSERT_TRUE(fmtp) << parameters;
    EXPECT_EQ(fmtp->parameters, parameters);
  }
}

TEST(TopologyHiding, Fmtp_AddressOrHostName_DoesNotPass) {
  for (const std::string_view parameters :
       {"10.0.0.5", "host=10.0.0.5", "x=pbx.corp.example", "a=1.2.3", "x=2001:db8::1", "x=user@corp",
        "url=http://corp/", "x=.1", "x=1.", "x=\xc3\xa4"}) {
    EXPECT_FALSE(read_fmtp("101 " + std::string(parameters))) << parameters;
  }
}

TEST(Rfc8866_6_4, Ptime_OneTo255) {
  EXPECT_EQ(read_packet_time("20"), 20);
  EXPECT_EQ(read_packet_time("255"), 255);
  for (const std::string_view value : {"", "0", "256", "-20", "20x", "20 30", "18446744073709551636"}) {
    EXPECT_FALSE(read_packet_time(value)) << value;
  }
}

TEST(Rfc8866_6_4, Ptime_OfSeveral_TheFirstWellFormed) {
  EXPECT_EQ(find_packet_time("a=ptime:0\r\na=maxptime:150\r\na=ptime:20\r\na=ptime:30\r\n", "ptime"), 20);
  EXPECT_FALSE(find_packet_time("a=ptime\r\n", "ptime"));
}

TEST(Rfc8866_6_7, Direction_ByItsExactName) {
  EXPECT_EQ(read_direction({"sendonly", ""}), Direction::sendonly);
  EXPECT_EQ(read_direction({"inactive", ""}), Direction::inactive);
  EXPECT_FALSE(read_direction({"SendOnly", ""}));
  EXPECT_FALSE(read_direction({"sendonly", "x"}));
  EXPECT_FALSE(read_direction({"", ""}));
}

TEST(Rfc3605_2_1, Rtcp_PortWithAndWithoutAddress) {
  const auto port = read_rtcp("4711");
  ASSERT_TRUE(port);
  EXPECT_EQ(port->port, 4711);
  EXPECT_FALSE(port->address);
  const auto whole = read_rtcp("4711 IN IP4 10.0.0.5");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->address, Address::v4(10, 0, 0, 5));
  for (const std::string_view value : {"", "0", "65536", "4711 IN", "4711 IN IP4", "4711 IN IP4 corp",
                                       "4711 XX IP4 10.0.0.5", "4711 IN IP4 10.0.0.5 x"}) {
    EXPECT_FALSE(read_rtcp(value)) << value;
  }
}

// CVE-2026-46334: "b=" without its colon.
TEST(HostileSdp, Bandwidth_WithoutColon_DoesNotPass) {
  for (const std::string_view value :
       {"", "AS", "AS:", ":64", "AS:-1", "AS:64x", "AS:99999999999", "X-corp:64", "RR:100"}) {
    EXPECT_FALSE(read_bandwidth({'b', value})) << value;
  }
  const auto bandwidth = read_bandwidth({'b', "TIAS:64000"});
  ASSERT_TRUE(bandwidth);
  EXPECT_EQ(bandwidth->type, "TIAS");
  EXPECT_EQ(bandwidth->value, 64000U);
  EXPECT_FALSE(read_bandwidth({'a', "AS:64"}));
}

TEST(Rfc8866_5_13, Attribute_NameEndsAtTheFirstColon) {
  const auto attribute = read_attribute({'a', "rtcp:1:2"});
  ASSERT_TRUE(attribute);
  EXPECT_EQ(attribute->name, "rtcp");
  EXPECT_EQ(attribute->value, "1:2");
  EXPECT_FALSE(read_attribute({'b', "AS:64"}));
}

}  // namespace
}  // namespace trunkgate::media
