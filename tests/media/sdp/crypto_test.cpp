// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/crypto.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace trunkgate::media {
namespace {

const std::string key_30 = "inline:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk";  // "ABC…Zabcd"
const std::string suite_80 = "1 AES_CM_128_HMAC_SHA1_80 ";

bool reads(const std::string& value) { return read_crypto(value).has_value(); }

TEST(Rfc4568_9_1, Line_IsRead) {
  const auto line = read_crypto("999999999 aes_cm_128_hmac_sha1_32 " + key_30);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->tag, 999999999U);
  EXPECT_EQ(line->suite, Suite::aes_cm_128_hmac_sha1_32);
  const auto octets = line->key.bytes();
  EXPECT_EQ(std::string(octets.begin(), octets.end()), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcd");
  EXPECT_EQ(line->mki_size, 0);
}

TEST(Rfc4568_6_1, Lifetime_PowerOrDecimal_LongEnough) {
  EXPECT_TRUE(reads(suite_80 + key_30 + "|2^31"));
  EXPECT_TRUE(reads(suite_80 + key_30 + "|2^20"));
  EXPECT_TRUE(reads(suite_80 + key_30 + "|1048576"));
  EXPECT_TRUE(reads(suite_80 + key_30 + "|2^48"));
  for (const char* lifetime :
       {"|2^19", "|1048575", "|2^49", "|2^", "|2^-1", "|0", "|", "|99999999999999999999", "|x"}) {
    EXPECT_FALSE(reads(suite_80 + key_30 + lifetime)) << lifetime;
  }
}

TEST(Rfc4568_6_1, Mki_WellFormed_IsNoted) {
  const auto with_lifetime = read_crypto(suite_80 + key_30 + "|2^31|1:4");
  ASSERT_TRUE(with_lifetime);
  EXPECT_EQ(with_lifetime->mki_size, 4);
  const auto alone = read_crypto(suite_80 + key_30 + "|66051:3");
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->mki_size, 3);
  for (const char* mki :
       {"|1:0", "|256:1", "|1:129", "|:4", "|1:", "|x:1", "|1:1:1", "|2^31|1", "|1:4|2^31", "|2^31|1:4|"}) {
    EXPECT_FALSE(reads(suite_80 + key_30 + mki)) << mki;
  }
}

TEST(Rfc4568_6_3, SessionParameters_OnlyTheWindowHintPasses) {
  EXPECT_TRUE(reads(suite_80 + key_30 + " WSH=128"));
  for (const char* parameter : {"KDR=0", "UNENCRYPTED_SRTP", "UNENCRYPTED_SRTCP", "UNAUTHENTICATED_SRTP",
                                "FEC_ORDER=FEC_SRTP", "WSH=63", "WSH=", "WSH=128 KDR=1", "X-new"}) {
    EXPECT_FALSE(reads(suite_80 + key_30 + " " + parameter)) << parameter;
  }
}

TEST(Rfc4568_9_1, Line_Broken_IsRefused) {
  for (const std::string& value :
       {std::string(""), std::string("1"), std::string("1 AES_CM_128_HMAC_SHA1_80"),
        "x AES_CM_128_HMAC_SHA1_80 " + key_30, "4294967297 AES_CM_128_HMAC_SHA1_80 " + key_30,
        "1 F8_128_HMAC_SHA1_80 " + key_30, suite_80 + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk",
        suite_80 + "inline:", suite_80 + "inline:QUJD", suite_80 + key_30 + "QUJD", suite_80 + key_30 + ";" + key_30,
        "1 AEAD_AES_128_GCM " + key_30, suite_80 + "inlin", suite_80 + "uri:https://corp/key"}) {
    EXPECT_FALSE(reads(value)) << value;
  }
}

