// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/handoff.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <string>
#include <thread>

namespace trunkgate::proxy {
namespace {

const Flow some_flow = Flow::udp(2, {*parse_ip("192.0.2.1"), 5060});

std::string text(const HandoffItem& item) { return {item.bytes.begin(), item.bytes.end()}; }

bool rings(const Handoff& handoff, std::uint8_t worker) {
  pollfd bell{handoff.bell(worker), POLLIN, 0};
  return poll(&bell, 1, 0) == 1;
}

TEST(HandoffRing, Full_RefusesAndKeepsWhatItHas) {
  HandoffRing ring(512);
  const std::string message(100, 'a');
  int taken = 0;
  while (ring.push(HandoffKind::message, some_flow, message)) ++taken;
  EXPECT_EQ(taken, 3);
  HandoffItem item;
  for (int i = 0; i < taken; ++i) {
    ASSERT_TRUE(ring.take(item));
    EXPECT_EQ(text(item), message);
    EXPECT_EQ(item.flow, some_flow);
  }
  EXPECT_FALSE(ring.take(item));
}

TEST(HandoffRing, EverySizeAcrossTheEnd_ComesOutUnchanged) {
  HandoffRing ring(1024);
  HandoffItem item;
  for (std::size_t size = 0; size < 900; ++size) {
    const std::string message(size % 400, static_cast<char>('a' + size % 26));
    ASSERT_TRUE(ring.push(HandoffKind::send, some_flow, message)) << size;
    ASSERT_TRUE(ring.take(item)) << size;
    EXPECT_EQ(text(item), message);
    EXPECT_FALSE(ring.take(item));
  }
}

TEST(HandoffRing, LargestMessage_Fits) {
  HandoffRing ring;
  const std::string message(65535, 'x');
  ASSERT_TRUE(ring.push(HandoffKind::message, some_flow, message));
  HandoffItem item;
  ASSERT_TRUE(ring.take(item));
  EXPECT_EQ(text(item), message);
}

TEST(Handoff, BellOfTheTargetAlone_UntilHushed) {
  Handoff handoff(3);
  ASSERT_TRUE(handoff.push(0, 2, HandoffKind::close, some_flow, {}));
  handoff.ring(2);
  EXPECT_TRUE(rings(handoff, 2));
  EXPECT_FALSE(rings(handoff, 1));
  handoff.hush(2);
  EXPECT_FALSE(rings(handoff, 2));
  HandoffItem item;
  ASSERT_TRUE(handoff.take(2, item));
  EXPECT_EQ(item.kind, HandoffKind::close);
  EXPECT_FALSE(handoff.take(1, item));
}

TEST(Handoff, UnknownWorker_Refused) {
  Handoff handoff(2);
  EXPECT_FALSE(handoff.push(0, 2, HandoffKind::message, some_flow, {}));
}

TEST(Handoff, TwoThreads_EveryMessageOnceAndInOrder) {
  constexpr int count = 100'000;
  Handoff handoff(2);
  std::thread writer([&handoff] {
    for (int i = 0; i < count;) {
      const std::string message = std::to_string(i) + std::string(static_cast<std::size_t>(i % 700), '.');
      if (handoff.push(0, 1, HandoffKind::message, some_flow, message)) {
        handoff.ring(1);
        ++i;
      } else {
        std::this_thread::yield();
      }
    }
  });
  int expected = 0;
  while (expected < count) {
    pollfd bell{handoff.bell(1), POLLIN, 0};
    if (poll(&bell, 1, 10'000) != 1) break;
    handoff.hush(1);
    HandoffItem item;
    while (handoff.take(1, item)) {
      const std::string message = std::to_string(expected) + std::string(static_cast<std::size_t>(expected % 700), '.');
      EXPECT_EQ(text(item), message);
      ++expected;
    }
  }
  writer.join();
  EXPECT_EQ(expected, count);
}

}  // namespace
}  // namespace trunkgate::proxy
