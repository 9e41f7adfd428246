// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sip/message/message.h"
#include "sip/message/method.h"
#include "sip/message/writer.h"

namespace trunkgate::sip {

/// The dialog of a 2xx that nobody keeps: enough of it for the ACK and the BYE that RFC 3261 §13.2.2.4 asks for, read
/// from the INVITE that we sent and the 2xx as they are, so that none of the bounds of Dialog applies. Uses what can be
/// used: without a readable Contact the Request-URI of the INVITE, with an unreadable or endless Record-Route no route.
/// Borrows both messages.
class AnsweredInvite {
 public:
  AnsweredInvite(const Message& invite, const Message& success);

  /// As those of Dialog: the caller writes his Via between the two.
  void request_line(Writer& writer, Method method) const;
  void headers(Writer& writer, Method method, std::uint32_t cseq) const;
  /// Where the requests go: the first Route, or without routes the remote target.
  [[nodiscard]] std::string_view next_hop_uri() const { return next_hop_; }

 private:
  static constexpr std::size_t route_count_max = 128;

  [[nodiscard]] bool read_routes();

  const Message& invite_;
  const Message& success_;
  std::string_view remote_target_;
  std::string_view next_hop_;
  std::array<std::string_view, route_count_max> routes_;  // as received; used from the last to the first (§12.1.2)
  std::size_t route_count_ = 0;
  bool strict_ = false;
};

}  // namespace trunkgate::sip
