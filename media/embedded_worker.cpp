// SPDX-License-Identifier: Apache-2.0
#include "media/embedded_worker.h"

#include <chrono>
#include <system_error>
#include <utility>

#include "media/limits.h"
#include "metrics/counters.h"

namespace trunkgate::media {

namespace {

// How soon a full mailbox is tried again. Its owner is a busy proxy worker, not a dead one.
constexpr std::chrono::milliseconds mailbox_retry{2};

}  // namespace

EmbeddedWorker::EmbeddedWorker(const MediaConfig& config, std::uint8_t share, std::uint64_t seed,
                               const std::vector<std::unique_ptr<Mailbox>>& mailboxes, metrics::Counters* counters)
    : mailboxes_(mailboxes),
      counters_(counters),
      io_(Anchor::port_count(config, share)),
      anchor_(config, share, seed, io_, keys_, counters),
      worker_(io_, *this) {
  for (std::size_t i = 0; i < mailboxes.size(); ++i) inboxes_.push_back(std::make_unique<Inbox>(command_queue_size));
}

void EmbeddedWorker::stop() {
  worker_.stop();
  anchor_.release_all(std::chrono::steady_clock::now());
}

bool EmbeddedWorker::post(const Command& command) {
  if (!inboxes_[command.reply_to]->commands.push(command)) return false;
  worker_.wake();
  return true;
}

void EmbeddedWorker::show_to(SessionId session, std::shared_ptr<PacketTap> tap) {
  {
    const std::lock_guard lock(taps_lock_);
    taps_.push_back({session, std::move(tap)});
  }
  has_taps_ = true;
  worker_.wake();
}

void EmbeddedWorker::take_taps() {
  std::vector<NewTap> taps;
  {
    const std::lock_guard lock(taps_lock_);
    has_taps_ = false;
    taps.swap(taps_);
  }
  for (NewTap& one : taps) anchor_.show_to(one.session, std::move(one.tap));
}

Instant EmbeddedWorker::on_turn(Instant now) {
  if (has_taps_) take_taps();
  bool full = false;
  bool more = false;
  for (std::uint8_t i = 0; i < inboxes_.size(); ++i) {
    full = serve(now, i) || full;
    more = more || (!inboxes_[i]->has_kept && !inboxes_[i]->commands.empty());
  }
  anchor_.on_deadline(now);
  full = anchor_.deliver_events(*this) || full;
  if (more) return now;
  return full ? now + mailbox_retry : anchor_.deadline();
}

bool EmbeddedWorker::serve(Instant now, std::uint8_t proxy_worker) {
  Inbox& inbox = *inboxes_[proxy_worker];
  if (inbox.has_kept) {
    if (!mailboxes_[proxy_worker]->push(inbox.kept)) return true;
    inbox.has_kept = false;
  }
  for (std::size_t i = 0; i < commands_per_turn && inbox.commands.pop(command_); ++i) {
    if (!anchor_.on_command(now, command_, inbox.kept)) continue;
    if (!deliver(proxy_worker, inbox.kept)) {
      inbox.has_kept = true;
      return true;
    }
  }
  return false;
}

Verdict EmbeddedWorker::on_packet(Instant now, PortIndex port, const Endpoint& source, Packet& packet) {
  return anchor_.on_packet(now, port, source, packet);
}

void EmbeddedWorker::on_dropped(PortIndex port, DropReason reason, std::uint32_t count) {
  anchor_.on_dropped(port, reason, count);
}

bool EmbeddedWorker::deliver(std::uint8_t proxy_worker, const Event& event) {
  if (mailboxes_[proxy_worker]->push(event)) return true;
  if (counters_ != nullptr) counters_->add(metrics::Counter::media_events_kept);
  return false;
}

}  // namespace trunkgate::media
