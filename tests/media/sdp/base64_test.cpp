// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/base64.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace trunkgate::media {
namespace {

/// What `text` decodes to as `size` octets; "refused" when it does not.
std::string decoded(std::string_view text, std::size_t size) {
  std::vector<std::uint8_t> octets(size);
  return decode_base64(text, octets) ? std::string(octets.begin(), octets.end()) : "refused";
}

TEST(Rfc4648_10, TestVectors_BothWays) {
  const std::array<std::pair<std::string, std::string>, 6> vectors{{{"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"}}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(decoded(text, plain.size()), plain);
    std::array<char, 16> room{};
    TextWriter out(room);
    encode_base64(std::vector<std::uint8_t>(plain.begin(), plain.end()), out);
    EXPECT_EQ(out.view(), text);
  }
}

TEST(Rfc4648_3_2, Padding_MayBeLeftOut) {
  EXPECT_EQ(decoded("Zg", 1), "f");
  EXPECT_EQ(decoded("Zm8", 2), "fo");
}

TEST(Rfc4648_3, AnythingElse_IsRefused) {
  EXPECT_EQ(decoded("Zm9v", 2), "refused") << "one octet too many";
  EXPECT_EQ(decoded("Zm9v", 4), "refused") << "one octet too few";
  EXPECT_EQ(decoded("Zh==", 1), "refused") << "bits behind the last octet";
  EXPECT_EQ(decoded("Z===", 1), "refused");
  EXPECT_EQ(decoded("Zg=", 1), "refused");
  EXPECT_EQ(decoded("Zm=v", 3), "refused");
  EXPECT_EQ(decoded("Zm-v", 3), "refused") << "the URL alphabet";
  EXPECT_EQ(decoded("Zm 9", 3), "refused");
  EXPECT_EQ(decoded("", 1), "refused");
}

}  // namespace
}  // namespace trunkgate::media
