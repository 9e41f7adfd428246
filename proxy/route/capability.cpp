// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/capability.h"

#include "sip/header/value_list.h"
#include "sip/scan/chars.h"

namespace trunkgate::proxy {

using sip::HeaderId;

namespace {

struct Row {
  std::string_view token;
  Feature feature;
};
constexpr Row methods[] = {{"UPDATE", Feature::update}, {"REFER", Feature::refer}};
constexpr Row options[] = {
    {"timer", Feature::timer}, {"100rel", Feature::reliable_provisional}, {"replaces", Feature::replaces}};

template <std::size_t N>
unsigned bits_named(std::string_view list, const Row (&rows)[N]) {
  unsigned bits = 0;
  for (const std::string_view one : sip::values(list))
    for (const Row& row : rows)
      if (sip::equal_ignoring_case(one, row.token)) bits |= static_cast<unsigned>(row.feature);
  return bits;
}

template <std::size_t N>
constexpr unsigned all_bits(const Row (&rows)[N]) {
  unsigned bits = 0;
  for (const Row& row : rows) bits |= static_cast<unsigned>(row.feature);
  return bits;
}

}  // namespace

void Capability::learn(const sip::Message& message) {
  unsigned allowed = 0;
  unsigned supported = 0;
  bool has_allow = false;
  bool has_supported = false;
  for (const sip::Header& header : message.headers()) {
    if (header.id == HeaderId::allow) {
      has_allow = true;
      allowed |= bits_named(header.value, methods);
    } else if (header.id == HeaderId::supported) {
      has_supported = true;
      supported |= bits_named(header.value, options);
    } else if (header.id == HeaderId::require) {
      supported |= bits_named(header.value, options);
    }
  }
  unsigned bits = bits_;
  if (has_allow) bits = (bits & ~all_bits(methods)) | allowed;
  if (has_supported) bits &= ~all_bits(options);
  bits_ = static_cast<std::uint16_t>(bits | supported);
  allow_seen_ = allow_seen_ || has_allow;
}

}  // namespace trunkgate::proxy
