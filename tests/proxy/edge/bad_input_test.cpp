// SPDX-License-Identifier: Apache-2.0
// Group 21 of the inputs that broke other products: DNS answers of a hostile or broken server (CVE-2022-24793,
// CVE-2023-27585, CVE-2026-32945, OpenSIPS c585e06592, Kamailio 6cfed87253, Asterisk GHSA-v428).
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <optional>
#include <random>
#include <string>

#include "proxy/edge/dns_channel.h"
#include "proxy/edge/limits.h"

namespace trunkgate::proxy {
namespace {

using boost::asio::ip::udp;
using Answer = std::function<std::string(const std::string& query)>;  // the whole reply

std::string number(unsigned value) { return {static_cast<char>(value >> 8 & 0xff), static_cast<char>(value & 0xff)}; }

/// RFC 1035 §4.1.1 and §4.1.2: the header and question of the query, as an answer with that many records.
std::string head(const std::string& query, unsigned answers, unsigned flags = 0x8180) {
  const std::size_t question_end = query.find('\0', 12) + 5;
  return query.substr(0, 2) + number(flags) + number(1) + number(answers) + number(0) + number(0) +
         query.substr(12, question_end - 12);
}

constexpr unsigned type_a = 1;
constexpr unsigned type_srv = 33;
constexpr unsigned type_naptr = 35;
const std::string of_the_question = "\xc0\x0c";  // a pointer to the name at offset 12

std::string record(unsigned type, const std::string& data, const std::string& name = of_the_question) {
  return name + number(type) + number(1) + number(0) + number(60) + number(static_cast<unsigned>(data.size())) + data;
}

/// A DNS server on a free port of the loopback; it and the channel share one io_context.
class House {
 public:
  /// `decoy`: sent before each answer.
  explicit House(Answer answer, Answer decoy = {})
      : server_(io_, udp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
        answer_(std::move(answer)),
        decoy_(std::move(decoy)),
        channel_(io_, "127.0.0.1:" + std::to_string(server_.local_endpoint().port())) {
    receive();
  }

  DnsChannel::Addresses addresses(const std::string& name) {
    std::optional<DnsChannel::Addresses> found;
    channel_.find_addresses(name, AF_INET, [&](DnsChannel::Addresses answer) {
      EXPECT_FALSE(found) << "answered twice";
      found = std::move(answer);
      io_.stop();
    });
    if (!found) run();
    EXPECT_TRUE(found);
    return found.value_or(DnsChannel::Addresses{});
  }
  std::vector<SrvRecord> srv(const std::string& name = "_sip._udp.trunk.example") {
    std::optional<std::vector<SrvRecord>> found;
    channel_.find_srv(name, [&](std::vector<SrvRecord> answer) {
      EXPECT_FALSE(found) << "answered twice";
      found = std::move(answer);
      io_.stop();
    });
    if (!found) run();
    EXPECT_TRUE(found);
    return found.value_or(std::vector<SrvRecord>{});
  }
  [[nodiscard]] int queries() const { return queries_; }

 private:
  void run() {
    io_.restart();
    io_.run_for(std::chrono::seconds(20));
  }
  void receive() {
    server_.async_receive_from(boost::asio::buffer(buffer_), from_, [this](const auto& error, std::size_t size) {
      if (error) return;
      ++queries_;
      const std::string query(buffer_.data(), size);
      if (decoy_) server_.send_to(boost::asio::buffer(decoy_(query)), from_);
      server_.send_to(boost::asio::buffer(answer_(query)), from_);
      receive();
    });
  }

  boost::asio::io_context io_{1};
  udp::socket server_;
  Answer answer_;
  Answer decoy_;
  udp::endpoint from_;
  std::array<char, 512> buffer_;
  int queries_ = 0;
  DnsChannel channel_;
};

TEST(BadInput21, SoundAnswers_AreRead) {
  House house([](const std::string& query) {
    return head(query, 1) +
           record(type_srv, number(10) + number(5) + number(5070) + std::string("\4sip1\7example\0", 14));
  });
  EXPECT_EQ(house.srv(), (std::vector<SrvRecord>{{10, 5, 5070, "sip1.example"}}));
  House addresses(
      [](const std::string& query) { return head(query, 1) + record(type_a, std::string("\xc0\x00\x02\x01", 4)); });
  EXPECT_EQ(addresses.addresses("sip1.trunk.example").addresses, std::vector{*parse_ip("192.0.2.1")});
}

TEST(BadInput21, BrokenSrvRecords_AreNoTargets) {
  const std::string sound = number(1) + number(1) + number(5060);
  const std::vector<Answer> broken{
      [](const std::string& q) { return head(q, 1); },                                // a record announced, none there
      [](const std::string& q) { return head(q, 65535) + record(type_srv, "x"); },    // more announced than there are
      [](const std::string& q) { return head(q, 1) + record(type_srv, ""); },         // no data
      [](const std::string& q) { return head(q, 1) + record(type_srv, number(1)); },  // cut within
      [&](const std::string& q) { return head(q, 1) + record(type_srv, sound); },     // without a target
      [&](const std::string& q) {
        return head(q, 1) + record(type_srv, sound + "\x3f");
      },                           // a label beyond the message
      [&](const std::string& q) {  // a pointer to itself
        const std::string start = head(q, 1);
        const auto self = static_cast<unsigned>(start.size() + 12 + 6);
        return start + record(type_srv, sound + number(0xc000 | self));
      },
      [&](const std::string& q) { return head(q, 1) + record(type_srv, sound + "\xff\xff"); },  // a pointer beyond
      [&](const std::string& q) {
        return head(q, 1) + record(type_srv, sound + "\x80\x01");
      },                           // a kind of label not defined
      [&](const std::string& q) {  // data longer than the message
        std::string reply = head(q, 1) + record(type_srv, sound + std::string("\1a\0", 3));
        return reply.replace(reply.size() - 11, 2, "\xff\xff");
      },
  };
  for (std::size_t i = 0; i < broken.size(); ++i) {
    House house(broken[i]);
    for (const SrvRecord& one : house.srv()) EXPECT_TRUE(one.target.empty()) << i << " gave " << one.target;
  }
}

TEST(BadInput21, MoreRecordsThanWeKeep_AreCut) {
  House targets([](const std::string& query) {
    std::string reply = head(query, 20);
    for (unsigned i = 0; i < 20; ++i)
      reply += record(type_srv, number(i) + number(0) + number(5060) + std::string("\1a\0", 3));
    return reply;
  });
  EXPECT_EQ(targets.srv().size(), srv_count_max);
  House addresses([](const std::string& query) {
    std::string reply = head(query, 20);
    for (unsigned i = 0; i < 20; ++i)
      reply += record(type_a, std::string("\xc0\x00\x02", 3) + static_cast<char>(i + 1));
    return reply;
  });
  EXPECT_EQ(addresses.addresses("many.example").addresses.size(), address_count_max);
}

TEST(BadInput21, AddressesOfAnotherSize_AreNone) {
  for (const std::size_t size : {0U, 3U, 5U, 16U}) {
    House house([&](const std::string& query) { return head(query, 1) + record(type_a, std::string(size, '\1')); });
    EXPECT_TRUE(house.addresses("trunk.example").addresses.empty()) << size;
  }
}

TEST(BadInput21, AddressesOfNoUse_AreDropped) {
  House house([](const std::string& query) {
    return head(query, 3) + record(type_a, std::string(4, '\0')) + record(type_a, std::string("\xc0\x00\x02\x01", 4)) +
           record(type_a, std::string("\xc0\x00\x02\x01", 4));
  });
  EXPECT_EQ(house.addresses("trunk.example").addresses, std::vector{*parse_ip("192.0.2.1")});
}

TEST(BadInput21, AnswerToAnotherQuestion_IsPassedOver) {
  const auto with_id_changed = [](const std::string& query) {
    const std::string reply = head(query, 1) + record(type_a, std::string("\xc6\x33\x64\x01", 4));
    return std::string(1, static_cast<char>(~reply[0])) + reply.substr(1);
  };
  const auto with_name_changed = [](const std::string& query) {
    std::string reply = head(query, 1) + record(type_a, std::string("\xc6\x33\x64\x01", 4));
    reply[13] = 'x';
    return reply;
  };
  for (const Answer& decoy : {Answer(with_id_changed), Answer(with_name_changed)}) {
    House house(
        [](const std::string& query) { return head(query, 1) + record(type_a, std::string("\xc0\x00\x02\x01", 4)); },
        decoy);
    EXPECT_EQ(house.addresses("trunk.example").addresses, std::vector{*parse_ip("192.0.2.1")});
  }
}

/// NAPTR is never asked for, so its regular expressions are never run; what comes unasked is no target.
TEST(BadInput21, UnaskedNaptr_IsPassedOver) {
  House house([](const std::string& query) {
    const std::string expression = "!^.*$!sip:\\9@evil.example!";
    const std::string data = number(1) + number(1) + "\1u" + "\7E2U+sip" +
                             std::string(1, static_cast<char>(expression.size())) + expression + std::string(1, '\0');
    return head(query, 1) + record(type_naptr, data);
  });
  EXPECT_TRUE(house.srv().empty());
}

TEST(BadInput21, NamesThatAreNone_EndInAnError) {
  for (const char* name : {".1", "[.1]", "..", "a..b", "[", "\x01.example"}) {
    EXPECT_FALSE(parse_ip(name)) << name;
    House house([](const std::string& query) { return head(query, 0, 0x8183); });  // RFC 1035 §4.1.1: no such name
    const auto found = house.addresses(name);
    EXPECT_TRUE(found.addresses.empty()) << name;
    EXPECT_FALSE(found.error.empty()) << name;
  }
}

TEST(BadInput21, RandomAnswers_OneCallEach) {
  std::mt19937 random(21);
  for (int i = 0; i < 300; ++i) {
    House house([&](const std::string& query) {
      std::string reply = head(query, random() % 4);
      for (std::size_t left = random() % 200; left > 0; --left) reply += static_cast<char>(random());
      return reply;
    });
    i % 2 == 0 ? static_cast<void>(house.srv()) : static_cast<void>(house.addresses("trunk.example"));
    EXPECT_GE(house.queries(), 1);
  }
}

}  // namespace
}  // namespace trunkgate::proxy
