// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/identities.h"

#include <algorithm>
#include <charconv>

#include "proxy/hide/sealed_id.h"

namespace trunkgate::proxy {

namespace {

/// What tells bits of our own from an identifier of a peer once opened: no SIP token holds a blank.
constexpr char own_mark = ' ';

/// Shorter than any token; what is at least as long and all base64url in a Request-URI can only be meant as our
/// Contact.
constexpr std::size_t contact_user_size_min = 24;

bool is_base64url(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

using OwnText = std::array<char, 17>;
std::string_view own_text(std::uint64_t bits, OwnText& text) {
  text[0] = own_mark;
  const auto end = std::to_chars(text.data() + 1, text.data() + text.size(), bits, 16).ptr;
  return {text.data(), static_cast<std::size_t>(end - text.data())};
}

}  // namespace

std::string_view Identities::call_id(std::uint8_t zone, std::string_view original, Buffer& out) const {
  return seal_call_id(sealer_, zone, original, out);
}

std::string_view Identities::tag(std::uint8_t zone, std::string_view original, Buffer& out) const {
  return seal_tag(sealer_, zone, original, out);
}

std::string_view Identities::branch(std::uint8_t zone, std::uint8_t attempt, std::string_view original,
                                    Buffer& out) const {
  return seal_branch(sealer_, zone, attempt, original, out);
}

std::string_view Identities::contact_user(std::uint8_t zone, std::string_view remote_target, Buffer& out) const {
  return seal_contact(sealer_, zone, remote_target, {}, out);
}

std::string_view Identities::own_call_id(std::uint8_t zone, Buffer& out) {
  OwnText text;
  return seal_call_id(sealer_, zone, own_text(fresh(), text), out);
}

std::string_view Identities::own_tag(std::uint8_t zone, Buffer& out) {
  OwnText text;
  return seal_tag(sealer_, zone, own_text(fresh(), text), out);
}

std::string_view Identities::own_branch(std::uint8_t zone, Buffer& out) {
  OwnText text;
  return seal_branch(sealer_, zone, 0, own_text(fresh(), text), out);
}

std::uint64_t Identities::fresh() {
  // SplitMix64: a permutation of a counter, so no value comes twice. What must not be guessed is under the seal.
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

Identities::Check Identities::check(std::uint8_t zone, std::string_view call_id, std::string_view to_tag,
                                    std::string_view request_user) const {
  std::array<char, Sealer::plain_size_max> plain;
  if (sealer_.looks_sealed(call_id) && !open_call_id(sealer_, zone, call_id, plain)) return Check::refused_call_id;
  if (!open_tag(sealer_, zone, to_tag, plain)) return Check::refused_tag;
  return check_contact(zone, request_user);
}

Identities::Check Identities::check_contact(std::uint8_t zone, std::string_view request_user) const {
  std::array<char, Sealer::plain_size_max> plain;
  const bool meant_as_contact = request_user.size() >= contact_user_size_min &&
                                std::all_of(request_user.begin(), request_user.end(), is_base64url);
  if (meant_as_contact && !open_contact(sealer_, zone, request_user, plain)) return Check::refused_contact;
  return Check::good;
}

bool Identities::is_our_call_id(std::uint8_t zone, std::string_view call_id) const {
  std::array<char, Sealer::plain_size_max> plain;
  return sealer_.looks_sealed(call_id) && open_call_id(sealer_, zone, call_id, plain);
}

}  // namespace trunkgate::proxy
