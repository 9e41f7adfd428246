// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/edge.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <system_error>

#include "media/drop_reason.h"
#include "media/embedded.h"
#include "media/remote.h"
#include "proxy/edge/bind.h"
#include "proxy/edge/clock.h"
#include "proxy/edge/dns.h"
#include "proxy/edge/handoff.h"
#include "proxy/edge/limits.h"
#include "proxy/edge/log.h"
#include "proxy/edge/media_bridge.h"
#include "proxy/edge/source_drop.h"
#include "proxy/edge/tls.h"
#include "proxy/edge/worker.h"
#include "proxy/edge/worker_output.h"
#include "sip/error.h"

namespace trunkgate::proxy {

struct Edge::Parts {
  Parts(Config settings, KeyRing ring, boost::asio::io_context& context, Log& lines, metrics::Registry& figures)
      : config(std::move(settings)),
        keys(std::move(ring)),
        io(context),
        log(lines),
        registry(figures),
        limiter(config) {}

  Config config;
  KeyRing keys;
  boost::asio::io_context& io;
  Log& log;
  metrics::Registry& registry;
  std::atomic<bool> draining{false};
  std::atomic<bool> running{false};
  TlsContexts tls;
  PeerLimiter limiter;
  CdrFile records;
  std::unique_ptr<Handoff> handoff;
  std::unique_ptr<media::Attached> anchor;
  media::Remote* remote = nullptr;  ///< `anchor`, when it is one
  std::vector<std::unique_ptr<Worker>> workers;
  std::unique_ptr<Resolver> resolver;

  void start_anchor();
  void start_remote(const media::MediaConfig& media_config);
  void start_workers(BoundSockets bound);
};

Edge::Edge(Config config, KeyRing keys, boost::asio::io_context& io, Log& log, metrics::Registry& registry)
    : parts_(std::make_unique<Parts>(std::move(config), std::move(keys), io, log, registry)) {}

Edge::~Edge() { stop(); }

namespace {

std::uint64_t random_seed() {
  std::random_device device;
  return static_cast<std::uint64_t>(device()) << 32 | device();
}

CoreSettings core_settings(std::size_t worker, std::size_t worker_count) {
  CoreSettings settings;
  settings.worker = static_cast<std::uint8_t>(worker);
  settings.worker_count = static_cast<std::uint8_t>(worker_count);
  settings.seed = random_seed();
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  settings.epoch_seconds =
      static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count());
  return settings;
}

}  // namespace

void Edge::Parts::start_anchor() {
  const media::MediaConfig media_config = to_media_config(config);
  if (!config.media_anchors.empty()) return start_remote(media_config);
  std::vector<metrics::Counters*> counters;
  for (std::size_t i = 0; i < media_config.workers; ++i) counters.push_back(&registry.make_counters());
  anchor = std::make_unique<media::Embedded>(media_config, static_cast<std::uint8_t>(config.workers), counters);
  anchor->start();
}

void Edge::Parts::start_remote(const media::MediaConfig& media_config) {
  media::RemoteSettings settings{media_config, remote_anchor_names(config), {}};
  settings.log = [this](const media::RemoteNotice& notice) {
    const LogLevel level = notice.warning ? LogLevel::warning : LogLevel::info;
    log.write(clock_now(), {level, notice.event, {}, {}, notice.text});
  };
  auto pool = std::make_unique<media::Remote>(std::move(settings), static_cast<std::uint8_t>(config.workers),
                                              &registry.make_counters());
  remote = pool.get();
  anchor = std::move(pool);
  anchor->start();
}

void Edge::Parts::start_workers(BoundSockets bound) {
  const std::size_t count = bound.sockets.size();
  handoff = std::make_unique<Handoff>(count);
  for (std::size_t i = 0; i < count; ++i) {
    const WorkerScope scope{
        config, tls, *handoff, *anchor, registry.make_counters(), limiter, log, records, static_cast<std::uint8_t>(i)};
    workers.push_back(std::make_unique<Worker>(scope, keys, core_settings(i, count), std::move(bound.sockets[i])));
  }
  for (const auto& worker : workers) worker->start();
}

