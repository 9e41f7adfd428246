// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "media/sdp/negotiate.h"
#include "tests/media/sdp/counting_keys.h"

namespace trunkgate::media {
namespace {

const std::string key_line = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk\r\n";

std::string audio(const std::string& transport, const std::string& rest = "") {
  return "v=0\r\no=- 1 1 IN IP4 198.51.100.9\r\ns=-\r\nc=IN IP4 198.51.100.9\r\nt=0 0\r\nm=audio 5000 " + transport +
         " 0\r\n" + rest;
}

/// What the caller of one offer asks for, over zones that are `optional` unless said otherwise.
class OfferTermsTest : public testing::Test {
 protected:
  static SdpSide side(SrtpPolicy policy, std::uint8_t last, std::uint16_t port) {
    SdpSide side;
    side.srtp = policy;
    side.local = {Address::v4(192, 0, 2, last), port};
    return side;
  }
  void zones(SrtpPolicy a, SrtpPolicy b) { negotiation_ = Negotiation(side(a, 1, 10000), side(b, 2, 20000), keys_); }
  Refusal offer(OfferedTransport transport, const std::string& sdp, Side from = Side::a, std::uint8_t left_out = 0) {
    return negotiation_.offer(from, sdp, keys_, out_, {transport, left_out});
  }
  Refusal answer(const std::string& sdp, Side from = Side::b) { return negotiation_.answer(from, sdp, keys_, out_); }
  bool sent(std::string_view text) const { return out_.view().find(text) != std::string_view::npos; }

