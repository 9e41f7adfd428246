// SPDX-License-Identifier: Apache-2.0
// What is told of a call on a remote anchor when it ends: to the proxy, and in the histograms of its zones.
#include <gtest/gtest.h>

#include <regex>

#include "tests/media/ng/anchor_replies.h"
#include "tests/media/ng/client_house.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media::ng {
namespace {

using metrics::Counter;
using metrics::Histogram;
using std::chrono::milliseconds;

class NgClientFigures : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(house_.set_up(a_, b_)); }

  std::uint64_t observed(Histogram histogram, std::size_t zone) const {
    std::uint64_t count = 0;
    for (std::size_t i = 0; i <= metrics::row(histogram).buckets.size(); ++i) {
      count += house_.counters->bucket(histogram, zone, i);
    }
    return count;
  }
  /// The call ends, and the anchor answers the delete with `document`, whose tags are made those of the call.
  Event removed_with(const std::string& document) {
    const std::string& offer = house_.sent[1].text;
    const std::string& answer = house_.sent[2].text;
    const auto tag = [](const std::string& text, const std::string& name) {
      std::smatch found;
      return std::regex_search(text, found, std::regex(name + "16:([0-9a-f]{16})")) ? found[1].str() : std::string{};
    };
    const std::string reply =
        with(with(document, reply_tag_a, tag(offer, "from-tag")), reply_tag_b, tag(answer, "to-tag"));
    house_.spoil = [reply](std::string& text) { text = text.substr(0, text.find(' ') + 1) + reply; };
    const Event removed = house_.ask(CommandKind::remove);
    EXPECT_EQ(removed.kind, EventKind::removed);
    return removed;
  }

  ClientHouse house_;
  Party a_ = phone();
  Party b_ = trunk();
};

TEST_F(NgClientFigures, OfOurAnchor_AreThoseThatItMeasured) {
  for (std::uint16_t sequence = 1; sequence <= 61; ++sequence) {
    House& anchor = house_.desks[0]->house;
    ASSERT_TRUE(anchor.rtp(b_, rtp_packet(sequence, 0x2222)).verdict.forward);
    if (sequence == 30) continue;
    ASSERT_TRUE(anchor.rtp(a_, rtp_packet(sequence, 0x1111)).verdict.forward);
  }
  const Statistics so_far = house_.ask(CommandKind::query).statistics;
  EXPECT_EQ(so_far.from_a.lost, 1U);
  EXPECT_EQ(observed(Histogram::rtp_mos, House::corporate), 0U) << "the call goes on";
  const Statistics last = house_.ask(CommandKind::remove).statistics;
  EXPECT_EQ(last.from_a.expected, 61U);
  EXPECT_EQ(last.from_a.lost, 1U);
  EXPECT_EQ(last.from_a.codec, "G.711");
  EXPECT_GT(last.from_a.score, 300U);
  EXPECT_GT(last.from_b.score, last.from_a.score);
  for (const Histogram histogram : {Histogram::rtp_mos, Histogram::rtp_jitter, Histogram::rtp_loss}) {
    EXPECT_EQ(observed(histogram, House::corporate), 1U);
    EXPECT_EQ(observed(histogram, House::carrier), 1U);
  }
  EXPECT_NEAR(house_.counters->sum(Histogram::rtp_loss, House::corporate), 1.0 / 61, 1e-6);
  EXPECT_NEAR(house_.counters->sum(Histogram::rtp_mos, House::carrier), last.from_b.score / 100.0, 1e-6);
}

TEST_F(NgClientFigures, OfRtpengine_AreWhatTheReceiversReported) {
  const Statistics last = removed_with(rtpengine_reply).statistics;
  EXPECT_EQ(last.from_a.packets, 60U);
  EXPECT_EQ(last.from_a.score, 320U);
  EXPECT_EQ(last.from_b.score, 420U);
  EXPECT_FALSE(last.one_way());
  EXPECT_NEAR(house_.counters->sum(Histogram::rtp_mos, House::corporate), 3.2, 1e-6);
  EXPECT_NEAR(house_.counters->sum(Histogram::rtp_loss, House::corporate), 0.1, 1e-6);
  EXPECT_NEAR(house_.counters->sum(Histogram::rtp_jitter, House::corporate), 0.002, 1e-6);
  EXPECT_NEAR(house_.counters->sum(Histogram::rtp_mos, House::carrier), 4.2, 1e-6);
}

TEST_F(NgClientFigures, RtpengineWithoutReports_IsInNoHistogram) {
  EXPECT_EQ(removed_with(with(rtpengine_reply, "4:SSRC", "4:XXXX")).statistics.from_a.packets, 60U);
  EXPECT_EQ(observed(Histogram::rtp_mos, House::corporate), 0U);
  EXPECT_EQ(observed(Histogram::rtp_loss, House::corporate), 0U);
}

/// rtpengine's figures of a call in which `tag` was mute.
std::string without_packets_of(const std::string& tag) {
  const std::size_t begin = rtpengine_reply.find("16:" + tag + "d3:tag");
  const std::size_t end = rtpengine_reply.find("4:RTCP6:filled", begin);
  return rtpengine_reply.substr(0, begin) +
         with(rtpengine_reply.substr(begin, end - begin), "packetsi60e", "packetsi0e") + rtpengine_reply.substr(end);
}

TEST_F(NgClientFigures, SideOfWhichRtpengineHasNothing_IsOneWayAudio) {
  house_.wait(milliseconds{4700});
  const Statistics last = removed_with(without_packets_of(reply_tag_b)).statistics;
  EXPECT_TRUE(last.one_way());
  EXPECT_EQ(last.from_b.silence_ms, 4000U);
  EXPECT_EQ(last.from_a.silence_ms, 0U);
  EXPECT_EQ(house_.counters->value(Counter::media_one_way, {House::carrier}), 1U);
  EXPECT_EQ(house_.counters->value(Counter::media_one_way, {House::corporate}), 0U);
}

TEST_F(NgClientFigures, CallThatEndsAtOnce_IsNotOneWay) {
  house_.wait(milliseconds{900});
  EXPECT_FALSE(removed_with(without_packets_of(reply_tag_a)).statistics.one_way());
}

TEST_F(NgClientFigures, SideThatMayNotSend_IsRightlyMute) {
  a_.offer.direction = "sendonly";
  ++a_.offer.version;
  b_.told(house_.offer(Side::a, a_).sdp.view());
  b_.offer.direction = "recvonly";
  ASSERT_EQ(house_.answer(Side::b, b_).kind, EventKind::sdp);
  house_.wait(milliseconds{4000});
  EXPECT_FALSE(removed_with(without_packets_of(reply_tag_b)).statistics.one_way());
}

TEST_F(NgClientFigures, DeleteWithoutReply_TellsNothing) {
  house_.silent[0] = true;
  house_.events.clear();
  house_.post(CommandKind::remove);
  house_.wait(request_wait);
  ASSERT_EQ(house_.events.size(), 1U);
  EXPECT_EQ(house_.events[0].kind, EventKind::removed);
  EXPECT_FALSE(house_.events[0].statistics.from_a.heard());
  EXPECT_EQ(observed(Histogram::rtp_mos, House::corporate), 0U);
}

}  // namespace
}  // namespace trunkgate::media::ng
