// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/capability.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace trunkgate::proxy {
namespace {

Capability learned(const std::string& headers, Capability capability = {}) {
  const std::string text =
      "OPTIONS sip:b@example.net SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
      "To: <sip:b@example.net>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n" +
      headers + "Content-Length: 0\r\n\r\n";
  const auto message = std::make_unique<sip::Message>();
  EXPECT_EQ(message->parse(text), sip::ParseError::none);
  capability.learn(*message);
  return capability;
}

TEST(Rfc3261_20_5, Allow_OfCucm_AndOfAnOldAsterisk) {
  const Capability cucm =
      learned("Allow: INVITE, OPTIONS, INFO, BYE, CANCEL, ACK, PRACK, UPDATE, REFER, SUBSCRIBE, NOTIFY\r\n");
  EXPECT_TRUE(cucm.has(Feature::update));
  EXPECT_TRUE(cucm.has(Feature::refer));
  const Capability chan_sip = learned("Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, NOTIFY\r\n");
  EXPECT_FALSE(chan_sip.may(Feature::update));
  EXPECT_TRUE(chan_sip.has(Feature::refer));
}

TEST(Rfc3261_20_5, WithoutAllow_NothingIsKnown) {
  const Capability silent = learned("");
  EXPECT_FALSE(silent.has(Feature::update));
  EXPECT_TRUE(silent.may(Feature::update));
}

TEST(Rfc3261_20_37, Supported_OverSeveralLines_AndRequire) {
  const Capability cucm =
      learned("Supported: timer,resource-priority,replaces\r\nSupported: X-cisco-srtp-fallback\r\n");
  EXPECT_TRUE(cucm.has(Feature::timer));
  EXPECT_TRUE(cucm.has(Feature::replaces));
  EXPECT_FALSE(cucm.has(Feature::reliable_provisional));
  EXPECT_TRUE(learned("Require: 100rel\r\n").has(Feature::reliable_provisional));
}

TEST(Capability, NewestWordCounts_SilenceChangesNothing) {
  Capability peer = learned("Supported: timer\r\nAllow: INVITE, UPDATE\r\n");
  peer = learned("", peer);
  EXPECT_TRUE(peer.has(Feature::timer));
  EXPECT_TRUE(peer.has(Feature::update));
  peer = learned("Supported: replaces\r\nAllow: INVITE\r\n", peer);
  EXPECT_FALSE(peer.has(Feature::timer));
  EXPECT_FALSE(peer.has(Feature::update));
}

TEST(Capability, DelayedOfferIsConfigured_NoMessageTakesItBack) {
  Peer peer;
  EXPECT_FALSE(Capability(peer).has(Feature::delayed_offer));
  peer.delayed_offer = true;
  EXPECT_TRUE(learned("Supported: timer\r\nAllow: INVITE\r\n", Capability(peer)).has(Feature::delayed_offer));
}

TEST(Capability, RefusedMethodIsForgotten) {
  Capability peer = learned("Allow: UPDATE\r\n");
  peer.forget(Feature::update);
  EXPECT_FALSE(peer.may(Feature::update));
}

}  // namespace
}  // namespace trunkgate::proxy
