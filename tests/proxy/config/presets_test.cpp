// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/presets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proxy/config/cidr.h"

namespace trunkgate::proxy {
namespace {

using testing::ElementsAre;

std::vector<std::string> blocks_of(std::string_view preset) {
  std::vector<std::string> texts;
  const auto blocks = find_preset(preset).value_or(std::vector<CidrBlock>{});
  for (const CidrBlock& block : blocks) texts.push_back(to_string(block));
  return texts;
}

TEST(TwilioPreset, All_EightSignallingRanges) {
  EXPECT_THAT(blocks_of("twilio:all"),
              ElementsAre("54.172.60.0/30", "54.244.51.0/30", "54.171.127.192/30", "35.156.191.128/30",
                          "54.65.63.192/30", "54.169.127.128/30", "54.252.254.64/30", "177.71.206.192/30"));
}

TEST(TwilioPreset, Media_OneRangeForAllEdges) {
  EXPECT_THAT(blocks_of("twilio:media"), ElementsAre("168.86.128.0/18"));
}

TEST(TwilioPreset, Edge_ByNameAndByLegacyId) {
  EXPECT_THAT(blocks_of("twilio:tokyo"), ElementsAre("54.65.63.192/30"));
  EXPECT_THAT(blocks_of("twilio:jp1"), ElementsAre("54.65.63.192/30"));
  EXPECT_THAT(blocks_of("twilio:sao-paulo"), ElementsAre("177.71.206.192/30"));
}

TEST(TwilioPreset, Unknown_Nothing) {
  for (const char* bad : {"", "twilio", "twilio:", "twilio:mars", "twilio:global", "all", "TWILIO:all"}) {
    EXPECT_FALSE(find_preset(bad)) << bad;
  }
  EXPECT_FALSE(find_preset("twilio:gll")) << "a label of the media range, not a signalling edge";
}

TEST(TwilioPreset, Names_EachIsFound) {
  EXPECT_EQ(preset_names().size(), 10u);
  for (const std::string_view name : preset_names()) EXPECT_TRUE(find_preset(name)) << name;
}

TEST(TwilioPreset, EveryRangeStandsOnItsBoundary) {
  for (const char* name : {"twilio:all", "twilio:media"}) {
    const auto blocks = find_preset(name);
    ASSERT_TRUE(blocks);
    for (const CidrBlock& block : *blocks) EXPECT_EQ(network_of(block).network, block.network);
  }
}

}  // namespace
}  // namespace trunkgate::proxy
