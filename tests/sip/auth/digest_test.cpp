// SPDX-License-Identifier: Apache-2.0
#include "sip/auth/digest.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <string>

namespace trunkgate::sip {
namespace {

bool evp_hash(HashAlgorithm algorithm, std::span<const std::string_view> parts, std::span<char> hex_out) {
  std::string text;
  for (const auto part : parts) text += part;
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
  unsigned size = 0;
  const EVP_MD* digest = algorithm == HashAlgorithm::md5 ? EVP_md5() : EVP_sha256();
  if (EVP_Digest(text.data(), text.size(), bytes.data(), &size, digest, nullptr) != 1) return false;
  if (hex_out.size() < 2 * size) return false;
  for (unsigned i = 0; i < size; ++i) {
    hex_out[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
    hex_out[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
  }
  return true;
}

bool no_hash(HashAlgorithm, std::span<const std::string_view>, std::span<char>) { return false; }

constexpr DigestInput bob{"bob", "zanzibar", "INVITE", "sip:bob@biloxi.com", "0a4f113b", 1};

/// The header line written for a challenge; "" when the writer refused.
std::string answer(std::string_view challenge_text, const DigestInput& input = bob, HashFunction hash = evp_hash) {
  const auto challenge = Challenge::parse(challenge_text);
  EXPECT_TRUE(challenge) << challenge_text;
  std::array<char, 2048> buffer;
  Writer writer(buffer);
  const bool written = write_authorization(writer, HeaderId::authorization, *challenge, input, hash);
  const auto bytes = writer.finish();
  const std::string line(bytes.data(), bytes.size());
  EXPECT_EQ(line.starts_with("Authorization: "), written);
  return written ? line.substr(15, line.find("\r\n") - 15) : "";
}

std::string response_of(const std::string& authorization) {
  const auto credentials = Credentials::parse(authorization);
  EXPECT_TRUE(credentials) << authorization;
  return std::string(credentials->response);
}

constexpr std::string_view rfc7616_cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
constexpr DigestInput rfc7616_mufasa{"Mufasa", "Circle of Life", "GET", "/dir/index.html", rfc7616_cnonce, 1};

std::string rfc7616_challenge(const std::string& algorithm) {
  return R"(Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=)" + algorithm +
         R"(, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v")"
         R"(, opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS")";
}

TEST(Rfc7616_3_9_1, Md5AndSha256_TheVectors) {
  EXPECT_EQ(response_of(answer(rfc7616_challenge("MD5"), rfc7616_mufasa)), "8ca523f5e9506fed4657c9700eebdbec");
  EXPECT_EQ(response_of(answer(rfc7616_challenge("SHA-256"), rfc7616_mufasa)),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

TEST(Rfc2617_3_5, TheVector) {
  const DigestInput mufasa{"Mufasa", "Circle Of Life", "GET", "/dir/index.html", "0a4f113b", 1};
  EXPECT_EQ(
      response_of(answer(R"(Digest realm="testrealm@host.com", qop="auth,auth-int",)"
                         R"( nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41")",
                         mufasa)),
      "6629fae49393a05397450978507c4ef1");
}

TEST(Rfc2617_3_2_2_1, WithoutQop_NoCountAndNoCnonce) {
  const DigestInput mufasa{"Mufasa", "CircleOfLife", "GET", "/dir/index.html", "0a4f113b", 1};
  EXPECT_EQ(answer(R"(Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093")", mufasa),
            R"(Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",)"
            R"( uri="/dir/index.html", response="1949323746fe6a43ef61f9606e7febea")");
}

TEST(Rfc3261_22_4, TwilioChallenge_OpaqueEchoedAlgorithmNotNamed) {
  EXPECT_EQ(answer(R"(Digest realm="biloxi.com",qop="auth",nonce="dcd98b",opaque="4e2f")",
                   {"bob", "zanzibar", "INVITE", "sip:bob@biloxi.com", "0a4f113b", 0xabcd}),
            R"(Digest username="bob", realm="biloxi.com", nonce="dcd98b", uri="sip:bob@biloxi.com",)"
            R"( response="22d456b57cd4047a7b776341b2729d5c", opaque="4e2f", qop=auth, nc=0000abcd, cnonce="0a4f113b")");
}

TEST(Rfc7616_3_4, AlgorithmAndEmptyOpaque_EchoedAsWritten) {
  const std::string line = answer(R"(Digest realm="biloxi.com", nonce="1", opaque="", algorithm=md5)");
  EXPECT_NE(line.find(", algorithm=md5, opaque=\"\""), std::string::npos) << line;
}

TEST(Rfc7616_3_4_2, SessionAlgorithms_NonceAndCnonceInA1) {
  const std::string md5 = answer(R"(Digest realm="biloxi.com", nonce="dcd98b", algorithm=MD5-sess)");
  EXPECT_EQ(response_of(md5), "460d016244e880c5ef583c3a3adafb86");
  EXPECT_NE(md5.find("cnonce=\"0a4f113b\""), std::string::npos) << "the peer cannot compute A1 without it";
  EXPECT_EQ(response_of(answer(R"(Digest realm="biloxi.com", nonce="dcd98b", algorithm=SHA-256-sess, qop="auth")")),
            "b61f164b220d60c57f37a7cf79b0fc875f004e332cfc5495d740ddbeb6a84e47");
}

TEST(Rfc7616_3_3, WhatWeCannotAnswer_NothingWritten) {
  EXPECT_EQ(answer(R"(Digest realm="r", nonce="1", algorithm=SHA-512-256)"), "");
  EXPECT_EQ(answer(R"(Digest realm="r", nonce="1", algorithm=AKAv1-MD5)"), "");
  EXPECT_EQ(answer(R"(Digest realm="r", nonce="1", qop="auth-int")"), "");
  EXPECT_EQ(answer(R"(Digest realm="r", nonce="1", qop="")"), "");
  EXPECT_EQ(answer(R"(Digest realm="r", nonce="1")", bob, no_hash), "");
}

TEST(Rfc3261_25_1, ValueThatWouldEndItsQuotes_NothingWritten) {
  for (const std::string_view hostile : {"a\"b", "a\\b", "a\rb", "a\nb"}) {
    DigestInput input = bob;
    input.username = hostile;
    EXPECT_EQ(answer(R"(Digest realm="r", nonce="1")", input), "");
    input = bob;
    input.uri = hostile;
    EXPECT_EQ(answer(R"(Digest realm="r", nonce="1")", input), "");
  }
}

// The realm of a hostile peer holds quotes behind backslashes; what is echoed must read as one value again.
TEST(Rfc3261_25_1, EscapesInTheChallenge_EchoedAsOneValue) {
  const std::string line = answer(R"(Digest realm="a\", username=\"root", nonce="x\\", opaque="\"")");
  const auto credentials = Credentials::parse(line);
  ASSERT_TRUE(credentials) << line;
  EXPECT_EQ(credentials->username, "bob");
  EXPECT_EQ(credentials->realm, R"(a\", username=\"root)");
  EXPECT_EQ(credentials->nonce, R"(x\\)");
  EXPECT_EQ(credentials->opaque, R"(\")");
}

TEST(Digest, OverlongChallenge_DoesNotFitAndEndsThere) {
  const auto challenge = Challenge::parse("Digest realm=\"r\", nonce=\"" + std::string(60'000, 'n') + "\"");
  ASSERT_TRUE(challenge);
  std::array<char, 1024> buffer;
  Writer writer(buffer);
  EXPECT_TRUE(write_authorization(writer, HeaderId::authorization, *challenge, bob, evp_hash));
  EXPECT_TRUE(writer.overflowed());
  EXPECT_TRUE(writer.finish().empty());
}

class Choose : public testing::Test {
 protected:
  std::optional<Challenge> chosen(const std::string& lines, HeaderId which = HeaderId::www_authenticate) {
    text_ =
        "SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
        "To: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n" +
        lines + "Content-Length: 0\r\n\r\n";
    EXPECT_EQ(message_.parse(text_), ParseError::none);
    return choose(message_, which);
  }

 private:
  std::string text_;
  Message message_;
};

using Rfc8760_2_4 = Choose;

TEST_F(Rfc8760_2_4, Sha256BeforeMd5_InWhateverOrder) {
  const std::string md5 = "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\"\r\n";
  const std::string sha256 = "WWW-Authenticate: Digest realm=\"b\", nonce=\"2\", algorithm=SHA-256\r\n";
  EXPECT_EQ(chosen(md5 + sha256)->realm, "b");
  EXPECT_EQ(chosen(sha256 + md5)->realm, "b");
  EXPECT_EQ(chosen(md5)->realm, "a");
  EXPECT_EQ(chosen(md5 + "WWW-Authenticate: Digest realm=\"c\", nonce=\"3\"\r\n")->realm, "a");
}

TEST_F(Rfc8760_2_4, WhatCannotBeAnswered_PassedOver) {
  const std::string foreign =
      "WWW-Authenticate: Basic realm=\"a\"\r\n"
      "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\", algorithm=SHA-512-256\r\n"
      "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\", qop=\"auth-int\"\r\n"
      "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\r\n"
      "Proxy-Authenticate: Digest realm=\"a\", nonce=\"1\"\r\n";
  EXPECT_FALSE(chosen(foreign));
  EXPECT_EQ(chosen(foreign + "WWW-Authenticate: Digest realm=\"b\", nonce=\"2\", stale=true\r\n")->realm, "b");
  EXPECT_EQ(chosen(foreign, HeaderId::proxy_authenticate)->realm, "a");
  EXPECT_FALSE(chosen(""));
}

Credentials credentials_of(const std::string& text) {
  const auto credentials = Credentials::parse(text);
  EXPECT_TRUE(credentials) << text;
  return *credentials;
}

TEST(Rfc3261_22_4, Verify_RightPasswordAlone) {
  for (const auto* challenge : {R"(Digest realm="r", nonce="1")", R"(Digest realm="r", nonce="1", qop="auth")",
                                R"(Digest realm="r", nonce="1", qop="auth", algorithm=SHA-256)",
                                R"(Digest realm="r", nonce="1", algorithm=MD5-sess)"}) {
    const std::string text = answer(challenge);
    const Credentials good = credentials_of(text);
    EXPECT_TRUE(verify(good, "INVITE", "zanzibar", evp_hash)) << challenge;
    EXPECT_FALSE(verify(good, "INVITE", "zanzibaR", evp_hash)) << challenge;
    EXPECT_FALSE(verify(good, "INVITE", "", evp_hash)) << challenge;
    EXPECT_FALSE(verify(good, "BYE", "zanzibar", evp_hash)) << challenge;
    EXPECT_FALSE(verify(good, "INVITE", "zanzibar", no_hash)) << challenge;
  }
}

TEST(Rfc3261_22_4, Verify_EveryFieldCounts) {
  const std::string text = answer(R"(Digest realm="r", nonce="1", qop="auth")");
  const auto refused = [&](auto change) {
    Credentials changed = credentials_of(text);
    change(changed);
    return !verify(changed, "INVITE", "zanzibar", evp_hash);
  };
  EXPECT_TRUE(refused([](Credentials& c) { c.username = "eve"; }));
  EXPECT_TRUE(refused([](Credentials& c) { c.realm = "R"; }));
  EXPECT_TRUE(refused([](Credentials& c) { c.nonce = "2"; }));
  EXPECT_TRUE(refused([](Credentials& c) { c.uri = "sip:bob@biloxi.co"; }));
  EXPECT_TRUE(refused([](Credentials& c) { c.nc = "00000002"; }));
  EXPECT_TRUE(refused([](Credentials& c) { c.cnonce = ""; }));
  EXPECT_TRUE(refused([](Credentials& c) { c.qop = ""; }));
  EXPECT_TRUE(refused([](Credentials& c) { c.qop = "auth-int"; }));
  EXPECT_TRUE(refused([](Credentials& c) { c.algorithm = DigestAlgorithm::sha256; }));
  EXPECT_TRUE(refused([](Credentials& c) { c.algorithm = DigestAlgorithm::unsupported; }));
  EXPECT_TRUE(refused([](Credentials& c) { c.response.remove_suffix(1); }));
  EXPECT_TRUE(refused([](Credentials& c) { c.response = {}; }));
}

TEST(Rfc3261_22_4, Verify_EveryDigitOfTheResponseCounts) {
  const std::string text = answer(R"(Digest realm="r", nonce="1", qop="auth")");
  const std::string good = response_of(text);
  Credentials credentials = credentials_of(text);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = changed[i] == '0' ? '1' : '0';
    credentials.response = changed;
    EXPECT_FALSE(verify(credentials, "INVITE", "zanzibar", evp_hash)) << "digit " << i;
  }
  std::string upper = good;
  for (char& c : upper) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  credentials.response = upper;
  EXPECT_TRUE(verify(credentials, "INVITE", "zanzibar", evp_hash)) << "some peers write upper-case digits";
}

TEST(Rfc3261_22_2, ChallengeOfOurs_ReadsBack) {
  const auto written = [](HashAlgorithm algorithm, bool stale) {
    std::array<char, 512> buffer;
    Writer writer(buffer);
    write_challenge(writer, HeaderId::proxy_authenticate, "sbc", "n1", algorithm, stale);
    const auto bytes = writer.finish();
    const std::string text(bytes.data(), bytes.size());
    return text.substr(0, text.find("\r\n"));
  };
  EXPECT_EQ(written(HashAlgorithm::md5, false), R"(Proxy-Authenticate: Digest realm="sbc", nonce="n1", qop="auth")");
  EXPECT_EQ(written(HashAlgorithm::sha256, true),
            R"(Proxy-Authenticate: Digest realm="sbc", nonce="n1", qop="auth", algorithm=SHA-256, stale=true)");
}

}  // namespace
}  // namespace trunkgate::sip
