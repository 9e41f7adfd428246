// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>

namespace trunkgate::media {

/// `trunkgate-media run -c FILE`: serves until SIGTERM. Returns 0 after a drain or stop, 2 when it cannot start; then
/// `err` has one sentence (one per line for a configuration with errors).
[[nodiscard]] int run_command(const std::string& file, std::ostream& err);

/// `trunkgate-media check -c FILE`: 0 and a summary on `out`, or 2 and every error on `err` as "FILE:LINE: what is
/// wrong; what to write".
[[nodiscard]] int check_command(const std::string& file, std::ostream& out, std::ostream& err);

/// What to tap, and into which file.
struct TapOrder {
  std::string config;   ///< configuration file, of which admin.socket is taken …
  std::string socket;   ///< … unless this is given
  std::string call_id;  ///< as SIP has it
  std::string file;     ///< must not exist yet; "-": standard output
};
/// `trunkgate-media tap CALL-ID FILE`: writes what the running process relays of a call, decrypted, as pcapng with mode
/// 0600, until the call ends or SIGINT. Returns 0, or 2 with one sentence on `err`.
[[nodiscard]] int tap_command(const TapOrder& order, std::ostream& err);

/// Reads the command line and runs the command that it names; 2 when it is not one.
[[nodiscard]] int run_command_line(int argument_count, const char* const* arguments, std::ostream& out,
                                   std::ostream& err);

}  // namespace trunkgate::media
