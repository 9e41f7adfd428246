// SPDX-License-Identifier: Apache-2.0
#include "media/service/service.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <vector>

#include "media/drop_reason.h"
#include "media/embedded.h"
#include "media/ng/server.h"
#include "media/service/address_block.h"
#include "media/service/log.h"
#include "media/service/ng_socket.h"
#include "media/service/tapping.h"

namespace trunkgate::media {
namespace {

namespace asio = boost::asio;

Instant clock_now() { return std::chrono::steady_clock::now(); }

ng::ServerSettings server_settings(const ServiceConfig& config) {
  ng::ServerSettings settings;
  for (const ZoneConfig& zone : config.media.zones) settings.zones.push_back(zone.name);
  settings.allow = config.ng_allow;
  settings.delete_delay = config.ng_delete_delay;
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  settings.unix_time = std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count();
  settings.started = clock_now();
  return settings;
}

bool same_zone(const ZoneConfig& a, const ZoneConfig& b) {
  return a.name == b.name && a.bind == b.bind && a.advertise == b.advertise && a.port_first == b.port_first &&
         a.port_last == b.port_last && a.srtp == b.srtp && a.suites == b.suites && a.timeout == b.timeout &&
         std::ranges::equal(a.allow, b.allow, [](const CidrBlock& x, const CidrBlock& y) {
           return x.network == y.network && x.prefix == y.prefix;
         });
}

}  // namespace

struct Service::Parts final : ng::ServerOutput {
  Parts(ServiceConfig settings, asio::io_context& context, Log& lines, metrics::Registry& figures)
      : config(std::move(settings)), io(context), log_lines(lines), registry(figures), timer(context) {}

  void send(const ng::Peer& peer, std::string_view datagram) override {
    if (sockets[peer.socket]->send(peer.endpoint, datagram)) return;
    log({ng::LogLevel::warning, "reply.lost", {}, "the system did not take a reply to " + to_string(peer.endpoint)});
  }
  void log(const ng::LogEvent& event) override { log_lines.write(clock_now(), event); }

  void start_anchor();
  [[nodiscard]] std::string start_sockets();
  [[nodiscard]] std::string start_tapping();
  void wait_for_events();
  void set_timer();

  ServiceConfig config;
  asio::io_context& io;
  Log& log_lines;
  metrics::Registry& registry;
  std::atomic<bool> draining{false};
  std::atomic<bool> running{false};
  std::unique_ptr<Embedded> anchor;
  std::unique_ptr<ng::Server> server;
  std::vector<std::unique_ptr<NgSocket>> sockets;
  std::unique_ptr<Tapping> tapping;
  std::unique_ptr<asio::posix::stream_descriptor> events;
  std::unique_ptr<Event> heard = std::make_unique<Event>();  // 8 kB, filled again and again
  asio::steady_timer timer;
  Instant timer_at = Instant::max();
};

void Service::Parts::start_anchor() {
  std::vector<metrics::Counters*> counters;
  for (std::size_t i = 0; i < config.media.workers; ++i) counters.push_back(&registry.make_counters());
  anchor = std::make_unique<Embedded>(config.media, std::uint8_t{1}, counters);
  server = std::make_unique<ng::Server>(server_settings(config), *anchor, *this, &registry.make_counters());
  anchor->start();
  events = std::make_unique<asio::posix::stream_descriptor>(io, anchor->event_fd(0));
  wait_for_events();
}

std::string Service::Parts::start_sockets() {
  for (const Endpoint& local : config.ng_listen) {
    const auto index = static_cast<std::uint8_t>(sockets.size());
    sockets.push_back(std::make_unique<NgSocket>(io, [this, index](const Endpoint& source, std::string_view datagram) {
      server->on_datagram(clock_now(), {source, index}, datagram);
      set_timer();
    }));
    if (std::string error = sockets.back()->start(local); !error.empty()) return error;
  }
  return {};
}

std::string Service::Parts::start_tapping() {
  if (config.admin_socket.empty()) return {};
  tapping = std::make_unique<Tapping>(
      io, Tapping::Actions{
              [this](std::string_view call_id) { return server->sessions_of(call_id); },
              [this](SessionId session, std::shared_ptr<PacketTap> tap) { anchor->show_to(session, std::move(tap)); },
              [&lines = log_lines](const ng::LogEvent& event) { lines.write_always(event); }});
  return tapping->start(config.admin_socket);
}

void Service::Parts::wait_for_events() {
  events->async_wait(asio::posix::descriptor_base::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    while (anchor->next_event(0, *heard)) server->on_event(*heard);
    set_timer();
    wait_for_events();
  });
}

