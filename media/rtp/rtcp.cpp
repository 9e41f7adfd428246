// SPDX-License-Identifier: Apache-2.0
#include "media/rtp/rtcp.h"

#include <cstring>

#include "media/rtp/header.h"

namespace trunkgate::media {

namespace {

struct Part {
  RtcpType type;
  std::uint8_t count;  // RC, SC or FMT
  std::size_t size;    // with its header
};

// The four octets of the common header must be there.
Part read_part(std::span<const std::uint8_t> at) {
  return {static_cast<RtcpType>(at[1]), static_cast<std::uint8_t>(at[0] & 0x1fU),
          4U * (read_u16(at, 2) + std::size_t{1})};
}

// §6.5: chunks of SSRC and items; each chunk ends with one or more null octets up to the next 32-bit boundary.
// Calls `item(ssrc, text)` for each item and says whether all of it lies within the part.
template <typename Octet, typename Item>
bool walk_descriptions(std::span<Octet> part, std::uint8_t chunks, Item item) {
  std::size_t at = 4;
  for (; chunks > 0; --chunks) {
    if (at + 8 > part.size()) return false;
    const std::uint32_t ssrc = read_u32(part, at);
    at += 4;
    while (part[at] != 0) {
      if (at + 2 > part.size() || at + 2U + part[at + 1] >= part.size()) return false;
      item(ssrc, part.subspan(at + 2, part[at + 1]));
      at += 2U + part[at + 1];
    }
    at = (at / 4 + 1) * 4;
  }
  return at <= part.size();
}

// §6.6: SSRCs, then perhaps one octet of length and a reason.
template <typename Octet>
std::span<Octet> bye_reason(std::span<Octet> part, std::uint8_t count, bool& fits) {
  const std::size_t at = 4 + 4U * count;
  fits = at <= part.size() && (at == part.size() || at + 1U + part[at] <= part.size());
  return fits && at < part.size() ? part.subspan(at + 1, part[at]) : std::span<Octet>{};
}

bool part_fits(const Part& part, std::span<const std::uint8_t> bytes) {
  switch (part.type) {
    case RtcpType::sender_report:
      return part.size >= rtcp_header_size + sender_info_size + report_block_size * part.count;
    case RtcpType::receiver_report: return part.size >= rtcp_header_size + report_block_size * part.count;
    case RtcpType::source_description:
      return walk_descriptions(bytes, part.count, [](std::uint32_t, std::span<const std::uint8_t>) {});
    case RtcpType::bye: {
      bool fits = false;
      (void)bye_reason(bytes, part.count, fits);
      return fits;
    }
    case RtcpType::application:
    case RtcpType::transport_feedback:
    case RtcpType::payload_feedback: return part.size >= 12;
    case RtcpType::extended_report: return part.size >= rtcp_header_size;
  }
  return true;
}

// Any length, the same for the same SSRC: a CNAME must stay one name per source (§6.5.1).
void write_neutral(std::uint32_t ssrc, std::span<std::uint8_t> text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    text[i] = static_cast<std::uint8_t>("0123456789abcdef"[ssrc >> (28U - 4U * (i % 8U)) & 0xfU]);
  }
}

bool crosses(RtcpType type) {
  switch (type) {
    case RtcpType::sender_report:
    case RtcpType::receiver_report:
    case RtcpType::source_description:
    case RtcpType::bye:
    case RtcpType::transport_feedback:
    case RtcpType::payload_feedback:
    case RtcpType::extended_report: return true;
    case RtcpType::application: return false;
  }
  return false;
}

void hide_part(const Part& part, std::span<std::uint8_t> bytes) {
  if (part.type == RtcpType::source_description) {
    (void)walk_descriptions(bytes, part.count, write_neutral);
  } else if (part.type == RtcpType::bye) {
    bool fits = false;
    const std::uint32_t ssrc = part.count > 0 ? read_u32(bytes, 4) : 0;
    write_neutral(ssrc, bye_reason(bytes, part.count, fits));
  }
}

}  // namespace

RtcpError check_rtcp(std::span<const std::uint8_t> compound) {
  if (compound.size() < rtcp_header_size) return RtcpError::too_short;
  for (std::size_t at = 0; at < compound.size();) {
    const auto rest = compound.subspan(at);
    if (rest.size() < 4) return RtcpError::bad_length;
    if (rest[0] >> 6 != 2) return RtcpError::bad_version;
    const Part part = read_part(rest);
    const bool padded = (rest[0] & 0x20U) != 0;
    const bool report = part.type == RtcpType::sender_report || part.type == RtcpType::receiver_report;
    if (at == 0 && (!report || padded)) return RtcpError::bad_first_type;
    if (part.size > rest.size()) return RtcpError::bad_length;
    // A.2: only the last part may be padded, and its padding count lies within it.
    if (padded && (part.size != rest.size() || rest.back() == 0 || rest.back() > part.size)) return RtcpError::bad_part;
    if (!part_fits(part, rest.first(part.size))) return RtcpError::bad_part;
    at += part.size;
  }
  return RtcpError::none;
}

std::size_t hide_rtcp(std::span<std::uint8_t> compound) {
  std::size_t kept = 0;
  for (std::size_t at = 0; at < compound.size();) {
    const Part part = read_part(compound.subspan(at));
    if (crosses(part.type)) {
      hide_part(part, compound.subspan(at, part.size));
      std::memmove(compound.data() + kept, compound.data() + at, part.size);
      kept += part.size;
    }
    at += part.size;
  }
  return kept;
}

}  // namespace trunkgate::media
