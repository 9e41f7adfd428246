// SPDX-License-Identifier: Apache-2.0
#include "media/ng/codec_rules.h"

#include <algorithm>
#include <optional>

#include "media/sdp/attribute.h"
#include "media/sdp/codec_list.h"
#include "media/sdp/description.h"
#include "media/sdp/limits.h"
#include "media/sdp/text_writer.h"
#include "media/sdp/token.h"

namespace trunkgate::media::ng {
namespace {

/// One format of an m= line with its name.
struct Format {
  std::string_view text;  ///< the payload type as written
  std::string_view encoding;
  std::uint32_t clock_rate = 0;
  std::uint8_t channels = 1;
};

struct FormatList {
  std::array<Format, sdp_formats_max> formats;
  std::size_t size = 0;
  [[nodiscard]] std::span<Format> view() { return {formats.data(), size}; }
};

void name_formats(const MediaSection& section, FormatList& list) {
  SdpLines lines(section.text);
  for (SdpLine line; lines.next(line);) {
    const auto attribute = read_attribute(line);
    const auto rtpmap = attribute && attribute->name == "rtpmap" ? read_rtpmap(attribute->value) : std::nullopt;
    if (!rtpmap) continue;
    for (Format& format : list.view()) {
      if (format.encoding.empty() && read_payload_type(format.text) == rtpmap->payload_type)
        format = {format.text, rtpmap->encoding, rtpmap->clock_rate, rtpmap->channels};
    }
  }
  for (Format& format : list.view()) {
    const auto type = format.encoding.empty() ? read_payload_type(format.text) : std::nullopt;
    const auto known = type ? static_encoding(*type) : std::nullopt;
    if (known) format = {format.text, known->encoding, known->clock_rate, known->channels};
  }
}

std::optional<FormatList> read_formats(const MediaSection& section) {
  FormatList list;
  std::string_view rest = section.formats;
  while (!rest.empty()) {
    if (list.size == list.formats.size()) return std::nullopt;
    list.formats[list.size++].text = next_token(rest);
  }
  name_formats(section, list);
  return list;
}

/// The rule's name, and its clock rate and channels when it gives them.
bool matches(const Format& format, std::string_view rule) {
  if (rule == format.text) return true;
  const std::string_view name = rule.substr(0, rule.find('/'));
  if (name.empty() || !equals_ignoring_case(name, format.encoding)) return false;
  std::string_view rest = rule.substr(name.size());
  if (rest.empty()) return true;
  rest.remove_prefix(1);
  const std::size_t second = rest.find('/');
  if (read_number(rest.substr(0, second), UINT32_MAX) != format.clock_rate) return false;
  return second == std::string_view::npos || read_number(rest.substr(second + 1), 255) == format.channels;
}

bool listed(const Format& format, const CodecNames& names) {
  return std::ranges::any_of(names.view(), [&format](std::string_view rule) { return matches(format, rule); });
}

bool passes(const Format& format, const CodecRules& rules) {
  if (listed(format, rules.offer)) return true;
  if (listed(format, rules.strip)) return false;
  return !rules.strips_all || listed(format, rules.except);
}

void write_formats(FormatList& list, const CodecRules& rules, TextWriter& out) {
  const auto write = [&out](const Format& format) { out << " " << format.text; };
  for (const std::string_view rule : rules.offer.view()) {
    for (Format& format : list.view()) {
      if (format.text.empty() || !matches(format, rule)) continue;
      write(format);
      format.text = {};  // written
    }
  }
  for (const Format& format : list.view()) {
    if (!format.text.empty() && passes(format, rules)) write(format);
  }
}

}  // namespace

bool apply_codec_rules(std::string_view sdp, const CodecRules& rules, SdpText& out) {
  Description description;
  if (description.parse(sdp) != SdpError::none) return out.assign(sdp);
  std::array<char, sdp_size_max> room;
  TextWriter text(room);
  const char* copied = sdp.data();
  const auto copy_up_to = [&](const char* end) {
    text << std::string_view(copied, static_cast<std::size_t>(end - copied));
    copied = end;
  };
  for (const MediaSection& section : description.media()) {
    if (!equals_ignoring_case(section.type, "audio") || !section.transport.starts_with("RTP/")) continue;
    auto list = read_formats(section);
    if (!list || std::ranges::none_of(list->view(), [&](const Format& f) { return passes(f, rules); })) continue;
    copy_up_to(section.transport.data() + section.transport.size());
    write_formats(*list, rules, text);
    copied = section.formats.data() + section.formats.size();
  }
  copy_up_to(sdp.data() + sdp.size());
  return !text.overflowed() && out.assign(text.view());
}

}  // namespace trunkgate::media::ng
