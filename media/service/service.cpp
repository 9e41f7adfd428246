// SPDX-License-Identifier: Apache-2.0
#include "media/service/service.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <vector>

#include "media/drop_reason.h"
#include "media/embedded.h"
#include "media/service/address_block.h"
#include "media/service/log.h"
#include "media/service/ng_desk.h"
#include "media/service/tapping.h"

namespace trunkgate::media {
namespace {

namespace asio = boost::asio;

ng::ServerSettings server_settings(const ServiceConfig& config) {
  ng::ServerSettings settings;
  for (const ZoneConfig& zone : config.media.zones) settings.zones.push_back(zone.name);
  settings.allow = config.ng_allow;
  settings.delete_delay = config.ng_delete_delay;
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  settings.unix_time = std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count();
  settings.started = std::chrono::steady_clock::now();
  return settings;
}

}  // namespace

struct Service::Parts {
  Parts(ServiceConfig settings, asio::io_context& context, Log& lines, metrics::Registry& figures)
      : config(std::move(settings)), io(context), log(lines), registry(figures) {}

  [[nodiscard]] std::string start_anchor();
  [[nodiscard]] std::string start_tapping();

  ServiceConfig config;
  asio::io_context& io;
  Log& log;
  metrics::Registry& registry;
  std::atomic<bool> draining{false};
  std::atomic<bool> running{false};
  std::unique_ptr<Embedded> anchor;
  std::unique_ptr<NgDesk> desk;
  std::unique_ptr<Tapping> tapping;
};

std::string Service::Parts::start_anchor() {
  std::vector<metrics::Counters*> counters;
  for (std::size_t i = 0; i < config.media.workers; ++i) counters.push_back(&registry.make_counters());
  anchor = std::make_unique<Embedded>(config.media, std::uint8_t{1}, counters);
  desk = std::make_unique<NgDesk>(server_settings(config), *anchor, log, &registry.make_counters());
  if (std::string error = desk->start(config.ng_listen); !error.empty()) return error;
  anchor->start();
  return {};
}

std::string Service::Parts::start_tapping() {
  if (config.admin_socket.empty()) return {};
  tapping = std::make_unique<Tapping>(
      io, Tapping::Actions{
              [this](std::string_view call_id) {
                std::vector<SessionId> sessions;
                desk->visit([&](ng::Server& server) { sessions = server.sessions_of(call_id); });
                return sessions;
              },
              [this](SessionId session, std::shared_ptr<PacketTap> tap) { anchor->show_to(session, std::move(tap)); },
              [&lines = log](const ng::LogEvent& event) { lines.write_always(event); }});
  return tapping->start(config.admin_socket);
}

Service::Service(ServiceConfig config, asio::io_context& io, Log& log, metrics::Registry& registry)
    : parts_(std::make_unique<Parts>(std::move(config), io, log, registry)) {}

Service::~Service() { stop(); }

std::string Service::start() {
  try {
    if (std::string error = parts_->start_anchor(); !error.empty()) return error;
  } catch (const std::exception& error) {
    return std::string("cannot start: ") + error.what() + "; raise the limits of the process (threads, open files)";
  }
  if (std::string error = parts_->start_tapping(); !error.empty()) return error;
  for (const Endpoint& local : ng_local())
    parts_->log.write_always({ng::LogLevel::info, "ng.up", {}, "udp://" + to_string(local)});
  parts_->running = true;
  return {};
}

void Service::drain() {
  parts_->draining = true;
  parts_->desk->visit([](ng::Server& server) { server.drain(); });
}

void Service::stop() {
  parts_->running = false;
  if (parts_->tapping) parts_->tapping->stop();
  if (parts_->anchor) parts_->anchor->stop();
}

std::vector<Endpoint> Service::ng_local() const { return parts_->desk->local(); }

std::size_t Service::calls() const { return parts_->desk->call_count(); }

bool Service::apply(const ServiceConfig& config) {
  ServiceConfig& mine = parts_->config;
  const bool same = mine.media.zones == config.media.zones && mine.media.workers == config.media.workers &&
                    mine.media.realtime == config.media.realtime && mine.ng_listen == config.ng_listen &&
                    mine.http_listen == config.http_listen && mine.admin_socket == config.admin_socket;
  mine.ng_allow = config.ng_allow;
  mine.ng_delete_delay = config.ng_delete_delay;
  parts_->desk->visit([&config](ng::Server& server) {
    server.set_allow(config.ng_allow);
    server.set_delete_delay(config.ng_delete_delay);
  });
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
