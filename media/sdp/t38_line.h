// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "media/control.h"
#include "media/sdp/description.h"
#include "media/sdp/heard_line.h"
#include "media/sdp/text_writer.h"

namespace trunkgate::media {

/// Fax: m=image <port> udptl t38 (RFC 3362, RFC 6466, ITU-T T.38 annex D). A line without RTP, RTCP, codecs and keys.

/// image, udptl, and t38 among its formats.
[[nodiscard]] bool is_t38(const MediaSection& section);

/// The T.38 line of an offer to anchor: `preferred` if it can be, else the first with a port, an address and the format
/// t38. no_audio: there is none.
[[nodiscard]] Refusal choose_t38(const Description& description, std::size_t preferred, HeardLine& line);

/// Line `index` of an answer to an offer of T.38. With port 0 it is read as not enabled.
[[nodiscard]] Refusal read_answered_t38(const Description& description, std::size_t index, HeardLine& line);

/// The attributes of T.38 that pass, each once, under the standard's spelling. T38FaxMaxDatagram never promises more
/// than the anchor relays. T38VendorInfo does not pass: it names the make of what stands inside.
void write_t38_attributes(const MediaSection& section, TextWriter& out);

}  // namespace trunkgate::media