TEST(Rfc4568_9_1, EverySuite_IsWrittenAndReadBack) {
  for (const SuiteRow& row : suites()) {
    std::array<std::uint8_t, master_size_max> octets{};
    for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::uint8_t>(i * 7 + 1);
    MasterKey key;
    ASSERT_TRUE(key.assign(std::span(octets).first(row.master_size())));
    std::array<char, 256> room{};
    TextWriter out(room);
    write_crypto(5, row.suite, key, out);
    const std::string_view text = out.view();
    ASSERT_TRUE(text.starts_with("a=crypto:5 ") && text.ends_with("\r\n")) << text;
    const auto line = read_crypto(text.substr(9, text.size() - 11));
    ASSERT_TRUE(line) << text;
    EXPECT_EQ(line->suite, row.suite);
    EXPECT_EQ(line->key, key);
  }
}

MediaSection section_of(std::string_view text) {
  MediaSection section;
  section.text = text;
  return section;
}

TEST(Rfc4568_5_1_2, Offer_FirstSuiteThatWeHaveWins) {
  const std::string text = "a=crypto:1 F8_128_HMAC_SHA1_80 " + key_30 + "\r\na=crypto:2 AES_CM_128_HMAC_SHA1_32 " +
                           key_30 + "\r\na=crypto:3 AES_CM_128_HMAC_SHA1_80 " + key_30 + "\r\n";
  const CryptoChoice choice = choose_offered_crypto(section_of(text), SuiteList::defaults());
  ASSERT_TRUE(choice.line);
  EXPECT_EQ(choice.line->tag, 2U);
  SuiteList only_80;
  only_80.add(Suite::aes_cm_128_hmac_sha1_80);
  EXPECT_EQ(choose_offered_crypto(section_of(text), only_80).line->tag, 3U);
}

TEST(Rfc4568_5_1_2, Offer_LineWithoutMkiBeforeOneWith) {
  const std::string text = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 " + key_30 +
                           "|2^31|1:1\r\na=crypto:2 AES_CM_128_HMAC_SHA1_80 " + key_30 + "\r\n";
  EXPECT_EQ(choose_offered_crypto(section_of(text), SuiteList::defaults()).line->tag, 2U);
}

TEST(Rfc4568_5_1_3, Answer_OnlyUnderTheTagOfItsSuite) {
  const auto answered = [](const std::string& tag_and_suite) {
    const std::string text = "a=crypto:" + tag_and_suite + " " + key_30 + "\r\n";
    const CryptoChoice choice = choose_answered_crypto(section_of(text), SuiteList::defaults());
    EXPECT_TRUE(choice.any);
    return choice.line.has_value();
  };
  EXPECT_TRUE(answered("1 AES_CM_128_HMAC_SHA1_80"));
  EXPECT_TRUE(answered("2 AES_CM_128_HMAC_SHA1_32"));
  EXPECT_FALSE(answered("2 AES_CM_128_HMAC_SHA1_80"));
  EXPECT_FALSE(answered("0 AES_CM_128_HMAC_SHA1_80"));
  EXPECT_FALSE(answered("3 AES_CM_128_HMAC_SHA1_80"));
}

// PEERS D2 group 16, CVE-2026-57162.
TEST(HostileSdp, CryptoOverlongOrMany_AreBounded) {
  EXPECT_FALSE(reads(suite_80 + "inline:" + std::string(8000, 'A')));
  EXPECT_FALSE(reads("1 " + std::string(4000, 'A') + " " + key_30));
  EXPECT_FALSE(reads(std::string(4000, '1') + " AES_CM_128_HMAC_SHA1_80 " + key_30));
  std::string text;
  for (std::size_t i = 0; i < sdp_crypto_lines_max; ++i) text += "a=crypto:1 UNKNOWN inline:AAAA\r\n";
  const std::string good = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 " + key_30 + "\r\n";
  EXPECT_TRUE(choose_offered_crypto(section_of(good + text), SuiteList::defaults()).line);
  EXPECT_FALSE(choose_offered_crypto(section_of(text + good), SuiteList::defaults()).line);
}

}  // namespace
}  // namespace trunkgate::media
