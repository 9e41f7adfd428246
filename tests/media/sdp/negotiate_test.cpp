// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/negotiate.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/media/sdp/counting_keys.h"

namespace trunkgate::media {
namespace {

const std::string key_line = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk\r\n";

/// A body with one audio line; `rest` comes behind it.
std::string audio_at(const std::string& address, int port, const std::string& transport_and_formats,
                     const std::string& rest = "") {
  return "v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\nm=audio " +
         std::to_string(port) + " " + transport_and_formats + "\r\n" + rest;
}
const std::string plain_a = audio_at("10.0.0.5", 4000, "RTP/AVP 0");
const std::string plain_b = audio_at("198.51.100.9", 5000, "RTP/AVP 0");

class NegotiationTest : public testing::Test {
 protected:
  explicit NegotiationTest(SrtpPolicy a = SrtpPolicy::off, SrtpPolicy b = SrtpPolicy::off)
      : negotiation_(side(a, Address::v4(192, 0, 2, 10), 10000), side(b, Address::v4(203, 0, 113, 5), 20000), keys_) {}

  static SdpSide side(SrtpPolicy policy, const Address& address, std::uint16_t port) {
    SdpSide side;
    side.srtp = policy;
    side.local = {address, port};
    return side;
  }
  Refusal offer(Side from, const std::string& sdp) { return negotiation_.offer(from, sdp, keys_, out_); }
  Refusal answer(Side from, const std::string& sdp) { return negotiation_.answer(from, sdp, keys_, out_); }
  const SidePlan& plan(Side side) const { return negotiation_.plan().of(side); }

