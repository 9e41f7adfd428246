// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trunkgate::media {

/// One thing that is wrong in the configuration file.
struct Problem {
  std::uint32_t line = 0;  ///< counted from 1; 0: the file as a whole
  std::string what;
  std::string write;  ///< what to write instead
};
/// "FILE:LINE: what is wrong; what to write".
[[nodiscard]] std::string to_string(std::string_view file, const Problem& problem);
inline constexpr std::size_t problem_count_max = 50;

using Words = std::span<const std::string_view>;
/// "a, b or c".
[[nodiscard]] std::string join(Words words);

/// A scalar with its place.
struct Text {
  std::string value;
  std::uint32_t line = 0;
};

/// A mapping of the file. Every reader reports what is wrong at its line and gives nothing then; a missing key gives
/// nothing and is no error.
class Section {
 public:
  /// Reports what is no mapping, unknown keys and keys given twice. No `known`: any key will do.
  Section(YAML::Node node, std::string path, std::uint32_t line, Words known, std::vector<Problem>& problems);

  [[nodiscard]] std::vector<Text> keys() const;
  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] std::optional<Section> child(std::string_view key, Words known) const;
  [[nodiscard]] std::optional<Text> text(std::string_view key) const;
  /// A list of scalars, or one scalar. `write` says what belongs there.
  [[nodiscard]] std::vector<Text> texts(std::string_view key, std::string_view write) const;
  [[nodiscard]] std::optional<std::uint32_t> number(std::string_view key, std::uint32_t min, std::uint32_t max) const;
  /// "30s", "5m", "2h".
  [[nodiscard]] std::optional<std::chrono::seconds> duration(std::string_view key, std::chrono::seconds min,
                                                             std::chrono::seconds max) const;
  [[nodiscard]] std::optional<std::size_t> choice(std::string_view key, Words words) const;

  void missing(std::string_view key, std::string_view write) const;
  void error(std::uint32_t line, std::string what, std::string_view write) const;
  /// "zones.inside.media".
  [[nodiscard]] std::string name_of(std::string_view key) const;

 private:
  [[nodiscard]] YAML::Node value(std::string_view key) const;

  YAML::Node node_;
  std::string path_;
  std::uint32_t line_;
  std::vector<Problem>* problems_;
};

}  // namespace trunkgate::media
