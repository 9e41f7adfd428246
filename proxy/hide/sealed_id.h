// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "proxy/hide/seal.h"

namespace trunkgate::proxy {

/// Our identifiers in one zone, made from those of the other side, and back. All are RFC 3261 tokens. `shown_to` is the
/// index of the zone that sees (or showed us) the sealed form. The `seal_…` give the text inside `out`, empty when it
/// does not fit or is longer than Sealer::plain_size_max; the `open_…` put the original into `out`.

[[nodiscard]] std::string_view seal_call_id(const Sealer& sealer, std::uint8_t shown_to, std::string_view call_id,
                                            std::span<char> out);
[[nodiscard]] OpenResult open_call_id(const Sealer& sealer, std::uint8_t shown_to, std::string_view call_id,
                                      std::span<char> out);

[[nodiscard]] std::string_view seal_tag(const Sealer& sealer, std::uint8_t shown_to, std::string_view tag,
                                        std::span<char> out);
[[nodiscard]] OpenResult open_tag(const Sealer& sealer, std::uint8_t shown_to, std::string_view tag,
                                  std::span<char> out);

/// A branch: "z9hG4bK" and the token. `original`: bits of our own, or what the request is a function of, so that it
/// meets itself when it is made again; `attempt` in front of it tells such uses apart.
[[nodiscard]] std::string_view seal_branch(const Sealer& sealer, std::uint8_t shown_to, std::uint8_t attempt,
                                           std::string_view original, std::span<char> out);
struct OpenedBranch {
  OpenError error = OpenError::not_a_token;
  std::uint8_t attempt = 0;
  std::string_view original;

  explicit operator bool() const { return error == OpenError::none; }
};
[[nodiscard]] OpenedBranch open_branch(const Sealer& sealer, std::uint8_t shown_to, std::string_view branch,
                                       std::span<char> out);

/// The user part of our Contact: the remote target of the other leg, and a further text that the caller may need to
/// find the call again after a restart (may be empty). Neither may hold a NUL.
[[nodiscard]] std::string_view seal_contact(const Sealer& sealer, std::uint8_t shown_to, std::string_view remote_target,
                                            std::string_view further, std::span<char> out);
struct OpenedContact {
  OpenError error = OpenError::not_a_token;
  std::string_view remote_target;
  std::string_view further;

  explicit operator bool() const { return error == OpenError::none; }
};
[[nodiscard]] OpenedContact open_contact(const Sealer& sealer, std::uint8_t shown_to, std::string_view user,
                                         std::span<char> out);

/// True when `text` has the form of something that we sealed: a Call-ID, a tag, a Contact user, or a branch with its
/// cookie. For a quick decision only; it proves nothing.
[[nodiscard]] bool looks_sealed(const Sealer& sealer, std::string_view text);

}  // namespace trunkgate::proxy
