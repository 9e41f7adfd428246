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

#include "proxy/config/problem.h"

namespace trunkgate::proxy {

using KnownKeys = std::span<const std::string_view>;

/// A scalar with its place.
struct Text {
  std::string value;
  std::uint32_t line = 0;
};

/// One `key: value` of a mapping.
struct Member {
  std::string key;
  YAML::Node value;
  std::uint32_t line = 0;  ///< of the key
};

/// The members of a mapping in the order of the file. Reports what is no mapping, keys given twice (left out), and keys
/// without a value (kept, as null). `what` names the node in messages: "zones", "zones.twilio.media".
[[nodiscard]] std::vector<Member> read_members(const YAML::Node& node, const std::string& what, std::uint32_t line,
                                               Problems& problems);

/// A mapping with known keys. Every reader reports what is wrong at its line and returns nothing then; a missing key
/// is no error unless the reader is a `required_…`.
class Section {
 public:
  /// Reports unknown keys, with the nearest known one.
  Section(const YAML::Node& node, std::string path, std::uint32_t line, KnownKeys known, Problems& problems);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::uint32_t line() const { return line_; }
  [[nodiscard]] const Member* find(std::string_view key) const;
  [[nodiscard]] std::uint32_t line_of(std::string_view key) const;  ///< the section's own when the key is missing
  [[nodiscard]] std::string name_of(std::string_view key) const;    ///< "zones.twilio.media"

  [[nodiscard]] std::optional<Section> child(std::string_view key, KnownKeys known) const;
  [[nodiscard]] std::optional<Text> text(std::string_view key) const;
  /// `write` says what belongs there, as in "write sip: [udp://10.0.0.2:5060]".
  [[nodiscard]] std::optional<Text> required_text(std::string_view key, std::string_view write) const;
  [[nodiscard]] std::vector<Text> texts(std::string_view key, std::string_view write) const;  ///< a list of scalars
  [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;
  [[nodiscard]] std::optional<std::uint32_t> number(std::string_view key, std::uint32_t min, std::uint32_t max) const;
  [[nodiscard]] std::optional<std::chrono::seconds> duration(std::string_view key, std::chrono::seconds min,
                                                             std::chrono::seconds max) const;
  /// The index of the value in `words`.
  [[nodiscard]] std::optional<std::size_t> choice(std::string_view key, KnownKeys words) const;

  void missing(std::string_view key, std::string_view write) const;
  void error(std::uint32_t line, std::string what, std::string write) const;

 private:
  std::string path_;
  std::uint32_t line_;
  std::vector<Member> members_;
  Problems* problems_;
};

[[nodiscard]] std::uint32_t line_of_node(const YAML::Node& node);
[[nodiscard]] std::string quoted(std::string_view text);  ///< in double quotes, cut when very long

}  // namespace trunkgate::proxy
