// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/signals.h"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

namespace trunkgate::proxy {
namespace {

// How often a draining process looks whether calls are left.
constexpr std::chrono::milliseconds look_interval{200};
// What BYEs and their answers get before the sockets close; "at once" for whoever sent the second SIGTERM.
constexpr std::chrono::milliseconds hang_up_time{800};

}  // namespace

struct Signals::Parts {
  enum class Phase : std::uint8_t { running, draining, hanging_up, stopped };

  Parts(boost::asio::io_context& io, std::chrono::seconds timeout, SignalActions what)
      : signals(io, SIGTERM, SIGINT, SIGHUP), timer(io), drain_timeout(timeout), actions(std::move(what)) {}

  void wait();
  void on_signal(int number);
  void drain();
  void hang_up();
  void stop();
  void look_again();

  boost::asio::signal_set signals;
  boost::asio::steady_timer timer;
  std::chrono::seconds drain_timeout;
  SignalActions actions;
  Phase phase = Phase::running;
  std::chrono::milliseconds left{0};  // of the phase
};

void Signals::Parts::wait() {
  signals.async_wait([this](const boost::system::error_code& error, int number) {
    if (error) return;
    on_signal(number);
    if (phase != Phase::stopped) wait();
  });
}

void Signals::Parts::on_signal(int number) {
  if (number == SIGHUP) return actions.reload();
  if (phase == Phase::hanging_up) return stop();
  if (phase == Phase::draining || number == SIGINT) return hang_up();
  drain();
}

void Signals::Parts::drain() {
  phase = Phase::draining;
  left = drain_timeout;
  actions.drain();
  look_again();
}

void Signals::Parts::hang_up() {
  phase = Phase::hanging_up;
  left = hang_up_time;
  actions.hang_up();
  look_again();
}

void Signals::Parts::stop() {
  phase = Phase::stopped;
  timer.cancel();
  signals.cancel();
  actions.stop();
}

void Signals::Parts::look_again() {
  timer.expires_after(look_interval);
  timer.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    left -= look_interval;
    if (actions.calls() == 0) return stop();
    if (left.count() > 0) return look_again();
    if (phase == Phase::draining) return hang_up();
    stop();
  });
}

Signals::Signals(boost::asio::io_context& io, std::chrono::seconds drain_timeout, SignalActions actions)
    : parts_(std::make_unique<Parts>(io, drain_timeout, std::move(actions))) {}

Signals::~Signals() = default;

void Signals::start() {
  std::signal(SIGPIPE, SIG_IGN);
  parts_->wait();
}

}  // namespace trunkgate::proxy
