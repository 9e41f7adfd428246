// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "metrics/registry.h"
#include "tests/metrics/exposition_format.h"

namespace trunkgate::metrics {
namespace {

/// A client that says exactly the octets it is told to.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};  // ends a test that hangs; nothing waits for it
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  void say(const std::string& octets) const { (void)::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL); }
  /// Everything until the server closes, or until `until` has come.
  [[nodiscard]] std::string hear(const std::string& until = {}) const {
    std::string heard;
    char chunk[4096];
    for (;;) {
      if (!until.empty() && heard.find(until) != std::string::npos) return heard;
      const ssize_t size = ::recv(socket_, chunk, sizeof chunk, 0);
      if (size <= 0) return size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? heard + "<no end>" : heard;
      heard.append(chunk, static_cast<std::size_t>(size));
    }
  }

 private:
  int socket_;
  bool connected_ = false;
};

class ExpositionTest : public testing::Test {
 protected:
  ExpositionTest() {
    settings_.port = 0;
    settings_.collectables = {&registry_};
  }

  void start() {
    exposition_ = std::make_unique<Exposition>(settings_);
    ASSERT_EQ(exposition_->start(), "");
    ASSERT_NE(exposition_->port(), 0);
  }

  [[nodiscard]] std::string ask(const std::string& request) const {
    const Client client{exposition_->port()};
    client.say(request);
    return client.hear();
  }

  [[nodiscard]] std::string get(const std::string& target) const {
    return ask("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  }

  static std::string body(const std::string& answer) {
    const auto end = answer.find("\r\n\r\n");
    return end == std::string::npos ? "" : answer.substr(end + 4);
  }

  Registry registry_{[] {
                       Labels labels;
                       labels.zones = {"corporate"};
                       return labels;
                     }(),
                     {"0.1", "openssl"}};
  ExpositionSettings settings_;
  std::unique_ptr<Exposition> exposition_;
};

TEST_F(ExpositionTest, Metrics_AreServedInTheTextFormat) {
  registry_.make_counters().add(Counter::handoffs, {}, 5);
  start();
  const std::string answer = get("/metrics");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_NE(answer.find("Content-Type: text/plain; version=0.0.4"), std::string::npos);
  const test::ExpositionFormat page{body(answer)};
  EXPECT_EQ(page.error, "");
  EXPECT_EQ(page.value("trunkgate_handoffs_total"), 5);
}

TEST_F(ExpositionTest, Healthz_IsAlive) {
  start();
  EXPECT_TRUE(get("/healthz").starts_with("HTTP/1.1 200 "));
}

TEST_F(ExpositionTest, Readyz_SaysWhyNot) {
  settings_.readiness = [] { return Readiness{false, "draining"}; };
  start();
  const std::string answer = get("/readyz");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 503 ")) << answer;
  EXPECT_EQ(body(answer), "draining\n");
}

TEST_F(ExpositionTest, Readyz_Ready) {
  settings_.readiness = [] { return Readiness{true, "ready"}; };
  start();
  EXPECT_TRUE(get("/readyz").starts_with("HTTP/1.1 200 "));
}

TEST_F(ExpositionTest, FurtherPages_AreAskedByPathWithoutQuery) {
  settings_.pages = [](std::string_view path) -> std::optional<Response> {
    if (path != "/api/v1/calls") return std::nullopt;
    return Response{200, "application/json", "[]"};
  };
  start();
  const std::string answer = get("/api/v1/calls?limit=1");
  EXPECT_NE(answer.find("Content-Type: application/json"), std::string::npos) << answer;
  EXPECT_EQ(body(answer), "[]");
  EXPECT_TRUE(get("/api/v1/nothing").starts_with("HTTP/1.1 404 "));
}

TEST_F(ExpositionTest, UnknownPath_Is404) {
  start();
  EXPECT_TRUE(get("/../etc/passwd").starts_with("HTTP/1.1 404 "));
}

TEST_F(ExpositionTest, Rfc9110_9_3_2_Head_HasTheLengthAndNoBody) {
  start();
  const std::string answer = ask("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 6\r\n"), std::string::npos) << answer;
  EXPECT_EQ(body(answer), "");
}

TEST_F(ExpositionTest, Rfc9110_15_5_6_OtherMethods_Are405AndNameTheAllowed) {
  start();
  const std::string answer = ask("DELETE /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 405 ")) << answer;
  EXPECT_NE(answer.find("Allow: GET, HEAD\r\n"), std::string::npos);
}

TEST_F(ExpositionTest, Rfc9112_9_3_TwoRequestsOnOneConnection_AreBothAnswered) {
  start();
  const Client client{exposition_->port()};
  client.say("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(client.hear("alive\n").find("200 OK"), std::string::npos);
  client.say("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(client.hear().find("200 OK"), std::string::npos);
}

TEST_F(ExpositionTest, OversizedHeader_Is431AndClosed) {
  start();
  const std::string answer = ask("GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 431 ") || answer.empty()) << answer.substr(0, 200);
  EXPECT_EQ(answer.find("<no end>"), std::string::npos);
}

TEST_F(ExpositionTest, RequestBody_IsRefused) {
  start();
  const std::string answer = ask("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ") || answer.starts_with("HTTP/1.1 400 ")) << answer;
}

TEST_F(ExpositionTest, Garbage_Is400AndClosed) {
  start();
  const std::string answer = ask("\x16\x03\x01\x02 not http\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 ")) << answer;
}

TEST_F(ExpositionTest, RequestThatNeverEnds_IsClosedAtTheDeadline) {
  settings_.request_timeout = std::chrono::milliseconds{50};
  start();
  EXPECT_EQ(ask("GET /metrics HTTP/1.1\r\nHost: "), "");
}

TEST_F(ExpositionTest, OneConnectionTooMany_IsClosedAndTheOthersLive) {
  settings_.connection_max = 2;
  start();
  const Client first{exposition_->port()}, second{exposition_->port()};
  for (const Client* client : {&first, &second}) {
    client->say("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(client->hear("alive\n").find("200 OK"), std::string::npos);
  }
  const Client third{exposition_->port()};
  EXPECT_EQ(third.hear(), "");
  first.say("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_NE(first.hear().find("200 OK"), std::string::npos);
}

TEST_F(ExpositionTest, StoppedWithOpenConnections_ClosesThem) {
  start();
  const Client client{exposition_->port()};
  client.say("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(client.hear("alive\n").find("200 OK"), std::string::npos);
  exposition_.reset();
  EXPECT_EQ(client.hear(), "");
}

TEST_F(ExpositionTest, PortTaken_IsOneSentence) {
  start();
  ExpositionSettings same = settings_;
  same.port = exposition_->port();
  Exposition second{same};
  const std::string error = second.start();
  EXPECT_NE(error.find("cannot listen on 127.0.0.1 port " + std::to_string(same.port)), std::string::npos) << error;
}

TEST_F(ExpositionTest, HostNameInsteadOfAddress_IsRefused) {
  settings_.address = "localhost";
  Exposition exposition{settings_};
  EXPECT_EQ(exposition.start(), "http: listen: 'localhost' is not an IP address");
}

}  // namespace
}  // namespace trunkgate::metrics
