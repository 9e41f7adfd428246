// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "media/attached.h"
#include "metrics/counters.h"
#include "proxy/core/output.h"
#include "proxy/edge/cdr_file.h"
#include "proxy/edge/connection_table.h"
#include "proxy/edge/handoff.h"
#include "proxy/edge/log.h"
#include "proxy/edge/tls.h"
#include "proxy/edge/udp.h"
#include "proxy/route/limit.h"

namespace trunkgate::proxy {

/// What all of a worker's parts share. Everything here outlives them.
struct WorkerScope {
  const Config& config;
  const TlsContexts& tls;
  Handoff& handoff;
  media::Attached& anchor;
  metrics::Counters& counters;
  PeerLimiter& limiter;
  Log& log;
  CdrFile& records;
  std::uint8_t worker = 0;
};

/// The world as the core speaks to it. Every call copies what it is given and returns at once; what fails is noted and
/// told to the core after its input, never from inside.
class WorkerOutput final : public Output {
 public:
  /// `batches`: one per listener, null for those that are no UDP sockets.
  WorkerOutput(const WorkerScope& scope, ConnectionTable& connections,
               std::vector<std::unique_ptr<DatagramBatch>>& batches);

  void send(const Flow& flow, std::span<const char> bytes) override;
  void close(const Flow& connection) override;
  [[nodiscard]] bool ask_media(const media::Command& command) override;
  void log(const LogEvent& event) override;
  void record(const CallRecord& record) override;

  /// For another worker; false when its ring is full. Its bell rings at the next flush().
  [[nodiscard]] bool hand_over(std::uint8_t to, HandoffKind kind, const Flow& flow, std::span<const char> bytes);
  /// Tells every other worker that a connection is gone.
  void announce_failure(const Flow& connection);

  /// Sends the gathered datagrams and rings the bells of the workers concerned.
  void flush();
  /// Takes one flow that failed since; false when there is none.
  [[nodiscard]] bool take_failure(Flow& flow);

 private:
  void send_datagram(const Flow& flow, std::span<const char> bytes);
  void send_dialed(const Flow& flow, std::span<const char> bytes);
  void send_connected(const Flow& flow, std::span<const char> bytes);
  void flush_batch(std::size_t listener);
  void note_failure(const Flow& flow);
  void count_drop(const Flow& flow, std::size_t count = 1);

  WorkerScope scope_;
  ConnectionTable& connections_;
  std::vector<std::unique_ptr<DatagramBatch>>& batches_;
  std::vector<bool> bells_;
  std::vector<Flow> failures_;
};

}  // namespace trunkgate::proxy
