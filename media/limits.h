// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace trunkgate::media {

/// Every bound of the anchor, with its reason.

/// Audio never needs more than one Ethernet frame; a longer datagram is not audio.
inline constexpr std::size_t packet_size_max = 1500;
/// Room behind a packet for SRTP's tag (16 octets with GCM, RFC 7714) and SRTCP's index word, rounded up.
inline constexpr std::size_t packet_tail_room = 64;
/// Datagrams read from one socket per system call.
inline constexpr std::size_t batch_size_max = 32;
/// Datagrams read, then judged, then sent together: more than gather in a round unless a worker is behind.
inline constexpr std::size_t burst_size_max = 64;
/// Sockets served per wake-up.
inline constexpr std::size_t ready_ports_max = 256;

/// A busy reader waits for about so many packets, but never longer than this (media/io/README.md has the figures);
/// where two would not come in that time it does not wait.
inline constexpr std::chrono::microseconds gathering_time_max{375};
inline constexpr std::size_t gathering_packets = 24;

/// How often a worker looks how much of its core it takes. In the real-time class it may take so many percent …
inline constexpr std::chrono::milliseconds realtime_window{100};
inline constexpr int realtime_share_max = 90;
/// … and is taken into it again after so many windows with less than this.
inline constexpr std::size_t realtime_calm_windows = 10;
inline constexpr int realtime_calm_share = 70;

/// How long after an offer or answer an unnamed port or an allowed address may still be believed first. Long enough for
/// a phone behind NAT that speaks after its 200 OK; short enough that a stranger has to race the party's own packets.
inline constexpr std::chrono::seconds learning_window{5};
/// A released port pair rests for so long, so that late packets of the old call never meet the next one.
inline constexpr std::chrono::seconds port_quarantine{2};
/// Pairs per zone and worker whose sockets stay open from call to call, since to open and close four of them costs more
/// than all the rest of a call's set-up. So many are used in turn even by a single caller, because nobody outside shall
/// guess the next one (RFC 6056 §1) …
inline constexpr std::size_t open_pairs_min = 256;
/// … and no more than this are kept: 2,000 calls may end per second, each pair resting for port_quarantine. With about
/// 5 kB of the kernel's memory each, 20 MB.
inline constexpr std::size_t open_pairs_kept_max = 4096;
/// After so many packets to the same party, a second of audio, a port gets a socket that is connected to it …
inline constexpr std::uint8_t connect_after_packets = 50;
/// … but no more than this per worker, one for each side of a call …
inline constexpr std::size_t connected_sockets_max = 8192;
/// … and so many per burst: one takes some 25 µs, and calls that began together would hold up all others.
inline constexpr std::size_t connects_per_burst = 1;
/// Of the descriptors that the process may have, sockets that are merely kept take this part at most, and connected
/// ones, too.
inline constexpr std::size_t kept_descriptors_part = 4;
/// Other programs may sit on ports of our range: so many pairs are tried before the call is refused.
inline constexpr std::size_t port_attempts_max = 16;
/// A session on hold in both directions is silent rightly; only after so long is silence reported as a timeout.
inline constexpr std::chrono::hours held_timeout{1};
/// How often sessions are looked through for silence and for keepalives that are due.
inline constexpr std::chrono::seconds silence_check_interval{1};

/// Payload types of one direction that differ between the two sides (telephone-event at each clock rate).
inline constexpr std::size_t payload_map_size_max = 8;

/// Commands waiting per proxy worker and media worker. Full: post() fails and the call gets 503.
inline constexpr std::size_t command_queue_size = 256;
/// Events waiting per proxy worker. Full: events stay with the media worker.
inline constexpr std::size_t event_queue_size = 256;
/// Commands taken per wake-up, so that a burst of set-ups does not hold up packets.
inline constexpr std::size_t commands_per_turn = 16;
inline constexpr std::size_t media_workers_max = 64;

/// Packets waiting for the writer of a tap: two seconds of a call, both directions in and out. 1.6 kB each.
inline constexpr std::size_t tap_queue_size = 512;
/// Taps at once: engineers who look, not a way to record.
inline constexpr std::size_t taps_max = 4;

}  // namespace trunkgate::media
