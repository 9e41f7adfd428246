// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace trunkgate::proxy {

/// What the process does on a signal.
struct SignalActions {
  std::function<void()> drain;           ///< first SIGTERM
  std::function<void()> hang_up;         ///< second SIGTERM, SIGINT, or drain_timeout is over: end all calls
  std::function<void()> stop;            ///< the end: all calls are over, or had their moment to end
  std::function<void()> reload;          ///< SIGHUP
  std::function<std::uint32_t()> calls;  ///< calls that are left
};

/// SIGTERM, SIGINT and SIGHUP as the life of a process: running → draining → hanging up → stopped. Also ignores
/// SIGPIPE.
class Signals {
 public:
  Signals(boost::asio::io_context& io, std::chrono::seconds drain_timeout, SignalActions actions);
  ~Signals();
  void start();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace trunkgate::proxy
