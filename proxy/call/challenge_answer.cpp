// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/challenge_answer.h"

#include <array>
#include <charconv>

#include "proxy/hide/digest_hash.h"

namespace trunkgate::proxy {

std::optional<ChallengeAnswer> ChallengeAnswer::answer(const sip::Message& challenge, const Peer& peer,
                                                       std::uint64_t cnonce) {
  if (!peer.auth) return std::nullopt;
  const bool proxy = challenge.status() == 407;
  const auto asked = proxy ? sip::HeaderId::proxy_authenticate : sip::HeaderId::www_authenticate;
  const auto chosen = sip::choose(challenge, asked, peer.auth->realm);
  if (!chosen) return std::nullopt;
  const auto header = proxy ? sip::HeaderId::proxy_authorization : sip::HeaderId::authorization;
  return ChallengeAnswer(*peer.auth, header, *chosen, cnonce);
}

void ChallengeAnswer::write(sip::Writer& writer, sip::Method method, std::string_view request_uri) const {
  std::array<char, 16> cnonce;
  const auto end = std::to_chars(cnonce.data(), cnonce.data() + cnonce.size(), cnonce_, 16).ptr;
  const sip::DigestInput input{.username = auth_.username,
                               .password = auth_.password.reveal(),
                               .method = sip::to_string(method),
                               .uri = request_uri,
                               .cnonce = {cnonce.data(), static_cast<std::size_t>(end - cnonce.data())},
                               .nonce_count = 1};
  // A challenge that cannot be answered leaves the request without credentials: the peer's next 407 is then final.
  static_cast<void>(sip::write_authorization(writer, header_, challenge_, input, openssl_hash));
}

}  // namespace trunkgate::proxy
