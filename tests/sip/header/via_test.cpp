// SPDX-License-Identifier: Apache-2.0
#include "sip/header/via.h"

#include <gtest/gtest.h>

#include <string>

#include "sip/limits.h"

namespace trunkgate::sip {
namespace {

Via ok(std::string_view text) {
  const auto via = Via::parse(text);
  EXPECT_TRUE(via) << text;
  return *via;
}

void bad(std::string_view text) { EXPECT_EQ(Via::parse(text).error(), ParseError::bad_via) << text; }

TEST(Rfc3261_20_42, EveryPart_Found) {
  const Via via = ok(" SIP/2.0/UDP erlang.bell-telephone.com:5060;received=192.0.2.207;branch=z9hG4bK87asdks7;ttl=16 ");
  EXPECT_EQ(via.transport, "UDP");
  EXPECT_EQ(via.sent_by_host, "erlang.bell-telephone.com");
  EXPECT_EQ(via.sent_by_port, 5060);
  EXPECT_EQ(via.branch, "z9hG4bK87asdks7");
  EXPECT_EQ(via.received, "192.0.2.207");
  EXPECT_EQ(via.parameters, ";received=192.0.2.207;branch=z9hG4bK87asdks7;ttl=16");
  EXPECT_EQ(via.text.front(), 'S');
  EXPECT_EQ(via.text.back(), '6');
  EXPECT_FALSE(via.rport_present);
  EXPECT_FALSE(via.ipv6);
}

TEST(Rfc4475_3_1_2_16, OtherVersion_ReadSoThatItCanBeAnswered) {
  EXPECT_EQ(ok("SIP/7.0/UDP h").version, "7.0");
  EXPECT_EQ(ok("SIP/2.0/UDP h").version, "2.0");
  bad("SIP//UDP h");
}

TEST(Rfc3261_25_1, BracketsOrColonsInAParameter_RefusedSinceReadersCutTheListElsewhere) {
  bad("SIP/2.0/UDP h;x=<a, SIP/2.0/UDP g;branch=z9hG4bKother");
  bad("SIP/2.0/UDP h;x<a=b, SIP/2.0/UDP g;branch=z9hG4bKother");
  bad("SIP/2.0/UDP h;x=a>b");
  bad("SIP/2.0/UDP h;x=a\"b\"");
  bad("SIP/2.0/UDP h;x:5060;branch=z9hG4bK1");
  EXPECT_EQ(ok("SIP/2.0/UDP h;x=\"<a,b>\";branch=z9hG4bK1").branch, "z9hG4bK1");
}

TEST(Rfc1035_2_3_4, SentBy_BoundHitExactlyAndByOne) {
  EXPECT_EQ(ok("SIP/2.0/UDP " + std::string(host_size_max, 'h')).sent_by_host.size(), host_size_max);
  bad("SIP/2.0/UDP " + std::string(host_size_max + 1, 'h'));
}

TEST(Rfc3261_20_42, BlanksWhereTheGrammarAllowsThem_SameReading) {
  const Via via =
      ok("SIP / 2.0 / UDP first.example.com: 4000;ttl=16\r\n ;maddr=224.2.0.1 ;branch = z9hG4bKa7c6a8dlze.1");
  EXPECT_EQ(via.transport, "UDP");
  EXPECT_EQ(via.sent_by_host, "first.example.com");
  EXPECT_EQ(via.sent_by_port, 4000);
  EXPECT_EQ(via.branch, "z9hG4bKa7c6a8dlze.1");
  EXPECT_EQ(ok("SIP/2.0/TLS  h :5061 ;lr").sent_by_port, 5061);
}

TEST(Rfc3261_25_1, CaseAndForeignTransport_Read) {
  EXPECT_EQ(ok("sip/2.0/udp h;BRANCH=z9hG4bKx").branch, "z9hG4bKx");
  EXPECT_EQ(ok("SIP/2.0/TLS-SCTP h").transport, "TLS-SCTP");
  EXPECT_EQ(ok("SIP/2.0/WS df7jal23ls0d.invalid;branch=z9hG4bK56sdasks").sent_by_host, "df7jal23ls0d.invalid");
}

TEST(Rfc5118_4, Ipv6SentBy_WithoutBrackets) {
  const Via via = ok("SIP/2.0/UDP [2001:db8::9:1]:6050;received=[2001:db8::9:255];branch=z9hG4bKas3-111");
  EXPECT_EQ(via.sent_by_host, "2001:db8::9:1");
  EXPECT_EQ(via.sent_by_port, 6050);
  EXPECT_TRUE(via.ipv6);
  EXPECT_EQ(via.received, "[2001:db8::9:255]");
  EXPECT_EQ(ok("SIP/2.0/UDP [::1];received=2001:db8::9:255").received, "2001:db8::9:255");
  for (const auto* text : {"SIP/2.0/UDP [", "SIP/2.0/UDP []", "SIP/2.0/UDP [::1", "SIP/2.0/UDP [::1]x",
                           "SIP/2.0/UDP 2001:db8::1", "SIP/2.0/UDP [a;b c]", "SIP/2.0/UDP [host.example]"})
    bad(text);
}

TEST(Rfc3581_3, Rport_WithAndWithoutValue) {
  EXPECT_TRUE(ok("SIP/2.0/UDP h;rport;branch=z9hG4bKx").rport_present);
  EXPECT_EQ(ok("SIP/2.0/UDP h;rport").rport, 0);
  EXPECT_EQ(ok("SIP/2.0/UDP h;rport=").rport, 0);
  EXPECT_EQ(ok("SIP/2.0/UDP h;rport=1").rport, 1);
  EXPECT_EQ(ok("SIP/2.0/UDP h;RPORT=65535").rport, 65535);
  for (const auto* value : {"65536", "-1", "x", "5060x", "4294972356"})
    bad("SIP/2.0/UDP h;rport=" + std::string(value));
}

TEST(Rfc3261_20_42, SentByPort_BoundsHitExactlyAndByOne) {
  EXPECT_EQ(ok("SIP/2.0/UDP h:1").sent_by_port, 1);
  EXPECT_EQ(ok("SIP/2.0/UDP h:65535").sent_by_port, 65535);
  EXPECT_EQ(ok("SIP/2.0/UDP h").sent_by_port, 0);
  for (const auto* port : {"0", "65536", "", "x", "+1"}) bad("SIP/2.0/UDP h:" + std::string(port));
}

TEST(Via, BranchSize_BoundHitExactlyAndByOne) {
  const std::string branch(branch_size_max, 'b');
  EXPECT_EQ(ok("SIP/2.0/UDP h;branch=" + branch).branch, branch);
  bad("SIP/2.0/UDP h;branch=" + branch + "b");
}

TEST(Rfc3261_25_1, BranchWithABlankOrAFold_Refused) {
  bad("SIP/2.0/UDP h;branch=z9hG4bK a");
  bad("SIP/2.0/UDP h;branch=\"z9hG4bK a\"");
  bad("SIP/2.0/UDP h;branch=z9hG4bKa\r\n b;rport");
}

TEST(Rfc3261_8_1_1_7, TwoBranches_Refused) {
  bad("SIP/2.0/UDP h;branch=z9hG4bKa;branch=z9hG4bKb");
  bad("SIP/2.0/UDP h;branch=z9hG4bKa;Branch=z9hG4bKa");
  bad("SIP/2.0/UDP h;branch=;branch=z9hG4bKb");
  bad("SIP/2.0/UDP h;branch;branch=z9hG4bKb");
}

TEST(Rfc3261_20_42, Parameters_QuotedAndMarked) {
  const Via via = ok(R"(SIP/2.0/UDP h;x="a;branch=b,\"";i!~=sip:1.2.3.4:5060;;branch=z9hG4bKc;)");
  EXPECT_EQ(via.branch, "z9hG4bKc");
}

TEST(Rfc3261_20_42, NotAVia_Refused) {
  for (const auto* text :
       {"", "SIP", "SIP/2.0", "SIP/2.0/", "SIP/2.0/UDP", "SIP/2.0/UDP ", "SIP/2.0/UDP ;branch=x", "SIP/2.0/UDP:5060",
        "HTTP/2.0/UDP h", "SIP2.0/UDP h", "SIP/2.0 UDP h", "SIP/2.0/UDP h branch=x", "SIP/2.0/UDP h, SIP/2.0/UDP i",
        "SIP/2.0/U(DP h", "SIP/2.0/UDP a@h", "SIP/2.0/UDP h;branch=\"x", "SIP/2.0/UDP h;=x", "SIP/2.0/UDP[::1]"})
    bad(text);
}

}  // namespace
}  // namespace trunkgate::sip
