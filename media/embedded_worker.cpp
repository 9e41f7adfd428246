// SPDX-License-Identifier: Apache-2.0
#include "media/embedded_worker.h"

#include <algorithm>
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
      io_(Anchor::port_count(config, share), config.connected_sockets),
      anchor_(config, share, seed, io_, keys_, counters),
      worker_(io_, *this, config.realtime) {
  for (std::size_t i = 0; i < mailboxes.size(); ++i) inboxes_.push_back(std::make_unique<Inbox>(command_queue_size));
}

void EmbeddedWorker::stop() {
  worker_.stop();
  anchor_.release_all(std::chrono::steady_clock::now());
}

bool EmbeddedWorker::post(const Command& command) {
  if (!inboxes_[command.reply_to]->commands.push(command)) return false;
  if (!worker_.is_current()) worker_.wake();  // the guest's commands are served in the turn that it posts them in
  return true;
}

void EmbeddedWorker::host(Guest& guest) {
  guest_ = &guest;
  io_.watch(mailboxes_[0]->ready());
}

void EmbeddedWorker::run_soon(Errands::Errand errand) {
  errands_.add(std::move(errand));
  worker_.wake();
}

void EmbeddedWorker::show_to(SessionId session, std::shared_ptr<PacketTap> tap) {
  run_soon([this, session, tap = std::move(tap)] { anchor_.show_to(session, tap); });
}

Instant EmbeddedWorker::on_turn(Instant now) {
  errands_.run();
  Instant due = guest_ != nullptr ? guest_->on_turn(now) : Instant::max();
  bool full = false;
  for (std::uint8_t i = 0; i < inboxes_.size(); ++i) full = serve(now, i) || full;
  anchor_.on_deadline(now, io_);
  full = anchor_.deliver_events(*this) || full;
  if (has_commands()) return now;
  due = std::min(due, anchor_.deadline());
  return full ? std::min(due, now + mailbox_retry) : due;
}

void EmbeddedWorker::on_scheduled(bool realtime) {
  if (counters_ != nullptr) counters_->set(metrics::Gauge::media_realtime_workers, {}, realtime ? 1 : 0);
}

bool EmbeddedWorker::has_commands() const {
  return std::ranges::any_of(inboxes_, [](const auto& inbox) { return !inbox->has_kept && !inbox->commands.empty(); });
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

void EmbeddedWorker::on_readable(Instant now, int descriptor) {
  if (descriptor != mailboxes_[0]->ready()) return guest_->on_readable(now, descriptor);
  while (mailboxes_[0]->pop(heard_)) guest_->on_event(heard_);
}

bool EmbeddedWorker::deliver(std::uint8_t proxy_worker, const Event& event) {
  if (guest_ != nullptr && proxy_worker == 0) {
    guest_->on_event(event);
    return true;
  }
  if (mailboxes_[proxy_worker]->push(event)) return true;
  if (counters_ != nullptr) counters_->add(metrics::Counter::media_events_kept);
  return false;
}

}  // namespace trunkgate::media
