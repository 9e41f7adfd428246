// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <new>
#include <random>
#include <string>

#include "sip/transaction/layer.h"
#include "tests/sip/transaction/layer_house.h"

namespace {

std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace trunkgate::sip::test {
namespace {

// Messages come, are answered, are lost, flows break, all at random; then nobody says anything more.
class Weather {
 public:
  explicit Weather(std::uint32_t seed) : random_(seed) {}

  void step() {
    house_.take_sent();
    switch (random_() % 8) {
      case 0: return server_gets();
      case 1: return server_answers();
      case 2: house_.starts(request(), next(), flow()); return;
      case 3: house_.receives_response(request().answer(status())); return;
      case 4: return void(one_in(20) ? house_.flow_fails(flow()) : house_.advance(1ms * (random_() % 500)));
      case 5: return server_gets("ACK");
      case 6: return server_gets("CANCEL");
      default: house_.advance(1ms * (random_() % 3000)); return;
    }
  }
  LayerHouse& house() { return house_; }

  // A call that the user leaves unanswered is his to end, and so is one that rings for ever at the other side.
  void user_ends_all() {
    house_.advance(100s);
    for (int branch = 0; branch < 40; ++branch) {
      house_.starts({.method = "CANCEL", .branch = "z9hG4bK-" + std::to_string(branch)});
      house_.advance(100s);
    }
    for (const auto id : servers_) house_.responds(id, 500, Request{}.answer(500));
  }

 private:
  bool one_in(std::uint32_t count) { return random_() % count == 0; }
  std::uint64_t next() { return ++user_; }
  const FlowId& flow() { return one_in(2) ? udp_flow : tls_flow; }
  int status() { return std::array{100, 180, 200, 302, 401, 486, 503, 603, 408}[random_() % 9]; }
  Request request() {
    Request request;
    request.method = std::array{"INVITE", "BYE", "OPTIONS", "CANCEL"}[random_() % 4];
    request.branch = "z9hG4bK-" + std::to_string(random_() % 40);
    request.call_id = std::to_string(random_() % 20);
    return request;
  }
  void server_gets(const char* method = nullptr) {
    auto one = request();
    if (method != nullptr) one.method = method;
    const auto verdict = house_.receives(one.text(), flow());
    if (!verdict.transaction) return;
    house_.layer.set_user(verdict.transaction, next());
    servers_.push_back(verdict.transaction);
  }
  void server_answers() {
    if (servers_.empty()) return;
    const auto id = servers_[random_() % servers_.size()];
    house_.responds(id, status(), Request{}.answer(200));
    if (one_in(2)) house_.confirms(id);
  }

  std::mt19937 random_;
  LayerHouse house_{24};
  std::vector<TransactionId> servers_;
  std::uint64_t user_ = 0;
};

TEST(LayerRest, AfterAnyWeatherAllCountsAreZero) {
  for (std::uint32_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Weather weather(seed);
    for (int i = 0; i < 1500; ++i) weather.step();
    weather.user_ends_all();
    weather.house().run_until_rest();
    EXPECT_EQ(weather.house().layer.client_count(), 0u);
    EXPECT_EQ(weather.house().layer.server_count(), 0u);
    EXPECT_EQ(weather.house().layer.timer_count(), 0u);
    EXPECT_EQ(weather.house().layer.deadline(), never);
    int fits = 0;
    for (; fits < 24; ++fits) {
      if (!weather.house().starts({.branch = "z9hG4bK-after-" + std::to_string(fits)})) break;
    }
    EXPECT_EQ(fits, 24) << "a transaction or a buffer was lost";
  }
}

// A call in each direction, with the texts made before, so that only the layer could allocate.
struct Call {
  std::string invite = Request{}.text();
  std::string ringing = Request{}.answer(180);
  std::string busy = Request{}.answer(486);
  std::string bye = Request{.method = "BYE", .branch = "z9hG4bK-bye"}.text();
  std::string bye_ok = Request{.method = "BYE", .branch = "z9hG4bK-bye"}.answer(200);
  std::string ack = Request{.method = "ACK"}.text();
  std::unique_ptr<Message> message = std::make_unique<Message>();

  const Message& read(const std::string& text) {
    EXPECT_EQ(message->parse(text), ParseError::none);
    return *message;
  }
  void play(Layer& layer, Instant now, Actions& out) {
    const auto server = layer.on_request(now, read(invite), udp_flow, out).transaction;
    layer.respond(now, server, 180, ringing, out);
    layer.on_request(now, read(invite), udp_flow, out);
    layer.start_client(now, Method::invite, "z9hG4bK-a1", invite, udp_flow, 1, out);
    layer.on_response(now, read(ringing), out);
    layer.on_response(now, read(busy), out);
    layer.respond(now, server, 486, busy, out);
    layer.on_request(now, read(ack), udp_flow, out);
    const auto bye_server = layer.on_request(now, read(bye), tls_flow, out).transaction;
    layer.respond(now, bye_server, 200, bye_ok, out);
    layer.start_client(now, Method::bye, "z9hG4bK-bye", bye, tls_flow, 1, out);
    layer.on_response(now, read(bye_ok), out);
    out.clear();
    while (layer.deadline() != never) {
      layer.on_deadline(layer.deadline(), out);
      out.clear();
    }
  }
};

TEST(LayerRest, NoAllocationAfterConstruction) {
  Layer layer({64, 64, {1, 2}});
  Call call;
  Actions out;
  call.play(layer, Instant(1h), out);
  const auto before = allocations;
  for (int i = 2; i < 50; ++i) call.play(layer, Instant(1h * i), out);
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(layer.server_count() + layer.client_count(), 0u);
}

}  // namespace
}  // namespace trunkgate::sip::test
