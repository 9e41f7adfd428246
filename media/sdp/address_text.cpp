// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/address_text.h"

#include <algorithm>
#include <array>

#include "media/sdp/token.h"

namespace trunkgate::media {
namespace {

constexpr std::size_t group_count = 8;
using Groups = std::array<std::uint16_t, group_count>;

std::optional<Address> read_v4(std::string_view text) {
  std::array<std::uint8_t, 4> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const std::size_t end = i + 1 < octets.size() ? text.find('.') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view digits = text.substr(0, end);
    const auto value = read_number(digits, 255);
    if (!value || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
    octets[i] = static_cast<std::uint8_t>(*value);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return Address::v4(octets[0], octets[1], octets[2], octets[3]);
}

std::optional<std::uint16_t> read_group(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    const char l = lower(c);
    if (!is_digit(c) && (l < 'a' || l > 'f')) return std::nullopt;
    value = value * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : l - 'a' + 10);
  }
  return static_cast<std::uint16_t>(value);
}

/// Groups on one side of "::", or all of them; a dotted quad may stand for the `last` two. False on anything else.
bool read_groups(std::string_view text, bool last, Groups& groups, std::size_t& count) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(':'), text.size());
    const std::string_view part = text.substr(0, end);
    if (last && end == text.size() && part.find('.') != std::string_view::npos) {
      const auto v4 = read_v4(part);
      if (!v4 || count + 2 > group_count) return false;
      groups[count++] = static_cast<std::uint16_t>(v4->bytes[12] << 8 | v4->bytes[13]);
      groups[count++] = static_cast<std::uint16_t>(v4->bytes[14] << 8 | v4->bytes[15]);
      return true;
    }
    const auto group = read_group(part);
    if (!group || count == group_count) return false;
    groups[count++] = *group;
    if (end + 1 == text.size()) return false;  // a colon with nothing behind it
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

std::optional<Address> read_v6(std::string_view text) {
  Groups head{};
  Groups tail{};
  std::size_t head_count = 0;
  std::size_t tail_count = 0;
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    if (!read_groups(text, true, head, head_count) || head_count != group_count) return std::nullopt;
  } else if (!read_groups(text.substr(0, gap), false, head, head_count) ||
             !read_groups(text.substr(gap + 2), true, tail, tail_count) || head_count + tail_count >= group_count) {
    return std::nullopt;
  }
  std::copy_n(tail.begin(), tail_count, head.end() - static_cast<std::ptrdiff_t>(tail_count));
  Address address;
  for (std::size_t i = 0; i < group_count; ++i) {
    address.bytes[2 * i] = static_cast<std::uint8_t>(head[i] >> 8);
    address.bytes[2 * i + 1] = static_cast<std::uint8_t>(head[i] & 0xff);
  }
  return address;
}

/// First and length of the longest run of zero groups; RFC 5952 §4.2.2: a single one is not shortened.
std::pair<std::size_t, std::size_t> longest_zero_run(const Groups& groups) {
  std::pair<std::size_t, std::size_t> best{group_count, 1};
  for (std::size_t i = 0; i < group_count; ++i) {
    std::size_t length = 0;
    while (i + length < group_count && groups[i + length] == 0) ++length;
    if (length > best.second) best = {i, length};
  }
  return best;
}

void write_v6(const Address& address, TextWriter& out) {
  Groups groups{};
  for (std::size_t i = 0; i < group_count; ++i) {
    groups[i] = static_cast<std::uint16_t>(address.bytes[2 * i] << 8 | address.bytes[2 * i + 1]);
  }
  const auto [gap, gap_length] = longest_zero_run(groups);
  for (std::size_t i = 0; i < group_count; ++i) {
    if (i == gap) {
      out << "::";
      i += gap_length - 1;
      continue;
    }
    if (i != 0 && i != gap + gap_length) out << ":";
    out.number(groups[i], 16);
  }
}

}  // namespace

std::optional<Address> read_address(std::string_view text) {
  return text.find(':') == std::string_view::npos ? read_v4(text) : read_v6(text);
}

void write_connection_address(const Address& address, TextWriter& out) {
  if (!address.is_v4()) {
    out << "IP6 ";
    write_v6(address, out);
    return;
  }
  out << "IP4 ";
  out.number(address.bytes[12]) << ".";
  out.number(address.bytes[13]) << ".";
  out.number(address.bytes[14]) << ".";
  out.number(address.bytes[15]);
}

}  // namespace trunkgate::media
