// SPDX-License-Identifier: Apache-2.0
#include "media/session/payload_kinds.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

TEST(PayloadKinds, NothingSet_IsOther) {
  const PayloadKinds kinds;
  for (unsigned type = 0; type < 128; ++type) EXPECT_EQ(kinds(static_cast<std::uint8_t>(type)), PayloadKind::other);
}

TEST(PayloadKinds, EachType_KeepsItsOwn) {
  constexpr unsigned kind_count = static_cast<unsigned>(PayloadKind::telephone_event) + 1;
  PayloadKinds kinds;
  for (unsigned type = 0; type < 128; ++type) {
    kinds.set(static_cast<std::uint8_t>(type), PayloadKind::telephone_event);  // which another one replaces
    kinds.set(static_cast<std::uint8_t>(type), static_cast<PayloadKind>(type % kind_count));
  }
  for (unsigned type = 0; type < 128; ++type) {
    EXPECT_EQ(kinds(static_cast<std::uint8_t>(type)), static_cast<PayloadKind>(type % kind_count)) << type;
  }
}

}  // namespace
}  // namespace trunkgate::media
