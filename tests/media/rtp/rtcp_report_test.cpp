// SPDX-License-Identifier: Apache-2.0
#include "media/rtp/rtcp_report.h"

#include <gtest/gtest.h>

#include "media/rtp/rtcp.h"
#include "tests/media/support/reports.h"

namespace trunkgate::media {
namespace {

Octets operator+(Octets a, const Octets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(Rfc3550_6_4_1, SenderReport_NtpMiddleAndBlock) {
  const Octets compound = sender_report(9, 0x1122334455667788, {{7, 3, 40, 0xaabbccdd, 65536}});
  ASSERT_EQ(check_rtcp(compound), RtcpError::none);
  const Reports reports = read_reports(compound);
  EXPECT_TRUE(reports.sent);
  EXPECT_EQ(reports.ntp_middle, 0x33445566U);
  ASSERT_EQ(reports.block_count, 1);
  EXPECT_EQ(reports.blocks[0].ssrc, 7U);
  EXPECT_EQ(reports.blocks[0].lost, 3U);
  EXPECT_EQ(reports.blocks[0].jitter, 40U);
  EXPECT_EQ(reports.blocks[0].last_report, 0xaabbccddU);
  EXPECT_EQ(reports.blocks[0].delay, 65536U);
}

TEST(Rfc3550_6_4_2, ReceiverReports_BehindEachOther) {
  const Reports reports =
      read_reports(receiver_report(9, {{1, 0, 0, 0, 0}, {2, 0, 0, 0, 0}}) + receiver_report(9, {{3, 0, 0, 0, 0}}));
  EXPECT_FALSE(reports.sent);
  ASSERT_EQ(reports.block_count, 3);
  EXPECT_EQ(reports.block_list()[2].ssrc, 3U);
}

TEST(Rfc3550_6_4_1, MoreBlocksThanACallHas_AreLeftOut) {
  const std::vector<ReportBlock> blocks(31, ReportBlock{5, 0, 0, 0, 0});
  EXPECT_EQ(read_reports(receiver_report(9, blocks)).block_count, report_blocks_max);
}

TEST(Rfc3550_6_4_1, NegativeLoss_IsNone) {
  EXPECT_EQ(read_reports(receiver_report(9, {{1, 0xffffff, 0, 0, 0}})).blocks[0].lost, 0U);
  EXPECT_EQ(read_reports(receiver_report(9, {{1, 0x7fffff, 0, 0, 0}})).blocks[0].lost, 0x7fffffU);
}

TEST(Rfc3550_6_5, DescriptionsBehindTheReport_AreSteppedOver) {
  const Octets description{0x81, 202, 0, 2, 0, 0, 0, 9, 1, 1, 'x', 0};
  const Octets compound = receiver_report(9, {}) + description + receiver_report(9, {{4, 0, 0, 0, 0}});
  ASSERT_EQ(check_rtcp(compound), RtcpError::none);
  ASSERT_EQ(read_reports(compound).block_count, 1);
}

}  // namespace
}  // namespace trunkgate::media
