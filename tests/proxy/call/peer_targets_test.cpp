// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/peer_targets.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "tests/proxy/route/house.h"

namespace trunkgate::proxy {
namespace {

constexpr std::uint16_t pbx = 0;
constexpr std::uint16_t trunk = 1;

Endpoint at(const std::string& address, std::uint16_t port) { return {*parse_ip(address), port}; }

class Targets : public testing::Test {
 protected:
  Targets() {
    config_.zones[0].allow = {{*parse_ip("10.0.0.0"), 104}};
    config_.zones[1].allow = {{*parse_ip("54.172.60.0"), 126}};
    config_.listeners.push_back({0, Transport::tcp, at("10.0.0.2", 5060)});
  }
  PeerTargets& targets() {
    if (!targets_) targets_.emplace(config_);
    return *targets_;
  }
  /// A leg to the PBX over UDP whose dialog points to `target`, by way of `route` when there is one.
  Leg leg_to(const std::string& target, const std::string& route = {}) {
    Leg leg;
    leg.peer = pbx;
    leg.zone = 0;
    leg.listener = 0;
    leg.flow = Flow::udp(0, spoke_from);
    EXPECT_TRUE(leg.dialog.create({.call_id = "c",
                                   .local_tag = "l",
                                   .remote_tag = "r",
                                   .local_uri = "<sip:us@h>",
                                   .remote_uri = "<sip:them@h>",
                                   .remote_target = target}));
    if (!route.empty()) {
      const std::string text =
          "INVITE sip:a@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=f\r\nTo: <sip:b@h>\r\n"
          "Call-ID: c\r\nCSeq: 1 INVITE\r\nRecord-Route: " +
          route + "\r\n\r\n";
      sip::Message message;
      EXPECT_EQ(message.parse(text), sip::ParseError::none);
      EXPECT_TRUE(leg.dialog.set_route_set(message, false));
    }
    return leg;
  }

  const Endpoint spoke_from = at("10.0.0.5", 5066);
  Config config_ = small_house();

 private:
  std::optional<PeerTargets> targets_;
};

TEST_F(Targets, Literal_KnownFromTheStart) {
  EXPECT_EQ(targets().address_count(pbx), 1u);
  EXPECT_EQ(targets().flow_to(pbx, 0), Flow::udp(0, at("10.0.0.5", 5060)));
  EXPECT_EQ(targets().address_count(trunk), 0u);
  EXPECT_EQ(targets().identify(0, at("10.0.0.5", 40000)), pbx);
}

TEST_F(Targets, Rfc3261_19_1_2_LiteralWithoutPort_DefaultOfItsTransport) {
  config_.peers[trunk].literal = parse_ip("54.172.60.1");
  config_.peers[pbx].port = 0;
  EXPECT_EQ(targets().flow_to(trunk, 0), Flow::dial(1, at("54.172.60.1", 5061), trunk));
  EXPECT_EQ(targets().flow_to(pbx, 0).remote_port, 5060);
}

TEST_F(Targets, ResolvedAddresses_InOrderAndBounded) {
  std::vector<Endpoint> many;
  for (std::uint16_t i = 0; i < peer_address_count_max + 1; ++i)
    many.push_back(at("54.172.60.1", static_cast<std::uint16_t>(5061 + i)));
  targets().set_addresses(trunk, many);
  EXPECT_EQ(targets().address_count(trunk), peer_address_count_max);
  EXPECT_EQ(targets().flow_to(trunk, 1), Flow::dial(1, many[1], trunk));
  targets().set_addresses(trunk, std::span(many).first(1));
  EXPECT_EQ(targets().address_count(trunk), 1u);
  EXPECT_EQ(targets().identify(1, many[0]), trunk);
}

TEST_F(Targets, Reliable_AsItsListener) {
  EXPECT_FALSE(targets().reliable(Flow::udp(0, spoke_from)));
  EXPECT_TRUE(targets().reliable(Flow::dial(1, spoke_from, trunk)));
  EXPECT_TRUE(targets().reliable(Flow::dial(2, spoke_from, pbx)));
}

TEST_F(Targets, Rfc3261_12_2_1_1_ContactInTheZone_IsTheNextHop) {
  EXPECT_EQ(targets().flow_in_dialog(leg_to("sip:201@10.0.0.77:5070")), Flow::udp(0, at("10.0.0.77", 5070)));
  EXPECT_EQ(targets().flow_in_dialog(leg_to("sip:201@10.0.0.77;transport=UDP")), Flow::udp(0, at("10.0.0.77", 5060)));
}

TEST_F(Targets, Rfc3261_12_2_1_1_RouteBeforeContact) {
  EXPECT_EQ(targets().flow_in_dialog(leg_to("sip:201@10.0.0.77:5070", "<sip:10.0.0.9:5080;lr>")),
            Flow::udp(0, at("10.0.0.9", 5080)));
}

TEST_F(Targets, Rfc3261_18_1_1_TransportParameter_ListenerOfTheSameZone) {
  for (const std::string transport : {"tcp", "TCP", "Tcp"})
    EXPECT_EQ(targets().flow_in_dialog(leg_to("sip:201@10.0.0.77;transport=" + transport)),
              Flow::dial(2, at("10.0.0.77", 5060), pbx))
        << transport;
}

// A Contact that names a foreign address, a host, or what the zone does not speak is not followed.
TEST_F(Targets, ContactThatIsNotToBeFollowed_WhereThePeerSpokeFrom) {
  for (const std::string target :
       {"sip:201@192.0.2.66", "sip:201@54.172.60.1", "sip:201@pbx.corp.internal", "sip:201@10.0.0.77;transport=tls",
        "sips:201@10.0.0.77", "sip:201@10.0.0.77;transport=sctp", "tel:+1", "sip:201@[2001:db8::1]"})
    EXPECT_EQ(targets().flow_in_dialog(leg_to(target)), Flow::udp(0, spoke_from)) << target;
}

TEST_F(Targets, Rfc5923_LiveConnection_Kept) {
  Leg leg = leg_to("sip:201@10.0.0.77:5070");
  leg.flow = Flow{*parse_ip("10.0.0.5"), 40000, 2, 0, 7};
  EXPECT_EQ(targets().flow_in_dialog(leg), leg.flow);
}

TEST_F(Targets, DialledFlow_KeptWhenTheContactCannotBeFollowed) {
  Leg leg = leg_to("sip:private@172.18.0.1:5060;transport=udp");
  leg.peer = trunk;
  leg.zone = 1;
  leg.listener = 1;
  leg.flow = Flow::dial(1, at("54.172.60.1", 5061), trunk);
  EXPECT_EQ(targets().flow_in_dialog(leg), leg.flow);
}

}  // namespace
}  // namespace trunkgate::proxy
