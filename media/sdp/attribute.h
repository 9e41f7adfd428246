// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "media/address.h"
#include "media/sdp/description.h"
#include "media/sdp/stream_plan.h"

namespace trunkgate::media {

/// The a= and b= lines that we understand, one reader each. A reader takes what stands behind "a=name:" and gives
/// nothing when it breaks its grammar: the line then does not pass. Views live as long as the body.

struct Attribute {
  std::string_view name;   ///< case matters (RFC 8866 §5.13)
  std::string_view value;  ///< behind the colon; empty for a flag
};
/// Nothing unless `line` is an a= line.
[[nodiscard]] std::optional<Attribute> read_attribute(const SdpLine& line);

/// rtpmap:<payload type> <encoding>/<clock rate>[/<channels>], RFC 8866 §6.6.
struct Rtpmap {
  std::uint8_t payload_type = 0;
  std::string_view encoding;     ///< letters, digits, "-" and "_"
  std::uint32_t clock_rate = 0;  ///< Hz
  std::uint8_t channels = 1;
  bool channels_written = false;
};
[[nodiscard]] std::optional<Rtpmap> read_rtpmap(std::string_view value);

/// fmtp:<payload type> <parameters>, RFC 8866 §6.15.
struct Fmtp {
  std::uint8_t payload_type = 0;
  std::string_view parameters;  ///< bounded, printable ASCII, neither address nor host name among it
};
[[nodiscard]] std::optional<Fmtp> read_fmtp(std::string_view value);

/// Payload type of seven bits (RFC 3550 §5.1).
[[nodiscard]] std::optional<std::uint8_t> read_payload_type(std::string_view text);

/// ptime and maxptime, RFC 8866 §6.4 and §6.5: 1 to 255 ms.
[[nodiscard]] std::optional<std::uint8_t> read_packet_time(std::string_view value);
/// The first well-formed one called `name` among a section's lines.
[[nodiscard]] std::optional<std::uint8_t> find_packet_time(std::string_view text, std::string_view name);

/// sendrecv, sendonly, recvonly, inactive: RFC 8866 §6.7.
[[nodiscard]] std::optional<Direction> read_direction(const Attribute& attribute);
[[nodiscard]] std::string_view direction_name(Direction direction);

/// rtcp:<port>[ IN IP4 <address>], RFC 3605 §2.1.
struct RtcpAttribute {
  std::uint16_t port = 0;
  std::optional<Address> address;  ///< nothing: that of the c= line
};
[[nodiscard]] std::optional<RtcpAttribute> read_rtcp(std::string_view value);

/// b=<type>:<kbit/s or bit/s> for AS, CT (RFC 8866 §5.8) and TIAS (RFC 3890).
struct Bandwidth {
  std::string_view type;
  std::uint64_t value = 0;
};
[[nodiscard]] std::optional<Bandwidth> read_bandwidth(const SdpLine& line);

}  // namespace trunkgate::media
