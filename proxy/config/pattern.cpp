// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/pattern.h"

namespace trunkgate::proxy {
namespace {

/// One unit of a pattern: a character, '?', or a set.
struct Unit {
  std::size_t length = 0;  ///< in the pattern; 0: malformed
  bool matches = false;
};

/// The set at the start of `pattern`, which begins with '['. A ']' right after the '[' or '[!' is a member.
Unit match_set(std::string_view pattern, char character) {
  std::size_t at = 1;
  const bool negated = at < pattern.size() && pattern[at] == '!';
  if (negated) ++at;
  const std::size_t first_member = at;
  bool member = false;
  while (at < pattern.size() && (pattern[at] != ']' || at == first_member)) {
    const bool range = at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']';
    const char low = pattern[at];
    const char high = range ? pattern[at + 2] : low;
    if (high < low) return {};
    member = member || (character >= low && character <= high);
    at += range ? 3 : 1;
  }
  if (at >= pattern.size() || at == first_member) return {};
  return {at + 1, member != negated};
}

Unit match_unit(std::string_view pattern, char character) {
  if (pattern.front() == '[') return match_set(pattern, character);
  return {1, pattern.front() == '?' || pattern.front() == character};
}

}  // namespace

bool matches(std::string_view pattern, std::string_view number) {
  // The usual two marks: where the last '*' stood, and how much of the number it has swallowed. An earlier '*' never
  // needs another look, so the time is at most pattern times number.
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t after_star = std::string_view::npos;
  std::size_t swallowed = 0;
  while (n < number.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      after_star = ++p;
      swallowed = n;
      continue;
    }
    const Unit unit = p < pattern.size() ? match_unit(pattern.substr(p), number[n]) : Unit{};
    if (unit.length != 0 && unit.matches) {
      p += unit.length;
      ++n;
    } else if (after_star != std::string_view::npos) {
      p = after_star;
      n = ++swallowed;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_pattern(std::string_view pattern) {
  if (pattern.empty() || pattern.size() > pattern_size_max) return false;
  for (std::size_t at = 0; at < pattern.size();) {
    const Unit unit = match_unit(pattern.substr(at), '0');
    if (unit.length == 0) return false;
    at += unit.length;
  }
  return true;
}

}  // namespace trunkgate::proxy
