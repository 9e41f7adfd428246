// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace trunkgate::sip {

/// Why bytes are not a message, or a value is not what its header asks for. The sentence is what the operator reads.
enum class ParseError : std::uint8_t {
  none,
  empty,                    ///< nothing but line ends: a keep-alive, no message
  too_large,                ///< above message_size_max
  bad_start_line,           ///< neither request line nor status line (§7.1, §7.2)
  bad_version,              ///< not SIP/2.0
  bad_request_uri,          ///< empty, with blanks, or above uri_size_max
  bare_line_end,            ///< CR without LF or LF without CR: two parsers would disagree where the line ends
  forbidden_character,      ///< NUL or another control character in the header part
  bad_header,               ///< a line without a colon, or with a name that is no token
  too_many_headers,         ///< above header_count_max
  unterminated,             ///< no blank line after the headers: cut off
  duplicate_header,         ///< a header that may be there once is there twice (§7.3.1)
  missing_header,           ///< Via, From, To, Call-ID or CSeq is missing (§8.1.1)
  bad_via,                  ///< the top Via is not readable (§20.42)
  bad_from,                 ///< From is not readable, or has no tag where one is due
  bad_to,                   ///< To is not readable
  bad_call_id,              ///< Call-ID is empty, too long or has blanks
  bad_cseq,                 ///< no number below 2^31 and method (§20.16)
  cseq_method_mismatch,     ///< CSeq names another method than the request line (§8.1.1.5)
  bad_content_length,       ///< not a number, or several that differ
  content_length_mismatch,  ///< more body announced than there is
  missing_content_length,   ///< on a stream (§18.3)
  bad_max_forwards,         ///< not a number from 0 to 255
  bad_uri,                  ///< a URI that the grammar does not allow (§19.1)
  bad_name_addr,            ///< a name-addr that the grammar does not allow (§20.10)
  bad_value,                ///< another structured value that is not readable
  count_
};

[[nodiscard]] std::string_view sentence(ParseError error);
/// Short names in the order of the enum, for metric labels ("bad_via").
[[nodiscard]] std::string_view name(ParseError error);

}  // namespace trunkgate::sip
