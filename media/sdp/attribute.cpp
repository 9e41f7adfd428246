// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/attribute.h"

#include <algorithm>
#include <array>

#include "media/sdp/address_text.h"
#include "media/sdp/token.h"

namespace trunkgate::media {
namespace {

constexpr std::uint64_t clock_rate_max = 1'000'000;     // RFC 3551 §4: 90 kHz and 192 kHz are the highest in use
constexpr std::uint64_t bandwidth_max = 4'000'000'000;  // bit/s in b=TIAS

constexpr std::array<std::string_view, 4> direction_names{"inactive", "sendonly", "recvonly", "sendrecv"};

/// True when a dot stands anywhere but in one decimal fraction ("br=5.9-24.4"), or a colon or "@" anywhere: then the
/// text could hold an address or a host name, and no audio format needs that.
bool may_carry_address(std::string_view text) {
  bool fraction = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':' || text[i] == '@') return true;
    if (text[i] == '.') {
      const bool digits_around = i > 0 && is_digit(text[i - 1]) && i + 1 < text.size() && is_digit(text[i + 1]);
      if (fraction || !digits_around) return true;
      fraction = true;
    } else if (!is_digit(text[i])) {
      fraction = false;
    }
  }
  return false;
}

bool is_encoding_name(std::string_view text) {
  return !text.empty() && text.size() <= sdp_encoding_size_max &&
         std::ranges::all_of(text, [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '_'; });
}

}  // namespace

std::optional<Attribute> read_attribute(const SdpLine& line) {
  if (line.type != 'a') return std::nullopt;
  const std::size_t colon = line.value.find(':');
  if (colon == std::string_view::npos) return Attribute{line.value, {}};
  return Attribute{line.value.substr(0, colon), line.value.substr(colon + 1)};
}

std::optional<std::uint8_t> read_payload_type(std::string_view text) {
  const auto value = read_number(text, 127);
  if (!value) return std::nullopt;
  return static_cast<std::uint8_t>(*value);
}

std::optional<Rtpmap> read_rtpmap(std::string_view value) {
  const auto payload_type = read_payload_type(next_token(value));
  std::string_view map = next_token(value);
  if (!payload_type || !value.empty()) return std::nullopt;
  const std::size_t first = map.find('/');
  if (first == std::string_view::npos) return std::nullopt;
  Rtpmap rtpmap{*payload_type, map.substr(0, first), 0, 1, false};
  map.remove_prefix(first + 1);
  if (const std::size_t second = map.find('/'); second != std::string_view::npos) {
    const auto channels = read_number(map.substr(second + 1), 255);
    if (!channels || *channels == 0) return std::nullopt;
    rtpmap.channels = static_cast<std::uint8_t>(*channels);
    rtpmap.channels_written = true;
    map = map.substr(0, second);
  }
  const auto clock_rate = read_number(map, clock_rate_max);
  if (!clock_rate || *clock_rate == 0 || !is_encoding_name(rtpmap.encoding)) return std::nullopt;
  rtpmap.clock_rate = static_cast<std::uint32_t>(*clock_rate);
  return rtpmap;
}

std::optional<Fmtp> read_fmtp(std::string_view value) {
  const auto payload_type = read_payload_type(next_token(value));
  while (value.ends_with(' ')) value.remove_suffix(1);
  if (!payload_type || value.empty() || value.size() > sdp_fmtp_size_max) return std::nullopt;
  const bool printable = std::ranges::all_of(value, [](char c) { return c >= ' ' && c <= '~'; });
  if (!printable || may_carry_address(value)) return std::nullopt;
  return Fmtp{*payload_type, value};
}

std::optional<std::uint8_t> read_packet_time(std::string_view value) {
  const auto milliseconds = read_number(next_token(value), 255);
  if (!milliseconds || *milliseconds == 0 || !value.empty()) return std::nullopt;
  return static_cast<std::uint8_t>(*milliseconds);
}

std::optional<std::uint8_t> find_packet_time(std::string_view text, std::string_view name) {
  SdpLines lines(text);
  for (SdpLine line; lines.next(line);) {
    const auto attribute = read_attribute(line);
    if (!attribute || attribute->name != name) continue;
    const auto milliseconds = read_packet_time(attribute->value);
    if (milliseconds) return milliseconds;
  }
  return std::nullopt;
}

std::optional<Direction> read_direction(const Attribute& attribute) {
  const auto found = std::ranges::find(direction_names, attribute.name);
  if (found == direction_names.end() || !attribute.value.empty()) return std::nullopt;
  return static_cast<Direction>(found - direction_names.begin());
}

std::string_view direction_name(Direction direction) { return direction_names[static_cast<std::size_t>(direction)]; }

std::optional<RtcpAttribute> read_rtcp(std::string_view value) {
  const auto port = read_number(next_token(value), 0xffff);
  if (!port || *port == 0) return std::nullopt;
  RtcpAttribute rtcp{static_cast<std::uint16_t>(*port), std::nullopt};
  if (value.empty()) return rtcp;
  const std::string_view net_type = next_token(value);
  const std::string_view address_type = next_token(value);
  rtcp.address = read_address(next_token(value));
  const bool known = net_type == "IN" && (address_type == "IP4" || address_type == "IP6");
  if (!known || !rtcp.address || !value.empty()) return std::nullopt;
  return rtcp;
}

std::optional<Bandwidth> read_bandwidth(const SdpLine& line) {
  if (line.type != 'b') return std::nullopt;
  const std::size_t colon = line.value.find(':');
  if (colon == std::string_view::npos) return std::nullopt;  // CVE-2026-46334: "b=AS" alone
  const std::string_view type = line.value.substr(0, colon);
  const auto value = read_number(line.value.substr(colon + 1), bandwidth_max);
  if (!value || (type != "AS" && type != "CT" && type != "TIAS")) return std::nullopt;
  return Bandwidth{type, *value};
}

}  // namespace trunkgate::media
