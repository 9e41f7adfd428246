// SPDX-License-Identifier: Apache-2.0
#include "media/ng/figures_reader.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "media/ng/figures.h"
#include "media/ng/limits.h"
#include "media/ng/message.h"
#include "tests/media/ng/anchor_replies.h"

namespace trunkgate::media::ng {
namespace {

SessionFigures figures_of(const std::string& document) {
  const auto tree = std::make_unique<Tree>();
  Message message;
  const std::string datagram = "cookie " + document;
  EXPECT_EQ(read_message(datagram, *tree, message), MessageError::none) << document;
  return read_figures(message.dictionary, reply_tag_a, reply_tag_b);
}

TEST(NgFiguresReader, OursWordForWord_AreItsOwnMeasurements) {
  const SessionFigures figures = figures_of(trunkgate_media_reply);
  EXPECT_TRUE(figures.watched);
  const DirectionStatistics& a = figures.statistics.from_a;
  EXPECT_EQ(a.packets, 60U);
  EXPECT_EQ(a.octets, 10'320U);
  EXPECT_EQ(a.dropped, 7U);
  EXPECT_EQ(a.expected, 64U);
  EXPECT_EQ(a.lost, 5U);
  EXPECT_EQ(a.reordered, 2U);
  EXPECT_EQ(a.duplicates, 1U);
  EXPECT_EQ(a.srtp_failures, 6U);
  EXPECT_EQ(a.jitter_us, 19'195U);
  EXPECT_EQ(a.jitter_max_us, 21'300U);
  EXPECT_EQ(a.round_trip_us, 100'249U);
  EXPECT_EQ(a.events, 3U);
  EXPECT_EQ(a.silence_ms, 1500U);
  EXPECT_EQ(a.score, 347U);
  EXPECT_EQ(a.lowest.score, 312U);
  EXPECT_EQ(a.codec, "G.711");
  EXPECT_DOUBLE_EQ(a.loss(), 5.0 / 64);
  EXPECT_EQ(figures.statistics.from_b.score, 431U);
  EXPECT_EQ(figures.statistics.from_b.lost, 0U);
}

TEST(NgFiguresReader, RtpengineWordForWord_ScoresAreOfWhatTheReporterReceived) {
  const SessionFigures figures = figures_of(rtpengine_reply);
  EXPECT_FALSE(figures.watched);
  const DirectionStatistics& a = figures.statistics.from_a;
  EXPECT_EQ(a.packets, 60U) << "RTCP does not count";
  EXPECT_EQ(a.octets, 10'320U);
  EXPECT_EQ(a.score, 320U) << "as b has reported";
  EXPECT_EQ(a.lowest.score, 300U);
  EXPECT_EQ(a.highest.score, 330U);
  EXPECT_EQ(a.scores, 3U);
  EXPECT_DOUBLE_EQ(a.loss(), 0.1);
  EXPECT_EQ(a.jitter_us, 2000U);
  EXPECT_EQ(a.jitter_max_us, 2000U);
  EXPECT_EQ(a.round_trip_us, 100'291U) << "between the anchor and a";
  EXPECT_EQ(a.codec, "G.711");
  EXPECT_FALSE(a.counted());
  EXPECT_TRUE(a.loss_known());
  const DirectionStatistics& b = figures.statistics.from_b;
  EXPECT_EQ(b.packets, 60U);
  EXPECT_EQ(b.score, 420U);
  EXPECT_EQ(b.lowest.score, 410U);
  EXPECT_EQ(b.loss(), 0.0);
  EXPECT_EQ(b.round_trip_us, 33'538U);
}

TEST(NgFiguresReader, RtpengineWithoutReports_TellsOfPacketsAlone) {
  const SessionFigures figures = figures_of(with(rtpengine_reply, "4:SSRC", "4:XXXX"));
  for (const DirectionStatistics& from : {figures.statistics.from_a, figures.statistics.from_b}) {
    EXPECT_EQ(from.packets, 60U);
    EXPECT_EQ(from.score, 0U);
    EXPECT_FALSE(from.counted());
    EXPECT_FALSE(from.loss_known());
  }
}

TEST(NgFiguresReader, OneSsrcOnBothSides_ReportsAreNobodys) {
  const SessionFigures figures = figures_of(with(rtpengine_reply, "SSRCi572662306e", "SSRCi286331153e"));
  EXPECT_EQ(figures.statistics.from_a.score, 0U);
  EXPECT_EQ(figures.statistics.from_b.score, 0U);
  EXPECT_EQ(figures.statistics.from_b.packets, 60U);
}

TEST(NgFiguresReader, OtherTags_AreOtherCalls) {
  const SessionFigures figures = figures_of(with(rtpengine_reply, reply_tag_a, std::string(16, 'c')));
  EXPECT_FALSE(figures.statistics.from_a.heard());
  EXPECT_TRUE(figures.statistics.from_b.heard());
}

/// Every figure that our server writes comes back as it was.
TEST(NgFiguresReader, ReadsWhatTheServerWrites) {
  std::vector<DialogueFigures> dialogues(1);
  dialogues[0].tag_a = reply_tag_a;
  dialogues[0].tag_b = reply_tag_b;
  DirectionStatistics& from = dialogues[0].statistics.from_b;
  from.packets = 1;
  from.octets = 2;
  from.dropped = 3;
  from.expected = 1'000;
  from.lost = 5;
  from.reordered = 6;
  from.duplicates = 7;
  from.srtp_failures = 8;
  from.jitter_us = 9;
  from.jitter_max_us = 10;
  from.round_trip_us = 11;
  from.events = 12;
  from.silence_ms = 13;
  from.score = 414;
  from.scores = 15;
  from.lowest.score = 316;
  from.codec = "iLBC";
  const auto tree = std::make_unique<Tree>();
  const Value root = tree->make_root(Kind::dictionary);
  add_figures(dialogues, root, *tree);
  const DirectionStatistics read = read_figures(root, reply_tag_a, reply_tag_b).statistics.from_b;
  EXPECT_EQ(read.packets, from.packets);
  EXPECT_EQ(read.octets, from.octets);
  EXPECT_EQ(read.dropped, from.dropped);
  EXPECT_EQ(read.expected, from.expected);
  EXPECT_EQ(read.lost, from.lost);
  EXPECT_EQ(read.reordered, from.reordered);
  EXPECT_EQ(read.duplicates, from.duplicates);
  EXPECT_EQ(read.srtp_failures, from.srtp_failures);
  EXPECT_EQ(read.jitter_us, from.jitter_us);
  EXPECT_EQ(read.jitter_max_us, from.jitter_max_us);
  EXPECT_EQ(read.round_trip_us, from.round_trip_us);
  EXPECT_EQ(read.events, from.events);
  EXPECT_EQ(read.silence_ms, from.silence_ms);
  EXPECT_EQ(read.score, from.score);
  EXPECT_EQ(read.lowest.score, from.lowest.score);
  EXPECT_EQ(read.codec, from.codec);
}

struct Absurd {
  const char* what;
  std::string from;
  std::string to;
};

TEST(NgFiguresReader, AbsurdFigureOfOurs_IsNotKnown) {
  const DirectionStatistics good = figures_of(trunkgate_media_reply).statistics.from_a;
  const auto a_with = [](const std::string& from, const std::string& to) {
    return figures_of(with(trunkgate_media_reply, from, to)).statistics.from_a;
  };
  EXPECT_EQ(a_with("packetsi60e", "packetsi-1e").packets, 0U);
  EXPECT_EQ(a_with("packetsi60e", "packetsi1099511627777e").packets, 0U);
  EXPECT_EQ(a_with("packetsi60e", "packetsi1099511627776e").packets, figure_count_max);
  EXPECT_EQ(a_with("packetsi60e", "packetsi9223372036854775807e").packets, 0U);
  EXPECT_EQ(a_with("packetsi60e", "packets5:60abc").packets, 0U);
  EXPECT_EQ(a_with("packetsi60e", "packetsli60ee").packets, 0U);
  EXPECT_EQ(a_with("highest jitter usi21300e", "highest jitter usi60000001e").jitter_max_us, 0U);
  EXPECT_EQ(a_with("round-trip time usi100249e", "round-trip time usi4295067545e").round_trip_us, 0U);
  EXPECT_EQ(a_with("silence msi1500e", "silence msi2592000001e").silence_ms, 0U);
  EXPECT_EQ(a_with("telephone-eventsi3e", "telephone-eventsi1000001e").events, 0U);
  for (const char* const score : {"i0e", "i99e", "i501e", "i65883e"}) {
    EXPECT_EQ(a_with("e14:MOS hundredthsi347e", std::string("e14:MOS hundredths") + score).score, 0U) << score;
  }
  EXPECT_EQ(a_with("lowest MOS hundredthsi312e", "lowest MOS hundredthsi499e").lowest.score, good.score);
  EXPECT_EQ(a_with("codec5:G.711", "codec5:\x1b[2Jx").codec, "");
}

TEST(NgFiguresReader, LossThatCannotBe_TakesTheScoreWithIt) {
  for (const char* const lost : {"expectedi64e4:losti65e", "expectedi-64e4:losti5e", "expectedi0e4:losti0e"}) {
    const std::string reply = with(trunkgate_media_reply, "expectedi64e4:losti5e", lost);
    const DirectionStatistics from = figures_of(reply).statistics.from_a;
    EXPECT_EQ(from.expected, 0U) << lost;
    EXPECT_EQ(from.lost, 0U) << lost;
    EXPECT_EQ(from.score, 0U) << lost;
    EXPECT_FALSE(from.loss_known()) << lost;
    EXPECT_EQ(from.packets, 60U) << lost;
  }
}

TEST(NgFiguresReader, AbsurdReport_IsNone) {
  const std::string average =
      "average MOSd3:MOSi32e15:round-trip timei133816e19:round-trip time legi33538e6:jitteri2e"
      "11:packet lossi10e";
  ASSERT_NE(rtpengine_reply.find(average), std::string::npos);
  const Absurd cases[] = {{"score", "MOSi32e", "MOSi51e"},           {"no score", "MOSi32e", "MOSi0e"},
                          {"negative score", "MOSi32e", "MOSi-32e"}, {"jitter", "jitteri2e", "jitteri60001e"},
                          {"no jitter", "6:jitter", "6:gitter"},     {"loss", "lossi10e", "lossi101e"},
                          {"no loss", "packet loss", "packet toss"}};
  for (const Absurd& absurd : cases) {
    const std::string reply = with(rtpengine_reply, average, with(average, absurd.from, absurd.to));
    const Statistics statistics = figures_of(reply).statistics;
    EXPECT_EQ(statistics.from_a.score, 0U) << absurd.what;
    EXPECT_FALSE(statistics.from_a.loss_known()) << absurd.what;
    EXPECT_EQ(statistics.from_b.score, 420U) << absurd.what;
  }
  const std::string far = with(rtpengine_reply, "round-trip time legi33538e", "round-trip time legi60000001e");
  EXPECT_EQ(figures_of(far).statistics.from_b.round_trip_us, 0U);
  EXPECT_EQ(figures_of(far).statistics.from_a.score, 320U);
}

TEST(NgFiguresReader, ManyStreams_AddUpToABound) {
  std::string streams;
  for (std::size_t i = 0; i < 2 * figure_streams_max; ++i) {
    streams += R"({"flags":["RTP"],"stats":{"packets":1099511627776}},)";
  }
  streams += R"({"flags":["RTCP"],"stats":{"packets":5}})";
  const std::string reply =
      R"({"result":"ok","tags":{")" + reply_tag_a + R"(":{"medias":[{"streams":[)" + streams + "]}]}}}";
  EXPECT_EQ(figures_of(reply).statistics.from_a.packets, figure_streams_max * figure_count_max);
}

/// A party that changes its SSRC again and again, with reports from each: rtpengine keeps 20 of either side and about a
/// dozen of the reports of each, as many as go into a datagram.
TEST(NgFiguresReader, LongestReplyOfRtpengine_CanBeRead) {
  const std::size_t begin = rtpengine_reply.find("9:286331153d");
  const std::size_t end = rtpengine_reply.find("9:572662306d");
  const std::string entry = rtpengine_reply.substr(begin, end - begin);
  const std::string progress =
      "d3:MOSi43e15:round-trip timei100378e19:round-trip time legi100241e6:jitteri2e11:packet "
      "lossi0e11:reported ati1796066650ee";
  std::string more;
  for (std::size_t i = 100'000'000; rtpengine_reply.size() + more.size() + 2000 < datagram_size_max; ++i) {
    more += with(entry, "9:286331153d", "9:" + std::to_string(i) + "d");
    for (int report = 0; report < 6; ++report) more.insert(more.size() - 3, progress);
  }
  const Statistics figures = figures_of(with(rtpengine_reply, entry, entry + more)).statistics;
  EXPECT_EQ(figures.from_b.score, 420U);
  EXPECT_EQ(figures.from_a.packets, 60U);
}

TEST(NgFiguresReader, OtherShapes_AreNothing) {
  for (const std::string reply :
       {R"({"tags":[]})", R"({"tags":"x"})", R"({"tags":{"aaaaaaaaaaaaaaaa":7}})",
        R"({"tags":{"aaaaaaaaaaaaaaaa":{"medias":{"streams":{"flags":"RTP","stats":[]}}}}})",
        R"({"SSRC":{"0":{"average MOS":{"MOS":43,"jitter":0,"packet loss":0}}}})", R"({"SSRC":[1,2]})"}) {
    const SessionFigures figures = figures_of(reply);
    EXPECT_FALSE(figures.statistics.from_a.heard()) << reply;
    EXPECT_EQ(figures.statistics.from_b.score, 0U) << reply;
  }
}

}  // namespace
}  // namespace trunkgate::media::ng
