// SPDX-License-Identifier: Apache-2.0
#include "sip/error.h"

#include <array>

namespace trunkgate::sip {

namespace {

struct Row {
  std::string_view name;
  std::string_view sentence;
};

constexpr std::array<Row, static_cast<std::size_t>(ParseError::count_)> rows = {{
    {"none", "no error"},
    {"empty", "there is no message, only line ends"},
    {"too_large", "the message is larger than 65535 bytes"},
    {"bad_start_line", "the first line is neither a request line nor a status line (RFC 3261 7.1, 7.2)"},
    {"bad_version", "the version is not SIP/2.0"},
    {"bad_request_uri", "the Request-URI is empty, has blanks or is longer than 1024 bytes"},
    {"bare_line_end", "a CR without LF or an LF without CR is in the header part"},
    {"forbidden_character", "a NUL or another control character is in the header part"},
    {"bad_header", "a header line has no colon, or its name is not a token"},
    {"too_many_headers", "there are more than 256 header lines"},
    {"unterminated", "the blank line after the headers is missing: the message was cut off"},
    {"duplicate_header", "a header that may be there once is there twice"},
    {"missing_header", "Via, From, To, Call-ID or CSeq is missing"},
    {"bad_via", "the top Via cannot be read"},
    {"bad_from", "From cannot be read"},
    {"bad_to", "To cannot be read"},
    {"bad_call_id", "Call-ID is empty, too long or has blanks"},
    {"bad_cseq", "CSeq is not a number below 2^31 and a method"},
    {"cseq_method_mismatch", "CSeq names another method than the request line"},
    {"bad_content_length", "Content-Length is not a number, or there are several that differ"},
    {"content_length_mismatch", "Content-Length announces more than there is"},
    {"missing_content_length", "Content-Length is missing on a stream"},
    {"bad_max_forwards", "Max-Forwards is not a number from 0 to 255"},
    {"bad_uri", "a URI is not as RFC 3261 19.1 wants it"},
    {"bad_name_addr", "a name-addr is not as RFC 3261 20.10 wants it"},
    {"bad_value", "a header value cannot be read"},
}};

}  // namespace

std::string_view sentence(ParseError error) { return rows[static_cast<std::size_t>(error)].sentence; }
std::string_view name(ParseError error) { return rows[static_cast<std::size_t>(error)].name; }

}  // namespace trunkgate::sip
