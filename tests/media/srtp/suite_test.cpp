// SPDX-License-Identifier: Apache-2.0
#include "media/srtp/suite.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

TEST(Rfc4568_6_2, SuiteNames_LeadToTheirSuiteAndBack) {
  ASSERT_EQ(suites().size(), 6U);
  for (const SuiteRow& row : suites()) {
    EXPECT_EQ(suite_from_name(row.sdes_name), row.suite) << row.sdes_name;
    EXPECT_EQ(suite_row(row.suite).sdes_name, row.sdes_name);
  }
}

TEST(Rfc4568_6_2, KeyAndTagSizes_AsInTheTable) {
  EXPECT_EQ(suite_row(Suite::aes_cm_128_hmac_sha1_80).master_size(), 30U);
  EXPECT_EQ(suite_row(Suite::aes_cm_128_hmac_sha1_80).rtp_tag_size, 10);
  EXPECT_EQ(suite_row(Suite::aes_cm_128_hmac_sha1_32).rtp_tag_size, 4);
  EXPECT_EQ(suite_row(Suite::aes_cm_128_hmac_sha1_32).rtcp_tag_size, 10);
  EXPECT_EQ(suite_row(Suite::aes_256_cm_hmac_sha1_80).master_size(), 46U);
}

TEST(Rfc7714_14_2, GcmSizes_AsInTheTable) {
  EXPECT_EQ(suite_row(Suite::aead_aes_128_gcm).master_size(), 28U);
  EXPECT_EQ(suite_row(Suite::aead_aes_256_gcm).master_size(), 44U);
  EXPECT_EQ(suite_row(Suite::aead_aes_256_gcm).rtp_tag_size, 16);
}

TEST(Rfc5234_2_3, SuiteName_CaseIsIgnored) {
  EXPECT_EQ(suite_from_name("aes_cm_128_hmac_sha1_80"), Suite::aes_cm_128_hmac_sha1_80);
}

TEST(Rfc4568_6_2, UnknownSuiteName_IsNone) {
  for (const auto* name :
       {"", "F8_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_8", "AES_CM_128_HMAC_SHA1_800", "AEAD_AES_128_GCM_8"}) {
    EXPECT_FALSE(suite_from_name(name).has_value()) << name;
  }
}

TEST(Suites, Bounds_HoldForEverySuite) {
  for (const SuiteRow& row : suites()) {
    EXPECT_LE(row.master_size(), master_size_max);
    EXPECT_LE(row.rtp_tag_size, srtp_overhead_max);
    EXPECT_LE(row.rtcp_tag_size + 4U, srtp_overhead_max);
  }
}

}  // namespace
}  // namespace trunkgate::media
