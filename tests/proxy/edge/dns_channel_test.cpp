// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/dns_channel.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <optional>

namespace trunkgate::proxy {
namespace {

TEST(DnsChannel, NameOfTheHostsFile_NeedsNoServer) {
  boost::asio::io_context io(1);
  DnsChannel channel(io);
  std::optional<DnsChannel::Addresses> found;
  channel.find_addresses("localhost", AF_INET, [&](DnsChannel::Addresses answer) { found = std::move(answer); });
  io.run_for(std::chrono::seconds(10));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->error, "");
  EXPECT_EQ(found->addresses, std::vector{*parse_ip("127.0.0.1")});
}

TEST(DnsChannel, NameThatCannotBe_AnErrorInWords) {
  boost::asio::io_context io(1);
  DnsChannel channel(io);
  std::optional<DnsChannel::Addresses> found;
  const std::string name = std::string(70, 'x') + ".example";  // RFC 1035 §2.3.4: a label has at most 63 octets
  channel.find_addresses(name, AF_INET, [&](DnsChannel::Addresses answer) { found = std::move(answer); });
  io.run_for(std::chrono::seconds(10));
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->error.empty());
  EXPECT_TRUE(found->addresses.empty());
}

TEST(DnsChannel, EndsWithAQuestionOpen_NoAnswerAfterwards) {
  boost::asio::io_context io(1);
  int answers = 0;
  {
    DnsChannel channel(io);
    channel.find_srv("_sip._udp.nowhere.invalid", [&](std::vector<SrvRecord>) { ++answers; });
  }
  const int before = answers;
  io.run_for(std::chrono::milliseconds(100));
  EXPECT_EQ(answers, before);
}

}  // namespace
}  // namespace trunkgate::proxy
