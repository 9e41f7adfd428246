// SPDX-License-Identifier: Apache-2.0
// What the product answers to the IPv6 torture messages of RFC 5118 when the PBX sends them.
#include <gtest/gtest.h>

#include "tests/sip/support/torture.h"
#include "tests/support/house.h"

namespace trunkgate::test {
namespace {

struct Row {
  std::string_view section;
  std::string_view name;
  std::string_view start_line;
};

constexpr Row rows[] = {
    {"4.1", "ipv6-good", "SIP/2.0 405 Method Not Allowed"},  // sound; no registrar here
    {"4.2", "ipv6-bad", "SIP/2.0 400 Bad Request"},
    {"4.3", "port-ambiguous", "SIP/2.0 405 Method Not Allowed"},
    {"4.4", "port-unambiguous", "SIP/2.0 405 Method Not Allowed"},
    {"4.5", "via-received-param-with-delim", "SIP/2.0 481 Call/Transaction Does Not Exist"},
    {"4.5", "via-received-param-no-delim", "SIP/2.0 200 OK"},
    {"4.6", "ipv6-in-sdp", "SIP/2.0 404 Not Found"},  // sound; "user" has no route
    {"4.7", "mult-ip-in-header", "SIP/2.0 481 Call/Transaction Does Not Exist"},
    {"4.8", "mult-ip-in-sdp", "SIP/2.0 404 Not Found"},
    {"4.9", "ipv4-mapped-ipv6", "SIP/2.0 404 Not Found"},
    {"4.10", "ipv6-bug-abnf-3-colons", "SIP/2.0 200 OK"},
    {"4.10", "ipv6-correct-abnf-2-colons", "SIP/2.0 200 OK"},
};

TEST(Rfc5118, EveryMessage_AnswerOfTheTable) {
  for (const Row& row : rows) {
    House house;
    house.from_pbx(sip::torture_message("rfc5118", row.name));
    const House::Sent answer = house.take_one(true);
    EXPECT_EQ(answer.start_line(), row.start_line) << row.section << " " << row.name;
    EXPECT_TRUE(house.at_rest()) << row.name;
  }
  EXPECT_EQ(std::size(rows), sip::torture_names("rfc5118").size());
}

TEST(Rfc5118_4_5, ReceivedOfThePeer_IsReplacedByWhatWeSaw) {
  for (const char* name : {"via-received-param-with-delim", "via-received-param-no-delim"}) {
    House house;
    house.from_pbx(sip::torture_message("rfc5118", name));
    const std::string via = house.take_one(true).header("Via");
    EXPECT_EQ(via.find("9:255"), std::string::npos) << via;
    EXPECT_NE(via.find(";received=10.0.0.5"), std::string::npos) << via;
  }
}

TEST(Rfc5118_4_6, Ipv6CallOfTheTrunk_IsCarried) {
  for (const char* name : {"ipv6-in-sdp", "mult-ip-in-sdp", "ipv4-mapped-ipv6"}) {
    House house;
    house.from_trunk(sip::torture_message("rfc5118", name));
    EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 100 Trying") << name;
    house.media_agrees();
    const House::Sent invite = house.take_one(true);
    EXPECT_EQ(invite.start_line(), "INVITE sip:user@10.0.0.5:5060 SIP/2.0") << name;
    EXPECT_EQ(invite.text.find("2001:db8"), std::string::npos) << invite.text;
  }
}

}  // namespace
}  // namespace trunkgate::test
