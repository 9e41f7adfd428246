// SPDX-License-Identifier: Apache-2.0
#include "sip/scan/control.h"

#include <gtest/gtest.h>

#include <string>

namespace trunkgate::sip {
namespace {

TEST(Rfc3261_25_1, ControlCharacter_FoundAtEveryPlace) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7f;
    for (std::size_t place = 0; place < 40; ++place) {
      std::string text(40, 'x');
      text[place] = static_cast<char>(byte);
      ASSERT_EQ(find_control(text), control ? place : text.size()) << byte << " at " << place;
      ASSERT_EQ(find_control_scalar(text), find_control(text));
    }
  }
}

}  // namespace
}  // namespace trunkgate::sip
