// SPDX-License-Identifier: Apache-2.0
#include "media/rtp/rtcp_report.h"

#include "media/rtp/header.h"
#include "media/rtp/rtcp.h"

namespace trunkgate::media {

namespace {

constexpr std::size_t ntp_middle_at =
    rtcp_header_size + 2;  // the low half of the seconds, the high half of the fraction

// The 24 bits behind the fraction are signed.
std::uint32_t lost_of(std::uint32_t word) {
  const std::uint32_t lost = word & 0xffffffU;
  return lost < 0x800000U ? lost : 0;
}

ReportBlock read_block(std::span<const std::uint8_t> at) {
  return {read_u32(at, 0), lost_of(read_u32(at, 4)), read_u32(at, 12), read_u32(at, 16), read_u32(at, 20)};
}

void read_part(std::span<const std::uint8_t> part, std::size_t first_block, Reports& reports) {
  const std::uint8_t count = part[0] & 0x1fU;
  for (std::uint8_t i = 0; i < count && reports.block_count < report_blocks_max; ++i) {
    reports.blocks[reports.block_count++] = read_block(part.subspan(first_block + i * report_block_size));
  }
}

}  // namespace

Reports read_reports(std::span<const std::uint8_t> compound) {
  Reports reports;
  for (std::size_t at = 0; at < compound.size();) {
    const auto part = compound.subspan(at);
    const auto type = static_cast<RtcpType>(part[1]);
    if (type == RtcpType::sender_report) {
      reports.sent = true;
      reports.ntp_middle = read_u32(part, ntp_middle_at);
      read_part(part, rtcp_header_size + sender_info_size, reports);
    } else if (type == RtcpType::receiver_report) {
      read_part(part, rtcp_header_size, reports);
    }
    at += 4U * (read_u16(part, 2) + std::size_t{1});
  }
  return reports;
}

}  // namespace trunkgate::media
