// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace trunkgate::sim {

/// What goes wrong in one run, and how often. A number is a probability unless its row in trouble.cpp says otherwise.
struct Trouble {
  // The network. Loss, duplication, reordering and mtu hit datagrams; delay and partitions hit streams too.
  double loss = 0;
  double burst = 0;  ///< that a lost datagram starts a second of losing everything on that path
  double duplicate = 0;
  double reorder = 0;     ///< that a datagram is held back by up to two seconds
  double delay = 0.005;   ///< seconds, one way
  double jitter = 0.005;  ///< seconds on top, at most
  double mtu = 0;         ///< bytes; larger datagrams vanish. 0: none do
  double partition = 0;   ///< that a peer is cut off for some seconds
  double reset = 0;       ///< that a connection is reset on a message
  // The anchor.
  double media_slow = 0;
  double media_lost = 0;  ///< reply never comes
  double media_refuse = 0;
  double media_full = 0;     ///< command is not taken
  double media_timeout = 0;  ///< that a session reports no packets
  // Calling side.
  double cancel = 0;
  double offerless = 0;
  double no_ack = 0;
  double late_ack = 0;
  double merged = 0;    ///< INVITE again with another branch
  double big = 0;       ///< headers of two more kilobytes
  double reliable = 0;  ///< that an end speaks 100rel; with any, the house is told that the peers do
  double no_prack = 0;
  // Called side.
  double silent = 0;  ///< INVITE meets nothing, or a 100 and nothing
  double fork = 0;    ///< 18x with several To tags
  double failure = 0;
  double challenge = 0;
  double slow = 0;  ///< INVITE meets nothing for four seconds and more
  double long_ring = 0;
  double second_answer = 0;  ///< a second fork answers as well
  double odd_answer = 0;     ///< answers without Contact or SDP, with huge tags, bodies or route lists
  double late_answer = 0;    ///< CANCEL is ignored and the INVITE answered
  // Either side, within a call.
  double reinvite = 0;
  double glare = 0;
  double session = 0;        ///< that an end wants a session timer of minutes (RFC 4028); with any, some calls last
  double short_session = 0;  ///< … of less than the other end takes
  double no_refresh = 0;     ///< … and forgets to refresh it
  double update = 0;         ///< calls changed by UPDATE (RFC 3311)
  double refuse_reinvite = 0;
  double refer = 0;  ///< calls transferred, blind or attended (RFC 3515, 3891)
  double refuse_refer = 0;
  double both_bye = 0;
  double bad_sequence = 0;    ///< BYE with a CSeq that was used before
  double unknown_dialog = 0;  ///< BYE whose tags name nothing
  double dead_dialog = 0;     ///< requests within a call that has ended
  double unknown_method = 0;
  double storm = 0;  ///< the same request many times at once
  double stray = 0;  ///< responses and ACKs that belong to nothing
  double malformed = 0;
  double crash = 0;    ///< of a peer: silent for ever
  double restart = 0;  ///< of a peer: comes back and knows nothing
  double pause = 0;    ///< of a peer: silent for a while
  // The house.
  double limit = 0;    ///< calls that the peers may have at once; 0: any number
  double health = 0;   ///< seconds between its OPTIONS to the peers; 0: none
  double drain = 0;    ///< no new calls, after a while no calls
  double hang_up = 0;  ///< all calls are ended, and it goes on
  double calls = 6;    ///< how many are placed
};

/// One row of the table of all troubles: its name on the command line and how much of it a seed may pick.
struct Knob {
  std::string_view name;
  double Trouble::*value;
  double worst;
  std::string_view help;
};
[[nodiscard]] std::span<const Knob> knobs();

enum class Mode : std::uint8_t {
  lite,  ///< a good network and well-behaved peers, some of which crash
  swarm  ///< every seed picks its own few kinds of trouble
};

[[nodiscard]] Trouble pick_trouble(std::uint64_t seed, Mode mode);

}  // namespace trunkgate::sim
