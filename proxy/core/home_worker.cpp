// SPDX-License-Identifier: Apache-2.0
#include "proxy/core/home_worker.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

#include "proxy/hide/sealed_id.h"
#include "sip/message/header_id.h"
#include "sip/scan/chars.h"

namespace trunkgate::proxy {

namespace {

constexpr std::string_view line_end = "\r\n";

/// The first line of `message` with what is folded under it (RFC 3261 §7.3.1), without its line end.
std::string_view first_line(std::string_view message) {
  std::size_t end = message.find(line_end);
  while (end != 0 && end < message.size()) {
    const std::string_view next = message.substr(end + line_end.size());
    if (!next.starts_with(' ') && !next.starts_with('\t')) break;
    end = message.find(line_end, end + line_end.size());
  }
  return message.substr(0, std::min(end, message.size()));
}

/// The value of the Call-ID line; the long or the compact form, any case, a blank in front of the colon.
std::string_view call_id_value(std::string_view message) {
  while (message.starts_with(line_end)) message.remove_prefix(line_end.size());
  while (!message.empty()) {
    const std::string_view line = first_line(message);
    if (line.empty()) return {};
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && sip::header_id(sip::trim(line.substr(0, colon))) == sip::HeaderId::call_id)
      return sip::trim(line.substr(colon + 1));
    message.remove_prefix(std::min(line.size() + line_end.size(), message.size()));
  }
  return {};
}

}  // namespace

std::uint8_t home_worker(const Sealer& sealer, std::uint8_t zone, std::span<const char> message,
                         std::uint8_t worker_count) {
  if (worker_count <= 1) return 0;
  std::string_view call_id = call_id_value({message.data(), message.size()});
  std::array<char, Sealer::plain_size_max> plain;
  if (sealer.looks_sealed(call_id))
    if (const auto opened = open_call_id(sealer, zone, call_id, plain)) call_id = opened.plain;
  return static_cast<std::uint8_t>(std::hash<std::string_view>{}(call_id) % worker_count);
}

}  // namespace trunkgate::proxy
