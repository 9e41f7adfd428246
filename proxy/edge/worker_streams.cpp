// SPDX-License-Identifier: Apache-2.0
// The part of WorkerLoop that connections and the commands from outside call.
#include <boost/asio/post.hpp>

#include "proxy/edge/clock.h"
#include "proxy/edge/worker_loop.h"

namespace trunkgate::proxy {

using metrics::Counter;
using metrics::Gauge;

bool WorkerLoop::admit_connection(std::uint8_t listener, const Endpoint& remote) {
  const Verdict verdict = gate_.admit(clock_now(), listener, remote.address);
  if (verdict == Verdict::accept) return true;
  drop(verdict == Verdict::not_listed ? SourceDrop::not_listed : SourceDrop::rate_limited, listener, remote);
  scope_.counters.add(Counter::connections_rejected, {scope_.config.listeners[listener].zone});
  return false;
}

void WorkerLoop::on_accepted(std::uint8_t listener, const Endpoint& remote, boost::asio::ip::tcp::socket socket) {
  const Listener& settings = scope_.config.listeners[listener];
  const bool secure = settings.transport == Transport::tls;
  if (connections_.accept(listener, remote, std::move(socket), secure ? scope_.tls.server(settings.zone) : nullptr)) {
    scope_.counters.add(Gauge::connections_open, {settings.zone, settings.transport}, 1);
    return;
  }
  drop(SourceDrop::connection_limit, listener, remote);
  scope_.counters.add(Counter::connections_rejected, {settings.zone});
}

void WorkerLoop::on_connection_closed(Connection& connection) {
  const Flow flow = connection.flow();
  const Listener& listener = scope_.config.listeners[flow.listener];
  scope_.counters.add(Gauge::connections_open, {listener.zone, listener.transport}, -1);
  log_closed(connection);
  const auto dial_flow = connection.dial_flow();
  // First forget it, so that what the core sends on hearing of it goes over a new one.
  connections_.remove(connection);
  const sip::Instant now = clock_now();
  core_.on_flow_failed(now, flow);
  if (dial_flow) core_.on_flow_failed(now, *dial_flow);
  output_.announce_failure(flow);
  end_turn();
}

void WorkerLoop::log_closed(const Connection& connection) {
  const Zone& zone = scope_.config.zones[scope_.config.listeners[connection.flow().listener].zone];
  const bool ordinary = connection.cause() == CloseCause::peer_closed || connection.cause() == CloseCause::idle ||
                        connection.cause() == CloseCause::closed_here;
  const auto dial_flow = connection.dial_flow();
  const std::string_view peer =
      dial_flow ? std::string_view(scope_.config.peers[dial_flow->peer()].name) : std::string_view(zone.name);
  const std::string text = std::string(dial_flow ? "to " : "from ") + to_string(connection.flow().remote()) + ": " +
                           std::string(to_string(connection.cause())) + " (" + connection.detail() + ")";
  scope_.log.write(clock_now(), {ordinary ? LogLevel::debug : LogLevel::warning, "connection.closed", {}, peer, text});
}

void WorkerLoop::drop(SourceDrop reason, std::uint8_t listener, const Endpoint& remote) {
  const std::uint8_t zone = scope_.config.listeners[listener].zone;
  scope_.counters.add(Counter::source_drops, {zone, reason});
  const auto text = [&] {
    return std::string(source_drop_names[static_cast<std::size_t>(reason)]) + ": " + to_string(remote) + " on " +
           std::string(to_string(scope_.config.listeners[listener].transport)) + "://" +
           to_string(scope_.config.listeners[listener].local);
  };
  scope_.log.write_lazily(clock_now(), {LogLevel::warning, "source.dropped", {}, scope_.config.zones[zone].name, {}},
                          text);
}

void WorkerLoop::set_peer_addresses(std::uint16_t peer, std::span<const Endpoint> addresses) {
  core_.on_peer_addresses(clock_now(), peer, addresses);
  end_turn();
}

void WorkerLoop::set_allow_lists(const Config& config) { gate_ = Gate(config, seed_); }

void WorkerLoop::drain() {
  core_.drain(clock_now());
  end_turn();
}

void WorkerLoop::hang_up_all() {
  core_.hang_up_all(clock_now());
  end_turn();
}

void WorkerLoop::stop_soon() {
  output_.flush();
  for (const auto& listener : stream_listeners_) listener->stop();
  connections_.close_all();
  // The connections' coroutines get their turn to end before the loop does.
  boost::asio::post(io_, [this] { boost::asio::post(io_, [this] { io_.stop(); }); });
}

}  // namespace trunkgate::proxy
