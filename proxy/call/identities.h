// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "proxy/hide/seal.h"

namespace trunkgate::proxy {

/// The identifiers that we put on the wire: the other leg's originals under the seal, or, for what we originate, fresh
/// bits under the same seal, so that one rule opens or refuses everything that comes back. One per core.
class Identities {
 public:
  using Buffer = std::array<char, Sealer::token_size_max + 8>;

  Identities(const Sealer& sealer, std::uint64_t seed) : sealer_(sealer), state_(seed) {}

  /// Empty when the original is too long to be sealed. `zone` is the one that will see the result.
  [[nodiscard]] std::string_view call_id(std::uint8_t zone, std::string_view original, Buffer& out) const;
  [[nodiscard]] std::string_view tag(std::uint8_t zone, std::string_view original, Buffer& out) const;
  [[nodiscard]] std::string_view branch(std::uint8_t zone, std::uint8_t attempt, std::string_view original,
                                        Buffer& out) const;
  [[nodiscard]] std::string_view contact_user(std::uint8_t zone, std::string_view remote_target, Buffer& out) const;

  [[nodiscard]] std::string_view own_call_id(std::uint8_t zone, Buffer& out);
  [[nodiscard]] std::string_view own_tag(std::uint8_t zone, Buffer& out);
  [[nodiscard]] std::string_view own_branch(std::uint8_t zone, Buffer& out);
  /// 64 bits that do not repeat in a process; in hexadecimal they make a cnonce (RFC 7616 §3.4).
  [[nodiscard]] std::uint64_t fresh();

  /// What a request within a dialog says of us: its To tag, Call-ID and Request-URI user.
  enum class Check : std::uint8_t { good, refused_call_id, refused_tag, refused_contact };
  /// Why a request finds no dialog: which of these is not of our making in that zone. A Call-ID is sealed on the called
  /// leg alone, so one that does not look sealed may be a caller's own; a To tag is always ours.
  [[nodiscard]] Check check(std::uint8_t zone, std::string_view call_id, std::string_view to_tag,
                            std::string_view request_user) const;
  /// The Request-URI user alone. SIPp and others address requests within a dialog to their own idea of a user instead
  /// of our Contact: a short user part is let through, the dialog decides.
  [[nodiscard]] Check check_contact(std::uint8_t zone, std::string_view request_user) const;
  /// True when we have minted this Call-ID for that zone.
  [[nodiscard]] bool is_our_call_id(std::uint8_t zone, std::string_view call_id) const;

 private:
  const Sealer& sealer_;
  std::uint64_t state_;
};

}  // namespace trunkgate::proxy
