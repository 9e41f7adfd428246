// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/carried_dialog.h"

#include <array>

#include "proxy/hide/sealed_id.h"
#include "sip/scan/chars.h"

namespace trunkgate::proxy {

namespace {

using Token = std::array<char, Sealer::token_size_max + 8>;

/// An identifier of a peer once opened is a word without blanks; bits of our own are marked with one.
bool is_of_a_peer(std::string_view plain) { return !plain.empty() && plain.find(' ') == std::string_view::npos; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = sip::lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

bool carry_replaces(const Sealer& sealer, std::uint8_t from, std::uint8_t to, const sip::Replaces& named,
                    ReplacesText& out) {
  Token call_id;
  Token to_tag;
  Token from_tag;
  std::string_view carried;
  if (sealer.looks_sealed(named.call_id)) {
    const auto opened = open_call_id(sealer, from, named.call_id, call_id);
    if (!opened || !is_of_a_peer(opened.plain)) return false;
    carried = opened.plain;
  } else {
    carried = seal_call_id(sealer, to, named.call_id, call_id);
  }
  const auto ours = open_tag(sealer, from, named.to_tag, to_tag);
  if (!ours || !is_of_a_peer(ours.plain)) return false;
  const std::string_view theirs = seal_tag(sealer, to, named.from_tag, from_tag);
  if (carried.empty() || theirs.empty()) return false;
  return out.assign(
      {carried, ";to-tag=", ours.plain, ";from-tag=", theirs, named.early_only ? ";early-only" : std::string_view{}});
}

std::string_view target_behind(const Sealer& sealer, std::uint8_t shown_to, std::string_view user,
                               std::span<char> out) {
  if (!sealer.looks_sealed(user)) return {};
  const auto opened = open_contact(sealer, shown_to, user, out);
  return opened ? opened.remote_target : std::string_view{};
}

std::string_view escape_header_value(std::string_view value, std::span<char> out) {
  constexpr std::string_view plain = "-_.!~*'()[]/?:+$";  // unreserved and hnv-unreserved, besides alphanum
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::size_t size = 0;
  for (const char c : value) {
    const bool escape = !sip::is(sip::alphanumeric, c) && plain.find(c) == std::string_view::npos;
    if (size + (escape ? 3 : 1) > out.size()) return {};
    if (!escape) {
      out[size++] = c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out[size++] = '%';
    out[size++] = hex[octet >> 4];
    out[size++] = hex[octet & 15];
  }
  return {out.data(), size};
}

std::string_view unescape_header_value(std::string_view value, std::span<char> out) {
  std::size_t size = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (size == out.size()) return {};
    if (value[i] != '%') {
      out[size++] = value[i];
      continue;
    }
    if (i + 2 >= value.size()) return {};
    const int high = hex_digit(value[i + 1]);
    const int low = hex_digit(value[i + 2]);
    if (high < 0 || low < 0) return {};
    out[size++] = static_cast<char>(high * 16 + low);
    i += 2;
  }
  return {out.data(), size};
}

}  // namespace trunkgate::proxy