  CountingKeys keys_;
  Negotiation negotiation_{side(SrtpPolicy::optional, 1, 10000), side(SrtpPolicy::optional, 2, 20000), keys_};
  SdpText out_;
};

TEST_F(OfferTermsTest, PlainCaller_SecureCallee) {
  ASSERT_EQ(offer(OfferedTransport::savp, audio("RTP/AVP")), Refusal::none);
  EXPECT_TRUE(sent("m=audio 20000 RTP/SAVP 0"));
  EXPECT_TRUE(sent("a=crypto:1 AES_CM_128_HMAC_SHA1_80"));
  EXPECT_EQ(answer(audio("RTP/AVP")), Refusal::srtp_required);  // asked for SRTP: nothing less is an answer
  ASSERT_EQ(answer(audio("RTP/SAVP", key_line)), Refusal::none);
  EXPECT_TRUE(sent("m=audio 10000 RTP/AVP 0"));
  EXPECT_FALSE(sent("a=crypto"));
  EXPECT_FALSE(negotiation_.plan().of(Side::a).secure);
  EXPECT_TRUE(negotiation_.plan().of(Side::b).secure);
}

TEST_F(OfferTermsTest, SecureCaller_PlainCallee) {
  ASSERT_EQ(offer(OfferedTransport::avp, audio("RTP/SAVP", key_line)), Refusal::none);
  EXPECT_TRUE(sent("m=audio 20000 RTP/AVP 0"));
  EXPECT_FALSE(sent("a=crypto"));  // unlike `optional` by itself, which offers both
  ASSERT_EQ(answer(audio("RTP/AVP")), Refusal::none);
  EXPECT_TRUE(sent("m=audio 10000 RTP/SAVP 0"));
  EXPECT_TRUE(sent("a=crypto:1 AES_CM_128_HMAC_SHA1_80"));
}

TEST_F(OfferTermsTest, ReOfferFromTheSecureSide_StaysPlainOnTheOther) {
  ASSERT_EQ(offer(OfferedTransport::savp, audio("RTP/AVP")), Refusal::none);
  ASSERT_EQ(answer(audio("RTP/SAVP", key_line)), Refusal::none);
  ASSERT_EQ(offer(OfferedTransport::avp, audio("RTP/SAVP", key_line), Side::b), Refusal::none);
  EXPECT_TRUE(sent("m=audio 10000 RTP/AVP 0"));
  ASSERT_EQ(answer(audio("RTP/AVP"), Side::a), Refusal::none);
  EXPECT_TRUE(sent("m=audio 20000 RTP/SAVP 0"));
}

TEST_F(OfferTermsTest, AsHeard_KeepsTheProfile) {
  ASSERT_EQ(offer(OfferedTransport::as_heard, audio("RTP/AVPF")), Refusal::none);
  EXPECT_TRUE(sent("RTP/AVPF 0"));
  EXPECT_FALSE(sent("a=crypto"));
  ASSERT_EQ(offer(OfferedTransport::as_heard, audio("RTP/SAVPF", key_line)), Refusal::none);
  EXPECT_TRUE(sent("RTP/SAVPF 0"));
  EXPECT_TRUE(sent("a=crypto"));
  ASSERT_EQ(offer(OfferedTransport::as_heard, audio("RTP/AVP", key_line)), Refusal::none);  // RFC 8643
  EXPECT_TRUE(sent("RTP/AVP 0"));
  EXPECT_TRUE(sent("a=crypto"));
}

TEST_F(OfferTermsTest, AsHeard_GivesWayToTheZone) {
  zones(SrtpPolicy::optional, SrtpPolicy::off);
  ASSERT_EQ(offer(OfferedTransport::as_heard, audio("RTP/SAVP", key_line)), Refusal::none);
  EXPECT_TRUE(sent("RTP/AVP 0"));
  zones(SrtpPolicy::optional, SrtpPolicy::required);
  ASSERT_EQ(offer(OfferedTransport::as_heard, audio("RTP/AVP")), Refusal::none);
  EXPECT_TRUE(sent("RTP/SAVP 0"));
}

TEST_F(OfferTermsTest, WhatTheZoneForbids_IsRefused) {
  zones(SrtpPolicy::off, SrtpPolicy::off);
  EXPECT_EQ(offer(OfferedTransport::savp, audio("RTP/AVP")), Refusal::srtp_forbidden);
  zones(SrtpPolicy::off, SrtpPolicy::required);
  EXPECT_EQ(offer(OfferedTransport::avp, audio("RTP/AVP")), Refusal::srtp_required);
  EXPECT_FALSE(negotiation_.offer_pending());
}

TEST_F(OfferTermsTest, FeedbackProfiles_AreOfferedWhenAskedFor) {
  ASSERT_EQ(offer(OfferedTransport::avpf, audio("RTP/AVP")), Refusal::none);
  EXPECT_TRUE(sent("RTP/AVPF 0"));
  ASSERT_EQ(offer(OfferedTransport::savpf, audio("RTP/AVP")), Refusal::none);
  EXPECT_TRUE(sent("RTP/SAVPF 0"));
}

TEST_F(OfferTermsTest, SuitesLeftOut_AreNeitherOfferedNorAccepted) {
  const std::uint8_t without_80 = 1U << static_cast<unsigned>(Suite::aes_cm_128_hmac_sha1_80);
  ASSERT_EQ(offer(OfferedTransport::savp, audio("RTP/AVP"), Side::a, without_80), Refusal::none);
  EXPECT_FALSE(sent("AES_CM_128_HMAC_SHA1_80"));
  EXPECT_TRUE(sent("a=crypto:1 AES_CM_128_HMAC_SHA1_32"));
  EXPECT_EQ(answer(audio("RTP/SAVP", key_line)), Refusal::no_common_crypto);
  EXPECT_EQ(offer(OfferedTransport::savp, audio("RTP/AVP"), Side::a, 0xff), Refusal::no_common_crypto);
  EXPECT_EQ(offer(OfferedTransport::avp, audio("RTP/AVP"), Side::a, 0xff), Refusal::none);
  EXPECT_EQ(offer(OfferedTransport::as_heard, audio("RTP/SAVP", key_line), Side::a, 0xff), Refusal::no_common_crypto);
  EXPECT_EQ(offer(OfferedTransport::as_heard, audio("RTP/AVP", key_line), Side::a, 0xff), Refusal::none);
  EXPECT_FALSE(sent("a=crypto"));
}

}  // namespace
}  // namespace trunkgate::media
