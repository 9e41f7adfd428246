// SPDX-License-Identifier: Apache-2.0
#include "sip/scan/parameters.h"

#include "sip/scan/chars.h"

namespace trunkgate::sip {

std::size_t quoted_end(std::string_view text, std::size_t begin) {
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;  // §25.1 quoted-pair
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

std::optional<Parameter> next_parameter(std::string_view& text) {
  std::string_view rest = text;
  Parameter parameter;
  std::size_t at = 0;
  while (parameter.name.empty()) {  // `;;` and a ';' at the end are common and harmless
    text = rest = trim(rest.substr(at));
    if (rest.empty() || rest.front() != ';') return std::nullopt;
    at = 1;
    while (at < rest.size() && rest[at] != ';' && rest[at] != '=') ++at;
    parameter.name = trim(rest.substr(1, at - 1));
  }
  if (at < rest.size() && rest[at] == '=') {
    parameter.has_value = true;
    std::size_t begin = at + 1;
    while (begin < rest.size() && is_blank(rest[begin])) ++begin;
    if (begin < rest.size() && rest[begin] == '"') {
      at = quoted_end(rest, begin);
      if (at == std::string_view::npos) return std::nullopt;
      parameter.value = rest.substr(begin + 1, at - begin - 2);
      while (at < rest.size() && is_blank(rest[at])) ++at;
      if (at < rest.size() && rest[at] != ';') return std::nullopt;
    } else {
      at = rest.find(';', begin);
      if (at == std::string_view::npos) at = rest.size();
      parameter.value = trim(rest.substr(begin, at - begin));
    }
  }
  parameter.text = trim(rest.substr(1, at - 1));
  text = rest.substr(at);
  return parameter;
}

std::optional<std::string_view> find_parameter(std::string_view text, std::string_view name) {
  while (const auto parameter = next_parameter(text))
    if (equal_ignoring_case(parameter->name, name)) return parameter->value;
  return std::nullopt;
}

bool are_parameters(std::string_view text) {
  while (next_parameter(text)) {
  }
  return text.empty();
}

}  // namespace trunkgate::sip
