// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "tests/support/house.h"

namespace trunkgate::test {

/// A call from the PBX that the trunk has answered and the PBX has acknowledged; what each side got is kept.
struct StandingCall {
  House house;
  House::Sent invite;  ///< as the trunk got it
  House::Sent answer;  ///< the 200 as the PBX got it

  /// `extra`: further header lines of the PBX's INVITE, and of the trunk's 200.
  explicit StandingCall(const std::string& extra = {}, const std::string& trunk_extra = {}) {
    house.from_pbx(pbx_invite("inside-call-1@pbx.corp.internal", "0912345678", extra));
    EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 100 Trying");
    house.media_agrees();
    invite = house.take_one(false);
    house.from_trunk(trunk_response(invite, 200, "trunktag", sdp("168.86.128.9"), trunk_extra));
    EXPECT_EQ(house.take_one(false).start_line().substr(0, 4), "ACK ");
    house.media_agrees();
    answer = house.take_one(true);
    house.from_pbx(pbx_in_dialog("ACK", answer, 102));
    EXPECT_TRUE(house.take_sent().empty());
  }

  std::string from_pbx(const std::string& method, int cseq, const std::string& body = {},
                       const std::string& extra = {}) {
    return pbx_in_dialog(method, answer, cseq, body, extra);
  }
  std::string from_trunk(const std::string& method, int cseq, const std::string& body = {},
                         const std::string& extra = {}) {
    return trunk_in_dialog(method, invite, "trunktag", cseq, body, extra);
  }
  [[nodiscard]] int count_sent(const std::string& method) {
    int count = 0;
    for (const House::Sent& one : house.take_sent()) count += one.start_line().starts_with(method + " ") ? 1 : 0;
    return count;
  }
};

/// The trunk answers an INVITE of the PBX whose SDP has been settled before: 200 without SDP at the PBX, and the call
/// stands until the PBX ends it with `bye_cseq`.
inline void answer_and_end(House& house, const House::Sent& invite, int bye_cseq) {
  house.from_trunk(trunk_response(invite, 200, "t", sdp("168.86.128.9")));
  const auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].start_line().substr(0, 4), "ACK ");
  EXPECT_EQ(sent[1].start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(sent[1].body(), "");
  EXPECT_TRUE(house.media_commands().empty());
  house.from_pbx(pbx_in_dialog("ACK", sent[1], 102));
  house.advance(std::chrono::minutes(10));
  EXPECT_TRUE(house.take_sent().empty());
  house.from_pbx(pbx_in_dialog("BYE", sent[1], bye_cseq));
  EXPECT_EQ(house.take_sent().size(), 2u);
  EXPECT_TRUE(house.at_rest());
}

/// A call from the trunk that the PBX has answered.
struct InboundCall {
  House house;
  House::Sent invite;  ///< as the PBX got it
  House::Sent answer;  ///< the 200 as the trunk got it

  explicit InboundCall(const std::string& pbx_extra) {
    house.from_trunk(trunk_invite());
    EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 100 Trying");
    house.media_agrees();
    invite = house.take_one(true);
    house.from_pbx(pbx_response(invite, 200, "pbxtag", sdp("10.0.0.5"), pbx_extra));
    EXPECT_EQ(house.take_one(true).start_line().substr(0, 4), "ACK ");
    house.media_agrees();
    answer = house.take_one(false);
    std::string ack = trunk_invite();
    ack = "ACK " + answer.contact_uri() + ack.substr(ack.find(" SIP/2.0"));
    ack.replace(ack.find("29044 INVITE"), 12, "29044 ACK");
    ack.replace(ack.find("branch=z9hG4bKin"), 16, "branch=z9hG4bKack");
    ack.replace(ack.find("To: <"), ack.find("\r\n", ack.find("To: <")) - ack.find("To: <"),
                "To: " + answer.header("To"));
    house.from_trunk(ack);
    EXPECT_TRUE(house.take_sent().empty());
  }
};

}  // namespace trunkgate::test
