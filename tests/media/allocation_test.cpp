// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "media/limits.h"
#include "metrics/counters.h"
#include "tests/media/support/house.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TRUNKGATE_COUNTS_MALLOC 0  // sanitizers bring their own allocator
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TRUNKGATE_COUNTS_MALLOC 0
#else
#define TRUNKGATE_COUNTS_MALLOC 1
#endif
#else
#define TRUNKGATE_COUNTS_MALLOC 1
#endif

#if TRUNKGATE_COUNTS_MALLOC
namespace {
std::atomic<std::uint64_t> allocation_count{0};
}
// Every heap allocation of the process, those of C libraries included: operator new ends in malloc as well.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* malloc(std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return __libc_calloc(count, size);
}
void* realloc(void* block, std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return __libc_realloc(block, size);
}
}

namespace trunkgate::media {
namespace {

// A call with its packets made beforehand; relay() pushes one each way through the anchor.
class Relay {
 public:
  explicit Relay(std::optional<Suite> outside)
      : counters_(labels()),
        house_(&counters_, outside ? SrtpPolicy::required : SrtpPolicy::off, names_of(outside)),
        a_({Address::v4(10, 0, 0, 5), 4000}),
        b_({Address::v4(168, 86, 128, 10), 12000}, outside, 33) {
    up_ = house_.set_up(a_, b_);
    inside_port_ = *house_.ports.at(a_.peer.rtp);
    outside_port_ = *house_.ports.at({Address::v4(192, 0, 2, 10), b_.peer.rtp.port});
    for (std::uint16_t i = 0; i < packet_count; ++i) {
      from_a_.push_back(with_room(rtp_packet(i)));
      from_b_.push_back(with_room(b_.seal(rtp_packet(i))));
    }
    rtcp_ = with_room(rtcp_packet());
  }

  [[nodiscard]] bool up() const { return up_; }
  /// How many of 2 packets were relayed.
  int relay(std::size_t i) {
    house_.now += std::chrono::milliseconds{20};
    return push(inside_port_, a_.offer.rtp, from_a_[i]) + push(outside_port_, b_.offer.rtp, from_b_[i]);
  }
  int relay_rtcp() { return push(inside_port_ + 1, House::above(a_.offer.rtp), rtcp_); }
  /// How many keepalives left.
  int keep_alive() {
    struct Counter : PacketSender {
      int count = 0;
      bool send(PortIndex, const Packet&, const Endpoint&) override { return ++count > 0; }
    } sender;
    house_.now += house_.config.zones[0].keepalive;
    house_.anchor->on_deadline(house_.now, sender);
    return sender.count;
  }
  int drop_stranger(std::size_t i) { return push(inside_port_, {Address::v4(198, 51, 100, 1), 9}, from_a_[i]); }

  static constexpr std::size_t packet_count = 400;

 private:
  static metrics::Labels labels() {
    metrics::Labels labels;
    labels.zones = {"corporate", "carrier"};
    labels.rtp_drops.assign(drop_reason_names.begin(), drop_reason_names.end());
    return labels;
  }
  static std::vector<std::string> names_of(std::optional<Suite> suite) {
    if (!suite) return {};
    return {std::string(suite_row(*suite).sdes_name)};
  }
  struct Buffer {
    Octets octets;
    std::size_t size;
  };
  static Buffer with_room(Octets packet) {
    const std::size_t size = packet.size();
    packet.resize(size + packet_tail_room);
    return {std::move(packet), size};
  }
  int push(PortIndex port, const Endpoint& source, Buffer& buffer) {
    Packet packet{buffer.octets.data(), buffer.size};
    return house_.anchor->on_packet(house_.now, port, source, packet).forward ? 1 : 0;
  }

  metrics::Counters counters_;
  House house_;
  Party a_;
  Party b_;
  bool up_ = false;
  PortIndex inside_port_ = 0;
  PortIndex outside_port_ = 0;
  std::vector<Buffer> from_a_;
  std::vector<Buffer> from_b_;
  Buffer rtcp_;
};

class Allocations : public testing::TestWithParam<std::optional<Suite>> {};

TEST_P(Allocations, RelayedPacketsAfterWarmUp_CostNone) {
  Relay call{GetParam()};
  ASSERT_TRUE(call.up());
  int relayed = 0;
  for (std::size_t i = 0; i < 10; ++i) relayed += call.relay(i);  // the first packet of an SSRC makes its context
  relayed += call.relay_rtcp();
  const std::uint64_t before = allocation_count;
  for (std::size_t i = 10; i < Relay::packet_count; ++i) relayed += call.relay(i);
  const int strangers = call.drop_stranger(1);
  const std::uint64_t after = allocation_count;
  EXPECT_EQ(after - before, 0U);
  EXPECT_EQ(relayed, 2 * static_cast<int>(Relay::packet_count) + 1);
  EXPECT_EQ(strangers, 0);
}

TEST_P(Allocations, KeepalivesAfterTheFirst_CostNone) {
  Relay call{GetParam()};
  ASSERT_TRUE(call.up());
  int sent = call.keep_alive();
  const std::uint64_t before = allocation_count;
  for (int i = 0; i < 20; ++i) sent += call.keep_alive();
  EXPECT_EQ(allocation_count - before, 0U);
  EXPECT_EQ(sent, 2 * 21);
}

TEST(AllocationCounter, SeesNewAndMalloc) {
  const std::uint64_t before = allocation_count;
  delete new volatile int{1};
  std::free(std::malloc(7));  // NOLINT: the counter is what is tested
  EXPECT_GE(allocation_count - before, 1U);
}

INSTANTIATE_TEST_SUITE_P(RtpAndEverySuite, Allocations,
                         testing::Values(std::nullopt, Suite::aes_cm_128_hmac_sha1_80, Suite::aes_cm_128_hmac_sha1_32,
                                         Suite::aes_256_cm_hmac_sha1_80, Suite::aead_aes_128_gcm,
                                         Suite::aead_aes_256_gcm));

}  // namespace
}  // namespace trunkgate::media
#endif
