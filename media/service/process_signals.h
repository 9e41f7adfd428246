// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace trunkgate::media {

/// What the process does on a signal.
struct SignalActions {
  std::function<void()> drain;   ///< first SIGTERM
  std::function<void()> stop;    ///< second SIGTERM, SIGINT, no call left, or drain_timeout is over
  std::function<void()> reload;  ///< SIGHUP
  std::function<std::size_t()> calls;
};

/// SIGTERM, SIGINT and SIGHUP as the life of a process: running → draining → stopped. Also ignores SIGPIPE.
class ProcessSignals {
 public:
  ProcessSignals(boost::asio::io_context& io, std::chrono::seconds drain_timeout, SignalActions actions);
  ~ProcessSignals();
  void start();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace trunkgate::media
