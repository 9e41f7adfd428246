// SPDX-License-Identifier: Apache-2.0
// What a call with audio keeps on the heap of trunkgate-media: its dialogue, its session, its SRTP. Sockets are the
// kernel's, and replies that may have to be repeated lapse after reply_lifetime.
#include <gtest/gtest.h>
#include <malloc.h>

#include "media/srtp/primitives.h"
#include "tests/media/ng/anchor_desk.h"
#include "tests/media/support/parties.h"

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they bring an allocator of their own

namespace trunkgate::media::ng {
namespace {

/// The bar of bench/rtp is 6 kB a call. It finds some 0.6 kB more than this: the replies of the last half minute.
struct Case {
  std::optional<Suite> outside;  ///< the inside is plain RTP
  double octets_max;
};
constexpr Case cases[] = {{std::nullopt, 2700},
                          {Suite::aes_cm_128_hmac_sha1_80, 5500},
                          {Suite::aes_256_cm_hmac_sha1_80, 5800},
                          // Above the bar: ipsec-mb keeps powers of the hash key beside each of four keys.
                          {Suite::aead_aes_128_gcm, 9200},
                          {Suite::aead_aes_256_gcm, 9200}};
constexpr int warm_up_count = 8;  // what is made once: the library of SRTP, first tables
constexpr int call_count = 200;

/// Opens every port and remembers no more than which, in room taken beforehand.
struct NumberedPorts : PortOpener {
  std::vector<PortIndex> opened;
  NumberedPorts() { opened.reserve(std::size_t{4} * (warm_up_count + call_count)); }
  bool open(PortIndex index, const Endpoint&) override {
    opened.push_back(index);
    return true;
  }
  void close(PortIndex) override {}
};

class CallMemory : public testing::TestWithParam<Case> {
 protected:
  CallMemory() : outside_(trunk_rtp, GetParam().outside, 33) {
    House& house = desk_.house;
    if (const auto suite = GetParam().outside) {
      house.config.zones[House::carrier].suites = {std::string(suite_row(*suite).sdes_name)};
    }
    house.anchor.emplace(house.config, std::uint8_t{0}, std::uint64_t{1}, ports_, house.keys, nullptr);
    from_outside_ = outside_.seal(rtp_packet(1));
    from_inside_ = rtp_packet(1);
  }

  bool ask(const std::string& command, int call, const std::string& members) {
    const std::string reply = desk_.ask(R"({"command":")" + command + R"(","call-id":"call-)" + std::to_string(call) +
                                        R"(","from-tag":"from")" + members + "}");
    desk_.sent.clear();
    return reply.starts_with(R"({"result":"ok")");
  }
  static std::string body(const Party& party) { return R"(,"sdp":")" + AnchorDesk::escaped(party.sdp()) + "\""; }
  bool relays(PortIndex port, const Party& from, const Octets& octets) {
    std::array<std::uint8_t, packet_size_max> buffer;
    std::ranges::copy(octets, buffer.begin());
    Packet packet{buffer.data(), octets.size()};
    return desk_.house.anchor->on_packet(desk_.house.now, port, from.offer.rtp, packet).forward;
  }

  /// Offer, answer, and a packet each way: from then on nothing more is allocated for its audio.
  bool set_up(int call) {
    const std::string terms = R"(,"direction":["corporate","carrier"],"transport-protocol":")" +
                              std::string(GetParam().outside ? "RTP/SAVP" : "RTP/AVP") + "\"";
    if (!ask("offer", call, body(inside_) + terms)) return false;
    if (!ask("answer", call, R"(,"to-tag":"to")" + body(outside_))) return false;
    const std::size_t first_port = ports_.opened.size() - 4;  // RTP and RTCP inside, then outside
    return relays(ports_.opened[first_port], inside_, from_inside_) &&
           relays(ports_.opened[first_port + 2], outside_, from_outside_);
  }

  /// On the heap, once no reply is kept any more.
  std::size_t held() {
    desk_.wait(reply_lifetime);
    EXPECT_TRUE(desk_.ask(R"({"command":"ping"})").ends_with(R"("pong"})"));
    desk_.sent.clear();
    return mallinfo2().uordblks;
  }

  NumberedPorts ports_;  // outlives the anchor, which closes them
  AnchorDesk desk_{warm_up_count + call_count};
  Party inside_ = phone();
  Party outside_;
  Octets from_inside_;
  Octets from_outside_;
};

TEST_P(CallMemory, WithAudio_IsWithinItsBound) {
  if (GetParam().outside && install_fast_primitives().aes_cm != "ipsec-mb") GTEST_SKIP() << "other sizes of keys";
  for (int call = 0; call < warm_up_count; ++call) ASSERT_TRUE(set_up(call)) << call;
  const std::size_t before = held();
  for (int call = 0; call < call_count; ++call) ASSERT_TRUE(set_up(warm_up_count + call)) << call;
  const double octets = static_cast<double>(held() - before) / call_count;
  EXPECT_LE(octets, GetParam().octets_max);
  EXPECT_GT(octets, 1000) << "the calls are gone";
  RecordProperty("octets", std::to_string(octets));
}

INSTANTIATE_TEST_SUITE_P(RtpAndSrtp, CallMemory, testing::ValuesIn(cases));

}  // namespace
}  // namespace trunkgate::media::ng
#endif
