// SPDX-License-Identifier: Apache-2.0
#include "media/ng/codec_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace trunkgate::media::ng {
namespace {

const std::string before = "v=0\r\no=- 1 1 IN IP4 10.0.0.5\r\ns=-\r\nc=IN IP4 10.0.0.5\r\nt=0 0\r\n";
const std::string maps =
    "a=rtpmap:96 opus/48000/2\r\na=rtpmap:97 AMR/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:96 "
    "useinbandfec=1\r\n";

std::string body(const std::string& formats) { return before + "m=audio 4000 RTP/AVP " + formats + "\r\n" + maps; }

class CodecRulesTest : public testing::Test {
 protected:
  /// The formats of the audio line once the rules are applied to "0 8 96 97 101".
  std::string formats() {
    EXPECT_TRUE(apply_codec_rules(body("0 8 96 97 101"), rules_, out_));
    const std::string_view text = out_.view();
    const std::size_t at = text.find("RTP/AVP ") + 8;
    return std::string{text.substr(at, text.find('\r', at) - at)};
  }
  CodecRules rules_;
  SdpText out_;
};

TEST_F(CodecRulesTest, Strip_ByNameTypeAndRate) {
  rules_.strip.add("pcmu");
  rules_.strip.add("opus/48000/2");
  rules_.strip.add("97");
  EXPECT_EQ(formats(), "8 101");
}

TEST_F(CodecRulesTest, Strip_OtherRateOrChannels_LeavesIt) {
  rules_.strip.add("opus/16000");
  rules_.strip.add("opus/48000/1");
  rules_.strip.add("PCM");
  EXPECT_EQ(formats(), "0 8 96 97 101");
}

TEST_F(CodecRulesTest, StripAll_LeavesTheExceptions) {
  rules_.strips_all = true;
  rules_.except.add("telephone-event");
  rules_.except.add("PCMA");
  EXPECT_EQ(formats(), "8 101");
}

TEST_F(CodecRulesTest, Offer_ComesFirstInItsOrder) {
  rules_.offer.add("AMR");
  rules_.offer.add("PCMA");
  EXPECT_EQ(formats(), "97 8 0 96 101");
  rules_.strips_all = true;
  EXPECT_EQ(formats(), "97 8");
}

TEST_F(CodecRulesTest, NothingLeft_LineStaysAsItWas) {
  rules_.strips_all = true;
  EXPECT_EQ(formats(), "0 8 96 97 101");
}

TEST_F(CodecRulesTest, AllElse_StaysOctetByOctet) {
  const std::string other = "m=video 4002 RTP/AVP 0\r\nm=image 5000 udptl t38\r\nm=audio 6000 RTP/SAVP 0 8\r\na=x\r\n";
  rules_.strip.add("PCMU");
  ASSERT_TRUE(apply_codec_rules(body("0 8") + other, rules_, out_));
  EXPECT_EQ(out_.view(),
            body("8") + "m=video 4002 RTP/AVP 0\r\nm=image 5000 udptl t38\r\nm=audio 6000 RTP/SAVP 8\r\na=x\r\n");
}

TEST_F(CodecRulesTest, NotSdp_PassesToBeRefusedLater) {
  rules_.strip.add("PCMU");
  ASSERT_TRUE(apply_codec_rules("hello", rules_, out_));
  EXPECT_EQ(out_.view(), "hello");
  EXPECT_FALSE(apply_codec_rules(std::string(sdp_size_max + 1, 'a'), rules_, out_));
}

}  // namespace
}  // namespace trunkgate::media::ng
