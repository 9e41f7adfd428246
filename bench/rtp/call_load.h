// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "bench/rtp/servers.h"
#include "bench/rtp/traffic.h"

namespace trunkgate::bench {

/// Calls without audio at a steady rate, each client with one command under way: so many processes of a Kamailio.
class CallLoad {
 public:
  struct Pace {
    std::size_t clients = 1;
    std::int64_t calls_per_second = 1;  ///< that are set up, or released
  };
  /// One call in a while: each command finds the server asleep.
  static constexpr Pace quiet{1, 200};
  /// Bursts: most commands find it awake.
  static constexpr Pace busy{16, 1000};

  /// The clients speak from the caller's address; the called parties want SRTP when `secure`.
  CallLoad(const sockaddr_in& ng, const Addresses& parties, bool secure, const Pace& pace);

  /// Calls 0 to `count` - 1; returns when all replies have come.
  void set_up(std::size_t count);
  void release(std::size_t count);

 private:
  /// For as many calls at a time as there are clients: first all send, then all hear.
  template <typename Round>
  void in_rounds(std::size_t count, Round round);

  std::int64_t calls_per_second_;
  PartyMedia caller_;
  PartyMedia called_;
  std::vector<std::unique_ptr<NgServer>> clients_;
};

}  // namespace trunkgate::bench
