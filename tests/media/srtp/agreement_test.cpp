// SPDX-License-Identifier: Apache-2.0
// The library with our primitives plugged in against the library as Debian ships it, bit by bit. So many packets per
// suite as TRUNKGATE_SRTP_PACKETS says, else enough for CI.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/media/srtp/packets.h"
#include "tests/media/srtp/providers.h"

namespace trunkgate::media {
namespace {

using test::Ends;
using test::Packet;

constexpr std::size_t packet_count_in_ci = 100'000;  // sequence numbers roll over once
constexpr std::size_t payload_size_max = 1400;
constexpr std::uint32_t ssrc = 0x12345678;

std::size_t packet_count() {
  const char* const told = std::getenv("TRUNKGATE_SRTP_PACKETS");
  return told == nullptr ? packet_count_in_ci : std::strtoul(told, nullptr, 10);
}

/// Reproducible, and cheap beside what it feeds.
class Random {
 public:
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  std::size_t below(std::size_t bound) { return next() % bound; }

 private:
  std::uint64_t state_ = 0x9e3779b97f4a7c15U;
};

/// RTP of any length, a quarter each with CSRCs and with a header extension (RFC 3550 §5.1, §5.3.1).
void write_rtp(Random& random, std::uint16_t seq, Packet& packet) {
  packet.length = 0;
  test::put32(packet, 0x80000000U | seq);
  test::put32(packet, seq * 160U);
  test::put32(packet, ssrc);
  const std::size_t payload = random.below(payload_size_max + 1);
  for (std::size_t at = 12; at < 12 + payload; at += 8) {
    const std::uint64_t octets = random.next();
    std::memcpy(packet.buffer.data() + at, &octets, sizeof octets);
  }
  packet.length += payload;
  if (payload >= 16 && random.below(4) == 0) packet.buffer[0] |= 3;  // the first 12 octets are 3 CSRCs
  if (payload >= 32 && random.below(4) == 0) {
    const std::size_t extension = 12 + 4U * (packet.buffer[0] & 15);
    packet.buffer[0] |= 0x10;
    packet.buffer[extension + 2] = 0;
    packet.buffer[extension + 3] = static_cast<std::uint8_t>(random.below(4));  // words
  }
}

class Agreement : public testing::TestWithParam<Suite> {
 protected:
  /// One pair of ends per provider, all with one key; the library as it is comes first.
  std::vector<Ends> open_all() {
    std::vector<Ends> all;
    test::plug(test::unplugged, srtp_hmac);
    all.emplace_back(GetParam());
    for (const CipherTypes* const types : test::plugged()) {
      test::plug(*types, openssl_hmac_sha1());
      all.emplace_back(GetParam());
    }
    return all;
  }

 private:
  test::Installed installed_;
};

bool same(const Packet& a, const Packet& b) {
  return a.length == b.length && std::memcmp(a.buffer.data(), b.buffer.data(), a.length) == 0;
}

/// Every end seals `plain` to the same octets, and opens them to `plain` again.
void expect_agreement(std::vector<Ends>& all, const Packet& plain, bool report) {
  Packet reference = plain;
  for (Ends& ends : all) {
    Packet sealed = plain;
    ASSERT_EQ(report ? ends.protect_rtcp(sealed) : ends.protect(sealed), SrtpError::none);
    if (&ends == &all.front()) reference = sealed;
    ASSERT_TRUE(same(sealed, reference));
    ASSERT_EQ(report ? ends.unprotect_rtcp(sealed) : ends.unprotect(sealed), SrtpError::none);
    ASSERT_TRUE(same(sealed, plain));
  }
}

TEST_P(Agreement, Rfc3711_3_3_RandomPacketsWithRollover_SameOctetsAsTheUnpluggedLibrary) {
  std::vector<Ends> all = open_all();
  ASSERT_GE(all.size(), 2U);
  Random random;
  Packet plain;
  std::uint16_t seq = 65400;
  for (std::size_t i = 0; i < packet_count(); ++i) {
    const bool report = i % 20 == 0;
    if (report) {
      plain = test::rtcp(ssrc);
    } else {
      write_rtp(random, seq++, plain);
    }
    expect_agreement(all, plain, report);
    if (HasFatalFailure()) FAIL() << "packet " << i << " of " << plain.length << " octets";
  }
}

INSTANTIATE_TEST_SUITE_P(EverySuite, Agreement,
                         testing::Values(Suite::aes_cm_128_hmac_sha1_80, Suite::aes_cm_128_hmac_sha1_32,
                                         Suite::aes_256_cm_hmac_sha1_80, Suite::aes_256_cm_hmac_sha1_32,
                                         Suite::aead_aes_128_gcm, Suite::aead_aes_256_gcm),
                         [](const auto& suite) { return std::string{suite_row(suite.param).sdes_name}; });

}  // namespace
}  // namespace trunkgate::media
