// SPDX-License-Identifier: Apache-2.0
#include "sip/header/challenge.h"

#include <gtest/gtest.h>

#include <string>

namespace trunkgate::sip {
namespace {

Challenge ok(std::string_view text) {
  const auto challenge = Challenge::parse(text);
  EXPECT_TRUE(challenge) << text;
  return *challenge;
}

void bad(std::string_view text) { EXPECT_EQ(Challenge::parse(text).error(), ParseError::bad_value) << text; }

TEST(Rfc7616_3_3, EveryParameter_Found) {
  const Challenge c = ok(R"(Digest realm="biloxi.com", domain="sip:a sip:b", qop="auth,auth-int", nonce="dcd98b71",)"
                         "\r\n "
                         R"(opaque="5ccc069c", stale=FALSE, algorithm=SHA-256)");
  EXPECT_EQ(c.realm, "biloxi.com");
  EXPECT_EQ(c.domain, "sip:a sip:b");
  EXPECT_EQ(c.nonce, "dcd98b71");
  EXPECT_EQ(c.opaque, "5ccc069c");
  EXPECT_EQ(c.algorithm, DigestAlgorithm::sha256);
  EXPECT_EQ(c.algorithm_text, "SHA-256");
  EXPECT_TRUE(c.opaque_present && c.qop_present && c.qop_auth);
  EXPECT_FALSE(c.stale);
}

TEST(Rfc7616_3_3, TwilioChallenge_NoAlgorithmIsMd5) {
  const Challenge c = ok(R"(Digest realm="sip.twilio.com",qop="auth",nonce="bR3.x/y_z==",opaque="4e2f")");
  EXPECT_EQ(c.algorithm, DigestAlgorithm::md5);
  EXPECT_EQ(c.algorithm_text, "");
  EXPECT_TRUE(c.qop_auth);
  EXPECT_EQ(c.nonce, "bR3.x/y_z==");
}

TEST(Rfc2617_3_2_1, WithoutQopAndOpaque_Absent) {
  const Challenge c = ok(R"(DIGEST Realm=asterisk,NONCE="1")");
  EXPECT_EQ(c.realm, "asterisk");
  EXPECT_FALSE(c.qop_present || c.qop_auth || c.opaque_present);
  const Challenge empty = ok(R"(Digest realm="", nonce="1", opaque="")");
  EXPECT_TRUE(empty.opaque_present);
  EXPECT_EQ(empty.opaque, "");
}

TEST(Rfc7616_3_3, Stale_TrueWithoutCaseAlone) {
  EXPECT_TRUE(ok(R"(Digest nonce="1", stale=true)").stale);
  EXPECT_TRUE(ok(R"(Digest nonce="1", stale="TRUE")").stale);
  EXPECT_FALSE(ok(R"(Digest nonce="1", stale=yes)").stale);
  EXPECT_FALSE(ok(R"(Digest nonce="1")").stale);
}

TEST(Rfc7616_3_3, QopOptions_OnlyAuthIsAuth) {
  EXPECT_TRUE(ok(R"(Digest nonce="1", qop="auth-int, AUTH")").qop_auth);
  EXPECT_TRUE(ok(R"(Digest nonce="1", qop=auth)").qop_auth);
  const Challenge integrity = ok(R"(Digest nonce="1", qop="auth-int,authx")");
  EXPECT_TRUE(integrity.qop_present);
  EXPECT_FALSE(integrity.qop_auth);
}

TEST(Rfc8760_2_2, AlgorithmNames_WithoutCase) {
  EXPECT_EQ(parse_digest_algorithm("md5"), DigestAlgorithm::md5);
  EXPECT_EQ(parse_digest_algorithm("MD5-SESS"), DigestAlgorithm::md5_sess);
  EXPECT_EQ(parse_digest_algorithm("SHA-256"), DigestAlgorithm::sha256);
  EXPECT_EQ(parse_digest_algorithm("sha-256-sess"), DigestAlgorithm::sha256_sess);
  for (const auto* name : {"", "SHA-512-256", "AKAv1-MD5", "MD5 ", "SHA256"})
    EXPECT_EQ(parse_digest_algorithm(name), DigestAlgorithm::unsupported) << name;
  EXPECT_EQ(ok(R"(Digest nonce="1", algorithm="")").algorithm, DigestAlgorithm::unsupported);
}

TEST(Rfc3261_25_1, QuotedValue_CommasAndEscapesStay) {
  const Challenge c = ok(R"(Digest realm="a \"b\", nonce=\"x", nonce="2", future=(a), other="<,")");
  EXPECT_EQ(c.realm, R"(a \"b\", nonce=\"x)");
  EXPECT_EQ(c.nonce, "2");
}

TEST(Rfc7616_3_3, UnquotedValue_CannotBreakOutWhenEchoed) {
  for (const auto* value : {"a\"b", "a\\", "a b", "a\tb", "a\r\n b"})
    bad("Digest realm=r, nonce=" + std::string(value) + ", opaque=\"\"");
}

TEST(Rfc7616_3_3, NotAChallenge_Refused) {
  for (const auto* text : {"", "Digest", "Digest ", "Basic realm=\"x\"", "Digestnonce=\"1\"", "Digest nonce",
                           "Digest nonce=\"1\", realm", "Digest nonce=\"", "Digest nonce=\"1", "Digest nonce=\"1\\\"",
                           "Digest nonce=\"1\" x", "Digest realm=\"x\"", "Digest nonce=\"\"",
                           "Digest nonce=", "Digest =\"1\", nonce=\"1\"", "Digest no nce=\"1\"", "Bearer nonce=\"1\""})
    bad(text);
}

TEST(Rfc3261_7_3_1, ParameterTwice_Refused) {
  bad(R"(Digest realm="a", nonce="1", nonce="2")");
  bad(R"(Digest realm="a", nonce="1", Digest realm="b", nonce="2")");
  bad(R"(Digest nonce="1", ALGORITHM=MD5, algorithm=SHA-256)");
  ok(R"(Digest nonce="1", x=1, x=2)");  // not one that we read
}

TEST(Challenge, SixtyKilobytes_ReadOrRefusedNotCut) {
  const std::string nonce(60'000, 'n');
  EXPECT_EQ(ok("Digest nonce=\"" + nonce + "\"").nonce, nonce);
  bad("Digest nonce=\"" + nonce);
  bad("Digest " + std::string(60'000, ','));
}

TEST(Rfc7616_3_4, Credentials_EveryParameterFound) {
  const auto c = Credentials::parse(
      R"(Digest username="bob", realm="biloxi.com", nonce="dcd9", uri="sip:bob@biloxi.com", qop=auth, nc=00000001,)"
      R"( cnonce="0a4f113b", response="6629fae4", opaque="5ccc", algorithm=SHA-256)");
  ASSERT_TRUE(c);
  EXPECT_EQ(c->username, "bob");
  EXPECT_EQ(c->realm, "biloxi.com");
  EXPECT_EQ(c->nonce, "dcd9");
  EXPECT_EQ(c->uri, "sip:bob@biloxi.com");
  EXPECT_EQ(c->qop, "auth");
  EXPECT_EQ(c->nc, "00000001");
  EXPECT_EQ(c->cnonce, "0a4f113b");
  EXPECT_EQ(c->response, "6629fae4");
  EXPECT_EQ(c->opaque, "5ccc");
  EXPECT_EQ(c->algorithm, DigestAlgorithm::sha256);
}

TEST(Rfc7616_3_4, Credentials_WithoutWhatIsChecked_Refused) {
  const std::string user = R"(username="u")";
  const std::string nonce = R"(nonce="n")";
  const std::string response = R"(response="r")";
  ASSERT_TRUE(Credentials::parse("Digest " + user + "," + nonce + "," + response));
  for (const auto& text : {user + "," + nonce, user + "," + response, nonce + "," + response,
                           user + "," + nonce + "," + response + "," + response})
    EXPECT_EQ(Credentials::parse("Digest " + text).error(), ParseError::bad_value) << text;
  EXPECT_EQ(Credentials::parse("Basic " + user + "," + nonce + "," + response).error(), ParseError::bad_value);
}

}  // namespace
}  // namespace trunkgate::sip
