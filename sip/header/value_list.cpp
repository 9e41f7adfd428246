// SPDX-License-Identifier: Apache-2.0
#include "sip/header/value_list.h"

#include <array>

#include "sip/scan/chars.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

namespace {

/// What may keep a comma from separating.
constexpr auto opens = [] {
  std::array<bool, 256> table{};
  table['"'] = table['<'] = table['('] = true;
  return table;
}();

/// Position of the next separating comma, or the end.
std::size_t value_end(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return text.size();
  std::size_t plain = 0;
  while (plain < comma && !opens[static_cast<unsigned char>(text[plain])]) ++plain;
  if (plain == comma) return comma;
  int comments = 0;
  bool in_angle = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '"': {
        const std::size_t end = quoted_end(text, i);
        if (end == std::string_view::npos) return text.size();
        i = end - 1;
        break;
      }
      case '<': in_angle = true; break;
      case '>': in_angle = false; break;
      case '(': comments += in_angle ? 0 : 1; break;
      case ')': comments -= !in_angle && comments > 0 ? 1 : 0; break;
      case ',':
        if (!in_angle && comments == 0) return i;
        break;
      default: break;
    }
  }
  return text.size();
}

}  // namespace

void ValueList::Iterator::advance() {
  done_ = true;
  while (!rest_.empty()) {
    const std::size_t end = value_end(rest_);
    value_ = trim(rest_.substr(0, end));
    rest_.remove_prefix(end < rest_.size() ? end + 1 : end);
    if (value_.empty()) continue;
    done_ = false;
    return;
  }
}

std::string_view ValueList::first() const {
  for (std::string_view one : *this) return one;
  return {};
}

}  // namespace trunkgate::sip
