// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/digest_hash.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace trunkgate::proxy {
namespace {

using sip::HashAlgorithm;

std::string hash(HashAlgorithm algorithm, const std::vector<std::string_view>& parts) {
  std::string digits(algorithm == HashAlgorithm::md5 ? 32 : 64, '\0');
  return openssl_hash(algorithm, parts, digits) ? digits : "refused";
}

TEST(Rfc1321_A_5, Md5_Vectors) {
  EXPECT_EQ(hash(HashAlgorithm::md5, {}), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(hash(HashAlgorithm::md5, {"abc"}), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(hash(HashAlgorithm::md5, {"message digest"}), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(Rfc6234_8_5, Sha256_Vectors) {
  EXPECT_EQ(hash(HashAlgorithm::sha256, {"abc"}), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash(HashAlgorithm::sha256, {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"}),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(DigestHash, Parts_AsOneText) {
  EXPECT_EQ(hash(HashAlgorithm::md5, {"mess", "", "age ", "digest"}), hash(HashAlgorithm::md5, {"message digest"}));
}

TEST(DigestHash, Room_BoundHitExactlyAndByOne) {
  const std::string_view part = "abc";
  std::string digits(63, '#');
  EXPECT_FALSE(openssl_hash(HashAlgorithm::md5, {&part, 1}, std::span(digits).first(31)));
  EXPECT_FALSE(openssl_hash(HashAlgorithm::sha256, {&part, 1}, digits));
  EXPECT_EQ(digits, std::string(63, '#'));
  EXPECT_TRUE(openssl_hash(HashAlgorithm::md5, {&part, 1}, std::span(digits).first(32)));
  EXPECT_EQ(digits.substr(32), std::string(31, '#'));
}

}  // namespace
}  // namespace trunkgate::proxy
