// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "media/sdp/description.h"
#include "media/sdp/suite_list.h"
#include "media/sdp/text_writer.h"
#include "media/srtp/key.h"
#include "media/srtp/suite.h"

namespace trunkgate::media {

/// a=crypto, RFC 4568 §9.1:
///   <tag> SP <suite> SP "inline:" <base64 of key and salt> ["|" lifetime] ["|" MKI ":" length] *(SP session-param)
struct CryptoLine {
  std::uint32_t tag = 0;  ///< names the line in the answer (§4.1), up to nine digits
  Suite suite = Suite::aes_cm_128_hmac_sha1_80;
  MasterKey key;
  std::uint8_t mki_size = 0;  ///< octets of MKI that the sender puts into each packet; 0: none
};

/// Reads what stands behind "a=crypto:". Nothing when the line is not for us: broken, a suite or a session parameter we
/// do not know, more than one key, a key of the wrong size, a lifetime shorter than sdes_lifetime_min. WSH is a hint to
/// receivers (§6.3.7) and passed over; KDR, UNENCRYPTED_*, UNAUTHENTICATED_SRTP, FEC_* change the packets: refused.
[[nodiscard]] std::optional<CryptoLine> read_crypto(std::string_view value);

/// Writes a whole line, "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:…" CRLF: no lifetime, no MKI, no session parameter,
/// as Twilio and Asterisk want it.
void write_crypto(std::uint32_t tag, Suite suite, const MasterKey& key, TextWriter& out);

/// What a section's a=crypto lines come to.
struct CryptoChoice {
  bool any = false;                ///< there is at least one a=crypto line, usable or not
  std::optional<CryptoLine> line;  ///< the one to use
};

/// The first line of an offer whose suite is in `suites` (§5.1.2: the offerer's order counts); one without MKI before
/// one with. At most sdp_crypto_lines_max lines are looked at.
[[nodiscard]] CryptoChoice choose_offered_crypto(const MediaSection& section, const SuiteList& suites);

/// The line of an answer to our offer, in which suite n of `suites` had tag n + 1: it counts only under the tag that we
/// gave to its suite (§5.1.3).
[[nodiscard]] CryptoChoice choose_answered_crypto(const MediaSection& section, const SuiteList& suites);

}  // namespace trunkgate::media
