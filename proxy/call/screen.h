// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "proxy/config/config.h"
#include "proxy/route/number_rewrite.h"
#include "proxy/route/route_table.h"
#include "sip/message/message.h"
#include "sip/message/writer.h"

namespace trunkgate::proxy {

/// The SDP of a message: its body when that is application/sdp, or the application/sdp part of a multipart body (RFC
/// 5621). `other` tells a body that is there and holds none.
struct SdpBody {
  std::string_view sdp;
  bool other = false;
};
[[nodiscard]] SdpBody sdp_of(const sip::Message& message);

/// Max-Breadth (RFC 5393 §5.3.3), for this product asks one target at a time: as it came, at most 60; -1 without one.
/// Nothing when it is no number.
[[nodiscard]] std::optional<int> max_breadth_of(const sip::Message& request);

/// What a request outside any dialog comes to, before anything is set up for it.
struct Screening {
  int refusal = 0;          ///< final response to give, 0: go on
  std::string_view reason;  ///< for the log
  const Route* route = nullptr;
  Number number;  ///< called number after rewriting
};
/// What any request outside a dialog must pass (RFC 3261 §8.2.2): a Request-URI that is readable (400) and of a scheme
/// known here (416), and no demand for an extension (420).
[[nodiscard]] Screening screen_request(const sip::Message& request);
/// That, and what an INVITE needs besides: hops left, one Contact, a body and an answer that are SDP, a route.
/// `user`: called instead of the one in the Request-URI, when not empty.
[[nodiscard]] Screening screen_invite(const sip::Message& invite, std::uint16_t from_peer, const RouteTable& routes,
                                      std::string_view user = {});

/// RFC 3261 §8.2.2.3: Require or Proxy-Require names an option tag that we do not speak: answer 420 with
/// write_unsupported().
[[nodiscard]] bool demands_unsupported(const sip::Message& request);
void write_unsupported(sip::Writer& writer, const sip::Message& request);

}  // namespace trunkgate::proxy
