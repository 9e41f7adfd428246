// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace trunkgate::media {

/// An IPv4 or IPv6 address as 16 bytes; IPv4 is kept IPv4-mapped (::ffff:a.b.c.d), so that one comparison serves both
/// and an allow-list cannot be passed by writing an address the other way.
struct Address {
  std::array<std::uint8_t, 16> bytes{};

  /// Two comparisons of words: the compiler would call memcmp(), once or more per packet.
  friend constexpr bool operator==(const Address& left, const Address& right) { return left.halves() == right.halves(); }

  [[nodiscard]] static constexpr Address v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
    return Address{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}};
  }
  [[nodiscard]] constexpr bool is_v4() const {
    for (std::size_t i = 0; i < 10; ++i) {
      if (bytes[i] != 0) return false;
    }
    return bytes[10] == 0xff && bytes[11] == 0xff;
  }
  using Halves = std::array<std::uint64_t, 2>;
  [[nodiscard]] constexpr Halves halves() const { return std::bit_cast<Halves>(bytes); }
  /// 0.0.0.0 or ::
  [[nodiscard]] constexpr bool is_unspecified() const { return *this == Address{} || *this == v4(0, 0, 0, 0); }
  /// 224.0.0.0/4, the limited broadcast address, or ff00::/8.
  [[nodiscard]] constexpr bool is_multicast() const {
    return is_v4() ? (bytes[12] >> 4) == 0xe || *this == v4(255, 255, 255, 255) : bytes[0] == 0xff;
  }
};

struct Endpoint {
  Address address;
  std::uint16_t port = 0;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct CidrBlock {
  Address network;
  std::uint8_t prefix = 128;  ///< counted on the 128-bit form: an IPv4 /30 is 126

  [[nodiscard]] constexpr bool contains(const Address& address) const {
    const std::size_t whole = prefix / 8;
    for (std::size_t i = 0; i < whole; ++i) {
      if (network.bytes[i] != address.bytes[i]) return false;
    }
    const unsigned rest = prefix % 8U;
    if (rest == 0) return true;
    const unsigned mask = 0xffU << (8U - rest) & 0xffU;
    return (network.bytes[whole] & mask) == (address.bytes[whole] & mask);
  }

  friend bool operator==(const CidrBlock&, const CidrBlock&) = default;
};

}  // namespace trunkgate::media
