// SPDX-License-Identifier: Apache-2.0
#include "sip/message/framer.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "sip/limits.h"
#include "sip/message/header_id.h"
#include "sip/scan/chars.h"

namespace trunkgate::sip {

namespace {

using Kind = Framer::Kind;

Framer::Next fail(ParseError error) { return {Kind::error, 0, 0, error}; }

/// The one Content-Length of a header part, or why there is none to go by. Several must agree: a stream cut in two
/// ways by two readers is how requests are smuggled.
ParseError content_length(std::string_view head, std::uint64_t& length) {
  std::optional<std::uint64_t> found;
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end == std::string_view::npos ? head.size() : end + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (header_id(trim(line.substr(0, colon))) != HeaderId::content_length) continue;
    if (is_blank(line.front())) continue;  // a folded line of another header
    std::uint64_t value = 0;
    if (!read_number(trim(line.substr(colon + 1)), message_size_max, value)) return ParseError::bad_content_length;
    if (found && *found != value) return ParseError::bad_content_length;
    found = value;
  }
  if (!found) return ParseError::missing_content_length;
  length = *found;
  return ParseError::none;
}

}  // namespace

Framer::Next Framer::after_line_end(std::span<const char> buffered) {
  // The second half of a ping may come in a later read.
  if (half_ping_) {
    half_ping_ = false;
    return {Kind::keepalive_ping, 2, 0, ParseError::none};
  }
  half_ping_ = true;
  Next rest = next(buffered.subspan(2));
  rest.skip += 2;
  return rest;
}

Framer::Next Framer::whole(std::size_t length, std::size_t available) {
  wanted_ = length > available ? length : 0;
  if (length > available) return {};
  searched_ = 0;
  return {Kind::message, 0, length, ParseError::none};
}

Framer::Next Framer::next(std::span<const char> buffered) {
  const std::string_view text(buffered.data(), buffered.size());
  if (wanted_ != 0) return whole(wanted_, text.size());
  if (text.starts_with("\r\n")) return after_line_end(buffered);
  if (text.empty() || text == "\r") return {};
  half_ping_ = false;
  if (text.front() == '\r' || text.front() == '\n') return fail(ParseError::bare_line_end);

  constexpr std::string_view blank_line = "\r\n\r\n";
  const std::size_t head_end = text.find(blank_line, searched_);
  // Without an end, the last three bytes may be the most of it; they must not count, or the verdict would depend on
  // where the network cut the stream.
  const std::size_t head_size =
      head_end == std::string_view::npos ? text.size() - std::min(text.size(), blank_line.size() - 1) : head_end;
  if (head_size > header_part_size_max) return fail(ParseError::too_large);
  if (head_end == std::string_view::npos) {
    searched_ = head_size;
    return {};
  }
  std::uint64_t length = 0;
  if (const auto error = content_length(text.substr(0, head_end), length); error != ParseError::none)
    return fail(error);
  const std::size_t total = head_end + 4 + length;
  if (total > message_size_max) return fail(ParseError::too_large);
  return whole(total, text.size());
}

}  // namespace trunkgate::sip
