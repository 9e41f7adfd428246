// SPDX-License-Identifier: Apache-2.0
#include "media/session/port_bank.h"

#include <gtest/gtest.h>

#include <set>

#include "media/limits.h"
#include "tests/media/support/paper_ports.h"

namespace trunkgate::media {
namespace {

MediaConfig config() {
  MediaConfig config;
  config.zones.resize(3);
  config.zones[0].bind = Address::v4(10, 0, 0, 2);
  config.zones[0].port_first = 20000;
  config.zones[0].port_last = 20019;
  config.zones[2].bind = Address::v4(192, 0, 2, 10);  // zone 1 carries no media
  config.zones[2].port_first = 10000;
  config.zones[2].port_last = 10009;
  return config;
}

class PortBankTest : public testing::Test {
 protected:
  MediaConfig settings = config();
  PaperPorts ports;
  PortBank bank{settings, 0, 1, ports};
};

TEST_F(PortBankTest, Lease_OpensThePairOnTheZonesAddress) {
  const PortLease lease = bank.lease(2);
  ASSERT_TRUE(lease);
  ASSERT_EQ(ports.open_ports.size(), 2U);
  EXPECT_EQ(ports.open_ports.at(lease.rtp()), (Endpoint{Address::v4(192, 0, 2, 10), lease.number()}));
  EXPECT_EQ(ports.open_ports.at(lease.rtcp()).port, lease.number() + 1);
  EXPECT_EQ(lease.rtp() % 2, 0U);
  EXPECT_EQ(bank.zone_of(lease.rtp()), 2);
  EXPECT_EQ(bank.zone_of(lease.rtcp()), 2);
  EXPECT_EQ(bank.in_use(2), 2U);
  EXPECT_EQ(bank.in_use(0), 0U);
}

TEST_F(PortBankTest, Indices_AreDistinctAndBelowTheCount) {
  std::vector<PortLease> leases;
  std::set<PortIndex> seen;
  for (const ZoneIndex zone : {ZoneIndex{0}, ZoneIndex{2}}) {
    for (PortLease lease = bank.lease(zone); lease; lease = bank.lease(zone)) {
      seen.insert(lease.rtp());
      EXPECT_LT(lease.rtcp(), bank.count());
      leases.push_back(std::move(lease));
    }
  }
  EXPECT_EQ(leases.size(), 15U);
  EXPECT_EQ(seen.size(), 15U);
  EXPECT_EQ(bank.count(), 30U);
  EXPECT_EQ(PortBank::count(settings, 0), 30U);
}

TEST_F(PortBankTest, ZoneWithoutMedia_HasNoPort) { EXPECT_FALSE(bank.lease(1)); }

TEST_F(PortBankTest, LeaseThatGoes_RestsWithItsSocketsOpen) {
  const PortIndex first = bank.lease(0).rtp();
  EXPECT_EQ(ports.open_ports.size(), 2U);
  EXPECT_EQ(bank.in_use(), 0U);
  std::vector<PortLease> leases;
  for (PortLease lease = bank.lease(0); lease; lease = bank.lease(0)) {
    EXPECT_NE(lease.rtp(), first);
    leases.push_back(std::move(lease));
  }
  EXPECT_EQ(leases.size(), 9U);
  bank.set_time(Instant{} + port_quarantine);
  const PortLease again = bank.lease(0);
  EXPECT_EQ(again.rtp(), first);
  EXPECT_EQ(ports.opened, 20U);
}

TEST_F(PortBankTest, FewDescriptors_FewPairsAreKept) {
  settings.open_pairs_kept = 1;
  { const PortLease first = bank.lease(0), second = bank.lease(0); }
  EXPECT_EQ(ports.open_ports.size(), 2U);
  bank.set_time(Instant{} + port_quarantine);
  { const PortLease again = bank.lease(0); }
  EXPECT_EQ(ports.opened, 4U);
  bank.set_time(Instant{} + 2 * port_quarantine);
  settings.open_pairs_kept = 0;
  { const PortLease again = bank.lease(0); }
  EXPECT_TRUE(ports.open_ports.empty());
}

TEST_F(PortBankTest, BeyondTheKeptPairs_SocketsAreOpenedAndClosedCallByCall) {
  MediaConfig wide = config();
  wide.zones[0].port_last = 29999;
  PortBank big{wide, 0, 1, ports};
  std::vector<PortLease> leases;
  for (std::size_t i = 0; i < open_pairs_kept_max + 10; ++i) leases.push_back(big.lease(0));
  EXPECT_EQ(ports.open_ports.size(), 2 * (open_pairs_kept_max + 10));
  leases.clear();
  EXPECT_EQ(ports.open_ports.size(), 2 * open_pairs_kept_max);
  big.set_time(Instant{} + port_quarantine);
  const std::size_t opened = ports.opened;
  for (std::size_t i = 0; i < open_pairs_kept_max; ++i) leases.push_back(big.lease(0));
  EXPECT_EQ(ports.opened, opened);
  leases.push_back(big.lease(0));
  EXPECT_EQ(ports.opened, opened + 2);
}

TEST_F(PortBankTest, DescriptorsHaveRunOut_PairsThatNobodyUsesGiveTheirs) {
  ports.descriptors = 4;
  { const PortLease of_inside = bank.lease(0), of_outside = bank.lease(2); }
  EXPECT_EQ(ports.open_ports.size(), 4U);
  const PortLease first = bank.lease(0);
  const PortLease second = bank.lease(0);
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(bank.lease(0));
  EXPECT_EQ(ports.open_ports.size(), 4U);
}

TEST_F(PortBankTest, CloseUnused_LeavesLeasedPairsAlone) {
  const PortLease kept = bank.lease(0);
  { const PortLease given_back = bank.lease(0); }
  EXPECT_TRUE(bank.close_unused());
  EXPECT_TRUE(ports.open_ports.contains(kept.rtp()) && ports.open_ports.contains(kept.rtcp()));
  EXPECT_EQ(ports.open_ports.size(), 2U);
  EXPECT_FALSE(bank.close_unused());
}

TEST_F(PortBankTest, MovedLease_GivesBackOnce) {
  PortLease first = bank.lease(0);
  PortLease second = std::move(first);
  first.reset();
  EXPECT_EQ(bank.in_use(), 2U);
  second = bank.lease(0);
  EXPECT_EQ(bank.in_use(), 2U);
  second.reset();
  EXPECT_EQ(bank.in_use(), 0U);
}

TEST_F(PortBankTest, RtcpPortTaken_RtpIsClosedAgainAndTheNextPairTried) {
  for (std::uint16_t port = 10001; port < 10009; port += 2) ports.taken.insert(port);
  const PortLease lease = bank.lease(2);
  ASSERT_TRUE(lease);
  EXPECT_EQ(lease.number(), 10008);
  EXPECT_EQ(ports.open_ports.size(), 2U);
  ports.taken.insert(10009);
  EXPECT_FALSE(bank.lease(2));
}

TEST_F(PortBankTest, ManyTakenPorts_TheSearchIsBounded) {
  MediaConfig wide = config();
  wide.zones[0].port_last = 29999;
  PortBank big{wide, 0, 1, ports};
  for (std::uint16_t port = 20000; port < 30000; ++port) ports.taken.insert(port);
  EXPECT_FALSE(big.lease(0));
  EXPECT_EQ(ports.attempts, port_attempts_max);
}

}  // namespace
}  // namespace trunkgate::media
