// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace trunkgate::proxy {

/// Every bound of the edge, with its reason. Counts are per worker.

/// Largest UDP payload; a longer one cannot exist, so a truncated read means a jumbogram or a lie.
inline constexpr std::size_t datagram_size_max = 65535;
/// Datagrams per recvmmsg: enough to share the cost of a wake-up, few enough that the buffers (2 MB) stay small.
inline constexpr std::size_t receive_batch_max = 32;
/// Batches read per wake-up of one socket, so that a flooded listener does not starve the others.
inline constexpr std::size_t receive_rounds_max = 4;
inline constexpr std::size_t send_batch_max = 64;
inline constexpr std::size_t send_arena_size = 256 * 1024;
/// Asked of the kernel for each UDP socket, so that a burst of set-ups is not lost while a worker is busy.
inline constexpr int udp_socket_buffer_size = 4 * 1024 * 1024;

/// A PBX that opens a connection per transaction stays below this; a runaway one must not use up the descriptors.
inline constexpr std::size_t connection_count_max = 4096;
inline constexpr std::size_t connection_per_source_max = 1024;
/// Connections that we open: peers times the addresses of their names.
inline constexpr std::size_t dialed_count_max = 1024;

/// A trunk gives an INVITE 4 s before it tries the next address: a dial that takes longer is of no use to the call.
inline constexpr std::chrono::seconds connect_time_max{4};
inline constexpr std::chrono::seconds handshake_time_max{5};
/// A stranger in the allow-list who connects and says nothing. Short, for he holds a place.
inline constexpr std::chrono::seconds first_message_time_max{20};
/// A peer that has spoken. Long, because a call may last for hours without a message and its BYE wants this connection;
/// dead peers are found by TCP keepalive instead.
inline constexpr std::chrono::hours idle_time_max{4};
/// A message that began must end.
inline constexpr std::chrono::seconds message_time_max{30};
/// A response that a full send window holds up for longer reaches no transaction any more (RFC 3261 §17.1.2.2, timer
/// F).
inline constexpr std::chrono::seconds unacknowledged_max{32};
inline constexpr std::chrono::seconds keepalive_idle{60};
inline constexpr std::chrono::seconds keepalive_interval{15};
inline constexpr int keepalive_probes = 4;
/// How often the clocks above are looked at.
inline constexpr std::chrono::milliseconds housekeeping_interval{250};
/// Pause of a listener when the process has no descriptor left.
inline constexpr std::chrono::milliseconds accept_pause{500};

/// Bytes waiting on one connection: some hundred messages. A peer that does not read them is as good as gone.
inline constexpr std::size_t outbox_size_max = 256 * 1024;
/// First size of a connection's read buffer; it grows up to one message of the largest size.
inline constexpr std::size_t read_buffer_size = 4096;
/// One whole message and the beginning of the next.
inline constexpr std::size_t read_buffer_size_max = 65535 + 4096;

/// Bytes under way from one worker to another; a few hundred messages.
inline constexpr std::size_t handoff_ring_size = 512 * 1024;
inline constexpr std::size_t worker_count_max = 64;
/// Failures noticed while the core speaks, told to it afterwards.
inline constexpr std::size_t pending_failure_max = 256;

/// Addresses kept of one name; an answer with more is cut.
inline constexpr std::size_t address_count_max = 16;
inline constexpr std::size_t srv_count_max = 16;
inline constexpr std::chrono::seconds dns_ttl_min{30};
inline constexpr std::chrono::seconds dns_ttl_max{3600};
inline constexpr std::chrono::seconds dns_retry{5};
inline constexpr int dns_try_timeout_ms = 2000;
inline constexpr int dns_tries = 2;

/// Of one event and peer, without a call: so many lines per window, then one line that counts the rest.
inline constexpr std::uint32_t log_lines_max = 3;
inline constexpr std::uint32_t log_call_warnings_max = 200;
inline constexpr std::uint32_t log_call_lines_max = 20'000;
inline constexpr std::chrono::seconds log_window{10};
inline constexpr std::size_t log_cause_max = 256;
inline constexpr std::size_t log_text_max = 512;
inline constexpr std::size_t log_queue_max = 8192;

}  // namespace trunkgate::proxy
