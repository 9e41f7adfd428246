// SPDX-License-Identifier: Apache-2.0
#include "media/rtp/rtcp.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace trunkgate::media {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets operator+(Octets a, const Octets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Octets receiver_report() {
  return {0x80, 201, 0, 1,   // V=2, RC=0, one word after this
          0,    0,   0, 9};  // SSRC of the sender
}

Octets sender_report() {
  Octets part{0x81, 200, 0, 12, 0, 0, 0, 9};
  part.resize(8 + 20 + 24, 0x55);
  return part;
}

// One chunk with a CNAME and a TOOL item.
Octets description(std::string_view cname, std::string_view tool) {
  Octets part{0x81, 202, 0, 0, 0x01, 0x23, 0x45, 0x67, 1, static_cast<std::uint8_t>(cname.size())};
  part.insert(part.end(), cname.begin(), cname.end());
  part.push_back(6);
  part.push_back(static_cast<std::uint8_t>(tool.size()));
  part.insert(part.end(), tool.begin(), tool.end());
  part.push_back(0);
  part.resize((part.size() + 3) / 4 * 4, 0);
  part[3] = static_cast<std::uint8_t>(part.size() / 4 - 1);
  return part;
}

Octets bye(std::string_view reason) {
  Octets part{0x81, 203, 0, 0, 0, 0, 0, 9, static_cast<std::uint8_t>(reason.size())};
  part.insert(part.end(), reason.begin(), reason.end());
  part.resize((part.size() + 3) / 4 * 4, 0);
  part[3] = static_cast<std::uint8_t>(part.size() / 4 - 1);
  return part;
}

Octets application() { return {0x80, 204, 0, 3, 0, 0, 0, 9, 'P', 'B', 'X', '1', '1', '0', '.', '0'}; }

bool holds(const Octets& octets, std::string_view text) {
  return std::string_view(reinterpret_cast<const char*>(octets.data()), octets.size()).find(text) !=
         std::string_view::npos;
}

TEST(Rfc3550_A2, GoodCompounds_Pass) {
  EXPECT_EQ(check_rtcp(receiver_report()), RtcpError::none);
  EXPECT_EQ(check_rtcp(sender_report()), RtcpError::none);
  EXPECT_EQ(check_rtcp(sender_report() + description("a@b", "x")), RtcpError::none);
  EXPECT_EQ(check_rtcp(receiver_report() + description("", "") + bye("")), RtcpError::none);
  EXPECT_EQ(check_rtcp(receiver_report() + bye("camera malfunction")), RtcpError::none);
  EXPECT_EQ(check_rtcp(receiver_report() + application()), RtcpError::none);
}

TEST(Rfc3550_A2, EveryTruncation_IsRefused) {
  const Octets good = sender_report() + description("user@host", "tool") + bye("gone");
  ASSERT_EQ(check_rtcp(good), RtcpError::none);
  const std::size_t ends[] = {sender_report().size(), sender_report().size() + description("user@host", "tool").size()};
  for (std::size_t size = 0; size < good.size(); ++size) {
    if (size == ends[0] || size == ends[1]) continue;  // whole parts remain
    EXPECT_NE(check_rtcp(std::span(good).first(size)), RtcpError::none) << size;
  }
}

TEST(Rfc3550_A2, ShortPacket_IsRefused) {
  EXPECT_EQ(check_rtcp({}), RtcpError::too_short);
  const Octets report = receiver_report();
  EXPECT_EQ(check_rtcp(std::span(report).first(7)), RtcpError::too_short);
}

TEST(Rfc3550_A2, FirstPart_MustBeAReportWithoutPadding) {
  EXPECT_EQ(check_rtcp(bye("x") + receiver_report()), RtcpError::bad_first_type);
  EXPECT_EQ(check_rtcp(description("a", "b")), RtcpError::bad_first_type);
  Octets padded = receiver_report();
  padded[0] = 0xa0;
  EXPECT_EQ(check_rtcp(padded), RtcpError::bad_first_type);
}

TEST(Rfc3550_A2, VersionOfEachPart_MustBe2) {
  Octets second = bye("x");
  second[0] = 0x41;
  EXPECT_EQ(check_rtcp(receiver_report() + second), RtcpError::bad_version);
}

