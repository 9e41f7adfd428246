// SPDX-License-Identifier: Apache-2.0
#include "media/service/pcapng.h"

#include <gtest/gtest.h>

#include <vector>

namespace trunkgate::media {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets octets(const std::string& text) { return {text.begin(), text.end()}; }

std::uint32_t little(const Octets& bytes, std::size_t at) {
  return bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | static_cast<std::uint32_t>(bytes[at + 3]) << 24;
}

// RFC 1071: over data with its checksum in place the sum is all ones.
std::uint32_t sum(const Octets& bytes, std::size_t from, std::size_t to, std::uint32_t start = 0) {
  std::uint32_t total = start;
  for (std::size_t i = from; i < to; ++i)
    total += static_cast<std::uint32_t>(bytes[i]) << ((i - from) % 2 == 0 ? 8 : 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >> 16);
  return total;
}

TEST(Pcapng, Header_IsASectionAndARawInterface) {
  std::string out;
  append_header("abc", out);
  const Octets file = octets(out);
  EXPECT_EQ(little(file, 0), 0x0a0d0d0aU);
  const std::size_t section = little(file, 4);
  EXPECT_EQ(section % 4, 0U);
  EXPECT_EQ(little(file, section - 4), section);
  EXPECT_EQ(little(file, 8), 0x1a2b3c4dU);
  EXPECT_EQ(out.substr(28, 3), "abc");
  EXPECT_EQ(little(file, section), 1U);
  EXPECT_EQ(little(file, section + 8) & 0xffffU, 101U);
  EXPECT_EQ(section + little(file, section + 4), file.size());
}

TEST(Pcapng, Rfc791AndRfc768_HeadersAroundThePayload) {
  std::string out;
  const Octets payload{1, 2, 3, 4, 5};
  append_datagram(0x0102030405060708, {Address::v4(10, 0, 0, 2), 20000}, {Address::v4(192, 0, 2, 7), 4000}, payload,
                  out);
  const Octets block = octets(out);
  EXPECT_EQ(little(block, 0), 6U);
  ASSERT_EQ(little(block, 4), block.size());
  EXPECT_EQ(little(block, 12), 0x01020304U);
  EXPECT_EQ(little(block, 16), 0x05060708U);
  EXPECT_EQ(little(block, 20), 33U);
  const Octets ip(block.begin() + 28, block.begin() + 28 + 33);
  EXPECT_EQ(ip[0], 0x45);
  EXPECT_EQ(ip[3], 33);
  EXPECT_EQ(ip[9], 17);
  EXPECT_EQ(sum(ip, 0, 20), 0xffffU);
  EXPECT_EQ(Octets(ip.begin() + 12, ip.begin() + 20), (Octets{10, 0, 0, 2, 192, 0, 2, 7}));
  EXPECT_EQ(Octets(ip.begin() + 20, ip.begin() + 26), (Octets{0x4e, 0x20, 0x0f, 0xa0, 0, 13}));
  EXPECT_EQ(sum(ip, 12, 33, 17 + 13), 0xffffU);
  EXPECT_EQ(Octets(ip.begin() + 28, ip.end()), payload);
}

TEST(Pcapng, Rfc8200_Ipv6) {
  std::string out;
  Address address;
  address.bytes = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  append_datagram(0, {address, 1}, {address, 2}, Octets{9, 9, 9}, out);
  const Octets block = octets(out);
  const Octets ip(block.begin() + 28, block.begin() + 28 + 40 + 8 + 3);
  EXPECT_EQ(ip[0], 0x60);
  EXPECT_EQ(ip[5], 11);
  EXPECT_EQ(ip[6], 17);
  EXPECT_EQ(sum(ip, 8, ip.size(), 17 + 11), 0xffffU);
}

TEST(Pcapng, Statistics_HaveBothCounts) {
  std::string out;
  append_statistics(0, 1000, 7, out);
  const Octets block = octets(out);
  EXPECT_EQ(little(block, 0), 5U);
  EXPECT_EQ(little(block, 4), block.size());
  EXPECT_EQ(little(block, 20), 4U | 8U << 16);
  EXPECT_EQ(little(block, 24), 1000U);
  EXPECT_EQ(little(block, 32), 5U | 8U << 16);
  EXPECT_EQ(little(block, 36), 7U);
}

}  // namespace
}  // namespace trunkgate::media
