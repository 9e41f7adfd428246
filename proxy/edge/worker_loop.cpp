// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/worker_loop.h"

#include <boost/asio/post.hpp>

#include "proxy/core/home_worker.h"
#include "proxy/edge/clock.h"
#include "proxy/edge/socket_address.h"

namespace trunkgate::proxy {

namespace asio = boost::asio;
using boost::system::error_code;
using metrics::Counter;
using metrics::Gauge;

WorkerLoop::WorkerLoop(const WorkerScope& scope, const KeyRing& keys, const CoreSettings& settings,
                       std::vector<Descriptor> sockets)
    : scope_(scope),
      io_(BOOST_ASIO_CONCURRENCY_HINT_1),
      seed_(settings.seed),
      gate_(scope.config, seed_),
      sealer_(keys),
      batches_(scope.config.listeners.size()),
      connections_(io_, *this, scope.worker),
      output_(scope_, connections_, batches_),
      core_(scope.config, sealer_, settings, scope.counters, scope.limiter, output_),
      media_(
          io_, scope.anchor, scope.worker,
          [this](const media::Event& event) { core_.on_media_event(clock_now(), event); }, [this] { end_turn(); }),
      bell_(io_, scope.handoff.bell(scope.worker)),
      deadline_timer_(io_),
      housekeeping_timer_(io_),
      peers_up_(scope.config.peers.size()) {
  for (std::size_t i = 0; i < sockets.size(); ++i) add_socket(static_cast<std::uint8_t>(i), std::move(sockets[i]));
}

WorkerLoop::~WorkerLoop() {
  // These descriptors belong to others, who close them.
  bell_.release();
  for (const auto& socket : udp_sockets_) socket->readable.release();
}

void WorkerLoop::add_socket(std::uint8_t listener, Descriptor socket) {
  const Listener& settings = scope_.config.listeners[listener];
  if (settings.transport != Transport::udp) {
    stream_listeners_.push_back(std::make_unique<StreamListener>(
        io_, std::move(socket), address_family(settings.local.address), listener, static_cast<ListenerEvents&>(*this)));
    return;
  }
  batches_[listener] = std::make_unique<DatagramBatch>(socket.get());
  udp_sockets_.push_back(
      std::make_unique<UdpSocket>(UdpSocket{listener, asio::posix::stream_descriptor(io_, socket.get())}));
  udp_descriptors_.push_back(std::move(socket));
}

void WorkerLoop::start() {
  for (const auto& socket : udp_sockets_) wait_datagrams(*socket);
  for (const auto& listener : stream_listeners_) listener->start();
  media_.start();
  wait_bell();
  wait_housekeeping();
}

void WorkerLoop::wait_datagrams(UdpSocket& socket) {
  socket.readable.async_wait(asio::posix::descriptor_base::wait_read, [this, &socket](const error_code& error) {
    if (error) return;
    receive_datagrams(socket);
    wait_datagrams(socket);
  });
}

void WorkerLoop::receive_datagrams(UdpSocket& socket) {
  for (std::size_t round = 0; round < receive_rounds_max; ++round) {
    const auto batch = datagrams_.receive(socket.readable.native_handle());
    if (batch.empty()) return;
    const sip::Instant now = clock_now();
    for (const Datagram& datagram : batch) on_datagram(now, socket.listener, datagram);
    end_turn();
    if (batch.size() < receive_batch_max) return;
  }
}

void WorkerLoop::on_datagram(sip::Instant now, std::uint8_t listener, const Datagram& datagram) {
  switch (gate_.admit(now, listener, datagram.remote.address)) {
    case Verdict::accept: break;
    case Verdict::not_listed: return drop(SourceDrop::not_listed, listener, datagram.remote);
    case Verdict::rate_limited: return drop(SourceDrop::rate_limited, listener, datagram.remote);
  }
  if (datagram.truncated) return drop(SourceDrop::truncated, listener, datagram.remote);
  // NAT keepalives (RFC 5626 §3.5.1 on streams; on UDP many phones send CRLF or a NUL): no message, no answer.
  const std::string_view text(datagram.bytes.data(), datagram.bytes.size());
  if (text.find_first_not_of(std::string_view("\r\n\0", 3)) == std::string_view::npos) return;
  dispatch(now, Flow::udp(listener, datagram.remote), datagram.bytes);
}

void WorkerLoop::on_stream_message(const Flow& connection, std::span<const char> bytes) {
  const sip::Instant now = clock_now();
  if (gate_.admit(now, connection.listener, connection.remote_address) != Verdict::accept) {
    return drop(SourceDrop::rate_limited, connection.listener, connection.remote());
  }
  dispatch(now, connection, bytes);
}

void WorkerLoop::dispatch(sip::Instant now, const Flow& flow, std::span<const char> bytes) {
  const auto worker_count = static_cast<std::uint8_t>(scope_.handoff.worker_count());
  const std::uint8_t zone = scope_.config.listeners[flow.listener].zone;
  const std::uint8_t home = worker_count > 1 ? home_worker(sealer_, zone, bytes, worker_count) : scope_.worker;
  if (home == scope_.worker) {
    core_.on_message(now, flow, bytes);
  } else if (output_.hand_over(home, HandoffKind::message, flow, bytes)) {
    scope_.counters.add(Counter::handoffs);
  } else {
    drop(SourceDrop::handoff_full, flow.listener, flow.remote());
  }
}

void WorkerLoop::on_stream_malformed(const Flow& connection, sip::ParseError error) {
  scope_.counters.add(Counter::sip_parse_errors, {scope_.config.listeners[connection.listener].zone, error});
}

void WorkerLoop::wait_bell() {
  bell_.async_wait(asio::posix::descriptor_base::wait_read, [this](const error_code& error) {
    if (error) return;
    take_handoffs();
    wait_bell();
  });
}

void WorkerLoop::take_handoffs() {
  // A neighbour under flood must not keep us from our own sockets: what is left rings again.
  constexpr int turn_max = 256;
  scope_.handoff.hush(scope_.worker);
  const sip::Instant now = clock_now();
  HandoffItem item;
  int taken = 0;
  while (taken < turn_max && scope_.handoff.take(scope_.worker, item)) {
    on_handoff(now, item);
    ++taken;
  }
  if (taken == turn_max) scope_.handoff.ring(scope_.worker);
  end_turn();
}

void WorkerLoop::on_handoff(sip::Instant now, const HandoffItem& item) {
  switch (item.kind) {
    case HandoffKind::message: return core_.on_message(now, item.flow, item.bytes);
    case HandoffKind::send: return output_.send(item.flow, item.bytes);
    case HandoffKind::close: return output_.close(item.flow);
    case HandoffKind::flow_failed: return core_.on_flow_failed(now, item.flow);
  }
}

void WorkerLoop::end_turn() {
  // Telling the core of a failure may make it send elsewhere, and that may fail too; what is left waits for the
  // next turn, at the latest housekeeping's.
  constexpr std::size_t failure_rounds = pending_failure_max;
  output_.flush();
  Flow failed;
  for (std::size_t i = 0; i < failure_rounds && output_.take_failure(failed); ++i) {
    core_.on_flow_failed(clock_now(), failed);
  }
  output_.flush();
  publish();
  arm();
}

void WorkerLoop::arm() {
  // A deadline that moved later costs one early wake-up, cheaper than re-arming with every message.
  const sip::Instant next = core_.deadline();
  if (next >= armed_) return;
  armed_ = next;
  deadline_timer_.expires_at(next);
  deadline_timer_.async_wait([this](const error_code& error) {
    if (!error) on_deadline();
  });
}

void WorkerLoop::on_deadline() {
  armed_ = sip::never;
  core_.on_deadline(clock_now());
  end_turn();
}

void WorkerLoop::publish() {
  const CoreGauges gauges = core_.gauges();
  scope_.counters.set(Gauge::calls_active, {}, gauges.calls);
  scope_.counters.set(Gauge::transactions, {metrics::Role::client}, gauges.client_transactions);
  scope_.counters.set(Gauge::transactions, {metrics::Role::server}, gauges.server_transactions);
  scope_.counters.set(Gauge::timers, {}, gauges.timers);
  calls_.store(gauges.calls, std::memory_order_relaxed);
}

void WorkerLoop::wait_housekeeping() {
  housekeeping_timer_.expires_after(housekeeping_interval);
  housekeeping_timer_.async_wait([this](const error_code& error) {
    if (error) return;
    keep_house();
    wait_housekeeping();
  });
}

void WorkerLoop::keep_house() {
  const sip::Instant now = clock_now();
  connections_.check_timeouts(now);
  for (std::size_t i = 0; i < peers_up_.size(); ++i) {
    const bool up = core_.peer_up(static_cast<std::uint16_t>(i));
    peers_up_[i].store(up, std::memory_order_relaxed);
    scope_.counters.set(Gauge::peer_up, {i}, up ? 1 : 0);
  }
  if (scope_.worker == 0) {
    scope_.log.tick(now);
    const std::uint64_t suppressed = scope_.log.suppressed();
    scope_.counters.add(Counter::log_lines_suppressed, {}, suppressed - suppressed_seen_);
    suppressed_seen_ = suppressed;
  }
  end_turn();
}

}  // namespace trunkgate::proxy
