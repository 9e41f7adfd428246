// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/base64url.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "sip/scan/chars.h"

namespace trunkgate::proxy {
namespace {

std::string encoded(std::string_view bytes) {
  std::string text((bytes.size() * 4 + 2) / 3, '\0');
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  EXPECT_EQ(base64url_encode({data, bytes.size()}, text), text.size());
  return text;
}

/// The bytes, or "refused".
std::string decoded(std::string_view text, std::size_t room = 64) {
  std::array<std::uint8_t, 64> bytes;
  const auto size = base64url_decode(text, std::span(bytes).first(room));
  return size ? std::string(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*size)) : "refused";
}

TEST(Rfc4648_10, Vectors_WithoutPadding) {
  const std::pair<const char*, const char*> vectors[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(encoded(bytes), text);
    EXPECT_EQ(decoded(text), bytes);
  }
}

TEST(Rfc4648_5, EveryValue_TokenCharactersBothWays) {
  std::string all;
  for (unsigned value = 0; value < 256; ++value) all += static_cast<char>(value);
  for (std::size_t at = 0; at < 256; at += 32) {
    const std::string text = encoded(all.substr(at, 32));
    EXPECT_TRUE(sip::all(sip::token, text)) << text;
    EXPECT_TRUE(is_base64url(text));
    EXPECT_EQ(decoded(text), all.substr(at, 32));
  }
  EXPECT_EQ(encoded("\xfb\xff"), "-_8");
}

TEST(Rfc4648_3_5, BitsBeyondTheLastByte_Refused) {
  EXPECT_EQ(decoded("Zg"), "f");
  for (const auto* text : {"Zh", "Zi", "Zk", "Zo", "Zv", "Zm9", "Zm-", "Zm_"})
    EXPECT_EQ(decoded(text), "refused") << text;
}

TEST(Rfc4648_3_3, ForeignCharacters_Refused) {
  for (unsigned value = 0; value < 256; ++value) {
    const char c = static_cast<char>(value);
    const bool ours =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    const std::string text = std::string("AA") + c + "A";
    EXPECT_EQ(decoded(text) != "refused", ours) << value;
    EXPECT_EQ(is_base64url(text), ours) << value;
  }
  EXPECT_EQ(decoded("Zg=="), "refused");
  EXPECT_EQ(decoded("Zm9v\n"), "refused");
}

TEST(Base64url, LengthAndRoom_BoundsHitExactlyAndByOne) {
  for (const auto* text : {"A", "AAAAA", "AAAAAAAAA"}) EXPECT_EQ(decoded(text), "refused") << text;
  EXPECT_EQ(decoded("Zm9v", 3), "foo");
  EXPECT_EQ(decoded("Zm9v", 2), "refused");
  EXPECT_EQ(decoded("Zm8", 2), "fo");
  EXPECT_EQ(decoded("Zm8", 1), "refused");
}

}  // namespace
}  // namespace trunkgate::proxy
