// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trunkgate::media {

/// Why a datagram on a media port was not relayed. The names are the `reason` label of the RTP drop counter.
enum class DropReason : std::uint8_t {
  no_session,     ///< the port belongs to no session (any more)
  oversized,      ///< longer than packet_size_max
  malformed,      ///< neither RTP nor RTCP, or its lengths do not fit; late RTP of another port, where fax is relayed
  wrong_port,     ///< RTCP on the RTP port or RTP on the RTCP port: rtcp-mux is not offered
  unsolicited,    ///< STUN or DTLS, which our SDP never invites
  not_agreed,     ///< before the first answer: keys and addresses are not settled
  bad_rtcp,       ///< fails RFC 3550 A.2
  stranger,       ///< source neither signalled nor in the zone's media ranges
  window_closed,  ///< source could have been learned, but not any more
  locked,         ///< another source is believed
  srtp_auth,      ///< the tag does not verify
  srtp_replay,    ///< seen before, or too old (RFC 3711 §3.3.2)
  srtp_other,     ///< no key agreed, or the packet cannot be SRTP
  srtp_protect,   ///< could not be sealed for the far side
  no_target,      ///< the far side is on hold, not known yet, or its address must not be sent to
  send_failed,    ///< the kernel refused the datagram
  count_
};

inline constexpr std::array<std::string_view, static_cast<std::size_t>(DropReason::count_)> drop_reason_names{
    "no_session", "oversized",    "malformed",     "wrong_port", "unsolicited", "not_agreed",
    "bad_rtcp",   "stranger",     "window_closed", "locked",     "srtp_auth",   "srtp_replay",
    "srtp_other", "srtp_protect", "no_target",     "send_failed"};

}  // namespace trunkgate::media
