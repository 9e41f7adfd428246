// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/presets.h"

#include <algorithm>
#include <string>

#include "proxy/config/cidr.h"
#include "proxy/config/twilio_addresses.h"

namespace trunkgate::proxy {
namespace {

constexpr std::string_view prefix = "twilio:";

/// One line of the address list. Views into the compiled-in text, which lives as long as the program.
struct Row {
  bool media = false;
  std::string_view edge;
  std::string_view legacy_id;
  CidrBlock block;
};

std::string_view next_word(std::string_view& line) {
  constexpr std::string_view blanks = " \t";
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(blanks));
  line.remove_prefix(word.size());
  return word;
}

std::vector<Row> read_rows(std::string_view text) {
  std::vector<Row> rows;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = line.substr(0, line.find('#'));
    const std::string_view kind = next_word(line);
    const std::string_view edge = next_word(line);
    const std::string_view legacy_id = next_word(line);
    const auto block = parse_cidr(next_word(line));
    if (block) rows.push_back({kind == "media", edge, legacy_id, *block});
  }
  return rows;
}

const std::vector<Row>& rows() {
  static const std::vector<Row> all = read_rows(twilio_addresses);
  return all;
}

bool belongs_to(const Row& row, std::string_view name) {
  if (name == "media") return row.media;
  return !row.media && (name == "all" || name == row.edge || name == row.legacy_id);
}

}  // namespace

std::optional<std::vector<CidrBlock>> find_preset(std::string_view name) {
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  std::vector<CidrBlock> blocks;
  for (const Row& row : rows()) {
    if (belongs_to(row, name)) blocks.push_back(row.block);
  }
  if (blocks.empty()) return std::nullopt;
  return blocks;
}

const std::vector<std::string_view>& preset_names() {
  static const std::vector<std::string> texts = [] {
    std::vector<std::string> list{"twilio:all", "twilio:media"};
    for (const Row& row : rows()) {
      if (!row.media) list.push_back(std::string{prefix}.append(row.edge));
    }
    return list;
  }();
  static const std::vector<std::string_view> names{texts.begin(), texts.end()};
  return names;
}

}  // namespace trunkgate::proxy