void Service::Parts::set_timer() {
  const Instant due = server->deadline();
  if (due == timer_at) return;
  timer_at = due;
  timer.cancel();
  if (due == Instant::max()) return;
  timer.expires_at(std::max(due, clock_now()));
  timer.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    timer_at = Instant::max();
    server->on_deadline(clock_now());
    set_timer();
  });
}

Service::Service(ServiceConfig config, asio::io_context& io, Log& log, metrics::Registry& registry)
    : parts_(std::make_unique<Parts>(std::move(config), io, log, registry)) {}

Service::~Service() { stop(); }

std::string Service::start() {
  try {
    parts_->start_anchor();
  } catch (const std::exception& error) {
    return std::string("cannot start: ") + error.what() + "; raise the limits of the process (threads, open files)";
  }
  if (std::string error = parts_->start_sockets(); !error.empty()) return error;
  if (std::string error = parts_->start_tapping(); !error.empty()) return error;
  for (const Endpoint& local : ng_local())
    parts_->log_lines.write_always({ng::LogLevel::info, "ng.up", {}, "udp://" + to_string(local)});
  parts_->running = true;
  return {};
}

void Service::drain() {
  parts_->draining = true;
  parts_->server->drain();
}

void Service::stop() {
  parts_->running = false;
  parts_->timer.cancel();
  if (parts_->tapping) parts_->tapping->stop();
  for (const auto& socket : parts_->sockets) socket->stop();
  if (parts_->events) parts_->events->release();  // the descriptor is the anchor's, which closes it
  parts_->events.reset();
  if (parts_->anchor) parts_->anchor->stop();
}

std::vector<Endpoint> Service::ng_local() const {
  std::vector<Endpoint> bound;
  for (const auto& socket : parts_->sockets) bound.push_back(socket->local());
  return bound;
}

std::size_t Service::calls() const { return parts_->server->call_count(); }

bool Service::apply(const ServiceConfig& config) {
  ServiceConfig& mine = parts_->config;
  const bool same = std::ranges::equal(mine.media.zones, config.media.zones, same_zone) &&
                    mine.media.workers == config.media.workers && mine.ng_listen == config.ng_listen &&
                    mine.http_listen == config.http_listen && mine.admin_socket == config.admin_socket;
  mine.ng_allow = config.ng_allow;
  mine.ng_delete_delay = config.ng_delete_delay;
  parts_->server->set_allow(config.ng_allow);
  parts_->server->set_delete_delay(config.ng_delete_delay);
  return same;
}

const ServiceConfig& Service::config() const { return parts_->config; }

metrics::Readiness Service::readiness() const {
  if (!parts_->running) return {false, "not started, or stopping"};
  if (parts_->draining) return {false, "draining"};
  return {true, "ready"};
}

metrics::Labels metric_labels(const ServiceConfig& config) {
  metrics::Labels labels;
  for (const ZoneConfig& zone : config.media.zones) labels.zones.push_back(zone.name);
  labels.rtp_drops.assign(drop_reason_names.begin(), drop_reason_names.end());
  labels.ng_commands = ng::ng_command_names();
  return labels;
}

}  // namespace trunkgate::media
