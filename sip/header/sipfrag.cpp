// SPDX-License-Identifier: Apache-2.0
#include "sip/header/sipfrag.h"

#include <cstdint>

#include "sip/scan/chars.h"

namespace trunkgate::sip {

int sipfrag_status(std::string_view body) {
  constexpr std::string_view version = "SIP/2.0 ";
  constexpr std::size_t digit_count = 3;
  if (body.size() < version.size() + digit_count) return 0;
  if (!equal_ignoring_case(body.substr(0, version.size()), version)) return 0;
  const std::string_view rest = body.substr(version.size());
  std::uint64_t status = 0;
  if (!read_number(rest.substr(0, digit_count), 699, status) || status < 100) return 0;
  if (rest.size() > digit_count && !is_blank(rest[digit_count])) return 0;
  return static_cast<int>(status);
}

}  // namespace trunkgate::sip