  CountingKeys keys_;
  Negotiation negotiation_;
  SdpText out_;
};

class SecureTrunkTest : public NegotiationTest {
 protected:
  SecureTrunkTest() : NegotiationTest(SrtpPolicy::off, SrtpPolicy::required) {}
};

TEST_F(NegotiationTest, Rfc3264_5_FirstOffer_PlanIsTheOfferersHalf) {
  ASSERT_EQ(offer(Side::a,
                  audio_at("10.0.0.5", 4000, "RTP/AVP 0 101", "a=rtpmap:101 telephone-event/8000\r\na=ptime:30\r\n")),
            Refusal::none);
  EXPECT_TRUE(negotiation_.offer_pending());
  EXPECT_FALSE(negotiation_.plan().agreed);
  EXPECT_TRUE(plan(Side::a).heard);
  EXPECT_FALSE(plan(Side::b).heard);
  EXPECT_EQ(plan(Side::a).rtp, (Endpoint{Address::v4(10, 0, 0, 5), 4000}));
  EXPECT_EQ(plan(Side::a).rtcp, (Endpoint{Address::v4(10, 0, 0, 5), 4001}));
  EXPECT_EQ(plan(Side::a).ptime_ms, 30);
  ASSERT_EQ(plan(Side::a).formats.size(), 2U);
  EXPECT_TRUE(plan(Side::a).formats[1].telephone_event());
}

TEST_F(NegotiationTest, Rfc3264_6_Answer_CompletesThePlan) {
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  ASSERT_EQ(answer(Side::b, plain_b), Refusal::none);
  EXPECT_FALSE(negotiation_.offer_pending());
  EXPECT_TRUE(negotiation_.plan().agreed);
  EXPECT_EQ(plan(Side::b).rtp, (Endpoint{Address::v4(198, 51, 100, 9), 5000}));
  EXPECT_FALSE(plan(Side::a).secure);
  EXPECT_FALSE(plan(Side::b).holds());
}

TEST_F(NegotiationTest, Rfc3605_Rtcp_PortAndAddressOfItsOwn) {
  ASSERT_EQ(offer(Side::a, audio_at("10.0.0.5", 4000, "RTP/AVP 0", "a=rtcp:4711 IN IP4 10.0.0.6\r\n")), Refusal::none);
  EXPECT_EQ(plan(Side::a).rtcp, (Endpoint{Address::v4(10, 0, 0, 6), 4711}));
}

TEST_F(NegotiationTest, Rfc3264_8_ReOffer_ThePlanStaysUntilTheAnswer) {
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  ASSERT_EQ(answer(Side::b, plain_b), Refusal::none);
  ASSERT_EQ(offer(Side::a, audio_at("10.0.0.6", 4100, "RTP/AVP 8")), Refusal::none);
  EXPECT_EQ(plan(Side::a).rtp.port, 4000);
  ASSERT_EQ(answer(Side::b, audio_at("198.51.100.9", 5000, "RTP/AVP 8")), Refusal::none);
  EXPECT_EQ(plan(Side::a).rtp, (Endpoint{Address::v4(10, 0, 0, 6), 4100}));
}

TEST_F(NegotiationTest, Rfc3261_14_1_RefusedReOffer_PlanAndLinesAreAsBefore) {
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  ASSERT_EQ(answer(Side::b, plain_b), Refusal::none);
  ASSERT_EQ(offer(Side::a, audio_at("10.0.0.6", 4100, "RTP/AVP 8", "m=video 1 RTP/AVP 96\r\n")), Refusal::none);
  negotiation_.cancel_offer(Side::b);
  EXPECT_TRUE(negotiation_.offer_pending()) << "the other side has no offer to cancel";
  negotiation_.cancel_offer(Side::a);
  EXPECT_FALSE(negotiation_.offer_pending());
  EXPECT_EQ(plan(Side::a).rtp.port, 4000);
  EXPECT_EQ(answer(Side::b, plain_b), Refusal::state);
  ASSERT_EQ(offer(Side::b, plain_b), Refusal::none);
  EXPECT_EQ(out_.view().find("m=video"), std::string_view::npos);
}

TEST_F(NegotiationTest, Rfc3264_Answer_OutOfTurn_IsRefused) {
  EXPECT_EQ(answer(Side::b, plain_b), Refusal::state);
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  EXPECT_EQ(answer(Side::a, plain_a), Refusal::state);
}

TEST_F(NegotiationTest, Rfc3264_6_Answer_AudioLineMissingOrOfAnotherType_IsMalformed) {
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  EXPECT_EQ(answer(Side::b, "v=0\r\nt=0 0\r\n"), Refusal::malformed_sdp);
  EXPECT_EQ(answer(Side::b, "v=0\r\nc=IN IP4 198.51.100.9\r\nm=video 5000 RTP/AVP 0\r\n"), Refusal::malformed_sdp);
  EXPECT_EQ(answer(Side::b, plain_b), Refusal::none) << "a refused answer leaves the offer open";
}

TEST_F(NegotiationTest, Rfc3264_8_4_Hold_IsSeenInThePlan) {
  ASSERT_EQ(offer(Side::a, audio_at("0.0.0.0", 4000, "RTP/AVP 0")), Refusal::none);
  EXPECT_TRUE(plan(Side::a).unreachable());
  EXPECT_EQ(plan(Side::a).direction, Direction::sendonly);
  ASSERT_EQ(offer(Side::a, audio_at("10.0.0.5", 4000, "RTP/AVP 0", "a=sendonly\r\n")), Refusal::none);
  EXPECT_FALSE(plan(Side::a).unreachable());
  EXPECT_TRUE(plan(Side::a).holds());
}

TEST_F(NegotiationTest, Cucm_MulticastMusicOnHold_IsMarkedAndDoesNotPass) {
  ASSERT_EQ(offer(Side::a, audio_at("239.1.1.1/16", 4000, "RTP/AVP 0", "a=recvonly\r\n")), Refusal::none);
  EXPECT_TRUE(plan(Side::a).multicast);
  EXPECT_TRUE(plan(Side::a).unreachable());
  EXPECT_EQ(out_.view().find("239."), std::string_view::npos);
}

TEST_F(NegotiationTest, Rfc3264_6_AnswerWithPortZero_SideIsNotEnabled) {
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  ASSERT_EQ(answer(Side::b, audio_at("198.51.100.9", 0, "RTP/AVP 0")), Refusal::none);
  EXPECT_TRUE(negotiation_.plan().agreed);
  EXPECT_FALSE(plan(Side::b).enabled);
  EXPECT_TRUE(plan(Side::b).unreachable());
}

TEST_F(NegotiationTest, Rfc3264_6_1_ReOfferWithOtherPtime_PassesEachSidesOwn) {  // CVE-2026-41416: asymmetric ptime
  ASSERT_EQ(offer(Side::a, audio_at("10.0.0.5", 4000, "RTP/AVP 0", "a=ptime:20\r\n")), Refusal::none);
  ASSERT_EQ(answer(Side::b, audio_at("198.51.100.9", 5000, "RTP/AVP 0", "a=ptime:0\r\na=ptime:60\r\n")), Refusal::none);
  EXPECT_EQ(plan(Side::a).ptime_ms, 20);
  EXPECT_EQ(plan(Side::b).ptime_ms, 60);
  EXPECT_NE(out_.view().find("a=ptime:60\r\n"), std::string_view::npos);
}

TEST_F(SecureTrunkTest, Rfc4568_5_1_3_KeysOfTheChosenSuite) {
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  const std::string chosen = "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk\r\n";
  ASSERT_EQ(answer(Side::b, audio_at("198.51.100.9", 5000, "RTP/SAVP 0", chosen)), Refusal::none);
  EXPECT_FALSE(plan(Side::a).secure);
  ASSERT_TRUE(plan(Side::b).secure);
  EXPECT_EQ(plan(Side::b).suite, Suite::aes_cm_128_hmac_sha1_32);
  EXPECT_EQ(plan(Side::b).local_key.bytes()[0], 4) << "the second key that was minted, after two session ids";
  EXPECT_EQ(plan(Side::b).remote_key.bytes()[0], 'A');
  EXPECT_TRUE(plan(Side::b).local_key.fits(plan(Side::b).suite));
}

TEST_F(SecureTrunkTest, Rfc3711_3_3_1_KeysStayOverHoldAndResume) {
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  const std::string secure_b = audio_at("198.51.100.9", 5000, "RTP/SAVP 0", key_line);
  ASSERT_EQ(answer(Side::b, secure_b), Refusal::none);
  const MasterKey before = plan(Side::b).local_key;
  ASSERT_EQ(offer(Side::b, audio_at("0.0.0.0", 5000, "RTP/SAVP 0", key_line + "a=inactive\r\n")), Refusal::none);
  ASSERT_EQ(answer(Side::a, plain_a), Refusal::none);
  EXPECT_TRUE(plan(Side::b).local_key == before);
  ASSERT_EQ(offer(Side::b, secure_b), Refusal::none);
  ASSERT_EQ(answer(Side::a, plain_a), Refusal::none);
  EXPECT_TRUE(plan(Side::b).local_key == before);
}

TEST_F(SecureTrunkTest, Rfc3711_3_3_1_OtherRemoteKey_OurKeyChanges) {
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  ASSERT_EQ(answer(Side::b, audio_at("198.51.100.9", 5000, "RTP/SAVP 0", key_line)), Refusal::none);
  const MasterKey before = plan(Side::b).local_key;
  std::string other_key = key_line;
  other_key.replace(other_key.find("QUJD"), 4, "WFla");
  ASSERT_EQ(offer(Side::b, audio_at("198.51.100.9", 5000, "RTP/SAVP 0", other_key)), Refusal::none);
  EXPECT_TRUE(plan(Side::b).local_key == before) << "not before the answer";
  ASSERT_EQ(answer(Side::a, plain_a), Refusal::none);
  EXPECT_FALSE(plan(Side::b).local_key == before);
}

TEST_F(SecureTrunkTest, Rfc3711_3_3_1_AnswerFromElsewhere_NextOfferHasFreshKeys) {
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  ASSERT_EQ(answer(Side::b, audio_at("198.51.100.9", 5000, "RTP/SAVP 0", key_line)), Refusal::none);
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  ASSERT_EQ(answer(Side::b, audio_at("198.51.100.10", 5000, "RTP/SAVP 0", key_line)), Refusal::none);
  EXPECT_EQ(plan(Side::b).local_key.bytes()[0], 3) << "what was offered holds";
  ASSERT_EQ(offer(Side::a, plain_a), Refusal::none);
  EXPECT_EQ(out_.view().find("inline:AwMD"), std::string_view::npos);
}

TEST(Rfc3264_5, InspectOffer_SaysWhatOfferWouldSay) {
  const SdpSide off;
  SdpSide required;
  required.srtp = SrtpPolicy::required;
  EXPECT_EQ(inspect_offer(plain_a, off, required), Refusal::none);
  EXPECT_EQ(inspect_offer(plain_a, required, off), Refusal::srtp_required);
  EXPECT_EQ(inspect_offer("v=0\r\n", off, off), Refusal::no_audio);
  EXPECT_EQ(inspect_offer("x", off, off), Refusal::malformed_sdp);
}

TEST_F(NegotiationTest, SdpLimits_BodyThatWouldGrowOverTheBound_IsRefusedAndChangesNothing) {
  std::string fmtp;
  while (fmtp.size() < 7700) fmtp += "a=fmtp:0 " + std::string(200, '0') + "\n";
  EXPECT_EQ(offer(Side::a, audio_at("10.0.0.5", 4000, "RTP/AVP 0", fmtp)), Refusal::none);
  while (fmtp.size() < 8050) fmtp += "a=fmtp:0 " + std::string(8, '0') + "\n";
  std::string tight = "v=0\nc=IN IP4 1.1.1.1\nm=audio 1 RTP/AVP 0\n" + fmtp;
  ASSERT_LE(tight.size(), sdp_size_max);
  EXPECT_EQ(offer(Side::a, tight), Refusal::malformed_sdp);
  EXPECT_EQ(plan(Side::a).rtp.port, 4000);
}

TEST(NegotiationSize, FitsIntoASession) { EXPECT_LE(sizeof(Negotiation), 4096U); }

/// What the proxy does with an UPDATE of side a whose other side is not to be asked (RFC 3311 §5.1).
TEST_F(SecureTrunkTest, Rfc3264_8_OldAnswerToANewOffer_TheOtherSideKeepsKeyAndCodecs) {
  const std::string trunk = audio_at("198.51.100.9", 5000, "RTP/SAVP 0 8", key_line);
  ASSERT_EQ(offer(Side::a, audio_at("10.0.0.5", 4000, "RTP/AVP 0 8")), Refusal::none);
  ASSERT_EQ(answer(Side::b, trunk), Refusal::none);
  const MasterKey key = plan(Side::b).local_key;
  for (const std::string formats : {"0 8", "8", "9 8 0"}) {
    ASSERT_EQ(offer(Side::a, audio_at("10.0.0.77", 4002, "RTP/AVP " + formats)), Refusal::none);
    ASSERT_EQ(answer(Side::b, trunk), Refusal::none);
    const std::string expected = "m=audio 10000 RTP/AVP " + std::string(formats == "8" ? "8" : "0 8") + "\r\n";
    EXPECT_NE(out_.view().find(expected), std::string_view::npos) << out_.view();
    EXPECT_EQ(plan(Side::a).rtp, (Endpoint{Address::v4(10, 0, 0, 77), 4002}));
    EXPECT_EQ(plan(Side::b).rtp, (Endpoint{Address::v4(198, 51, 100, 9), 5000}));
    EXPECT_TRUE(plan(Side::b).local_key == key);
  }
  ASSERT_EQ(offer(Side::a, audio_at("10.0.0.88", 4004, "RTP/AVP 9")), Refusal::none);
  EXPECT_EQ(answer(Side::b, trunk), Refusal::no_audio);
  negotiation_.cancel_offer(Side::a);
  EXPECT_EQ(plan(Side::a).rtp, (Endpoint{Address::v4(10, 0, 0, 77), 4002}));
}

/// A session whose packets another process relays.
class RemoteRelayTest : public testing::Test {
 protected:
  static SdpSide side(SrtpPolicy policy) {
    SdpSide side;
    side.srtp = policy;
    return side;
  }
  static PlacedKey key(Suite suite, std::uint8_t first) {
    PlacedKey placed{suite, {}};
    std::vector<std::uint8_t> octets(suite_row(suite).master_size(), first);
    placed.key.assign(octets);
    return placed;
  }

