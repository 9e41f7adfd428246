// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/description.h"

#include <algorithm>

#include "media/control.h"
#include "media/sdp/address_text.h"
#include "media/sdp/token.h"

namespace trunkgate::media {
namespace {

/// Cuts one line off `rest`. The search never passes the end of the text, with or without a last LF (CVE-2023-27600).
std::string_view cut_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool has_control_octet(std::string_view line) {
  return std::ranges::any_of(line, [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return (octet < 0x20 && octet != '\t') || octet == 0x7f;
  });
}

bool is_name(std::string_view text, std::size_t max, bool slash) {
  return !text.empty() && text.size() <= max && std::ranges::all_of(text, [slash](char c) {
    return is_digit(c) || is_alpha(c) || c == '-' || (slash && c == '/');
  });
}

/// media SP port ["/" integer] SP proto 1*(SP fmt), RFC 8866 §5.14. A rejected line may come without a format: it means
/// nothing there (RFC 3264 §6).
bool read_media_line(std::string_view value, MediaSection& section) {
  if (!std::ranges::all_of(value, [](char c) { return c >= ' ' && c <= '~'; })) return false;
  section = {};
  section.type = next_token(value);
  std::string_view port = next_token(value);
  section.transport = next_token(value);
  section.formats = value;
  if (const std::size_t slash = port.find('/'); slash != std::string_view::npos) {
    const auto count = read_number(port.substr(slash + 1), 0xffff);
    if (!count || *count == 0) return false;
    section.single_port = *count == 1;
    port = port.substr(0, slash);
  }
  const auto number = read_number(port, 0xffff);
  if (!number) return false;
  section.port = static_cast<std::uint16_t>(*number);
  return is_name(section.type, sdp_media_type_size_max, false) &&
         is_name(section.transport, sdp_transport_size_max, true) && (section.port == 0 || !section.formats.empty());
}

/// "IN IP4 192.0.2.1", for multicast with "/ttl" or "/ttl/count" behind it.
std::optional<Address> read_connection(std::string_view value) {
  const std::string_view net_type = next_token(value);
  const std::string_view address_type = next_token(value);
  std::string_view text = next_token(value);
  if (net_type != "IN" || (address_type != "IP4" && address_type != "IP6") || !value.empty()) return std::nullopt;
  text = text.substr(0, text.find('/'));
  const bool colon = text.find(':') != std::string_view::npos;
  if (colon != (address_type == "IP6")) return std::nullopt;
  return read_address(text);
}

/// The value of the first c= line; `found` says whether there is one.
std::optional<Address> first_connection(std::string_view text, bool& found) {
  SdpLines lines(text);
  for (SdpLine line; lines.next(line);) {
    if (line.type != 'c') continue;
    found = true;
    return read_connection(line.value);
  }
  return std::nullopt;
}

}  // namespace

bool SdpLines::next(SdpLine& line) {
  const std::string_view text = cut_line(rest_);
  if (text.size() < 2) return false;
  line = {text.front(), text.substr(2)};
  return true;
}

SdpError Description::parse(std::string_view text) {
  size_ = 0;
  session_ = {};
  if (text.size() > sdp_size_max) return SdpError::too_long;
  std::string_view rest = text;
  const char* section_begin = text.data();
  std::size_t section_lines = 0;
  const auto close_section = [&](const char* end) {
    const std::string_view lines(section_begin, static_cast<std::size_t>(end - section_begin));
    (size_ == 0 ? session_ : media_[size_ - 1].text) = lines;
  };
  if (!rest.starts_with("v=0\r\n") && !rest.starts_with("v=0\n")) return SdpError::version;
  while (!rest.empty()) {
    const char* line_begin = rest.data();
    const std::string_view line = cut_line(rest);
    if (has_control_octet(line)) return SdpError::control_octet;
    if (line.empty()) {  // some append a blank line; nothing but such may follow
      if (rest.find_first_not_of("\r\n") != std::string_view::npos) return SdpError::line;
      close_section(line_begin);
      return SdpError::none;
    }
    if (line.size() < 2 || line[1] != '=' || line[0] < 'a' || line[0] > 'z') return SdpError::line;
    if (++section_lines > sdp_section_lines_max) return SdpError::too_many_lines;
    if (line[0] != 'm') continue;
    close_section(line_begin);
    if (size_ == media_.size()) return SdpError::too_many_media;
    if (!read_media_line(line.substr(2), media_[size_])) return SdpError::media;
    ++size_;
    section_begin = rest.data();
    section_lines = 0;
  }
  close_section(text.data() + text.size());
  return SdpError::none;
}

std::optional<Address> Description::connection(const MediaSection& section) const {
  bool found = false;
  const auto own = first_connection(section.text, found);
  return found ? own : first_connection(session_, found);
}

}  // namespace trunkgate::media
