// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/instant.h"
#include "media/session/packet.h"
#include "media/session/stream.h"

namespace trunkgate::media {

/// The per-packet function: source check, SRTP off, learning, counting, payload type, SRTP on, next hop. Changes the
/// packet in place and the stream's own figures; allocates nothing, takes no lock, reads no clock.
///   classify → header → latch → unprotect → learn → count → map → target → protect
/// Of a stream that carries UDPTL: latch → learn → count → target.
/// `rtcp`: the packet came in on the RTCP port of side `from`.
[[nodiscard]] Verdict forward(Instant now, Stream& stream, Side from, bool rtcp, const Endpoint& source,
                              Packet& packet);

}  // namespace trunkgate::media
