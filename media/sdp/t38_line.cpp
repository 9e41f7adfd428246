// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/t38_line.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "media/limits.h"
#include "media/sdp/attribute.h"
#include "media/sdp/token.h"

namespace trunkgate::media {
namespace {

bool is_image(const MediaSection& section) { return equals_ignoring_case(section.type, "image"); }

Refusal read_usable(const Description& description, const MediaSection& section, HeardLine& line) {
  if (!is_t38(section) || !line.read_target(description, section)) return Refusal::no_audio;
  line.plan.udptl = true;
  return Refusal::none;
}

Refusal read_offered(const Description& description, std::size_t index, HeardLine& line) {
  line.begin(index);
  if (index >= description.media().size()) return Refusal::no_audio;
  const MediaSection& section = description.media()[index];
  return section.port == 0 ? Refusal::no_audio : read_usable(description, section, line);
}

/// What may stand behind the colon: a number up to `max`, else one of `words`.
struct Row {
  std::string_view name;
  std::uint64_t max = 0;
  bool flag = false;                               ///< may stand without a value; 0 and 1 come from older devices
  std::array<std::string_view, 3> words = {};      ///< when any: instead of a number
  std::uint64_t written_max = sdp_t38_number_max;  ///< a larger number is written as this
};

/// ITU-T T.38 table D.1.
constexpr std::array rows{
    Row{"T38FaxVersion", 99},
    Row{"T38MaxBitRate", sdp_t38_number_max},
    Row{"T38FaxFillBitRemoval", 1, true},
    Row{"T38FaxTranscodingMMR", 1, true},
    Row{"T38FaxTranscodingJBIG", 1, true},
    Row{"T38FaxRateManagement", 0, false, {"localTCF", "transferredTCF"}},
    Row{"T38FaxMaxBuffer", sdp_t38_number_max},
    Row{"T38FaxMaxDatagram", sdp_t38_number_max, false, {}, packet_size_max},
    Row{"T38FaxUdpEC", 0, false, {"t38UDPNoEC", "t38UDPRedundancy", "t38UDPFEC"}},
};

void write_line(const Row& row, std::string_view value, TextWriter& out) {
  out << "a=" << row.name << ":" << value << "\r\n";
}

/// False when the value is none of the row's: the line does not pass.
bool write_row(const Row& row, std::string_view rest, TextWriter& out) {
  const std::string_view value = next_token(rest);
  if (!rest.empty()) return false;
  if (value.empty()) {
    if (row.flag) out << "a=" << row.name << "\r\n";
    return row.flag;
  }
  if (!row.words.front().empty()) {
    const auto word =
        std::ranges::find_if(row.words, [value](std::string_view known) { return equals_ignoring_case(known, value); });
    if (word != row.words.end()) write_line(row, *word, out);
    return word != row.words.end();
  }
  const auto number = read_number(value, row.max);
  if (!number) return false;
  std::array<char, 20> digits;
  TextWriter text(digits);
  write_line(row, text.number(std::min(*number, row.written_max)).view(), out);
  return true;
}

}  // namespace

bool is_t38(const MediaSection& section) {
  if (!is_image(section) || !equals_ignoring_case(section.transport, "udptl")) return false;
  for (std::string_view rest = section.formats; !rest.empty();) {
    if (equals_ignoring_case(next_token(rest), "t38")) return true;
  }
  return false;
}

Refusal choose_t38(const Description& description, std::size_t preferred, HeardLine& line) {
  if (read_offered(description, preferred, line) == Refusal::none) return Refusal::none;
  for (std::size_t i = 0; i < description.media().size(); ++i) {
    if (read_offered(description, i, line) == Refusal::none) return Refusal::none;
  }
  return Refusal::no_audio;
}

Refusal read_answered_t38(const Description& description, std::size_t index, HeardLine& line) {
  line.begin(index);
  if (index >= description.media().size()) return Refusal::malformed_sdp;
  const MediaSection& section = description.media()[index];
  if (!is_image(section)) return Refusal::malformed_sdp;  // RFC 3264 §6: the answer keeps the type of each line
  if (section.port != 0) return read_usable(description, section, line);
  line.plan.udptl = true;
  line.plan.direction = Direction::inactive;
  return Refusal::none;
}

void write_t38_attributes(const MediaSection& section, TextWriter& out) {
  std::array<bool, rows.size()> written{};
  SdpLines lines(section.text);
  for (SdpLine line; lines.next(line);) {
    const auto attribute = read_attribute(line);
    if (!attribute) continue;
    // T.38 devices do not agree on the case of the names, whatever RFC 8866 §5.13 says.
    const auto row =
        std::ranges::find_if(rows, [&](const Row& known) { return equals_ignoring_case(known.name, attribute->name); });
    if (row == rows.end()) continue;
    bool& done = written[static_cast<std::size_t>(row - rows.begin())];
    done = done || write_row(*row, attribute->value, out);
  }
}

}  // namespace trunkgate::media
