// SPDX-License-Identifier: Apache-2.0
#include "media/remote.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "media/limits.h"
#include "media/ng/limits.h"
#include "media/ng/server.h"
#include "media/remote_loop.h"
#include "metrics/counters.h"

namespace trunkgate::media {
namespace {

// How soon a full mailbox is tried again. Its owner is a busy proxy worker, not a dead one.
constexpr std::chrono::milliseconds mailbox_retry{2};
// Datagrams read from one anchor in a row, so that a flood of one does not hold up the others.
constexpr int datagrams_per_turn = 64;
// Nothing is due: look again at the latest then.
constexpr std::chrono::milliseconds idle_wait_max{1000};

Instant clock_now() { return std::chrono::steady_clock::now(); }

}  // namespace

std::vector<std::string> anchor_command_names() { return ng::ng_command_names(); }

Remote::Loop::Loop(RemoteSettings settings, std::uint8_t proxy_workers, metrics::Counters* counters)
    : settings_(std::move(settings)),
      counters_(counters),
      commands_(command_queue_size),
      refused_(settings_.anchors.size()),
      room_(ng::datagram_size_max + 1) {
  for (std::uint8_t i = 0; i < proxy_workers; ++i) mailboxes_.push_back(std::make_unique<Mailbox>());
}

Remote::Loop::~Loop() { stop(); }

void Remote::Loop::start() {
  for (const std::string& anchor : settings_.anchors) sockets_.emplace_back(anchor);
  ng::ClientOutput& output = *this;
  client_ =
      std::make_unique<ng::Client>(ng::ClientSettings{settings_.media, settings_.anchors}, output, keys_, counters_);
  thread_ = std::thread([this] { run(); });
}

void Remote::Loop::stop() {
  stopping_ = true;
  bell_.ring();
  if (thread_.joinable()) thread_.join();
}

bool Remote::Loop::post(const Command& command) {
  if (command.reply_to >= mailboxes_.size() || !commands_.push(command)) return false;
  bell_.ring();
  return true;
}

void Remote::Loop::run() {
  client_->start(clock_now());
  while (!stopping_) turn();
}

void Remote::Loop::turn() {
  deliver_kept();
  if (kept_.empty()) take_commands();
  for (std::size_t anchor = 0; anchor < sockets_.size(); ++anchor) {
    receive(anchor);
    if (std::exchange(refused_[anchor], char{0}) != 0) client_->on_refused(clock_now(), anchor);
  }
  client_->on_deadline(clock_now());
  up_.store(client_->anchors().up_count(), std::memory_order_relaxed);
  const Instant now = clock_now();
  if (!kept_.empty()) return wait(now + mailbox_retry);
  wait(commands_.empty() ? std::min(client_->deadline(), now + idle_wait_max) : now);
}

void Remote::Loop::wait(Instant until) {
  std::vector<pollfd> watched{{bell_.descriptor(), POLLIN, 0}};
  for (const RemoteSocket& socket : sockets_) watched.push_back({socket.descriptor(), POLLIN, 0});
  const Duration left = std::max(until - clock_now(), Duration::zero());
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(left);
  ::poll(watched.data(), watched.size(), static_cast<int>(milliseconds.count()));
  bell_.hush();
}

void Remote::Loop::take_commands() {
  for (std::size_t i = 0; i < command_queue_size && kept_.empty() && commands_.pop(*command_); ++i) {
    client_->on_command(clock_now(), *command_);
  }
}

void Remote::Loop::receive(std::size_t anchor) {
  for (int i = 0; i < datagrams_per_turn; ++i) {
    std::string_view datagram;
    switch (sockets_[anchor].receive(room_, datagram)) {
      case RemoteSocket::Outcome::nothing: return;
      case RemoteSocket::Outcome::refused: refused_[anchor] = 1; break;
      case RemoteSocket::Outcome::datagram: client_->on_datagram(clock_now(), anchor, datagram); break;
    }
  }
}

void Remote::Loop::send(std::size_t anchor, std::string_view datagram) {
  // Told to the client in the next turn, never from inside its call.
  if (!sockets_[anchor].send(datagram)) refused_[anchor] = 1;
}

void Remote::Loop::deliver(std::uint8_t proxy_worker, const Event& event) {
  if (kept_.empty() && mailboxes_[proxy_worker]->push(event)) return;
  if (counters_ != nullptr) counters_->add(metrics::Counter::media_events_kept);
  // One reply per session and its end: whoever does not read these any more does not read at all.
  if (kept_.size() < 2 * ng::client_sessions_max) kept_.push_back({proxy_worker, std::make_unique<Event>(event)});
}

void Remote::Loop::deliver_kept() {
  while (!kept_.empty() && mailboxes_[kept_.front().proxy_worker]->push(*kept_.front().event)) kept_.pop_front();
}

void Remote::Loop::log(const ng::LogEvent& event) {
  if (settings_.log) settings_.log({event.level >= ng::LogLevel::warning, event.event, event.text});
}

Remote::Remote(RemoteSettings settings, std::uint8_t proxy_workers, metrics::Counters* counters)
    : loop_(std::make_unique<Loop>(std::move(settings), proxy_workers, counters)) {}

Remote::~Remote() = default;

void Remote::start() { loop_->start(); }
void Remote::stop() { loop_->stop(); }
bool Remote::post(const Command& command) { return loop_->post(command); }
int Remote::event_fd(std::uint8_t proxy_worker) const { return loop_->mailbox(proxy_worker).ready(); }
bool Remote::next_event(std::uint8_t proxy_worker, Event& event) { return loop_->mailbox(proxy_worker).pop(event); }
std::size_t Remote::up_count() const { return loop_->up_count(); }

}  // namespace trunkgate::media
