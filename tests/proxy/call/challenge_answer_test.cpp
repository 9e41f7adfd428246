// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/challenge_answer.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "proxy/hide/digest_hash.h"
#include "tests/support/house.h"

namespace trunkgate::proxy {
namespace {

using test::House;

class Answer : public testing::Test {
 protected:
  Answer() { peer.auth = PeerAuth{"corp", Secret{"open sesame"}}; }

  /// The header line that goes into the INVITE; "none" when the challenge is not answered.
  std::string to(int status, const std::string& lines) {
    const std::string text = "SIP/2.0 " + std::to_string(status) +
                             " x\r\nVia: SIP/2.0/TLS h;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
                             "To: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n" +
                             lines + "\r\n";
    sip::Message message;
    EXPECT_EQ(message.parse(text), sip::ParseError::none);
    const auto answer = ChallengeAnswer::answer(message, peer, 0xabc);
    if (!answer) return "none";
    std::array<char, 1024> buffer;
    sip::Writer writer(buffer);
    answer->write(writer, sip::Method::invite, "sip:+1@trunk.example");
    const auto bytes = writer.finish();
    const std::string written(bytes.data(), bytes.size());
    return written.substr(0, written.find("\r\n"));
  }

  Peer peer;
};

const std::string digest = ": Digest realm=\"sip.twilio.com\",qop=\"auth\",nonce=\"abc\",opaque=\"def\"\r\n";

using Rfc3261_22_3 = Answer;

TEST_F(Rfc3261_22_3, Proxy407AndServer401_EachItsOwnHeader) {
  EXPECT_TRUE(to(407, "Proxy-Authenticate" + digest).starts_with("Proxy-Authorization: Digest username=\"corp\", "));
  EXPECT_TRUE(to(401, "WWW-Authenticate" + digest).starts_with("Authorization: Digest username=\"corp\", "));
  EXPECT_EQ(to(407, "WWW-Authenticate" + digest), "none");
  EXPECT_EQ(to(401, "Proxy-Authenticate" + digest), "none");
}

TEST_F(Rfc3261_22_3, RealmWritten_NoOtherIsAnswered) {
  const std::string foreign = "Proxy-Authenticate: Digest realm=\"pbx\",qop=\"auth\",nonce=\"n\"\r\n";
  peer.auth->realm = "sip.twilio.com";
  EXPECT_EQ(to(407, foreign), "none");
  EXPECT_NE(to(407, foreign + "Proxy-Authenticate" + digest).find("realm=\"sip.twilio.com\""), std::string::npos);
}

TEST_F(Rfc3261_22_3, Answer_FitsThePasswordForMethodAndUri) {
  const std::string line = to(401, "WWW-Authenticate" + digest);
  const auto credentials = sip::Credentials::parse(std::string_view(line).substr(line.find("Digest")));
  ASSERT_TRUE(credentials) << line;
  EXPECT_EQ(credentials->uri, "sip:+1@trunk.example");
  EXPECT_EQ(credentials->cnonce, "abc");
  EXPECT_EQ(credentials->nc, "00000001");
  EXPECT_TRUE(sip::verify(*credentials, "INVITE", "open sesame", openssl_hash));
  EXPECT_FALSE(sip::verify(*credentials, "BYE", "open sesame", openssl_hash));
  EXPECT_EQ(line.find("open sesame"), std::string::npos);
}

TEST_F(Rfc3261_22_3, NothingToAnswerWith_None) {
  EXPECT_EQ(to(407, ""), "none");
  EXPECT_EQ(to(407, "Proxy-Authenticate: Basic realm=\"x\"\r\n"), "none");
  EXPECT_EQ(to(407, "Proxy-Authenticate: Digest realm=\"x\", nonce=\"1\", qop=\"auth-int\"\r\n"), "none");
  peer.auth.reset();
  EXPECT_EQ(to(407, "Proxy-Authenticate" + digest), "none");
}

/// A call from the PBX whose INVITE the trunk has got.
struct Ringing {
  House house;
  House::Sent invite;

  Ringing() {
    house.from_pbx(test::pbx_invite());
    house.take_sent();
    house.media_agrees();
    invite = house.take_one(false);
  }
  /// INVITEs with credentials among what was sent, to either side.
  std::size_t answers() {
    std::size_t count = 0;
    for (const House::Sent& sent : house.take_sent())
      if (sent.text.find("uthorization: ") != std::string::npos) ++count;
    return count;
  }
};

TEST(ChallengeAnswer, SecondChallengeOfACall_NotAnswered) {
  Ringing call;
  call.house.from_trunk(test::trunk_response(call.invite, 407, "t1", {}, "Proxy-Authenticate" + digest));
  const auto sent = call.house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  ASSERT_NE(sent[1].header("Proxy-Authorization"), "");
  const std::string stale =
      "Proxy-Authenticate: Digest realm=\"sip.twilio.com\",qop=\"auth\",nonce=\"2\",stale=true\r\n";
  call.house.from_trunk(test::trunk_response(sent[1], 407, "t2", {}, stale));
  EXPECT_EQ(call.answers(), 0u);
  EXPECT_TRUE(call.house.at_rest());
}

// A 401 or 407 of the inside, with the branch that only the trunk was shown, must not draw the trunk's credentials.
TEST(ChallengeAnswer, FromAnotherZone_NotAnswered) {
  Ringing call;
  call.house.from_pbx(test::trunk_response(call.invite, 407, "t1", {}, "Proxy-Authenticate" + digest));
  EXPECT_EQ(call.answers(), 0u);
  call.house.from_trunk(test::trunk_response(call.invite, 407, "t1", {}, "Proxy-Authenticate" + digest));
  EXPECT_EQ(call.answers(), 1u) << "and the call goes on as if nothing had come";
}

}  // namespace
}  // namespace trunkgate::proxy
