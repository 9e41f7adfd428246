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
  static constexpr std::size_t clients = 16;
  static constexpr std::int64_t calls_per_second = 1000;  ///< that are set up, or released

  /// The clients speak from the caller's address; the called parties want SRTP when `secure`.
  CallLoad(const sockaddr_in& ng, const Addresses& parties, bool secure);

  /// Calls 0 to `count` - 1; returns when all replies have come.
  void set_up(std::size_t count);
  void release(std::size_t count);

 private:
  /// For as many calls at a time as there are clients: first all send, then all hear.
  template <typename Round>
  void in_rounds(std::size_t count, Round round);

  PartyMedia caller_;
  PartyMedia called_;
  std::vector<std::unique_ptr<NgServer>> clients_;
};

}  // namespace trunkgate::bench
