// SPDX-License-Identifier: Apache-2.0
#include "media/ng/request.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

#include "media/ng/json.h"
#include "media/srtp/suite.h"

namespace trunkgate::media::ng {
namespace {

struct Complaints : FlagSink {
  std::set<std::string> names;
  void not_honoured(std::string_view name, std::string_view value) override {
    names.insert(std::string{name} + (value.empty() ? "" : "=" + std::string{value}));
  }
};

class RequestTest : public testing::Test {
 protected:
  RequestError read(const std::string& json) {
    EXPECT_TRUE(read_json(json, *tree_)) << json;
    return read_request(tree_->root(), request_, complaints_);
  }
  /// An offer with everything that one needs, and `more`.
  RequestError read_offer(const std::string& more) {
    return read(R"({"command":"offer","call-id":"c","from-tag":"f","sdp":"v=0")" + (more.empty() ? "" : "," + more) +
                "}");
  }
  static std::uint8_t bit(Suite suite) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(suite)); }

  std::unique_ptr<Tree> tree_ = std::make_unique<Tree>();
  Request request_;
  Complaints complaints_;
};

TEST_F(RequestTest, Identity_IsRead) {
  ASSERT_EQ(read(R"({"command":"answer","call-id":"c","from-tag":"f","to-tag":"t","via-branch":"v","sdp":"v=0"})"),
            RequestError::none);
  EXPECT_EQ(request_.verb, Verb::answer);
  EXPECT_EQ(request_.call_id, "c");
  EXPECT_EQ(request_.from_tag, "f");
  EXPECT_EQ(request_.to_tag, "t");
  EXPECT_EQ(request_.via_branch, "v");
  EXPECT_EQ(request_.sdp, "v=0");
}

TEST_F(RequestTest, WhatIsMissing_IsSaid) {
  EXPECT_EQ(read("{}"), RequestError::no_command);
  EXPECT_EQ(read(R"({"command":"play media"})"), RequestError::unknown_command);
  EXPECT_EQ(read(R"({"command":"offer"})"), RequestError::no_call_id);
  EXPECT_EQ(read(R"({"command":"query"})"), RequestError::no_call_id);
  EXPECT_EQ(read(R"({"command":"delete"})"), RequestError::no_call_id);
  EXPECT_EQ(read(R"({"command":"offer","call-id":"c"})"), RequestError::no_from_tag);
  EXPECT_EQ(read(R"({"command":"offer","call-id":"c","from-tag":"f"})"), RequestError::no_sdp);
  EXPECT_EQ(read(R"({"command":"answer","call-id":"c","from-tag":"f","sdp":"v=0"})"), RequestError::no_to_tag);
  EXPECT_EQ(read(R"({"command":"delete","call-id":"c"})"), RequestError::none);
  EXPECT_EQ(read(R"({"command":"ping"})"), RequestError::none);
  for (int error = 1; error <= static_cast<int>(RequestError::no_suite_left); ++error)
    EXPECT_FALSE(sentence(static_cast<RequestError>(error)).empty()) << error;
}

TEST_F(RequestTest, Identifiers_AreBounded) {
  const auto delete_of = [](std::size_t size) {
    return R"({"command":"delete","call-id":")" + std::string(size, 'c') + "\"}";
  };
  EXPECT_EQ(read(delete_of(identifier_size_max)), RequestError::none);
  EXPECT_EQ(read(delete_of(identifier_size_max + 1)), RequestError::identifier_too_long);
}

TEST_F(RequestTest, Transport_ByName) {
  const std::pair<std::string, OfferedTransport> rows[] = {{"RTP/AVP", OfferedTransport::avp},
                                                           {"RTP/SAVP", OfferedTransport::savp},
                                                           {"RTP/AVPF", OfferedTransport::avpf},
                                                           {"RTP/SAVPF", OfferedTransport::savpf}};
  ASSERT_EQ(read_offer(""), RequestError::none);
  EXPECT_EQ(request_.terms.transport, OfferedTransport::as_heard);
  for (const auto& [name, transport] : rows) {
    ASSERT_EQ(read_offer(R"("transport protocol":")" + name + "\""), RequestError::none);
    EXPECT_EQ(request_.terms.transport, transport) << name;
  }
  EXPECT_TRUE(complaints_.names.empty());
  ASSERT_EQ(read_offer(R"("transport-protocol":"UDP/TLS/RTP/SAVPF")"), RequestError::none);
  EXPECT_EQ(request_.terms.transport, OfferedTransport::as_heard);
  EXPECT_TRUE(complaints_.names.contains("transport-protocol=UDP/TLS/RTP/SAVPF"));
}

