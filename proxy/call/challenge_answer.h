// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "proxy/call/composer.h"
#include "proxy/config/config.h"
#include "sip/auth/digest.h"
#include "sip/message/message.h"

namespace trunkgate::proxy {

/// The answer to one challenge of a peer, RFC 3261 §22.3 and RFC 7616. Borrows the 401 or 407 and the peer's settings:
/// lives no longer than the step that sends the request again.
class ChallengeAnswer final : public Composer::Credentials {
 public:
  /// Nothing when the peer has no credentials, or offers no scheme that we speak.
  static std::optional<ChallengeAnswer> answer(const sip::Message& challenge, const Peer& peer, std::uint64_t cnonce);
  void write(sip::Writer& writer, sip::Method method, std::string_view request_uri) const override;

 private:
  ChallengeAnswer(const PeerAuth& auth, sip::HeaderId header, const sip::Challenge& challenge, std::uint64_t cnonce)
      : auth_(auth), header_(header), challenge_(challenge), cnonce_(cnonce) {}

  const PeerAuth& auth_;
  sip::HeaderId header_;
  sip::Challenge challenge_;
  std::uint64_t cnonce_;
};

}  // namespace trunkgate::proxy
