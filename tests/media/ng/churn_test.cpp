// SPDX-License-Identifier: Apache-2.0
// A hundred thousand calls set up and released through the ng server over real sockets: nothing may be left of any of
// them.
#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <filesystem>

#include "media/io/socket_io.h"
#include "tests/media/ng/anchor_desk.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media::ng {
namespace {

// Sanitizers are slow, have an allocator of their own, and find their faults in the first call.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int call_count = 10'000;
#else
constexpr int call_count = 100'000;
#endif
constexpr int warm_up_count = 5'000;
constexpr std::chrono::milliseconds call_interval{10};
constexpr std::uint16_t pair_count = 500;  // more than are set up while a released pair rests
// Hash tables and queues that grow once. A leak of one octet per call is beyond it.
constexpr std::size_t memory_growth_max = 64 * 1024;

class Churn : public testing::Test {
 protected:
  struct Holdings {
    std::size_t memory;  ///< octets on the heap
    std::ptrdiff_t descriptors;
    std::uint32_t ports;
    std::size_t sessions;
    std::size_t calls;
  };

  Churn() {
    // Addresses that are this process's alone, so that all their ports are free.
    MediaConfig& config = desk_.house.config;
    for (std::uint8_t zone = 0; zone < 2; ++zone) {
      config.zones[zone].bind =
          Address::v4(127, static_cast<std::uint8_t>(201 + zone), static_cast<std::uint8_t>(getpid() >> 8),
                      static_cast<std::uint8_t>(getpid()));
    }
    io_ = std::make_unique<SocketIo>(Anchor::port_count(config, 0));
    desk_.house.anchor.emplace(config, std::uint8_t{0}, std::uint64_t{1}, *io_, desk_.house.keys, nullptr);
  }

  bool ask(const std::string& command, const std::string& call, const std::string& members) {
    const std::string reply =
        desk_.ask(R"({"command":")" + command + R"(","call-id":")" + call + R"(","from-tag":"f")" + members + "}");
    desk_.sent.clear();
    return reply.starts_with(R"({"result":"ok")");
  }
  static std::string body(const Party& party) { return R"(,"sdp":")" + AnchorDesk::escaped(party.sdp()) + "\""; }

  /// One call from offer to delete, every fourth with SRTP outside. True when each step was done.
  bool run_call(int number) {
    const std::string call = "call-" + std::to_string(number);
    const bool secure = number % 4 == 0;
    const Party called = secure ? secure_trunk() : trunk();
    const std::string terms = R"(,"direction":["corporate","carrier"],"transport-protocol":")" +
                              std::string(secure ? "RTP/SAVP" : "RTP/AVP") + "\"";
    const bool up = ask("offer", call, body(phone()) + terms) &&
                    ask("answer", call, R"(,"to-tag":"t")" + body(called)) && desk_.house.anchor->ports_in_use() == 4;
    const bool released = ask("delete", call, R"(,"delete-delay":0)");
    desk_.wait(call_interval);
    return up && released;
  }
  /// True when all of them went well.
  bool run_calls(int first, int count) {
    for (int i = first; i < first + count; ++i)
      if (!run_call(i)) return false;
    return true;
  }

  /// Longer than anything is kept: replies to repeat, ports at rest.
  void rest() {
    desk_.wait(reply_lifetime + std::chrono::seconds{1});
    ask("ping", "", "");
    desk_.lines.clear();
  }
  [[nodiscard]] Holdings held() {
    const auto descriptors = std::filesystem::directory_iterator("/proc/self/fd");
    const Anchor& anchor = *desk_.house.anchor;
    return {mallinfo2().uordblks, std::distance(begin(descriptors), end(descriptors)), anchor.ports_in_use(),
            anchor.session_count(), desk_.server->call_count()};
  }

  std::unique_ptr<SocketIo> io_;  // outlives the anchor, which closes its ports
  AnchorDesk desk_{pair_count};
};

TEST_F(Churn, CallsSetUpAndReleased_LeaveNoMemoryPortOrDescriptor) {
  ASSERT_TRUE(run_calls(0, warm_up_count));
  rest();
  const Holdings before = held();
  ASSERT_TRUE(run_calls(warm_up_count, call_count));
  rest();
  const Holdings after = held();
  EXPECT_LE(after.memory, before.memory + memory_growth_max);
  EXPECT_EQ(after.descriptors, before.descriptors);
  EXPECT_EQ(after.ports, 0U);
  EXPECT_EQ(after.sessions, 0U);
  EXPECT_EQ(after.calls, 0U);
}

TEST_F(Churn, AfterThem_EveryPairOfTheRangeCanBeHadAgain) {
  ASSERT_TRUE(run_calls(0, 2 * pair_count));
  rest();
  for (int i = 0; i < pair_count; ++i) {
    const std::string call = "standing-" + std::to_string(i);
    ASSERT_TRUE(ask("offer", call, body(phone()) + R"(,"direction":["corporate","carrier"])")) << i;
  }
  EXPECT_EQ(desk_.house.anchor->ports_in_use(), 4U * pair_count);
  EXPECT_FALSE(ask("offer", "one too many", body(phone()) + R"(,"direction":["corporate","carrier"])"));
}

}  // namespace
}  // namespace trunkgate::media::ng