TEST_F(RequestTest, Direction_NamesTheZones) {
  ASSERT_EQ(read_offer(R"("direction":["inside","outside"])"), RequestError::none);
  EXPECT_EQ(request_.from_zone, "inside");
  EXPECT_EQ(request_.to_zone, "outside");
  ASSERT_EQ(read_offer(R"("from-interface":"x","to-interface":"y")"), RequestError::none);
  EXPECT_EQ(request_.from_zone, "x");
  EXPECT_EQ(request_.to_zone, "y");
}

TEST_F(RequestTest, WhatKamailioAndOpenSipsSendForAPlainCall_IsAllKnown) {
  ASSERT_EQ(
      read_offer(R"("flags":["trust-address","symmetric","strict-source","port-latching","loop-protect","reset"],)"
                 R"("replace":["origin","session-connection"],"ICE":"remove","rtcp-mux":["demux"],)"
                 R"("received-from":["IP4","10.0.0.9"],"direction":["a","b"],"DTLS":"off",)"
                 R"("transport-protocol":"RTP/AVP","via-branch":"z9hG4bK1","SDES":["off"],"record-call":"off")"),
      RequestError::none);
  EXPECT_EQ(complaints_.names, std::set<std::string>{});
}

TEST_F(RequestTest, WhatWeDoNotDo_IsNamed) {
  ASSERT_EQ(read_offer(R"("flags":["media-handover","SIP-source-address","no such"],"ICE":"force","TOS":184,)"
                       R"("rtcp-mux":["require","accept"],"record-call":"yes","address family":"IP6",)"
                       R"("SDES":["unencrypted_srtp","lifetime"],"codec":{"transcode":["PCMA"]})"),
            RequestError::none);
  EXPECT_EQ(complaints_.names,
            (std::set<std::string>{"media-handover", "SIP-source-address", "no such", "ICE=force", "TOS",
                                   "rtcp-mux=require", "record-call=yes", "address family=IP6", "SDES=unencrypted_srtp",
                                   "SDES=lifetime", "codec=transcode"}));
}

TEST_F(RequestTest, Suites_LeftOutByNoAndOnly) {
  ASSERT_EQ(read_offer(R"("SDES":["no-AES_CM_128_HMAC_SHA1_32","no-NULL_HMAC_SHA1_80"])"), RequestError::none);
  EXPECT_EQ(request_.terms.suites_left_out, bit(Suite::aes_cm_128_hmac_sha1_32));
  ASSERT_EQ(read_offer(R"("flags":["SDES-only-AEAD_AES_256_GCM","SDES-only-AES_CM_128_HMAC_SHA1_80"])"),
            RequestError::none);
  EXPECT_EQ(request_.terms.suites_left_out & bit(Suite::aead_aes_256_gcm), 0);
  EXPECT_EQ(request_.terms.suites_left_out & bit(Suite::aes_cm_128_hmac_sha1_80), 0);
  EXPECT_NE(request_.terms.suites_left_out & bit(Suite::aead_aes_128_gcm), 0);
  EXPECT_TRUE(complaints_.names.empty());
}

TEST_F(RequestTest, SrtpWithoutSdes_CannotBeKeyed) {
  EXPECT_EQ(read_offer(R"("flags":["SDES-off"],"transport-protocol":"RTP/SAVP")"), RequestError::no_suite_left);
  EXPECT_EQ(read_offer(R"("flags":["SDES-off"],"transport-protocol":"RTP/AVP")"), RequestError::none);
  EXPECT_EQ(request_.terms.suites_left_out, 0xff);  // nor is any offered where nothing was asked for
}

TEST_F(RequestTest, Codecs_FromDictionaryAndFlags) {
  ASSERT_EQ(read_offer(R"("codec":{"strip":["all"],"except":["PCMU"],"offer":["opus/48000"]})"), RequestError::none);
  EXPECT_TRUE(request_.codecs.strips_all);
  EXPECT_EQ(request_.codecs.except.view()[0], "PCMU");
  EXPECT_EQ(request_.codecs.offer.view()[0], "opus/48000");
  ASSERT_EQ(read_offer(R"("flags":["codec-strip-telephone-event","codec-mask-PCMA"])"), RequestError::none);
  ASSERT_EQ(request_.codecs.strip.view().size(), 2U);
  EXPECT_EQ(request_.codecs.strip.view()[0], "telephone-event");
  EXPECT_EQ(request_.codecs.strip.view()[1], "PCMA");
  EXPECT_FALSE(request_.codecs.strips_all);
}

