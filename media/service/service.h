// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "media/service/config.h"
#include "metrics/exposition.h"
#include "metrics/registry.h"

namespace boost::asio {
class io_context;
}

namespace trunkgate::media {

class Log;

/// The anchor with its ng port and its admin socket. All but calls() and readiness() belongs to the io_context's
/// thread; commands and packets are served by the anchor's own.
class Service {
 public:
  Service(ServiceConfig config, boost::asio::io_context& io, Log& log, metrics::Registry& registry);
  ~Service();  ///< ends all sessions
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Binds and starts the threads. Empty when it runs, else one sentence: what, where, what to do.
  [[nodiscard]] std::string start();
  /// No new calls; those that are known go on.
  void drain();
  void stop();
  [[nodiscard]] std::size_t calls() const;               ///< any thread
  [[nodiscard]] std::vector<Endpoint> ng_local() const;  ///< bound, in the order of the configuration

  /// Takes over what may change while running: ng.allow and ng.delete_delay. False when zones, listeners or workers
  /// differ, which needs a restart; then nothing but these two is taken over either.
  [[nodiscard]] bool apply(const ServiceConfig& config);
  [[nodiscard]] const ServiceConfig& config() const;
  /// Any thread.
  [[nodiscard]] metrics::Readiness readiness() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// The label values of this process.
[[nodiscard]] metrics::Labels metric_labels(const ServiceConfig& config);

}  // namespace trunkgate::media
