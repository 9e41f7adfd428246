// SPDX-License-Identifier: Apache-2.0
#include "media/service/service.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "media/service/log.h"
#include "tests/media/ng/anchor_desk.h"
#include "tests/media/support/party.h"

namespace trunkgate::media {
namespace {

namespace asio = boost::asio;
using Udp = asio::ip::udp;

constexpr std::chrono::seconds patience{5};

/// A UDP socket on loopback, as a client of the ng port or as a phone.
class Socket {
 public:
  explicit Socket(asio::io_context& io) : io_(io), socket_(io, Udp::endpoint(asio::ip::address_v4::loopback(), 0)) {}
  [[nodiscard]] std::uint16_t port() const { return socket_.local_endpoint().port(); }
  void send(std::uint16_t port, std::string_view text) {
    socket_.send_to(asio::buffer(text), Udp::endpoint(asio::ip::address_v4::loopback(), port));
  }
  /// Runs the loop until something has come; empty when nothing does.
  std::string receive(std::chrono::milliseconds time = patience) {
    std::string room(65536, '\0');
    std::optional<std::size_t> size;
    Udp::endpoint from;
    socket_.async_receive_from(asio::buffer(room), from,
                               [&](const boost::system::error_code& error, std::size_t count) {
                                 if (!error) size = count;
                               });
    const auto end = std::chrono::steady_clock::now() + time;
    while (!size && std::chrono::steady_clock::now() < end) io_.run_one_until(end);
    if (size) return room.substr(0, *size);
    socket_.cancel();
    io_.run_one();
    return {};
  }

 private:
  asio::io_context& io_;
  Udp::socket socket_;
};

ServiceConfig config() {
  ServiceConfig config;
  config.media.zones.resize(1);
  ZoneConfig& zone = config.media.zones[0];
  zone.name = "lab";
  zone.bind = Address::v4(127, 0, 0, 1);
  zone.port_first = 20000;  // below the ephemeral ports: what a zone calls its own is never sent to
  zone.port_last = 20999;
  zone.srtp = SrtpPolicy::optional;
  config.ng_listen = {{Address::v4(127, 0, 0, 1), 0}};
  config.ng_allow = {{Address::v4(127, 0, 0, 0), 104}};
  return config;
}

class ServiceTest : public testing::Test {
 protected:
  ServiceTest() : service_(config(), io_, log_, registry_) {}
  void SetUp() override {
    ASSERT_EQ(service_.start(), "");
    port_ = service_.ng_local().at(0).port;
  }
  std::string ask(const std::string& json) {
    client_.send(port_, "k" + std::to_string(++cookie_) + " " + json);
    return client_.receive();
  }
  static std::string sdp_at(std::uint16_t port) { return sdp_of(Offer{{Address::v4(127, 0, 0, 1), port}}); }
  /// The port that the SDP of a reply names.
  static std::uint16_t port_in(const std::string& reply) {
    const std::size_t document = reply.find(' ') + 1;
    return read_told(ng::AnchorDesk::sdp_of_reply(reply.substr(document))).rtp.port;
  }

  /// Runs the loop until it holds or patience ends.
  template <typename Condition>
  bool eventually(Condition holds) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!holds() && std::chrono::steady_clock::now() < end) io_.run_one_for(std::chrono::milliseconds{5});
    return holds();
  }

  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};  // it waits, with nothing to do
  Log log_{LogFormat::json, ng::LogLevel::error};
  metrics::Registry registry_{metric_labels(config()), {"test", {}}};
  Service service_;
  Socket client_{io_};
  std::uint16_t port_ = 0;
  int cookie_ = 0;
};

TEST_F(ServiceTest, Ping_OverUdp) {
  EXPECT_EQ(ask(R"({"command":"ping"})"), R"(k1 {"result":"pong"})");
  EXPECT_TRUE(service_.readiness().ready);
}

TEST_F(ServiceTest, Call_RelaysAudioBothWays) {
  Socket a(io_);
  Socket b(io_);
  const std::uint16_t towards_b = port_in(ask(ng::AnchorDesk::message("offer", "f", "", sdp_at(a.port()))));
  const std::uint16_t towards_a = port_in(ask(ng::AnchorDesk::message("answer", "f", "t", sdp_at(b.port()))));
  ASSERT_TRUE(towards_a != 0 && towards_b != 0);
  const Octets packet = rtp_packet(1);
  const std::string audio(packet.begin(), packet.end());
  a.send(towards_a, audio);
  EXPECT_EQ(b.receive(), audio);
  b.send(towards_b, audio);
  EXPECT_EQ(a.receive(), audio);
  EXPECT_EQ(service_.calls(), 1U);
  const std::string reply = ask(ng::AnchorDesk::message("delete", "f", "", "", R"("delete-delay":0)"));
  EXPECT_NE(reply.find(R"("packets":2)"), std::string::npos) << reply;
  EXPECT_EQ(service_.calls(), 0U);
}

TEST_F(ServiceTest, DelayedDelete_HappensByItself) {
  Socket a(io_);
  ASSERT_NE(port_in(ask(ng::AnchorDesk::message("offer", "f", "", sdp_at(a.port())))), 0);
  ask(ng::AnchorDesk::message("delete", "f", "", "", R"("delete-delay":1)"));
  EXPECT_EQ(service_.calls(), 1U);
  EXPECT_TRUE(eventually([this] { return service_.calls() == 0; }));
}

TEST_F(ServiceTest, Drain_RefusesNewCallsAndSaysSo) {
  service_.drain();
  EXPECT_FALSE(service_.readiness().ready);
  EXPECT_NE(ask(ng::AnchorDesk::message("offer", "f", "", sdp_at(4000))).find(R"("result":"error")"),
            std::string::npos);
}

TEST_F(ServiceTest, Reload_TakesOverWhomItListensTo) {
  ServiceConfig other = config();
  other.ng_allow = {{Address::v4(10, 0, 0, 0), 104}};
  EXPECT_TRUE(service_.apply(other));
  client_.send(port_, "x {\"command\":\"ping\"}");
  EXPECT_TRUE(eventually([this] { return registry_.total(metrics::Counter::ng_source_drops) == 1; }));
  other.media.zones[0].port_last = 20500;
  other.ng_allow = config().ng_allow;
  EXPECT_FALSE(service_.apply(other));  // needs a restart, but who may send is in force
  EXPECT_NE(ask(R"({"command":"ping"})"), "");
  other.media.zones[0].port_last = config().media.zones[0].port_last;
  EXPECT_TRUE(service_.apply(other));
  other.media.zones[0].keepalive += std::chrono::seconds{1};
  EXPECT_FALSE(service_.apply(other));
  other = config();
  other.media.zones[0].t38 = T38Policy::pass;
  EXPECT_FALSE(service_.apply(other));
  other = config();
  other.media.realtime = !other.media.realtime;
  EXPECT_FALSE(service_.apply(other));
}

TEST_F(ServiceTest, PortTaken_IsOneSentence) {
  ServiceConfig second = config();
  second.ng_listen = service_.ng_local();
  metrics::Registry registry(metric_labels(second), {"test", {}});
  Service service(second, io_, log_, registry);
  const std::string error = service.start();
  EXPECT_EQ(error.find("cannot listen on udp://127.0.0.1:"), 0U) << error;
}

TEST_F(ServiceTest, Metrics_CountCommands) {
  ask(R"({"command":"ping"})");
  EXPECT_EQ(registry_.total(metrics::Counter::ng_commands, {ng::Verb::ping, metrics::NgResult::ok}), 1U);
}

}  // namespace
}  // namespace trunkgate::media
