// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/identify.h"

#include <gtest/gtest.h>

#include "tests/proxy/route/house.h"

namespace trunkgate::proxy {
namespace {

Endpoint at(const char* address, int port) { return {*parse_ip(address), static_cast<std::uint16_t>(port)}; }

TEST(PeerDirectory, OnlyPeerOfTheZoneByName_IsEveryAllowedSource) {
  Config config = small_house();
  config.peers.pop_back();
  const PeerDirectory directory{config};
  EXPECT_EQ(directory.identify(1, at("54.172.60.3", 42437)), 1);
}

TEST(PeerDirectory, OnlyPeerOfTheZoneByAddress_IsThatAddressAlone) {
  const PeerDirectory directory{small_house()};
  EXPECT_EQ(directory.identify(0, at("10.0.0.5", 33333)), 0);
  EXPECT_EQ(directory.identify(0, at("10.9.9.9", 5060)), std::nullopt) << "a desk phone is no PBX";
}

TEST(PeerDirectory, SeveralPeers_ByResolvedAddress) {
  const Config config = small_house();
  PeerDirectory directory{config};
  EXPECT_EQ(directory.identify(1, at("54.172.60.3", 5061)), std::nullopt) << "no name is resolved yet";
  directory.set_addresses(1, std::vector{at("54.172.60.0", 5061), at("54.172.60.1", 5061)});
  directory.set_addresses(2, std::vector{at("54.244.51.0", 5061)});
  EXPECT_EQ(directory.identify(1, at("54.172.60.1", 42437)), 1) << "TLS comes from ephemeral ports";
  EXPECT_EQ(directory.identify(1, at("54.244.51.0", 42437)), 2);
  EXPECT_EQ(directory.identify(1, at("::ffff:54.244.51.0", 5061)), 2);
  EXPECT_EQ(directory.identify(1, at("54.244.51.1", 5061)), std::nullopt);
  EXPECT_EQ(directory.identify(0, at("54.244.51.0", 5061)), std::nullopt) << "the other zone has other peers";
}

TEST(PeerDirectory, NewAddresses_ReplaceTheOld) {
  const Config config = small_house();
  PeerDirectory directory{config};
  directory.set_addresses(1, std::vector{at("54.172.60.0", 5061)});
  directory.set_addresses(1, std::vector{at("54.172.60.1", 5061)});
  EXPECT_EQ(directory.identify(1, at("54.172.60.0", 5061)), std::nullopt);
  EXPECT_EQ(directory.identify(1, at("54.172.60.1", 5061)), 1);
}

TEST(PeerDirectory, SameAddress_ThePortDecidesElseTheFirst) {
  Config config = small_house();
  for (const std::size_t index : {1u, 2u}) {
    config.peers[index].literal = parse_ip("127.0.0.40");
    config.peers[index].port = index == 1 ? 5070 : 5080;
  }
  const PeerDirectory directory{config};
  EXPECT_EQ(directory.identify(1, at("127.0.0.40", 5080)), 2);
  EXPECT_EQ(directory.identify(1, at("127.0.0.40", 5070)), 1);
  EXPECT_EQ(directory.identify(1, at("127.0.0.40", 33333)), 1);
}

TEST(PeerDirectory, AddressLiteral_StaysWhatItIs) {
  Config config = small_house();
  config.peers[1].literal = parse_ip("192.0.2.40");
  PeerDirectory directory{config};
  directory.set_addresses(1, std::vector{at("192.0.2.41", 5061)});
  EXPECT_EQ(directory.identify(1, at("192.0.2.40", 5061)), 1);
  EXPECT_EQ(directory.identify(1, at("192.0.2.41", 5061)), std::nullopt);
}

TEST(PeerDirectory, ZoneWithoutPeers_NobodyIsKnown) {
  Config config = small_house();
  config.zones.resize(3);
  EXPECT_EQ(PeerDirectory{config}.identify(2, at("192.0.2.41", 5061)), std::nullopt);
}

TEST(PeerDirectory, AddressesBeyondTheBound_Ignored) {
  const Config config = small_house();
  PeerDirectory directory{config};
  std::vector<Endpoint> many;
  for (std::size_t i = 0; i <= peer_address_count_max; ++i)
    many.push_back(at(("10.1.0." + std::to_string(i)).c_str(), 5061));
  directory.set_addresses(1, many);
  EXPECT_EQ(directory.identify(1, many[peer_address_count_max - 1]), 1);
  EXPECT_EQ(directory.identify(1, many[peer_address_count_max]), std::nullopt);
}

}  // namespace
}  // namespace trunkgate::proxy
