// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/codec_list.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace trunkgate::media {
namespace {

/// The codecs of "m=audio 4000 RTP/AVP <formats>" with these lines behind it. Fails the test when they are refused.
CodecList codecs_of(std::string_view formats, std::string_view lines = "") {
  MediaSection section;
  section.formats = formats;
  section.text = lines;
  CodecList codecs;
  EXPECT_TRUE(read_codecs(section, codecs)) << formats;
  return codecs;
}
bool refuses(std::string_view formats) {
  MediaSection section;
  section.formats = formats;
  CodecList codecs;
  return !read_codecs(section, codecs);
}
std::vector<int> numbers_of(const CodecList& codecs) {
  std::vector<int> numbers;
  for (const Codec& codec : codecs.view()) numbers.push_back(codec.payload_type);
  return numbers;
}
using Pairs = std::vector<std::pair<int, int>>;
Pairs changes_of(const SidePlan& side) {
  Pairs pairs;
  for (const PayloadChange& change : side.change_list()) pairs.emplace_back(change.from, change.to);
  return pairs;
}

constexpr std::string_view event_101 = "a=rtpmap:101 telephone-event/8000\r\n";
constexpr std::string_view event_96 = "a=rtpmap:96 TELEPHONE-EVENT/8000\r\n";

TEST(Rfc3551_6, StaticTypes_AreKnownWithoutRtpmap) {
  const CodecList bare = codecs_of("8 18");
  const CodecList mapped = codecs_of("97 98", "a=rtpmap:97 pcma/8000\r\na=rtpmap:98 G729/8000/1\r\n");
  EXPECT_EQ(bare.view()[0].identity, mapped.view()[0].identity);
  EXPECT_EQ(bare.view()[1].identity, mapped.view()[1].identity);
  EXPECT_EQ(bare.view()[0].clock_rate, 8000U);
}

TEST(Rfc4733_7, Events_AreMarkedByNameAndClockRate) {
  const CodecList codecs =
      codecs_of("0 100 101", "a=rtpmap:100 telephone-event/16000\r\na=rtpmap:101 telephone-event/8000\r\n");
  EXPECT_FALSE(codecs.find(0)->telephone_event());
  EXPECT_TRUE(codecs.find(100)->telephone_event());
  EXPECT_EQ(codecs.find(100)->clock_rate, 16000U);
  EXPECT_NE(codecs.find(100)->identity, codecs.find(101)->identity);
}

// CVE-2018-1000098.
TEST(HostileSdp, PayloadType4294967296_IsRefused) {
  EXPECT_TRUE(refuses("4294967296"));
  EXPECT_TRUE(refuses("0 128"));
  EXPECT_TRUE(refuses("0 -1"));
  EXPECT_TRUE(refuses("0 *"));
  EXPECT_FALSE(refuses("0 127"));
}

// GHSA-gjj5-79p2-9g3q and GHSA-7pf3-24qg-8v9h: the same number, or the same name, again and again.
TEST(HostileSdp, RepeatedNumbersAndNames_CountOnce) {
  EXPECT_EQ(numbers_of(codecs_of("0 8 0 8 0")), (std::vector{0, 8}));
  const CodecList codecs =
      codecs_of("96 97", "a=rtpmap:96 iLBC/8000\r\na=rtpmap:97 iLBC/8000\r\na=rtpmap:96 opus/48000\r\n");
  EXPECT_EQ(codecs.view()[0].identity, codecs.view()[1].identity) << "the first rtpmap of a number counts";
  const CodecList answered =
      match_answer(codecs, codecs_of("97 96", "a=rtpmap:97 iLBC/8000\r\na=rtpmap:96 iLBC/8000\r\n"));
  EXPECT_EQ(numbers_of(answered), (std::vector{97, 96}));
  EXPECT_EQ(answered.view()[0].sent_as, 97);
}

TEST(SdpLimits, Formats_SixtyFourPass_SixtyFiveAreRefused) {
  std::string formats;
  for (std::size_t i = 0; i < sdp_formats_max; ++i) formats += std::to_string(i) + " ";
  EXPECT_FALSE(refuses(formats));
  EXPECT_TRUE(refuses(formats + "100"));
}

// GHSA-3ghx-j39m-cw4f: removal of every codec from the m= line.
TEST(HostileSdp, DynamicTypesWithoutRtpmap_AreDropped_AllOfThemToo) {
  CodecList some = codecs_of("0 96 101", event_101);
  some.drop_unexplained();
  EXPECT_EQ(numbers_of(some), (std::vector{0, 101}));
  CodecList none = codecs_of("96 97 35");
  none.drop_unexplained();
  EXPECT_TRUE(none.empty());
}

TEST(Rfc3264_6_1, Answer_OtherNumberForTheSameCodec_GetsTheOfferersNumber) {
  const CodecList answered = match_answer(codecs_of("0 101", event_101), codecs_of("0 96", event_96));
  ASSERT_EQ(numbers_of(answered), (std::vector{0, 96}));
  EXPECT_EQ(answered.view()[1].sent_as, 101);
}

TEST(Rfc3264_6_1, Answer_WhatWasNotOffered_IsDropped) {
  EXPECT_EQ(numbers_of(match_answer(codecs_of("0"), codecs_of("18 0 8"))), (std::vector{0}));
  EXPECT_TRUE(match_answer(codecs_of("0"), codecs_of("8")).empty());
}

TEST(Rfc3264_6_1, Answer_DynamicTypeWithoutRtpmap_IsKnownByItsNumber) {
  const CodecList answered = match_answer(codecs_of("0 101", event_101), codecs_of("0 101"));
  ASSERT_EQ(numbers_of(answered), (std::vector{0, 101}));
  EXPECT_TRUE(answered.view()[1].telephone_event());
}

TEST(Rfc3264_6_1, Changes_BothDirectionsAndBothNumbersOfTheAnswerer) {
  const CodecList offered = codecs_of("0 101", event_101);
  const CodecList answered = match_answer(offered, codecs_of("0 96", event_96));
  SidePlan offerer;
  SidePlan answerer;
  plan_payload_changes(offered, answered, offerer, answerer);
  EXPECT_EQ(changes_of(offerer), (Pairs{{101, 96}}));
  EXPECT_EQ(changes_of(answerer), (Pairs{{96, 101}})) << "101 from the answerer is 101 already";
}

TEST(Rfc3264_6_1, Changes_SameNumbers_None) {
  const CodecList offered = codecs_of("0 101", event_101);
  SidePlan offerer;
  SidePlan answerer;
  plan_payload_changes(offered, match_answer(offered, offered), offerer, answerer);
  EXPECT_TRUE(offerer.change_list().empty());
  EXPECT_TRUE(answerer.change_list().empty());
}

TEST(Rfc3264_8_3_2, LaterOffer_KeepsTheNumbersOfTheOtherSide) {
  const std::vector<PayloadChange> changes{{96, 101}};
  CodecList codecs = codecs_of("0 96", event_96);
  keep_numbers(changes, codecs);
  EXPECT_EQ(codecs.find(96)->sent_as, 101);
  EXPECT_EQ(codecs.find(0)->sent_as, 0);
}

TEST(Rfc3264_8_3_2, LaterOffer_NumberTaken_StaysAsWritten) {
  const std::vector<PayloadChange> changes{{96, 101}};
  CodecList codecs = codecs_of("96 101", "a=rtpmap:96 telephone-event/8000\r\na=rtpmap:101 opus/48000/2\r\n");
  keep_numbers(changes, codecs);
  EXPECT_EQ(codecs.find(96)->sent_as, 96);
}

TEST(SdpLimits, PlannedFormats_AreTheFirstSixteen) {
  std::string formats;
  for (int i = 0; i < 20; ++i) formats += std::to_string(i) + " ";
  SidePlan side;
  plan_formats(codecs_of(formats), side);
  EXPECT_EQ(side.formats.size(), plan_formats_max);
  EXPECT_EQ(side.formats[8].payload_type, 8);
}

TEST(SdpLimits, PlannedNumbers_AreThoseOfAllFormats) {
  std::string formats;
  for (int i = 0; i < 20; ++i) formats += std::to_string(i) + " ";
  const std::vector<PayloadChange> changes{{96, 101}};
  CodecList codecs = codecs_of(formats + "96 127", event_96);
  keep_numbers(changes, codecs);
  SidePlan side;
  side.dynamic_types = dynamic_type(110);
  plan_formats(codecs, side);
  EXPECT_EQ(side.dynamic_types, dynamic_type(96) | dynamic_type(101) | dynamic_type(127));
}

}  // namespace
}  // namespace trunkgate::media