  CountingKeys keys_;
  Negotiation negotiation_{side(SrtpPolicy::optional), side(SrtpPolicy::optional), keys_, Relay::remote};
  SdpText out_;
};

TEST_F(RemoteRelayTest, Offer_NamesWhatTheRelayOpenedAndOnlySuitesThatItHasKeysFor) {
  const std::array placed{key(Suite::aes_cm_128_hmac_sha1_32, 7)};
  ASSERT_EQ(negotiation_.rehearsal().offer(Side::a, plain_a, keys_, out_), Refusal::none);
  negotiation_.place(Side::b, {Address::v4(203, 0, 113, 77), 40000}, placed);
  ASSERT_EQ(negotiation_.offer(Side::a, plain_a, keys_, out_), Refusal::none);
  const std::string text(out_.view());
  EXPECT_NE(text.find("c=IN IP4 203.0.113.77\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("m=audio 40000 "), std::string::npos) << text;
  EXPECT_NE(text.find("a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:BwcHBwcH"), std::string::npos) << text;
  EXPECT_EQ(text.find("HMAC_SHA1_80"), std::string::npos) << text;
  ASSERT_EQ(negotiation_.suites_on_offer().size(), 1U);
  ASSERT_EQ(negotiation_.rehearsal().offer(Side::a, plain_a, keys_, out_), Refusal::none);
  EXPECT_NE(std::string(out_.view()).find("HMAC_SHA1_80"), std::string::npos) << "a rehearsal assumes every key";
}

TEST_F(RemoteRelayTest, SecureOfferer_GetsAnotherSuiteThanTheOtherSideIsLikelyToTake) {
  const std::string second = "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk\r\n";
  HeardLine heard;
  ASSERT_EQ(negotiation_.rehearsal().offer(Side::a, audio_at("10.0.0.5", 4000, "RTP/SAVP 0", key_line + second), keys_,
                                           out_, {}, &heard),
            Refusal::none);
  EXPECT_EQ(heard.plan.suite, Suite::aes_cm_128_hmac_sha1_32);
  EXPECT_EQ(heard.crypto_tag, 2U);
  ASSERT_EQ(negotiation_.rehearsal().offer(Side::a, audio_at("10.0.0.5", 4000, "RTP/SAVP 0", key_line), keys_, out_, {},
                                           &heard),
            Refusal::none);
  EXPECT_EQ(heard.plan.suite, Suite::aes_cm_128_hmac_sha1_80) << "its only one";
}

TEST_F(RemoteRelayTest, RenumberedTelephoneEvent_ReachesTheOffererUnderTheAnswerersNumber) {
  const std::string event = "a=rtpmap:101 telephone-event/8000\r\n";
  ASSERT_EQ(negotiation_.offer(Side::a, audio_at("10.0.0.5", 4000, "RTP/AVP 0 101", event), keys_, out_),
            Refusal::none);
  const std::string renumbered = "a=rtpmap:96 telephone-event/8000\r\n";
  ASSERT_EQ(negotiation_.answer(Side::b, audio_at("198.51.100.9", 5000, "RTP/AVP 0 96", renumbered), keys_, out_),
            Refusal::none);
  EXPECT_NE(std::string(out_.view()).find("RTP/AVP 0 96\r\n"), std::string::npos) << out_.view();
  EXPECT_TRUE(negotiation_.plan().of(Side::a).change_list().empty());
}

}  // namespace
}  // namespace trunkgate::media