TEST(Rfc3550_A2, LengthPastTheEnd_IsRefused) {
  Octets report = receiver_report();
  report[3] = 2;
  EXPECT_EQ(check_rtcp(report), RtcpError::bad_length);
  report[2] = report[3] = 0xff;
  EXPECT_EQ(check_rtcp(report), RtcpError::bad_length);
}

TEST(Rfc3550_6_4, MoreReportBlocksThanOctets_AreRefused) {
  Octets report = receiver_report();
  report[0] = 0x9f;
  EXPECT_EQ(check_rtcp(report), RtcpError::bad_part);
  Octets sender = sender_report();
  sender[0] = 0x82;
  EXPECT_EQ(check_rtcp(sender), RtcpError::bad_part);
}

TEST(Rfc3550_6_6, ByeReasonLongerThanThePart_IsRefused) {  // CVE-2021-43804
  Octets part = bye("abc");
  part[8] = 200;
  EXPECT_EQ(check_rtcp(receiver_report() + part), RtcpError::bad_part);
  part[0] = 0x9f;  // 31 sources announced, one there
  EXPECT_EQ(check_rtcp(receiver_report() + part), RtcpError::bad_part);
}

TEST(Rfc3550_6_5, ItemLongerThanTheChunk_IsRefused) {
  Octets part = description("user@host", "tool");
  part[9] = 250;
  EXPECT_EQ(check_rtcp(receiver_report() + part), RtcpError::bad_part);
  Octets unended = description("ab", "c");
  unended.back() = 1;  // no null octet after the last item
  EXPECT_EQ(check_rtcp(receiver_report() + unended), RtcpError::bad_part);
}

TEST(Rfc3550_A2, Padding_OnlyInTheLastPartAndWithinIt) {
  Octets last = bye("");
  last[0] |= 0x20;
  last.insert(last.end(), {0, 0, 0, 4});
  last[3] += 1;
  EXPECT_EQ(check_rtcp(receiver_report() + last), RtcpError::none);
  EXPECT_EQ(check_rtcp(receiver_report() + last + receiver_report()), RtcpError::bad_part);
  last.back() = 200;
  EXPECT_EQ(check_rtcp(receiver_report() + last), RtcpError::bad_part);
}

TEST(TopologyHiding_Rtcp, NamesOfTheInside_AreOverwritten) {
  Octets compound = sender_report() + description("4711@pbx.corp.example", "Asterisk 20") + bye("from 10.0.0.5");
  const Octets before = compound;
  EXPECT_EQ(hide_rtcp(compound), before.size());
  EXPECT_FALSE(holds(compound, "4711"));
  EXPECT_FALSE(holds(compound, "corp"));
  EXPECT_FALSE(holds(compound, "Asterisk"));
  EXPECT_FALSE(holds(compound, "10.0.0.5"));
  EXPECT_TRUE(std::equal(compound.begin(), compound.begin() + 52, before.begin()));  // the report is untouched
  EXPECT_EQ(check_rtcp(compound), RtcpError::none);
}

TEST(TopologyHiding_Rtcp, CnameOfOneSource_StaysOneName) {
  Octets first = receiver_report() + description("a@10.0.0.1", "");
  Octets second = receiver_report() + description("b@10.0.0.2", "");
  (void)hide_rtcp(first);
  (void)hide_rtcp(second);
  EXPECT_EQ(first, second);
  EXPECT_TRUE(holds(first, "0123456701"));
}

TEST(TopologyHiding_Rtcp, ApplicationAndUnknownParts_AreCut) {
  const Octets unknown{0x80, 210, 0, 1, 's', 'e', 'c', 'r'};
  Octets compound = receiver_report() + application() + unknown + bye("");
  const std::size_t size = hide_rtcp(compound);
  compound.resize(size);
  EXPECT_EQ(size, receiver_report().size() + bye("").size());
  EXPECT_EQ(check_rtcp(compound), RtcpError::none);
  EXPECT_FALSE(holds(compound, "PBX1"));
  EXPECT_FALSE(holds(compound, "secr"));
}

}  // namespace
}  // namespace trunkgate::media
