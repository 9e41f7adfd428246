// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "proxy/admission/admit.h"
#include "proxy/config/cidr.h"

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace trunkgate::proxy {
namespace {

TEST(Gate, Admit_NeverAllocates) {
  Config config;
  config.zones.resize(1);
  config.zones[0].allow = {*parse_cidr("10.0.0.0/8")};
  config.listeners = {{0, Transport::udp, {}}};
  Gate gate{config, 1};
  IpAddress source = *parse_ip("10.0.0.0");
  std::size_t accepted = 0;
  const std::size_t before = allocations;
  for (unsigned i = 0; i < 100'000; ++i) {
    source.bytes[12] = static_cast<std::uint8_t>(10 + i % 2);
    source.bytes[14] = static_cast<std::uint8_t>(i >> 8);
    source.bytes[15] = static_cast<std::uint8_t>(i);
    accepted += gate.admit(sip::Instant{}, 0, source) == Verdict::accept ? 1u : 0u;
  }
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(accepted, 50'000u);
}

}  // namespace
}  // namespace trunkgate::proxy
