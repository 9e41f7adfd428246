// SPDX-License-Identifier: Apache-2.0
#include "sip/dialog/answered_invite.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "tests/sip/dialog/parsed.h"

namespace trunkgate::sip::test {
namespace {

/// The request line and the headers of the BYE for a 2xx with these lines.
std::string bye(const std::string& lines) {
  const Parsed invite = a_request("INVITE", "");
  const Parsed success = a_response(200, lines);
  const AnsweredInvite answered(invite, success);
  std::array<char, 16384> buffer;
  Writer writer(buffer);
  answered.request_line(writer, Method::bye);
  answered.headers(writer, Method::bye, 7);
  const auto bytes = writer.finish();
  return {bytes.begin(), bytes.end()};
}

const std::string identity =
    "Max-Forwards: 70\r\nFrom: <sip:a@example.com>;tag=ann\r\nTo: <sip:b@example.net>;tag=bob\r\nCall-ID: c1\r\n"
    "CSeq: 7 BYE\r\nContent-Length: 0\r\n\r\n";

TEST(Rfc3261_12_2_1_1, LooseRoutes_ReversedAndTargetFromContact) {
  EXPECT_EQ(bye("Record-Route: <sip:p1;lr>, <sip:p2;lr>\r\nRecord-Route: <sip:p3;lr>\r\nContact: <sip:b@h;x=y>\r\n"),
            "BYE sip:b@h;x=y SIP/2.0\r\nRoute: <sip:p3;lr>\r\nRoute: <sip:p2;lr>\r\nRoute: <sip:p1;lr>\r\n" + identity);
}

TEST(Rfc3261_12_2_1_1, StrictRouterInFront_ItsUriIsTheRequestUri) {
  EXPECT_EQ(bye("Record-Route: <sip:p1;lr>\r\nRecord-Route: <sip:p2?X=y>\r\nContact: <sip:b@h>\r\n"),
            "BYE sip:p2 SIP/2.0\r\nRoute: <sip:p1;lr>\r\nRoute: <sip:b@h>\r\n" + identity);
}

TEST(Rfc3261_13_2_2_4, WhatCannotBeUsed_LeftOut) {
  const std::string plain = "BYE sip:b@example.net SIP/2.0\r\n" + identity;
  for (const std::string lines : {"", "Contact: *\r\n", "Contact: <b>\r\n", "Record-Route: x\r\nContact: *\r\n",
                                  "Record-Route: <sip:p1;lr>, *\r\n"})
    EXPECT_EQ(bye(lines), plain) << lines;
  std::string endless = "Record-Route: <sip:p1;lr>";
  for (int i = 1; i < 128; ++i) endless += ", <sip:p1;lr>";
  EXPECT_NE(bye(endless + "\r\n"), plain);
  EXPECT_EQ(bye(endless + ", <sip:p1;lr>\r\n"), plain);
}

TEST(Rfc3261_12_2_1_1, NextHop_FirstRouteElseTarget) {
  const Parsed invite = a_request("INVITE", "");
  const Parsed routed = a_response(200, "Record-Route: <sip:p1;lr>, <sip:p2;lr>\r\nContact: <sip:b@h>\r\n");
  const Parsed direct = a_response(200, "Contact: <sip:b@h>\r\n");
  EXPECT_EQ(AnsweredInvite(invite, routed).next_hop_uri(), "sip:p2;lr");
  EXPECT_EQ(AnsweredInvite(invite, direct).next_hop_uri(), "sip:b@h");
}

}  // namespace
}  // namespace trunkgate::sip::test
