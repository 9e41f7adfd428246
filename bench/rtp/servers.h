// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "bench/rtp/body.h"

namespace trunkgate::bench {

/// What relays the calls: told of each, it says where the parties have to send.
class Server {
 public:
  struct Told {
    PartyMedia inside;   ///< for the caller
    PartyMedia outside;  ///< for the called party
  };
  virtual ~Server() = default;
  /// Offer from the inside, answer from the outside. The called party's crypto tag is taken from the offer.
  [[nodiscard]] virtual Told set_up(std::size_t call, const PartyMedia& caller, PartyMedia called) = 0;
  virtual void release(std::size_t call) = 0;
};

/// Speaks rtpengine's ng protocol: one command at a time, the same commands whatever the server. Aborts, with what was
/// said on stderr, when a command fails or is not answered.
///
/// set_up() and release() wait for the replies; the functions behind them send, and hear() waits.
class NgServer final : public Server {
 public:
  NgServer(const sockaddr_in& server, const sockaddr_in& local);
  ~NgServer() override;
  NgServer(const NgServer&) = delete;
  NgServer& operator=(const NgServer&) = delete;

  [[nodiscard]] Told set_up(std::size_t call, const PartyMedia& caller, PartyMedia called) override;
  void release(std::size_t call) override;

  void send_offer(std::size_t call, const PartyMedia& caller, bool secure);
  /// `called` with the crypto tag of the offer.
  void send_answer(std::size_t call, const PartyMedia& called);
  void send_delete(std::size_t call);
  /// The reply to what was sent last: the SDP in it, when it has one.
  std::string hear();

 private:
  void ask(std::string_view command, std::size_t call, std::string_view members);

  int socket_ = -1;
  std::uint64_t number_ = 0;
  std::string cookie_;   // of what was sent last
  std::string command_;  // likewise
};

/// bench/rtp/relay: it sends what comes to a pair's port on one side from the other, and learns who speaks there.
class BareRelay final : public Server {
 public:
  BareRelay(const in_addr& inside, const in_addr& outside, std::uint16_t first_port)
      : inside_(inside), outside_(outside), first_port_(first_port) {}

  [[nodiscard]] Told set_up(std::size_t call, const PartyMedia& caller, PartyMedia called) override;
  void release(std::size_t) override {}

 private:
  in_addr inside_;
  in_addr outside_;
  std::uint16_t first_port_;
};

}  // namespace trunkgate::bench
