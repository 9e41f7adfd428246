// SPDX-License-Identifier: Apache-2.0
#include "bench/rtp/call_load.h"

#include <algorithm>
#include <ctime>
#include <string>

namespace trunkgate::bench {
namespace {

// Where the parties say that they are; nobody speaks.
constexpr std::uint16_t caller_port = 4000;
constexpr std::uint16_t called_port = 4002;

std::int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

void wait_until(std::int64_t due_ns) {
  const timespec due{due_ns / 1'000'000'000, due_ns % 1'000'000'000};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, nullptr);
}

}  // namespace

CallLoad::CallLoad(const sockaddr_in& ng, const Addresses& parties, bool secure, const Pace& pace)
    : calls_per_second_(pace.calls_per_second) {
  caller_.rtp = {AF_INET, htons(caller_port), parties.caller, {}};
  called_.rtp = {AF_INET, htons(called_port), parties.called, {}};
  called_.secure = secure;
  if (secure) called_.key = key_of(0);
  for (std::size_t i = 0; i < pace.clients; ++i) {
    clients_.push_back(std::make_unique<NgServer>(ng, sockaddr_in{AF_INET, 0, parties.caller, {}}));
  }
}

template <typename Round>
void CallLoad::in_rounds(std::size_t count, Round round) {
  const std::int64_t begin_ns = monotonic_ns();
  for (std::size_t first = 0; first < count; first += clients_.size()) {
    wait_until(begin_ns + static_cast<std::int64_t>(first) * 1'000'000'000 / calls_per_second_);
    round(first, std::min(clients_.size(), count - first));
  }
}

void CallLoad::set_up(std::size_t count) {
  in_rounds(count, [this](std::size_t first, std::size_t size) {
    std::vector<std::string> tags(size);
    for (std::size_t i = 0; i < size; ++i) clients_[i]->send_offer(first + i, caller_, called_.secure);
    for (std::size_t i = 0; i < size; ++i) tags[i] = read_body(clients_[i]->hear(), called_.secure).crypto_tag;
    for (std::size_t i = 0; i < size; ++i) {
      called_.crypto_tag = tags[i];
      clients_[i]->send_answer(first + i, called_);
    }
    for (std::size_t i = 0; i < size; ++i) clients_[i]->hear();
  });
}

void CallLoad::release(std::size_t count) {
  in_rounds(count, [this](std::size_t first, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) clients_[i]->send_delete(first + i);
    for (std::size_t i = 0; i < size; ++i) clients_[i]->hear();
  });
}

}  // namespace trunkgate::bench