std::string Edge::start() {
  Parts& parts = *parts_;
  parts.config.workers = std::clamp<std::uint32_t>(parts.config.workers, 1, worker_count_max);
  if (std::string error = parts.tls.load(parts.config); !error.empty()) return error;
  if (std::string error = parts.records.open(parts.config.cdr_file); !error.empty()) return error;
  BoundSockets bound = bind_listeners(parts.config, parts.config.workers);
  if (!bound.error.empty()) return bound.error;
  for (std::size_t i = 0; i < bound.local.size(); ++i) parts.config.listeners[i].local = bound.local[i];
  try {
    parts.start_anchor();
    parts.start_workers(std::move(bound));
    parts.resolver = std::make_unique<Resolver>(
        parts.io, parts.config, parts.log, [&parts](std::uint16_t peer, std::span<const Endpoint> addresses) {
          for (const auto& worker : parts.workers)
            worker->set_peer_addresses(peer, {addresses.begin(), addresses.end()});
        });
    parts.resolver->start();
  } catch (const std::system_error& error) {
    return std::string("cannot start: ") + error.what() + "; raise the limits of the process (threads, open files)";
  } catch (const std::exception& error) {
    return std::string("cannot start: ") + error.what();
  }
  parts.running = true;
  return {};
}

void Edge::drain() {
  parts_->draining = true;
  for (const auto& worker : parts_->workers) worker->drain();
}

void Edge::hang_up_all() {
  for (const auto& worker : parts_->workers) worker->hang_up_all();
}

void Edge::stop() {
  parts_->running = false;
  if (parts_->resolver) parts_->resolver->stop();
  for (const auto& worker : parts_->workers) worker->stop();
  if (parts_->anchor) parts_->anchor->stop();
}

bool Edge::apply_allow_lists(const Config& config) {
  const auto same_listener = [](const Listener& a, const Listener& b) {
    return a.zone == b.zone && a.transport == b.transport && a.local == b.local;
  };
  const auto same_zone = [](const Zone& a, const Zone& b) { return a.name == b.name; };
  if (!std::ranges::equal(parts_->config.zones, config.zones, same_zone)) return false;
  if (!std::ranges::equal(parts_->config.listeners, config.listeners, same_listener)) return false;
  const auto shared = std::make_shared<const Config>(config);
  for (const auto& worker : parts_->workers) worker->set_allow_lists(shared);
  return true;
}

bool Edge::reopen_records() { return parts_->records.reopen(); }

const Config& Edge::config() const { return parts_->config; }

std::uint32_t Edge::calls() const {
  std::uint32_t total = 0;
  for (const auto& worker : parts_->workers) total += worker->calls();
  return total;
}

metrics::Readiness Edge::readiness() const {
  if (!parts_->running) return {false, "not started, or stopping"};
  if (parts_->draining) return {false, "draining"};
  if (parts_->remote != nullptr && parts_->remote->up_count() == 0) return {false, "no media anchor answers"};
  const Config& config = parts_->config;
  for (std::size_t zone = 0; zone < config.zones.size(); ++zone) {
    bool has_peer = false;
    bool has_peer_up = false;
    for (std::size_t i = 0; i < config.peers.size(); ++i) {
      if (config.peers[i].zone != zone) continue;
      has_peer = true;
      has_peer_up = has_peer_up || std::ranges::any_of(parts_->workers, [i](const auto& worker) {
                      return worker->peer_up(static_cast<std::uint16_t>(i));
                    });
    }
    if (has_peer && !has_peer_up) return {false, "no peer of zone " + config.zones[zone].name + " is up"};
  }
  return {true, "ready"};
}

metrics::Labels metric_labels(const Config& config) {
  metrics::Labels labels;
  for (const Zone& zone : config.zones) labels.zones.push_back(zone.name);
  for (const Peer& peer : config.peers) labels.peers.push_back(peer.name);
  for (std::size_t i = 0; i < static_cast<std::size_t>(sip::ParseError::count_); ++i) {
    labels.parse_errors.emplace_back(sip::name(static_cast<sip::ParseError>(i)));
  }
  labels.source_drops.assign(source_drop_names.begin(), source_drop_names.end());
  labels.sealed_kinds = {"call_id", "tag", "branch", "contact"};
  labels.anchors = remote_anchor_names(config);
  labels.ng_commands = media::anchor_command_names();
  labels.rtp_drops.assign(media::drop_reason_names.begin(), media::drop_reason_names.end());
  return labels;
}

}  // namespace trunkgate::proxy
