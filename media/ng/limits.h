// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace trunkgate::media::ng {

/// Every bound of the ng protocol, with its reason.

/// The payload of one UDP datagram over IPv4 (RFC 768, RFC 791): a message is never longer.
inline constexpr std::size_t datagram_size_max = 65507;
/// Octets of a cookie. Kamailio's is "PID_COUNTER", OpenSIPS's likewise, at most 30.
inline constexpr std::size_t cookie_size_max = 128;
/// Lists within dictionaries within lists: the deepest known message, the reply to a query, has ten levels.
inline constexpr std::size_t depth_max = 16;
/// Values of one message. A Kamailio offer has about 40, a reply to `query` about 60 for each side of a dialogue.
/// rtpengine's holds the reports on every SSRC that a party has sent with, at some 15 octets a value, so that a party
/// can fill a whole datagram: 4,400. What cannot be read counts as no reply, and an anchor that does not reply is down.
inline constexpr std::size_t node_count_max = 6144;
/// Octets that a message's tree holds itself: texts of JSON with their escapes undone, and texts made for a reply.
inline constexpr std::size_t kept_text_max = datagram_size_max;
/// Octets of a Call-ID, a tag or a branch. RFC 3261 gives no bound; carriers' Call-IDs stay below 200.
inline constexpr std::size_t identifier_size_max = 255;
/// Codecs named in one `codec` list.
inline constexpr std::size_t codec_names_max = 16;

/// Dialogues of one call: the branches of a forked INVITE, each with its own media. SIP's own bound is Max-Breadth, 60
/// (RFC 5393 §5.3.3); nobody rings so many phones with a separate offer each.
inline constexpr std::size_t dialogues_per_call_max = 16;
/// Tags of the far side of one dialogue, each the answer of another phone.
inline constexpr std::size_t far_tags_max = 16;

/// A repeated command gets the same reply for so long. Kamailio and OpenSIPS give up after five seconds by default.
inline constexpr std::chrono::seconds reply_lifetime{30};
/// Replies kept for that; the oldest gives way. At 2 kB each about 16 MB.
inline constexpr std::size_t replies_kept_max = 8192;
/// How long a deleted call goes on when the command does not say: what rtpengine does too. A forked branch that ends
/// late, or a client that tries another server, does not cut the audio of those who still talk.
inline constexpr std::chrono::seconds delete_delay_default{30};
/// A command that the anchor had no room for, and that must not be lost, is tried again after so long.
inline constexpr std::chrono::milliseconds retry_interval{100};
/// Names of flags that were complained of once; more are not complained of at all.
inline constexpr std::size_t complaints_max = 64;
/// Commands that wait for the anchor. Each of them is in one of its queues (media/limits.h), so there are never many.
inline constexpr std::size_t waiting_max = 16384;

/// Of the client. A request is sent again after this, then after twice as long each time, at most every so often.
inline constexpr std::chrono::milliseconds retransmit_first{200};
inline constexpr std::chrono::milliseconds retransmit_interval_max{1000};
/// No reply for so long: the request has failed. A call waits five seconds for its anchor, so an offer of a new one can
/// try three.
inline constexpr std::chrono::milliseconds first_offer_wait{1500};
inline constexpr std::chrono::milliseconds request_wait{3000};
inline constexpr std::chrono::milliseconds ping_wait{1500};
inline constexpr std::chrono::milliseconds ping_interval{1000};
/// Requests in a row without a reply after which an anchor is down, and replies after which it is up again.
inline constexpr std::uint32_t silences_until_down = 2;
inline constexpr std::uint32_t replies_until_up = 2;
/// An anchor that refused a new call is asked last for so long: rtpengine does so at its limit of sessions or load.
inline constexpr std::chrono::seconds refusal_rest{5};

/// Remote anchors of one proxy; the tried ones of a call are bits of a word.
inline constexpr std::size_t anchors_max = 64;
/// Sessions that the client keeps. At about 5 kB each 330 MB, more than one proxy's calls.
inline constexpr std::size_t client_sessions_max = 65536;
/// Requests under way: one per session, pings, and deletes that an anchor is owed.
inline constexpr std::size_t requests_max = 2 * client_sessions_max;
/// Commands of one session that wait for the one before. The proxy has at most one offer or answer out.
inline constexpr std::size_t commands_per_session_max = 4;
/// Deletes that an anchor could not be told; beyond it, its own media timeout ends the session.
inline constexpr std::size_t owed_deletes_max = 8192;
/// Of these so many are under way at once, so that an anchor that comes back is not flooded.
inline constexpr std::size_t owed_deletes_at_once = 32;
/// A delete that is owed waits so long: a late copy of the offer behind it would begin the session anew.
inline constexpr std::chrono::milliseconds late_copy_wait{2000};
/// How often the anchor of an answered session is asked whether it still knows it: nobody tells us of its media timeout
/// or restart.
inline constexpr std::chrono::seconds session_check_interval{30};
/// What an anchor says of a session counts up to here; beyond it cannot be true, and is not known. A million packets in
/// a second, for twelve days; no audio of more octets in each …
inline constexpr std::uint64_t figure_count_max = std::uint64_t{1} << 40;
/// … a minute of jitter, or there and back …
inline constexpr std::uint32_t figure_delay_us_max = 60'000'000;
/// … a month of silence, in which somebody pressed keys.
inline constexpr std::uint32_t figure_silence_ms_max = 2'592'000'000;
inline constexpr std::uint32_t figure_events_max = 1'000'000;
/// Streams that are summed up. A session has one audio line, and rtpengine keeps those of before.
inline constexpr std::size_t figure_streams_max = 8;
/// An anchor that came back is asked about its sessions with this distance from one to the next.
inline constexpr std::chrono::milliseconds session_check_spacing{5};

}  // namespace trunkgate::media::ng