TEST_F(RequestTest, FlagsInWords_AreReadAsIfTheModuleHad) {
  ASSERT_EQ(read_offer(R"("rtpp_flags":"replace-origin trust-address  direction=in direction=out RTP/SAVP ICE=remove )"
                       R"(SDES=[no-AES_CM_128_HMAC_SHA1_32 pad] codec-strip=[PCMU G729] codec-mask-GSM rtcp-mux-demux )"
                       R"(via-branch=z9 codec-offer=opus")"),
            RequestError::none);
  EXPECT_EQ(request_.from_zone, "in");
  EXPECT_EQ(request_.to_zone, "out");
  EXPECT_EQ(request_.terms.transport, OfferedTransport::savp);
  EXPECT_EQ(request_.terms.suites_left_out, bit(Suite::aes_cm_128_hmac_sha1_32));
  EXPECT_EQ(request_.via_branch, "z9");
  ASSERT_EQ(request_.codecs.strip.view().size(), 3U);
  EXPECT_EQ(request_.codecs.strip.view()[1], "G729");
  EXPECT_EQ(request_.codecs.offer.view()[0], "opus");
  EXPECT_TRUE(complaints_.names.empty());
  ASSERT_EQ(read_offer(R"("rtpp-flags":"no-such x=y ICE=force a=[b c")"), RequestError::none);
  EXPECT_EQ(complaints_.names, (std::set<std::string>{"no-such", "x=y", "ICE=force", "a=[b", "c"}));
}

TEST_F(RequestTest, Delete_FlagsAndDelay) {
  ASSERT_EQ(read(R"({"command":"delete","call-id":"c"})"), RequestError::none);
  EXPECT_FALSE(request_.fatal || request_.honours_to_tag || request_.delete_delay);
  ASSERT_EQ(read(R"({"command":"delete","call-id":"c","flags":["fatal","to-tag"],"delete delay":"0"})"),
            RequestError::none);
  EXPECT_TRUE(request_.fatal && request_.honours_to_tag);
  EXPECT_EQ(request_.delete_delay, std::chrono::seconds{0});
  ASSERT_EQ(read(R"({"command":"delete","call-id":"c","delete-delay":7})"), RequestError::none);
  EXPECT_EQ(request_.delete_delay, std::chrono::seconds{7});
  ASSERT_EQ(read(R"({"command":"delete","call-id":"c","delete-delay":-1})"), RequestError::none);
  EXPECT_FALSE(request_.delete_delay);
}

TEST_F(RequestTest, Composed_IsReadAsItWas) {
  Request sent;
  sent.verb = Verb::offer;
  sent.call_id = "c1";
  sent.from_tag = "f1";
  sent.via_branch = "z9";
  sent.sdp = "v=0\r\n";
  sent.from_zone = "in";
  sent.to_zone = "out";
  sent.terms = {OfferedTransport::savp, bit(Suite::aead_aes_128_gcm)};
  sent.codecs.strip.add("G729");
  compose_request(sent, *tree_);
  ASSERT_EQ(read_request(tree_->root(), request_, complaints_), RequestError::none);
  EXPECT_EQ(request_.call_id, "c1");
  EXPECT_EQ(request_.from_tag, "f1");
  EXPECT_EQ(request_.via_branch, "z9");
  EXPECT_EQ(request_.sdp, "v=0\r\n");
  EXPECT_EQ(request_.to_zone, "out");
  EXPECT_EQ(request_.terms.transport, OfferedTransport::savp);
  EXPECT_EQ(request_.terms.suites_left_out, bit(Suite::aead_aes_128_gcm));
  EXPECT_EQ(request_.codecs.strip.view()[0], "G729");
  EXPECT_TRUE(complaints_.names.empty());
  compose_request(sent, *tree_);
  EXPECT_EQ(tree_->root().find("DTLS").text(), "off");
  EXPECT_EQ(tree_->root().find("SDES").first().text(), "no-NULL_HMAC_SHA1_80");

  sent = Request{};
  sent.verb = Verb::remove;
  sent.call_id = "c1";
  sent.from_tag = "f1";
  sent.fatal = true;
  sent.delete_delay = std::chrono::seconds{3};
  compose_request(sent, *tree_);
  ASSERT_EQ(read_request(tree_->root(), request_, complaints_), RequestError::none);
  EXPECT_TRUE(request_.fatal);
  EXPECT_EQ(request_.delete_delay, std::chrono::seconds{3});
}

}  // namespace
}  // namespace trunkgate::media::ng
