// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/worker_output.h"

#include <string>

#include "proxy/edge/clock.h"

namespace trunkgate::proxy {

using metrics::Counter;

WorkerOutput::WorkerOutput(const WorkerScope& scope, ConnectionTable& connections,
                           std::vector<std::unique_ptr<DatagramBatch>>& batches)
    : scope_(scope), connections_(connections), batches_(batches), bells_(worker_count_max) {
  failures_.reserve(pending_failure_max);
}

void WorkerOutput::send(const Flow& flow, std::span<const char> bytes) {
  if (flow.listener >= batches_.size()) return;
  if (flow.is_connection()) return send_connected(flow, bytes);
  if (scope_.config.listeners[flow.listener].transport == Transport::udp) return send_datagram(flow, bytes);
  if (flow.is_dial()) return send_dialed(flow, bytes);
  count_drop(flow);  // a stream without a connection to write on: it closed meanwhile
}

void WorkerOutput::send_datagram(const Flow& flow, std::span<const char> bytes) {
  DatagramBatch& batch = *batches_[flow.listener];
  if (batch.add(flow.remote(), bytes)) return;
  flush_batch(flow.listener);
  if (!batch.add(flow.remote(), bytes)) count_drop(flow);
}

void WorkerOutput::send_dialed(const Flow& flow, std::span<const char> bytes) {
  Connection* connection = connections_.find_dialed(flow);
  if (connection == nullptr) {
    const Listener& listener = scope_.config.listeners[flow.listener];
    const std::uint32_t peer = flow.peer();
    if (peer >= scope_.config.peers.size()) return note_failure(flow);
    const bool secure = listener.transport == Transport::tls;
    connection = connections_.dial({flow, listener.local.address, scope_.config.peers[peer].host},
                                   secure ? scope_.tls.client(listener.zone) : nullptr);
    if (connection == nullptr) return note_failure(flow);
    scope_.counters.add(metrics::Gauge::connections_open, {listener.zone, listener.transport}, 1);
  }
  if (!connection->send(bytes)) count_drop(flow);
}

void WorkerOutput::send_connected(const Flow& flow, std::span<const char> bytes) {
  if (flow.worker != scope_.worker) {
    if (!hand_over(flow.worker, HandoffKind::send, flow, bytes)) count_drop(flow);
    return;
  }
  Connection* connection = connections_.find(flow.connection);
  if (connection == nullptr || connection->ending()) return note_failure(flow);
  if (!connection->send(bytes)) count_drop(flow);
}

void WorkerOutput::close(const Flow& connection) {
  if (connection.is_dial()) {
    if (Connection* dialed = connections_.find_dialed(connection)) dialed->close(CloseCause::closed_here);
    return;
  }
  if (!connection.is_connection()) return;
  if (connection.worker != scope_.worker) {
    (void)hand_over(connection.worker, HandoffKind::close, connection, {});  // lost: its idle timer closes it
    return;
  }
  if (Connection* own = connections_.find(connection.connection)) own->close(CloseCause::closed_here);
}

bool WorkerOutput::ask_media(const media::Command& command) { return scope_.anchor.post(command); }

void WorkerOutput::log(const LogEvent& event) { scope_.log.write(clock_now(), event); }

void WorkerOutput::record(const CallRecord& record) {
  scope_.records.write(record);
  if (const std::uint64_t lost = scope_.records.take_lost(); lost > 0) {
    log({LogLevel::error,
         "cdr.lost",
         {},
         {},
         std::to_string(lost) + " call records were not written: is the disk full?"});
  }
}

bool WorkerOutput::hand_over(std::uint8_t to, HandoffKind kind, const Flow& flow, std::span<const char> bytes) {
  if (!scope_.handoff.push(scope_.worker, to, kind, flow, bytes)) return false;
  bells_[to] = true;
  return true;
}

void WorkerOutput::announce_failure(const Flow& connection) {
  for (std::size_t to = 0; to < scope_.handoff.worker_count(); ++to) {
    // Lost: what waits there ends by its own timer (RFC 3261 §17, timers B and F).
    if (to != scope_.worker) {
      (void)hand_over(static_cast<std::uint8_t>(to), HandoffKind::flow_failed, connection, {});
    }
  }
}

void WorkerOutput::flush() {
  for (std::size_t listener = 0; listener < batches_.size(); ++listener) {
    if (batches_[listener] && !batches_[listener]->empty()) flush_batch(listener);
  }
  for (std::size_t to = 0; to < scope_.handoff.worker_count(); ++to) {
    if (bells_[to]) scope_.handoff.ring(static_cast<std::uint8_t>(to));
    bells_[to] = false;
  }
}

void WorkerOutput::flush_batch(std::size_t listener) {
  const SendReport report = batches_[listener]->flush();
  const Flow flow = Flow::udp(static_cast<std::uint8_t>(listener), report.unreachable_remote);
  if (report.dropped > 0) count_drop(flow, report.dropped);
  if (report.unreachable) {
    count_drop(flow);
    note_failure(flow);
  }
}

bool WorkerOutput::take_failure(Flow& flow) {
  if (failures_.empty()) return false;
  flow = failures_.back();
  failures_.pop_back();
  return true;
}

void WorkerOutput::note_failure(const Flow& flow) {
  // Past the bound the transactions' own timers find out.
  if (failures_.size() < pending_failure_max) failures_.push_back(flow);
}

void WorkerOutput::count_drop(const Flow& flow, std::size_t count) {
  scope_.counters.add(Counter::outbound_drops, {scope_.config.listeners[flow.listener].zone}, count);
}

}  // namespace trunkgate::proxy
