// SPDX-License-Identifier: Apache-2.0
#include "sip/header/cseq.h"

#include <gtest/gtest.h>

#include <string>

#include "sip/limits.h"

namespace trunkgate::sip {
namespace {

CSeq ok(std::string_view text) {
  const auto cseq = CSeq::parse(text);
  EXPECT_TRUE(cseq) << text;
  return *cseq;
}

void bad(std::string_view text) { EXPECT_EQ(CSeq::parse(text).error(), ParseError::bad_cseq) << text; }

TEST(Rfc3261_20_16, NumberAndMethod_Found) {
  const CSeq cseq = ok("4711 INVITE");
  EXPECT_EQ(cseq.seq, 4711u);
  EXPECT_EQ(cseq.method, Method::invite);
  EXPECT_EQ(cseq.method_name, "INVITE");
}

TEST(Rfc3261_25_1, BlanksFoldsAndZeros_Read) {
  EXPECT_EQ(ok(" 0009\t \r\n  INVITE ").seq, 9u);
  EXPECT_EQ(ok("0 ACK").seq, 0u);
  EXPECT_EQ(ok("1\r\n BYE").method, Method::bye);
}

TEST(Rfc3261_8_1_1_5, Number_BoundHitExactlyAndByOne) {
  EXPECT_EQ(ok("2147483647 INVITE").seq, cseq_max);
  for (const auto* text : {"2147483648 INVITE", "4294967295 INVITE", "4294967297 INVITE", "18446744073709551617 INVITE",
                           "36893488147419103232 REGISTER"})
    bad(text);
}

// CVE-2017-9372: a CSeq method of kilobytes.
TEST(CSeq, MethodSize_BoundHitExactlyAndByOne) {
  const std::string method(method_size_max, 'M');
  EXPECT_EQ(ok("1 " + method).method_name, method);
  bad("1 " + method + "M");
}

TEST(Rfc3261_7_1, MethodOfAnExtension_UnknownButNamed) {
  EXPECT_EQ(ok("1 !interesting-Method0123456789_*+`.%indeed'~").method, Method::unknown);
  EXPECT_EQ(ok("1 invite").method, Method::unknown);  // methods are case-sensitive
}

TEST(Rfc3261_20_16, NotACSeq_Refused) {
  for (const auto* text : {"", " ", "1", "1 ", "INVITE", "1INVITE", "INVITE 1", "-1 INVITE", "+1 INVITE", "1.0 INVITE",
                           "0x1 INVITE", "1 INVITE x", "1 IN/VITE", "1 2 INVITE", "1 INVITE;x", "1,INVITE"})
    bad(text);
}

}  // namespace
}  // namespace trunkgate::sip
