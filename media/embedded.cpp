// SPDX-License-Identifier: Apache-2.0
#include "media/embedded.h"

#include <sys/resource.h>

#include <algorithm>
#include <random>
#include <utility>

#include "media/embedded_worker.h"
#include "media/limits.h"

namespace trunkgate::media {

namespace {

// Ids differ in their low bits and in the proxy worker on top: spread both (Fibonacci hashing).
std::size_t home_of(SessionId session, std::size_t workers) {
  return static_cast<std::size_t>((session * 0x9e3779b97f4a7c15U) >> 32) % workers;
}

std::uint64_t random_seed() {
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

// Four sockets for each call: the usual soft limit of 1,024 descriptors would end at 250 calls. What the process may
// open then.
std::size_t raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlimit raised{limit.rlim_max, limit.rlim_max};
  return setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised.rlim_cur : limit.rlim_cur;  // refused: calls beyond it are
}

// Two sockets for each pair.
std::size_t pairs_to_keep(std::size_t descriptors, const MediaConfig& config) {
  const std::size_t pools = std::max<std::size_t>(1, config.zones.size() * config.workers);
  return std::min(open_pairs_kept_max, descriptors / kept_descriptors_part / (2 * pools));
}

std::size_t sockets_to_connect(std::size_t descriptors, const MediaConfig& config) {
  return std::min(connected_sockets_max, descriptors / kept_descriptors_part / config.workers);
}

}  // namespace

struct Embedded::Parts {
  MediaConfig config;
  std::vector<std::unique_ptr<Mailbox>> mailboxes;
  std::vector<std::unique_ptr<EmbeddedWorker>> workers;
};

Embedded::Embedded(const MediaConfig& config, std::uint8_t proxy_workers, std::vector<metrics::Counters*> counters)
    : parts_(std::make_unique<Parts>()) {
  parts_->config = config;
  if (parts_->config.workers == 0) parts_->config.workers = 1;
  const std::size_t descriptors = raise_descriptor_limit();
  parts_->config.open_pairs_kept = pairs_to_keep(descriptors, parts_->config);
  parts_->config.connected_sockets = sockets_to_connect(descriptors, parts_->config);
  counters.resize(parts_->config.workers, nullptr);
  for (std::uint8_t i = 0; i < proxy_workers; ++i) parts_->mailboxes.push_back(std::make_unique<Mailbox>());
  for (std::uint8_t share = 0; share < parts_->config.workers; ++share) {
    parts_->workers.push_back(
        std::make_unique<EmbeddedWorker>(parts_->config, share, random_seed(), parts_->mailboxes, counters[share]));
  }
}

Embedded::~Embedded() { stop(); }

void Embedded::start() {
  for (auto& worker : parts_->workers) worker->start();
}

void Embedded::stop() {
  for (auto& worker : parts_->workers) worker->stop();
}

void Embedded::host(Guest& guest) { parts_->workers.front()->host(guest); }

void Embedded::watch(int descriptor) { parts_->workers.front()->watch(descriptor); }

void Embedded::run_soon(std::function<void()> errand) { parts_->workers.front()->run_soon(std::move(errand)); }

bool Embedded::post(const Command& command) {
  if (command.reply_to >= parts_->mailboxes.size()) return false;
  return parts_->workers[home_of(command.session, parts_->workers.size())]->post(command);
}

void Embedded::show_to(SessionId session, std::shared_ptr<PacketTap> tap) {
  parts_->workers[home_of(session, parts_->workers.size())]->show_to(session, std::move(tap));
}

int Embedded::event_fd(std::uint8_t proxy_worker) const { return parts_->mailboxes[proxy_worker]->ready(); }

bool Embedded::next_event(std::uint8_t proxy_worker, Event& event) {
  return parts_->mailboxes[proxy_worker]->pop(event);
}

}  // namespace trunkgate::media
