// SPDX-License-Identifier: Apache-2.0
#include "media/session/stream.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

// From the beginning of a side to the end of a member.
template <class Member>
std::size_t octets_up_to(const StreamSide& side, const Member& member) {
  return reinterpret_cast<std::uintptr_t>(&member) + sizeof member - reinterpret_cast<std::uintptr_t>(&side);
}

TEST(StreamSide, WhatAPacketNeeds_LiesInTheOctetsThatAreFetchedForIt) {
  const StreamSide side;
  EXPECT_LE(octets_up_to(side, side.rtp), StreamSide::octets_out);
  EXPECT_LE(octets_up_to(side, side.ports), StreamSide::octets_out);
  EXPECT_LE(octets_up_to(side, side.seals), StreamSide::octets_out);
  EXPECT_LE(octets_up_to(side, side.opens), StreamSide::octets_in);
  EXPECT_LE(octets_up_to(side, side.reception), StreamSide::octets_in);
  EXPECT_LE(octets_up_to(side, side.kinds), StreamSide::octets_in);
}

}  // namespace
}  // namespace trunkgate::media
