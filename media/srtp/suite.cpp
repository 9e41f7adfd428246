// SPDX-License-Identifier: Apache-2.0
#include "media/srtp/suite.h"

#include <algorithm>
#include <array>

namespace trunkgate::media {
namespace {

// RFC 4568 table in §6.2, RFC 6188 §4, RFC 7714 §14.2. Suites with a short tag keep the long one for SRTCP (RFC 4568
// §6.2.2, RFC 6188 table 4).
constexpr std::array<SuiteRow, 6> rows{{
    {Suite::aes_cm_128_hmac_sha1_80, "AES_CM_128_HMAC_SHA1_80", 16, 14, 10, 10},
    {Suite::aes_cm_128_hmac_sha1_32, "AES_CM_128_HMAC_SHA1_32", 16, 14, 4, 10},
    {Suite::aes_256_cm_hmac_sha1_80, "AES_256_CM_HMAC_SHA1_80", 32, 14, 10, 10},
    {Suite::aes_256_cm_hmac_sha1_32, "AES_256_CM_HMAC_SHA1_32", 32, 14, 4, 10},
    {Suite::aead_aes_128_gcm, "AEAD_AES_128_GCM", 16, 12, 16, 16},
    {Suite::aead_aes_256_gcm, "AEAD_AES_256_GCM", 32, 12, 16, 16},
}};

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::span<const SuiteRow> suites() { return rows; }

const SuiteRow& suite_row(Suite suite) { return rows[static_cast<std::size_t>(suite)]; }

std::optional<Suite> suite_from_name(std::string_view sdes_name) {
  for (const SuiteRow& row : rows) {
    if (std::equal(row.sdes_name.begin(), row.sdes_name.end(), sdes_name.begin(), sdes_name.end(),
                   [](char ours, char theirs) { return ours == upper(theirs); })) {
      return row.suite;
    }
  }
  return std::nullopt;
}

}  // namespace trunkgate::media
