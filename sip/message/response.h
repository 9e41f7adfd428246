// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sip/message/message.h"
#include "sip/message/writer.h"

namespace trunkgate::sip {

/// RFC 3261 §8.2.6: status line, then of the request all Vias, From, To, Call-ID and CSeq, and Timestamp for a 100. The
/// top Via gets `received` when its sent-by is not `source_ip`, and the source port in its `rport` (§18.2.1, RFC 3581
/// §4). `to_tag` is put into To when it has none and the status is above 100. The caller adds headers and finishes.
void begin_response(Writer& writer, const Message& request, int status, std::string_view reason,
                    std::string_view to_tag, std::string_view source_ip, std::uint16_t source_port);

/// The phrases of RFC 3261 §21 and its extensions; the class's when the code has none.
[[nodiscard]] std::string_view reason_phrase(int status);

/// The CANCEL of an INVITE that we sent (§9.1): its Request-URI, top Via, Route, From, To, Call-ID and CSeq number.
/// `reason` is the value of its Reason header (RFC 3326), empty for none.
[[nodiscard]] std::span<const char> cancel_for(Writer& writer, const Message& sent_invite,
                                               std::string_view reason = {});

/// The ACK of a failure (§17.1.1.3): as the INVITE that we sent, with the To of the response.
[[nodiscard]] std::span<const char> ack_for_failure(Writer& writer, const Message& sent_invite,
                                                    const Message& response);

}  // namespace trunkgate::sip
