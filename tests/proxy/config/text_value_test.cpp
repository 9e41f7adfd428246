// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/text_value.h"

#include <gtest/gtest.h>

namespace trunkgate::proxy {
namespace {

using std::chrono_literals::operator""s;

TEST(Duration, UnitsAddUp) {
  EXPECT_EQ(parse_duration("30s"), 30s);
  EXPECT_EQ(parse_duration("5m"), 300s);
  EXPECT_EQ(parse_duration("1h30m"), 5400s);
  EXPECT_EQ(parse_duration("0s"), 0s);
  for (const char* bad : {"", "30", "s", "30d", "-1s", "1.5h", "30 s", "4294967295h", "99999999999s"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
}

TEST(PortRange, LowestFirst) {
  EXPECT_EQ(parse_port_range("20000-29999")->first, 20000);
  EXPECT_EQ(parse_port_range("20000-29999")->last, 29999);
  for (const char* bad : {"", "20000", "2-1", "1-65536", "a-b", "1-", "-1", "1-2-3", "1 - 2"}) {
    EXPECT_FALSE(parse_port_range(bad)) << bad;
  }
}

TEST(Endpoint, AddressAndPort) {
  EXPECT_EQ(to_string(*parse_endpoint("127.0.0.1:9090")), "127.0.0.1:9090");
  EXPECT_EQ(to_string(*parse_endpoint("[2001:db8::1]:80")), "[2001:db8::1]:80");
  for (const char* bad :
       {"9090", "127.0.0.1", "127.0.0.1:", "::1:80", "host:80", "127.0.0.1:65536", "[::1", "[::1]80"}) {
    EXPECT_FALSE(parse_endpoint(bad)) << bad;
  }
}

TEST(Rfc3261_19_1_2, Listener_DefaultPortOfTheTransport) {
  EXPECT_EQ(parse_listener("udp://10.0.0.2")->local.port, 5060);
  EXPECT_EQ(parse_listener("tls://10.0.0.2")->local.port, 5061);
  EXPECT_EQ(parse_listener("tcp://[::1]:5070")->local.port, 5070);
  EXPECT_EQ(parse_listener("tcp://[::1]:5070")->transport, Transport::tcp);
  for (const char* bad :
       {"10.0.0.2:5060", "ws://10.0.0.2", "udp://host", "udp://10.0.0.2:0", "udp://", "UDP://10.0.0.2"}) {
    EXPECT_FALSE(parse_listener(bad)) << bad;
  }
}

TEST(Rfc3261_19_1_1, PeerAddress_Parts) {
  const auto name = parse_peer_address("sip:mytrunk.pstn.twilio.com;transport=tls");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->host, "mytrunk.pstn.twilio.com");
  EXPECT_EQ(name->transport, Transport::tls);
  EXPECT_EQ(name->port, 0);
  EXPECT_FALSE(name->literal);
  const auto literal = parse_peer_address("sip:pbx@10.0.0.5:5080");
  ASSERT_TRUE(literal);
  EXPECT_EQ(literal->user, "pbx");
  EXPECT_EQ(literal->port, 5080);
  EXPECT_EQ(literal->literal, parse_ip("10.0.0.5"));
  EXPECT_EQ(parse_peer_address("sip:[2001:db8::1]:5060")->host, "2001:db8::1") << "without brackets";
  EXPECT_EQ(parse_peer_address("sips:a.example")->transport, Transport::tls);
}

TEST(Rfc3261_19_1_1, PeerAddress_Refused) {
  for (const char* bad :
       {"", "sip:", "10.0.0.5", "tel:+1", "sip:a b", "sip:host:0", "sip:host:99999", "sip:host:", "sip:@host",
        "sip:u:p@host", "sip:host;lr", "sip:host;transport=ws", "sip:host;transport=tls;lr", "sips:host;transport=udp",
        "sip:host?X=1", "sip:-host", "sip:10.0.0.256", "sip:[::1", "sip:<host>"}) {
    EXPECT_FALSE(parse_peer_address(bad)) << bad;
  }
}

TEST(Rfc1123_2_1, HostName) {
  for (const char* good : {"a", "sbc.example.com", "a-b.c1", "_sip.example", "example.com.", "4u.example"}) {
    EXPECT_TRUE(is_host_name(good)) << good;
  }
  for (const char* bad : {"", ".", "a..b", "-a", "a-", "a b", "10.0.0.1", "1", "a.1", "a:1", "häuser"}) {
    EXPECT_FALSE(is_host_name(bad)) << bad;
  }
  EXPECT_FALSE(is_host_name(std::string(64, 'a')));
  EXPECT_TRUE(is_host_name(std::string(63, 'a')));
}

TEST(HostAndPort, PortRequired) {
  EXPECT_TRUE(is_host_and_port("anchor.example:2223"));
  EXPECT_TRUE(is_host_and_port("[::1]:2223"));
  for (const char* bad : {"anchor.example", ":2223", "a:0", "a b:1"}) EXPECT_FALSE(is_host_and_port(bad)) << bad;
}

TEST(Identifier, FitsAMetricLabel) {
  EXPECT_TRUE(is_identifier("twilio-oregon_2"));
  EXPECT_TRUE(is_identifier(std::string(32, 'a')));
  for (const char* bad : {"", "a b", "a\"", "a.b"}) EXPECT_FALSE(is_identifier(bad)) << bad;
  EXPECT_FALSE(is_identifier(std::string(33, 'a')));
}

}  // namespace
}  // namespace trunkgate::proxy
