// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/key_hash.h"

#include <bit>

namespace trunkgate::sip {

// Aumasson and Bernstein, "SipHash: a fast short-input PRF"; the 128-bit form of their reference code.
KeyHash::KeyHash(const KeySeed& seed)
    : v0_(seed.first ^ 0x736f6d6570736575),
      v1_(seed.second ^ 0x646f72616e646f6d ^ 0xee),
      v2_(seed.first ^ 0x6c7967656e657261),
      v3_(seed.second ^ 0x7465646279746573) {}

KeyHash& KeyHash::bytes(std::string_view text) {
  for (const char c : text) byte(static_cast<unsigned char>(c));
  return *this;
}

KeyHash& KeyHash::part(std::string_view text) { return number(text.size()).bytes(text); }

KeyHash& KeyHash::lower_part(std::string_view text) {
  number(text.size());
  for (const char c : text) byte(static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
  return *this;
}

KeyHash& KeyHash::number(std::uint64_t value) {
  for (int shift = 0; shift < 64; shift += 8) byte(static_cast<unsigned char>(value >> shift));
  return *this;
}

Key KeyHash::finish() {
  word(pending_ | length_ << 56);
  v2_ ^= 0xee;
  rounds(4);
  const std::uint64_t low = v0_ ^ v1_ ^ v2_ ^ v3_;
  v1_ ^= 0xdd;
  rounds(4);
  return {v0_ ^ v1_ ^ v2_ ^ v3_, low};
}

void KeyHash::byte(unsigned char value) {
  pending_ |= std::uint64_t{value} << (length_ % 8 * 8);
  if (++length_ % 8 != 0) return;
  word(pending_);
  pending_ = 0;
}

void KeyHash::word(std::uint64_t value) {
  v3_ ^= value;
  rounds(2);
  v0_ ^= value;
}

void KeyHash::rounds(int count) {
  for (; count > 0; --count) {
    v0_ += v1_;
    v2_ += v3_;
    v1_ = std::rotl(v1_, 13) ^ v0_;
    v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ = std::rotl(v0_, 32);
    v2_ += v1_;
    v0_ += v3_;
    v1_ = std::rotl(v1_, 17) ^ v2_;
    v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ = std::rotl(v2_, 32);
  }
}

}  // namespace trunkgate::sip
