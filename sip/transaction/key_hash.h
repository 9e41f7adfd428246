// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sip/transaction/key.h"

namespace trunkgate::sip {

/// SipHash-2-4 with 128 bits of output over a sequence of parts.
class KeyHash {
 public:
  explicit KeyHash(const KeySeed& seed);

  KeyHash& bytes(std::string_view text);       ///< the plain bytes, as in the published test vectors
  KeyHash& part(std::string_view text);        ///< length first, so that ("ab", "c") is not ("a", "bc")
  KeyHash& lower_part(std::string_view text);  ///< the same with ASCII letters folded: hosts
  KeyHash& number(std::uint64_t value);
  [[nodiscard]] Key finish();

 private:
  void byte(unsigned char value);
  void word(std::uint64_t value);
  void rounds(int count);

  std::uint64_t v0_, v1_, v2_, v3_;
  std::uint64_t pending_ = 0;  // up to seven bytes that do not make a word yet
  std::uint64_t length_ = 0;
};

}  // namespace trunkgate::sip
