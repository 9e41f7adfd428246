// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "metrics/exposition.h"
#include "metrics/registry.h"
#include "proxy/config/config.h"
#include "proxy/hide/key_ring.h"

namespace boost::asio {
class io_context;
}

namespace trunkgate::proxy {

class Log;

/// Everything between the sockets and the cores: binds the listeners, owns the workers, the anchor, TLS and DNS. Its
/// calls are for the main thread, except calls() and readiness().
class Edge {
 public:
  /// `io` runs on the main thread and serves DNS. `io`, `log` and `registry` outlive the edge.
  Edge(Config config, KeyRing keys, boost::asio::io_context& io, Log& log, metrics::Registry& registry);
  ~Edge();

  /// Binds, loads certificates, starts the threads. Empty when it runs, else one sentence: what, where, what to do.
  [[nodiscard]] std::string start();
  /// New calls get 503 from now on.
  void drain();
  /// Ends all calls that are left; BYEs go out within moments.
  void hang_up_all();
  void stop();

  /// Takes over what may change in a running process: the allow-lists and rates of the zones. False, and nothing is
  /// changed, when zones or listeners differ.
  [[nodiscard]] bool apply_allow_lists(const Config& config);

  /// Opens the file of call records anew, so that the old one may be moved away. False when that fails.
  [[nodiscard]] bool reopen_records();

  [[nodiscard]] const Config& config() const;  ///< with the ports really bound
  [[nodiscard]] std::uint32_t calls() const;
  /// Ready: every zone that has peers has one that is up, some media anchor answers, and nothing is draining.
  [[nodiscard]] metrics::Readiness readiness() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// The names behind the label values that this edge and its cores count with.
[[nodiscard]] metrics::Labels metric_labels(const Config& config);

}  // namespace trunkgate::proxy
