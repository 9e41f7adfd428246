// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "proxy/core/core.h"
#include "proxy/edge/bind.h"

namespace trunkgate::proxy {

class KeyRing;
struct WorkerScope;

/// One thread with its own io_context, core, connections and sealer; nothing of it is shared with another worker. All
/// of these calls are for other threads: they post to the worker's loop.
class Worker {
 public:
  /// `scope` is copied; what it refers to, and `keys`, outlive the worker. `sockets`: one per listener.
  Worker(const WorkerScope& scope, const KeyRing& keys, const CoreSettings& settings, std::vector<Descriptor> sockets);
  /// Stops the thread when it runs still.
  ~Worker();

  void start();
  void set_peer_addresses(std::uint16_t peer, std::vector<Endpoint> addresses);
  /// Takes over the zones' allow-lists and rates; `config` must have the same zones and listeners.
  void set_allow_lists(std::shared_ptr<const Config> config);
  void drain();
  void hang_up_all();
  /// Closes everything and waits for the thread.
  void stop();

  [[nodiscard]] std::uint32_t calls() const;
  [[nodiscard]] bool peer_up(std::uint16_t peer) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace trunkgate::proxy
