// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace trunkgate::media {

/// What a receiver says of one source, RFC 3550 §6.4.1.
struct ReportBlock {
  std::uint32_t ssrc = 0;  ///< of the source that it is about
  std::uint32_t lost = 0;  ///< since the beginning; 0 when duplicates made it negative
  std::uint32_t jitter = 0;
  std::uint32_t last_report = 0;  ///< LSR: the middle of the NTP time of the last SR that came; 0: none has
  std::uint32_t delay = 0;        ///< DLSR: since then, in 1/65536 s
};

/// A call has one source per direction; more blocks than this belong to a conference.
inline constexpr std::size_t report_blocks_max = 4;

/// The reports of one compound packet.
struct Reports {
  bool sent = false;             ///< there is a sender report
  std::uint32_t ntp_middle = 0;  ///< of it: what LSR will quote
  std::array<ReportBlock, report_blocks_max> blocks{};
  std::uint8_t block_count = 0;

  [[nodiscard]] std::span<const ReportBlock> block_list() const { return {blocks.data(), block_count}; }
};

/// `compound` is in the clear and has passed check_rtcp().
[[nodiscard]] Reports read_reports(std::span<const std::uint8_t> compound);

}  // namespace trunkgate::media
