// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/support/house.h"

namespace trunkgate::test {

/// `text` with the first `from` replaced; without one the test would mean nothing.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) {
    ADD_FAILURE() << "nothing to replace: " << from;
    return text;
  }
  return text.replace(at, from.size(), to);
}

/// A request of the PBX without a body, outside of any dialog.
inline std::string request(const std::string& method, const std::string& number = "1") {
  return method + " sip:100@10.0.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKr" + method + number +
         "\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:100@10.0.0.2>\r\nCall-ID: r" + number + "\r\nCSeq: 1 " + method +
         "\r\nMax-Forwards: 70\r\nContact: <sip:a@10.0.0.5>\r\nContent-Length: 0\r\n\r\n";
}

inline int status(const House::Sent& sent) { return std::stoi(sent.start_line().substr(8, 3)); }

/// What the PBX is answered at once, when that is all that happens.
inline int answer_to(const std::string& message) {
  House house;
  house.from_pbx(message);
  const int given = status(house.take_one(true));
  EXPECT_TRUE(house.at_rest());
  return given;
}

/// A standing call from the PBX to the trunk.
struct Answered {
  House house;
  House::Sent invite;  ///< as the trunk got it
  House::Sent answer;  ///< the 200 as the PBX got it

  Answered() {
    house.from_pbx(pbx_invite());
    house.take_sent();
    house.media_agrees();
    invite = house.take_one(false);
    house.from_trunk(trunk_response(invite, 200, "trunktag", sdp("168.86.128.9")));
    house.take_sent();
    house.media_agrees();
    answer = house.take_one(true);
    house.from_pbx(pbx_in_dialog("ACK", answer, 102));
    house.take_sent();
  }
};

}  // namespace trunkgate::test
