// SPDX-License-Identifier: Apache-2.0
#include "media/embedded.h"

#include <sys/resource.h>

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

// Four sockets for each call: the usual soft limit of 1,024 descriptors would end at 250 calls.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);  // refused: the calls beyond it are
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
  counters.resize(parts_->config.workers, nullptr);
  for (std::uint8_t i = 0; i < proxy_workers; ++i) parts_->mailboxes.push_back(std::make_unique<Mailbox>());
  for (std::uint8_t share = 0; share < parts_->config.workers; ++share) {
    parts_->workers.push_back(
        std::make_unique<EmbeddedWorker>(parts_->config, share, random_seed(), parts_->mailboxes, counters[share]));
  }
}

Embedded::~Embedded() { stop(); }

void Embedded::start() {
  raise_descriptor_limit();
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
