// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/carried_dialog.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "proxy/hide/sealed_id.h"

namespace trunkgate::proxy {
namespace {

constexpr std::uint8_t inside = 0;
constexpr std::uint8_t outside = 1;

class CarriedDialog : public testing::Test {
 protected:
  CarriedDialog() : sealer_(keys()) {}

  static KeyRing keys() {
    SealingKey::Bytes bytes{};
    bytes.fill(7);
    KeyRing ring;
    EXPECT_EQ(ring.add(SealingKey(bytes)), KeyRing::AddError::none);
    return ring;
  }
  std::string tag(std::uint8_t zone, const std::string& original) {
    std::array<char, 800> out;
    return std::string(seal_tag(sealer_, zone, original, out));
  }
  std::string call_id(std::uint8_t zone, const std::string& original) {
    std::array<char, 800> out;
    return std::string(seal_call_id(sealer_, zone, original, out));
  }
  std::string carried(std::uint8_t from, std::uint8_t to, const std::string& text) {
    const auto named = sip::Replaces::parse(text);
    ReplacesText out;
    return named && carry_replaces(sealer_, from, to, *named, out) ? std::string(out.view()) : "refused";
  }

  Sealer sealer_;
};

TEST_F(CarriedDialog, Rfc3891_6_1_CallOfTheInside_AndBackAgain) {
  // The inside knows: its own Call-ID, our tag for the far one, its own tag.
  const std::string near = "c@pbx;to-tag=" + tag(inside, "far") + ";from-tag=near";
  const std::string far = call_id(outside, "c@pbx") + ";to-tag=far;from-tag=" + tag(outside, "near");
  EXPECT_EQ(carried(inside, outside, near), far);
  EXPECT_EQ(carried(inside, outside, near + ";early-only"), far + ";early-only");
  // The far side names the same call from where it stands: the tag of ours is the near one's.
  EXPECT_EQ(carried(outside, inside, call_id(outside, "c@pbx") + ";to-tag=" + tag(outside, "near") + ";from-tag=far"),
            "c@pbx;to-tag=near;from-tag=" + tag(inside, "far"));
}

TEST_F(CarriedDialog, Rfc3891_3_NamesThatAreNotOurs_Refused) {
  const std::string sealed = tag(inside, "far");
  EXPECT_EQ(carried(inside, outside, "c@pbx;to-tag=far;from-tag=near"), "refused");
  EXPECT_EQ(carried(outside, inside, "c@pbx;to-tag=" + sealed + ";from-tag=near"), "refused");  // another zone's
  std::string broken = sealed;
  broken[broken.size() / 2] = broken[broken.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(carried(inside, outside, "c@pbx;to-tag=" + broken + ";from-tag=near"), "refused");
  EXPECT_EQ(carried(inside, outside, "c@pbx;to-tag=" + tag(inside, " 1f") + ";from-tag=near"), "refused");  // no peer's
}

TEST_F(CarriedDialog, TargetBehindOurContact) {
  std::array<char, 800> out;
  std::array<char, 800> plain;
  const std::string user(seal_contact(sealer_, inside, "sip:+1555@172.25.1.2;transport=udp", {}, out));
  EXPECT_EQ(target_behind(sealer_, inside, user, plain), "sip:+1555@172.25.1.2;transport=udp");
  EXPECT_EQ(target_behind(sealer_, outside, user, plain), "");
  EXPECT_EQ(target_behind(sealer_, inside, "+1555", plain), "");
}

TEST(HeaderValue, Rfc3261_19_1_1_EscapedAndBack) {
  std::array<char, 64> out;
  std::array<char, 64> back;
  const auto escaped = escape_header_value("a-1@b;to-tag=x y%", out);
  EXPECT_EQ(escaped, "a-1%40b%3Bto-tag%3Dx%20y%25");
  EXPECT_EQ(unescape_header_value(escaped, back), "a-1@b;to-tag=x y%");
  for (const char* broken : {"%", "a%4", "%zz"}) EXPECT_EQ(unescape_header_value(broken, back), "") << broken;
  std::array<char, 3> small;
  EXPECT_EQ(escape_header_value("a@", small), "");
  EXPECT_EQ(unescape_header_value("abcd", small), "");
}

}  // namespace
}  // namespace trunkgate::proxy
