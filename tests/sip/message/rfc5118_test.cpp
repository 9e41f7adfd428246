// SPDX-License-Identifier: Apache-2.0
// The IPv6 torture messages of RFC 5118, as far as reading them goes. The answers: tests/proxy/core/rfc5118_test.cpp.
#include <gtest/gtest.h>

#include <vector>

#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"
#include "sip/message/message.h"
#include "tests/sip/support/torture.h"

namespace trunkgate::sip {
namespace {

struct Row {
  std::string_view section;
  std::string_view name;
  bool uri_readable;
  std::string_view host;  ///< of the Request-URI
  std::uint16_t port;
  std::string_view sent_by;
  std::string_view received;
};

// All twelve are sound to the parser, which leaves the Request-URI to whoever routes by it; ipv6-bad fails there.
constexpr Row rows[] = {
    {"4.1", "ipv6-good", true, "2001:db8::10", 0, "2001:db8::9:1", ""},
    {"4.2", "ipv6-bad", false, "", 0, "2001:db8::9:1", ""},
    {"4.3", "port-ambiguous", true, "2001:db8::10:5070", 0, "2001:db8::9:1", ""},
    {"4.4", "port-unambiguous", true, "2001:db8::10", 5070, "2001:db8::9:1", ""},
    {"4.5", "via-received-param-with-delim", true, "2001:db8::10", 0, "2001:db8::9:1", "[2001:db8::9:255]"},
    {"4.5", "via-received-param-no-delim", true, "2001:db8::10", 0, "2001:db8::9:1", "2001:db8::9:255"},
    {"4.6", "ipv6-in-sdp", true, "2001:db8::10", 0, "2001:db8::20", ""},
    {"4.7", "mult-ip-in-header", true, "host.example.net", 0, "2001:db8::9:1", ""},
    {"4.8", "mult-ip-in-sdp", true, "2001:db8::10", 0, "2001:db8::9:1", ""},
    {"4.9", "ipv4-mapped-ipv6", true, "example.com", 0, "::ffff:192.0.2.10", ""},
    {"4.10", "ipv6-bug-abnf-3-colons", true, "2001:db8:::192.0.2.1", 0, "lab1.east.example.com", ""},
    {"4.10", "ipv6-correct-abnf-2-colons", true, "2001:db8::192.0.2.1", 0, "lab1.east.example.com", ""},
};

TEST(Rfc5118, EveryMessage_ReadAsTheTableSays) {
  std::vector<std::string> in_table;
  Message message;
  for (const Row& row : rows) {
    in_table.emplace_back(row.name);
    const std::string bytes = torture_message("rfc5118", row.name);
    ASSERT_EQ(message.parse(bytes), ParseError::none) << row.name;
    EXPECT_EQ(message.top_via().sent_by_host, row.sent_by) << row.name;
    EXPECT_EQ(message.top_via().received, row.received) << row.name;
    EXPECT_FALSE(message.top_via().branch.empty()) << row.name;
    const auto uri = Uri::parse(message.request_uri());
    ASSERT_EQ(static_cast<bool>(uri), row.uri_readable) << row.section << " " << row.name;
    if (!uri) continue;
    EXPECT_EQ(uri->host, row.host) << row.name;
    EXPECT_EQ(uri->port, row.port) << row.name;
    EXPECT_EQ(uri->ipv6, row.host.find(':') != std::string_view::npos) << row.name;
  }
  std::ranges::sort(in_table);
  EXPECT_EQ(in_table, torture_names("rfc5118")) << "a message without a row, or a row without a message";
}

TEST(Rfc5118_4_6, SdpOfIpv6_IsWhole) {
  const std::string bytes = torture_message("rfc5118", "ipv6-in-sdp");
  Message message;
  ASSERT_EQ(message.parse(bytes), ParseError::none);
  EXPECT_NE(message.body().find("c=IN IP6 2001:db8::20\r\n"), std::string_view::npos);
  EXPECT_TRUE(message.body().ends_with("a=rtpmap:107 H263-1998/90000\r\n"));
  EXPECT_EQ(NameAddr::parse(message.value(HeaderId::contact))->uri.host, "2001:db8::20");
}

TEST(Rfc5118_4_7, BothFamiliesInOneViaList) {
  const std::string bytes = torture_message("rfc5118", "mult-ip-in-header");
  Message message;
  ASSERT_EQ(message.parse(bytes), ParseError::none);
  std::vector<std::string> hosts;
  for (const Header& header : message.headers())
    if (header.id == HeaderId::via) hosts.emplace_back(Via::parse(header.value)->sent_by_host);
  EXPECT_EQ(hosts, (std::vector<std::string>{"2001:db8::9:1", "192.0.2.1", "2001:db8::9:255"}));
  EXPECT_EQ(message.top_via().sent_by_port, 6050);
}

TEST(Rfc5118_4_9, MappedAddressInContact) {
  const std::string bytes = torture_message("rfc5118", "ipv4-mapped-ipv6");
  Message message;
  ASSERT_EQ(message.parse(bytes), ParseError::none);
  EXPECT_EQ(NameAddr::parse(message.value(HeaderId::contact))->uri.host, "::ffff:192.0.2.2");
}

}  // namespace
}  // namespace trunkgate::sip
