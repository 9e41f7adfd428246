// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "proxy/admission/admit.h"
#include "proxy/core/core.h"
#include "proxy/edge/listener.h"
#include "proxy/edge/media_bridge.h"
#include "proxy/edge/source_drop.h"
#include "proxy/edge/worker_output.h"
#include "proxy/hide/seal.h"

namespace trunkgate::proxy {

/// All that happens on one worker's thread: sockets in, the core, sockets out. One input, then everything that follows
/// from it (end_turn), then the next.
class WorkerLoop final : private ConnectionEvents, private ListenerEvents {
 public:
  WorkerLoop(const WorkerScope& scope, const KeyRing& keys, const CoreSettings& settings,
             std::vector<Descriptor> sockets);
  ~WorkerLoop();

  void start();
  /// Serves until stop_soon() has run its course.
  void run() { io_.run(); }
  [[nodiscard]] boost::asio::io_context& io() { return io_; }

  // On the worker's thread:
  void set_peer_addresses(std::uint16_t peer, std::span<const Endpoint> addresses);
  void set_allow_lists(const Config& config);
  void drain();
  void hang_up_all();
  void stop_soon();

  // From any thread:
  [[nodiscard]] std::uint32_t calls() const { return calls_.load(std::memory_order_relaxed); }
  [[nodiscard]] bool peer_up(std::uint16_t peer) const { return peers_up_[peer].load(std::memory_order_relaxed); }

 private:
  struct UdpSocket {
    std::uint8_t listener;
    boost::asio::posix::stream_descriptor readable;
  };

  void on_stream_message(const Flow& connection, std::span<const char> bytes) override;
  void on_stream_malformed(const Flow& connection, sip::ParseError error) override;
  void on_connection_closed(Connection& connection) override;
  void on_stream_batch_end() override { end_turn(); }
  bool admit_connection(std::uint8_t listener, const Endpoint& remote) override;
  void on_accepted(std::uint8_t listener, const Endpoint& remote, boost::asio::ip::tcp::socket socket) override;

  void add_socket(std::uint8_t listener, Descriptor socket);
  void wait_datagrams(UdpSocket& socket);
  void receive_datagrams(UdpSocket& socket);
  void on_datagram(sip::Instant now, std::uint8_t listener, const Datagram& datagram);
  void dispatch(sip::Instant now, const Flow& flow, std::span<const char> bytes);
  void wait_bell();
  void take_handoffs();
  void on_handoff(sip::Instant now, const HandoffItem& item);
  void wait_housekeeping();
  void keep_house();
  void end_turn();
  void arm();
  void on_deadline();
  void publish();
  void drop(SourceDrop reason, std::uint8_t listener, const Endpoint& remote);
  void log_closed(const Connection& connection);

  WorkerScope scope_;
  boost::asio::io_context io_;
  std::uint64_t seed_;
  Gate gate_;
  Sealer sealer_;
  DatagramPool datagrams_;
  std::vector<Descriptor> udp_descriptors_;
  std::vector<std::unique_ptr<UdpSocket>> udp_sockets_;
  std::vector<std::unique_ptr<StreamListener>> stream_listeners_;
  std::vector<std::unique_ptr<DatagramBatch>> batches_;
  ConnectionTable connections_;
  WorkerOutput output_;
  Core core_;
  MediaBridge media_;
  boost::asio::posix::stream_descriptor bell_;
  boost::asio::steady_timer deadline_timer_;
  boost::asio::steady_timer housekeeping_timer_;
  sip::Instant armed_ = sip::never;
  std::uint64_t suppressed_seen_ = 0;
  std::atomic<std::uint32_t> calls_{0};
  std::vector<std::atomic<bool>> peers_up_;
};

}  // namespace trunkgate::proxy
