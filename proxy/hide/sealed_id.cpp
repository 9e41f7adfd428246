// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/sealed_id.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace trunkgate::proxy {
namespace {

constexpr std::string_view magic_cookie = "z9hG4bK";  // RFC 3261 §8.1.1.7
constexpr std::string_view separator("\0", 1);

std::string_view seal_text(const Sealer& sealer, SealKind kind, std::uint8_t shown_to, std::string_view plain,
                           std::span<char> out) {
  return {out.data(), sealer.seal(kind, shown_to, plain, out)};
}

// The token of the pieces one after the other; empty when they are too long together.
std::string_view seal_pieces(const Sealer& sealer, SealKind kind, std::uint8_t shown_to,
                             std::initializer_list<std::string_view> pieces, std::span<char> out) {
  std::array<char, Sealer::plain_size_max> plain;
  std::size_t size = 0;
  for (const auto piece : pieces) {
    if (piece.size() > plain.size() - size) return {};
    std::copy(piece.begin(), piece.end(), plain.begin() + size);
    size += piece.size();
  }
  return seal_text(sealer, kind, shown_to, {plain.data(), size}, out);
}

}  // namespace

std::string_view seal_call_id(const Sealer& sealer, std::uint8_t shown_to, std::string_view call_id,
                              std::span<char> out) {
  return seal_text(sealer, SealKind::call_id, shown_to, call_id, out);
}

OpenResult open_call_id(const Sealer& sealer, std::uint8_t shown_to, std::string_view call_id, std::span<char> out) {
  return sealer.open(SealKind::call_id, shown_to, call_id, out);
}

std::string_view seal_tag(const Sealer& sealer, std::uint8_t shown_to, std::string_view tag, std::span<char> out) {
  return seal_text(sealer, SealKind::tag, shown_to, tag, out);
}

OpenResult open_tag(const Sealer& sealer, std::uint8_t shown_to, std::string_view tag, std::span<char> out) {
  return sealer.open(SealKind::tag, shown_to, tag, out);
}

std::string_view seal_branch(const Sealer& sealer, std::uint8_t shown_to, std::uint8_t attempt,
                             std::string_view original, std::span<char> out) {
  if (out.size() < magic_cookie.size()) return {};
  const char attempt_byte = static_cast<char>(attempt);
  const auto token =
      seal_pieces(sealer, SealKind::branch, shown_to, {{&attempt_byte, 1}, original}, out.subspan(magic_cookie.size()));
  if (token.empty()) return {};
  std::copy(magic_cookie.begin(), magic_cookie.end(), out.begin());
  return {out.data(), magic_cookie.size() + token.size()};
}

OpenedBranch open_branch(const Sealer& sealer, std::uint8_t shown_to, std::string_view branch, std::span<char> out) {
  if (!branch.starts_with(magic_cookie)) return {};
  const auto opened = sealer.open(SealKind::branch, shown_to, branch.substr(magic_cookie.size()), out);
  if (!opened) return {opened.error, 0, {}};
  if (opened.plain.empty()) return {OpenError::forged, 0, {}};
  return {OpenError::none, static_cast<std::uint8_t>(opened.plain.front()), opened.plain.substr(1)};
}

std::string_view seal_contact(const Sealer& sealer, std::uint8_t shown_to, std::string_view remote_target,
                              std::string_view further, std::span<char> out) {
  return seal_pieces(sealer, SealKind::contact, shown_to, {remote_target, separator, further}, out);
}

OpenedContact open_contact(const Sealer& sealer, std::uint8_t shown_to, std::string_view user, std::span<char> out) {
  const auto opened = sealer.open(SealKind::contact, shown_to, user, out);
  if (!opened) return {opened.error, {}, {}};
  const auto end = opened.plain.find(separator);
  if (end == std::string_view::npos) return {OpenError::forged, {}, {}};
  return {OpenError::none, opened.plain.substr(0, end), opened.plain.substr(end + separator.size())};
}

bool looks_sealed(const Sealer& sealer, std::string_view text) {
  if (text.starts_with(magic_cookie)) text.remove_prefix(magic_cookie.size());
  return sealer.looks_sealed(text);
}

}  // namespace trunkgate::proxy
