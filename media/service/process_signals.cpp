// SPDX-License-Identifier: Apache-2.0
#include "media/service/process_signals.h"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>

namespace trunkgate::media {
namespace {

// How often a draining process looks whether calls are left.
constexpr std::chrono::milliseconds look_interval{200};

}  // namespace

struct ProcessSignals::Parts {
  Parts(boost::asio::io_context& io, std::chrono::seconds timeout, SignalActions what)
      : signals(io, SIGTERM, SIGINT, SIGHUP), timer(io), left(timeout), actions(std::move(what)) {}

  void wait() {
    signals.async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      on_signal(number);
      if (!stopped) wait();
    });
  }
  void on_signal(int number) {
    if (number == SIGHUP) return actions.reload();
    if (draining || number == SIGINT) return stop();
    draining = true;
    actions.drain();
    look_again();
  }
  void look_again() {
    timer.expires_after(look_interval);
    timer.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      left -= look_interval;
      if (actions.calls() == 0 || left.count() <= 0) return stop();
      look_again();
    });
  }
  void stop() {
    stopped = true;
    timer.cancel();
    signals.cancel();
    actions.stop();
  }

  boost::asio::signal_set signals;
  boost::asio::steady_timer timer;
  std::chrono::milliseconds left;  // of the drain
  SignalActions actions;
  bool draining = false;
  bool stopped = false;
};

ProcessSignals::ProcessSignals(boost::asio::io_context& io, std::chrono::seconds drain_timeout, SignalActions actions)
    : parts_(std::make_unique<Parts>(io, drain_timeout, std::move(actions))) {}

ProcessSignals::~ProcessSignals() = default;

void ProcessSignals::start() {
  std::signal(SIGPIPE, SIG_IGN);
  parts_->wait();
}

}  // namespace trunkgate::media
