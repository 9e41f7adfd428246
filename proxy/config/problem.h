// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trunkgate::proxy {

inline constexpr std::size_t problem_count_max = 50;  ///< more would bury the first ones

/// One thing that is wrong (or dubious) in the configuration file.
struct Problem {
  std::uint32_t line = 0;  ///< counted from 1; 0: the file as a whole
  std::string what;        ///< what is wrong, without a full stop
  std::string write;       ///< what to write instead; an imperative
};

/// "FILE:LINE: what is wrong; what to write".
[[nodiscard]] std::string to_string(std::string_view file, const Problem& problem);

/// Collects up to problem_count_max errors and as many warnings, so that one run of `check` shows them all.
class Problems {
 public:
  void error(std::uint32_t line, std::string what, std::string write);
  void warning(std::uint32_t line, std::string what, std::string write);
  /// Both lists in the order of the file's lines.
  void sort_by_line();

  [[nodiscard]] std::vector<Problem>& errors() { return errors_; }
  [[nodiscard]] std::vector<Problem>& warnings() { return warnings_; }
  [[nodiscard]] bool ok() const { return errors_.empty(); }

 private:
  std::vector<Problem> errors_;
  std::vector<Problem> warnings_;
};

/// The word of `known` nearest to `word` by edits (letters changed, added, dropped, swapped); empty when none is near.
[[nodiscard]] std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known);
/// "a, b or c".
[[nodiscard]] std::string join_choices(std::span<const std::string_view> words);

}  // namespace trunkgate::proxy
