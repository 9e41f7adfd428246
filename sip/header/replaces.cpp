// SPDX-License-Identifier: Apache-2.0
#include "sip/header/replaces.h"

#include "sip/limits.h"
#include "sip/scan/chars.h"
#include "sip/scan/parameters.h"

namespace trunkgate::sip {

Result<Replaces> Replaces::parse(std::string_view text) {
  text = trim(text);
  const std::size_t end = text.find(';') == std::string_view::npos ? text.size() : text.find(';');
  Replaces value;
  value.call_id = trim(text.substr(0, end));
  if (value.call_id.size() > call_id_size_max || !all(word, value.call_id)) return ParseError::bad_value;
  std::string_view rest = text.substr(end);
  while (const auto parameter = next_parameter(rest)) {
    std::string_view* tag = nullptr;
    if (equal_ignoring_case(parameter->name, "to-tag")) tag = &value.to_tag;
    if (equal_ignoring_case(parameter->name, "from-tag")) tag = &value.from_tag;
    if (equal_ignoring_case(parameter->name, "early-only")) value.early_only = true;
    if (tag == nullptr) continue;
    if (!tag->empty() || !all(token, parameter->value) || parameter->value.size() > tag_size_max)
      return ParseError::bad_value;
    *tag = parameter->value;
  }
  if (!rest.empty() || value.to_tag.empty() || value.from_tag.empty()) return ParseError::bad_value;
  return value;
}

}  // namespace trunkgate::sip
