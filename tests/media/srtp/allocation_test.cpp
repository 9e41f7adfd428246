// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "tests/media/srtp/packets.h"
#include "tests/media/srtp/providers.h"

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

// Every allocation of the program passes here, those of libsrtp2, OpenSSL and operator new too.
static std::atomic<std::size_t> allocation_count{0};

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return __libc_realloc(memory, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  *memory = aligned_alloc(alignment, size);
  return *memory == nullptr;
}
}

namespace trunkgate::media {
namespace {

using test::Ends;
using test::Packet;

/// Protects and unprotects `count` RTP and RTCP packets.
void relay(Ends& ends, std::uint16_t first, int count) {
  for (int i = 0; i < count; ++i) {
    Packet packet = test::rtp(static_cast<std::uint16_t>(first + i));
    Packet report = test::rtcp();
    if (ends.protect(packet) != SrtpError::none || ends.unprotect(packet) != SrtpError::none) std::abort();
    if (ends.protect_rtcp(report) != SrtpError::none || ends.unprotect_rtcp(report) != SrtpError::none) std::abort();
  }
}

TEST(SrtpAllocation, Counter_SeesMallocAndNew) {
  const std::size_t before = allocation_count.load();
  std::free(std::malloc(10));
  delete new int{1};
  EXPECT_GE(allocation_count.load() - before, 1U);
}

TEST(SrtpAllocation, AllThatASessionKeeps_IsOneBlock) {
  if (!install_fast_primitives().ready || ipsec_mb_ciphers() == nullptr)
    GTEST_SKIP() << "OpenSSL keeps a key where it likes";
  for (const Suite suite : {Suite::aes_cm_128_hmac_sha1_80, Suite::aes_256_cm_hmac_sha1_80}) {
    const MasterKey key = test::key_for(suite);
    SrtpSession session;
    const std::size_t before = allocation_count.load();
    const bool opened = session.open(SrtpSession::Direction::outbound, suite, key);
    Packet packet = test::rtp(1);
    Packet report = test::rtcp();
    const SrtpError rtp_error = session.protect_rtp(packet.buffer, packet.length);
    const SrtpError rtcp_error = session.protect_rtcp(report.buffer, report.length);
    EXPECT_EQ(allocation_count.load() - before, 1U) << suite_row(suite).sdes_name;
    EXPECT_TRUE(opened && rtp_error == SrtpError::none && rtcp_error == SrtpError::none);
  }
}

TEST(SrtpAllocation, AfterTheFirstPacketOfAnSsrc_NoneWithTheInstalledPrimitives) {
  for (const SuiteRow& row : suites()) {
    Ends ends{row.suite};
    relay(ends, 1, 1);
    const std::size_t before = allocation_count.load();
    relay(ends, 2, 500);
    EXPECT_EQ(allocation_count.load() - before, 0U) << row.sdes_name;
  }
}

TEST(SrtpAllocation, AfterTheFirstPacketOfAnSsrc_NoneWithOpenssl) {
  const test::Installed installed;
  test::plug(openssl_ciphers(), openssl_hmac_sha1());
  for (const SuiteRow& row : suites()) {
    Ends ends{row.suite};
    relay(ends, 1, 1);
    const std::size_t before = allocation_count.load();
    relay(ends, 2, 500);
    EXPECT_EQ(allocation_count.load() - before, 0U) << row.sdes_name;
  }
}

TEST(SrtpAllocation, ForgedPackets_CostNone) {
  Ends ends{Suite::aead_aes_128_gcm};
  relay(ends, 1, 1);
  const std::size_t before = allocation_count.load();
  for (std::uint32_t ssrc = 0; ssrc < 100; ++ssrc) {
    Packet forged = test::rtp(9, ssrc);
    if (ends.unprotect(forged) != SrtpError::auth) std::abort();
  }
  EXPECT_EQ(allocation_count.load() - before, 0U);
}

}  // namespace
}  // namespace trunkgate::media

#endif
