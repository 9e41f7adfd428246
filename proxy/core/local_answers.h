// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "proxy/call/environment.h"

namespace trunkgate::proxy {

/// Requests that end here: OPTIONS (RFC 3261 §11), CANCEL's own answer, methods that no call needs, and messages that
/// cannot be parsed. Each is one response, without a call.
class LocalAnswers {
 public:
  explicit LocalAnswers(Environment& environment) : env_(environment) {}

  /// 200 with what we are able to do. Health checks of either side land here; nothing is passed on, so Max-Forwards: 0
  /// is as good as any other.
  void options(sip::Instant now, const Flow& flow, sip::TransactionId server);
  void answer(sip::Instant now, const Flow& flow, sip::TransactionId server, int status);
  /// 405 with Allow (RFC 3261 §8.2.1); 501 to a method that no RFC known here defines (§21.5.2).
  void method_not_allowed(sip::Instant now, const Flow& flow, sip::TransactionId server);
  /// 400 to a request that can be answered at all (RFC 3261 §21.4.1), 505 to one of another version, 501 when its
  /// method is unknown and that may be why CSeq does not agree (RFC 4475 §3.1.2.18); silence to all else.
  void malformed(const Flow& flow, sip::ParseError error);
  /// 503 without a transaction: none is free.
  void overloaded(const Flow& flow);

 private:
  Environment& env_;
};

}  // namespace trunkgate::proxy
