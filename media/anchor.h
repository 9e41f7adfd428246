// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "media/config.h"
#include "media/control.h"
#include "media/instant.h"
#include "media/session/port_bank.h"
#include "media/session/session.h"

namespace trunkgate::metrics {
class Counters;
}

namespace trunkgate::media {

/// Where the anchor puts events that nobody asked for.
class EventSink {
 public:
  virtual ~EventSink() = default;
  /// False when the queue of `proxy_worker` is full; the anchor then keeps the event and tries again.
  [[nodiscard]] virtual bool deliver(std::uint8_t proxy_worker, const Event& event) = 0;
};

/// All sessions of one media worker. Pure: no socket, no clock, no thread; it is told the time, asks a PortOpener for
/// sockets and gives a PacketSender what it sends unasked. The caller serialises all calls. The packet path allocates
/// nothing.
class Anchor {
 public:
  /// `share`: which of config.workers this is. `seed`: orders ports. `counters` may be null. All are borrowed.
  Anchor(const MediaConfig& config, std::uint8_t share, std::uint64_t seed, PortOpener& opener, KeySource& keys,
         metrics::Counters* counters);

  /// Port indices of one share are 0 to this - 1.
  [[nodiscard]] static PortIndex port_count(const MediaConfig& config, std::uint8_t share) {
    return PortBank::count(config, share);
  }

  /// True when `reply` is to be sent to command.reply_to (all commands but cancel_offer).
  [[nodiscard]] bool on_command(Instant now, const Command& command, Event& reply);
  /// Bring into the cache who owns `port`, then its session, then that session's keys; see PacketHandler.
  void expect(PortIndex port) const { __builtin_prefetch(&flows_[port / 2]); }
  void approach(PortIndex port) const;
  void fetch_keys(PortIndex port) const;
  [[nodiscard]] Verdict on_packet(Instant now, PortIndex port, const Endpoint& source, Packet& packet);
  /// `count` packets of port `port` were lost by the reader or the sender.
  void on_dropped(PortIndex port, DropReason reason, std::uint32_t count);
  /// Looks for silent sessions, and sends keepalives to sides that nothing was relayed to; early calls do nothing.
  void on_deadline(Instant now, PacketSender& sender);
  [[nodiscard]] Instant deadline() const { return sessions_.empty() ? Instant::max() : silence_check_; }

  /// Hands out first_packet and media_timeout events. True when some had to stay because their queue is full.
  [[nodiscard]] bool deliver_events(EventSink& sink);

  /// Shows the packets of a session to `tap` until it ends; an unknown one has ended.
  void show_to(SessionId id, std::shared_ptr<PacketTap> tap);

  /// Ends all sessions without events and closes all ports.
  void release_all(Instant now);
  [[nodiscard]] std::size_t session_count() const { return sessions_.size(); }
  [[nodiscard]] std::uint32_t ports_in_use() const { return ports_.in_use(); }

 private:
  /// Who owns a port pair.
  class Flow {
   public:
    Flow() = default;
    Flow(Session& session, Side side)
        : owner_(reinterpret_cast<std::uintptr_t>(&session) | (side == Side::b ? 1U : 0U)) {}
    [[nodiscard]] Session* session() const { return reinterpret_cast<Session*>(owner_ & ~std::uintptr_t{1}); }
    [[nodiscard]] Side side() const { return (owner_ & 1U) != 0 ? Side::b : Side::a; }

   private:
    static_assert(alignof(Session) > 1);
    // In one word: the fewer pages the table has, the fewer of its accesses wait for an address to be translated.
    std::uintptr_t owner_ = 0;
  };

  Session* find(SessionId id);
  [[nodiscard]] Refusal on_offer(Instant now, const Command& command, SdpText& out);
  [[nodiscard]] Refusal on_first_offer(Instant now, const Command& command, SdpText& out);
  void remove(SessionId id);
  void set_owner(Session& session);
  /// Puts the session on the list of those with news, unless it is there already.
  void note_news(Session& session);
  [[nodiscard]] bool deliver(EventSink& sink, Session& session);
  void keep_alive(Instant now, Session& session, PacketSender& sender);
  /// A packet on a port that stays open while nobody uses it.
  [[nodiscard]] Verdict on_stray(PortIndex port);
  void count(const Flow& flow, const Verdict& verdict, std::size_t size_in, std::size_t size_out);
  void count_drop(const StreamSide& side, DropReason reason, std::uint32_t number);
  void publish_gauges();

  KeySource& keys_;
  metrics::Counters* counters_;
  std::vector<Zone> zones_;
  PortBank ports_;
  std::vector<Flow> flows_;  // by pair: half the port index
  std::unordered_map<SessionId, Session> sessions_;
  std::vector<Session*> with_news_;  // room for all sessions is kept: a packet never makes it grow
  Instant silence_check_ = Instant::min();
};

}  // namespace trunkgate::media
