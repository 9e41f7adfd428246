// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/key.h"

#include <gtest/gtest.h>

#include <memory>

#include "sip/message/message.h"
#include "tests/sip/transaction/layer_house.h"

namespace trunkgate::sip::test {
namespace {

constexpr KeySeed seed{1, 2};

Key key_of(const Request& request, Method method) {
  const auto text = request.text();
  const auto message = std::make_unique<Message>();
  EXPECT_EQ(message->parse(text), ParseError::none) << text;
  return server_key(seed, *message, method, message->method_name());
}
Key key_of(const Request& request) { return key_of(request, parse_method(request.method)); }

TEST(Rfc3261_17_2_3, BranchSentByAndMethodCount) {
  const Request invite;
  const Key key = key_of(invite);
  EXPECT_EQ(key, key_of(invite));
  EXPECT_NE(key, key_of({.branch = "z9hG4bK-a2"}));
  EXPECT_NE(key, key_of({.sent_by = "192.0.2.2:5060"}));
  EXPECT_NE(key, key_of({.sent_by = "192.0.2.1:5062"}));
  EXPECT_NE(key, key_of({.method = "OPTIONS"}));
}

TEST(Rfc3261_17_2_3, TheRestDoesNotCountWithTheMagicCookie) {
  const Request other{.from_tag = "x", .to_tag = "y", .call_id = "z", .cseq = 9};
  EXPECT_EQ(key_of({}), key_of(other));
}

TEST(Rfc3261_17_2_3, SentByHostIsComparedWithoutCase) {
  EXPECT_EQ(key_of({.sent_by = "PBX.example.com"}), key_of({.sent_by = "pbx.EXAMPLE.com"}));
}

TEST(Rfc3261_17_2_3, AckAndCancelLookForTheInvite) {
  EXPECT_EQ(key_of({}), key_of({.method = "ACK", .to_tag = "to1"}, Method::invite));
  EXPECT_EQ(key_of({}), key_of({.method = "CANCEL"}, Method::invite));
}

TEST(Rfc3261_17_2_3, Rfc2543Peer_MatchedByItsHeaders) {
  const Request old{.branch = "1"};
  EXPECT_EQ(key_of(old), key_of(old));
  EXPECT_EQ(key_of(old), key_of({.method = "ACK", .branch = "1", .to_tag = "to1"}, Method::invite));
  EXPECT_NE(key_of(old), key_of({.branch = "1", .from_tag = "other"}));
  EXPECT_NE(key_of(old), key_of({.branch = "1", .call_id = "other"}));
  EXPECT_NE(key_of(old), key_of({.branch = "1", .cseq = 2}));
  EXPECT_NE(key_of(old), key_of({.branch = "1", .sent_by = "192.0.2.3"}));
  EXPECT_NE(key_of({.branch = ""}), key_of({.branch = "", .call_id = "other"}));
}

TEST(Rfc3261_17_2_3, ExtensionMethodsAreToldApart) { EXPECT_NE(key_of({.method = "FOO"}), key_of({.method = "BAR"})); }

TEST(Rfc3261_17_1_3, BranchAndMethodCount) {
  const Key key = client_key(seed, "z9hG4bK1", Method::invite);
  EXPECT_EQ(key, client_key(seed, "z9hG4bK1", Method::invite));
  EXPECT_NE(key, client_key(seed, "z9hG4bK1", Method::cancel));
  EXPECT_NE(key, client_key(seed, "z9hG4bK2", Method::invite));
}

}  // namespace
}  // namespace trunkgate::sip::test
