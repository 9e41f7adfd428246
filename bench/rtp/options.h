// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>

#include "bench/rtp/traffic.h"

namespace trunkgate::bench {

/// The command line of rtp_bench.
struct Options {
  pid_t server = 0;  ///< the process whose cost is read
  sockaddr_in ng{};  ///< port 0: a bare relay
  in_addr inside{};  ///< the relay's addresses and first port
  in_addr outside{};
  std::uint16_t relay_port = 0;
  Addresses parties;
  bool secure = false;
  std::size_t streams = 0;  ///< calls with audio both ways
  std::chrono::seconds seconds{0};
  std::size_t calls = 0;  ///< set up and released without audio; 0: none

  /// Nothing when the command line is not understood.
  [[nodiscard]] static std::optional<Options> read(int argc, char** argv);
};

inline constexpr const char* usage =
    "rtp_bench SERVER-PID CALLER CALLED rtp|srtp STREAMS SECONDS CALLS ng ADDRESS PORT\n"
    "rtp_bench SERVER-PID CALLER CALLED rtp|srtp STREAMS SECONDS CALLS relay INSIDE OUTSIDE PORT\n";

}  // namespace trunkgate::bench
