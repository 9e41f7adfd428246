// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "media/rtp/rtcp_report.h"

namespace trunkgate::media {

/// RTCP reports as octets, written from RFC 3550 §6.4.1 and §6.4.2.

using Octets = std::vector<std::uint8_t>;

inline void append_u32(Octets& octets, std::uint32_t word) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) octets.push_back(static_cast<std::uint8_t>(word >> shift));
}

inline Octets report_with(std::uint8_t type, std::uint32_t sender, const Octets& info,
                          const std::vector<ReportBlock>& blocks) {
  Octets part{static_cast<std::uint8_t>(0x80U | blocks.size()), type, 0, 0};
  append_u32(part, sender);
  part.insert(part.end(), info.begin(), info.end());
  for (const ReportBlock& block : blocks) {
    append_u32(part, block.ssrc);
    append_u32(part, block.lost);  // fraction 0 on top
    append_u32(part, 0);           // highest sequence number
    append_u32(part, block.jitter);
    append_u32(part, block.last_report);
    append_u32(part, block.delay);
  }
  const auto words = static_cast<std::uint16_t>(part.size() / 4 - 1);
  part[2] = static_cast<std::uint8_t>(words >> 8);
  part[3] = static_cast<std::uint8_t>(words);
  return part;
}

inline Octets sender_report(std::uint32_t sender, std::uint64_t ntp, const std::vector<ReportBlock>& blocks) {
  Octets info;
  append_u32(info, static_cast<std::uint32_t>(ntp >> 32));
  append_u32(info, static_cast<std::uint32_t>(ntp));
  info.resize(20);
  return report_with(200, sender, info, blocks);
}

inline Octets receiver_report(std::uint32_t sender, const std::vector<ReportBlock>& blocks) {
  return report_with(201, sender, {}, blocks);
}

}  // namespace trunkgate::media
