// SPDX-License-Identifier: Apache-2.0
#include "media/service/section.h"

#include <algorithm>
#include <limits>
#include <set>

#include "media/sdp/token.h"

namespace trunkgate::media {
namespace {

std::uint32_t line_of(const YAML::Node& node) {
  return node.Mark().is_null() ? 0 : static_cast<std::uint32_t>(node.Mark().line + 1);
}

std::string quoted(std::string_view text) { return "\"" + std::string{text.substr(0, 80)} + "\""; }

std::optional<std::chrono::seconds> read_duration(std::string_view text) {
  constexpr std::uint64_t number_max = std::numeric_limits<std::uint32_t>::max();
  const auto number = text.empty() ? std::nullopt : read_number(text.substr(0, text.size() - 1), number_max);
  if (!number) return std::nullopt;
  switch (text.back()) {
    case 's': return std::chrono::seconds{*number};
    case 'm': return std::chrono::minutes{*number};
    case 'h': return std::chrono::hours{*number};
    default: return std::nullopt;
  }
}

}  // namespace

std::string to_string(std::string_view file, const Problem& problem) {
  std::string text{file};
  if (problem.line != 0) text.append(":").append(std::to_string(problem.line));
  return text.append(": ").append(problem.what).append("; ").append(problem.write);
}

std::string join(Words words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text.append(i + 1 == words.size() ? " or " : ", ");
    text.append(words[i]);
  }
  return text;
}

Section::Section(YAML::Node node, std::string path, std::uint32_t line, Words known, std::vector<Problem>& problems)
    : node_(std::move(node)), path_(std::move(path)), line_(line), problems_(&problems) {
  const std::string what = path_.empty() ? "the configuration" : path_;
  if (!node_.IsMap()) error(line_, what + " must be a mapping", "write it as KEY: VALUE lines");
  std::set<std::string> seen;
  for (const Text& key : keys()) {
    if (!seen.insert(key.value).second) error(key.line, quoted(key.value) + " stands twice in " + what, "keep one");
    if (known.empty() || std::ranges::find(known, key.value) != known.end()) continue;
    error(key.line, "unknown key " + quoted(key.value) + " in " + what, "write one of " + join(known));
  }
}

std::vector<Text> Section::keys() const {
  std::vector<Text> found;
  if (!node_.IsMap()) return found;
  for (const auto& pair : node_)
    found.push_back({pair.first.IsScalar() ? pair.first.Scalar() : "", line_of(pair.first)});
  return found;
}

YAML::Node Section::value(std::string_view key) const {
  if (node_.IsMap()) {
    for (const auto& pair : node_) {
      if (pair.first.IsScalar() && pair.first.Scalar() == key) return pair.second;
    }
  }
  return YAML::Node{YAML::NodeType::Null};
}

bool Section::has(std::string_view key) const { return !value(key).IsNull(); }

std::optional<Section> Section::child(std::string_view key, Words known) const {
  const YAML::Node node = value(key);
  if (node.IsNull()) return std::nullopt;
  return Section{node, name_of(key), line_of(node), known, *problems_};
}

std::optional<Text> Section::text(std::string_view key) const {
  const YAML::Node node = value(key);
  if (node.IsNull()) return std::nullopt;
  if (node.IsScalar() && !node.Scalar().empty()) return Text{node.Scalar(), line_of(node)};
  error(line_of(node), name_of(key) + " must be one value", "write " + std::string{key} + ": VALUE");
  return std::nullopt;
}

std::vector<Text> Section::texts(std::string_view key, std::string_view write) const {
  const YAML::Node node = value(key);
  std::vector<Text> list;
  if (node.IsNull()) return list;
  if (node.IsScalar()) return {Text{node.Scalar(), line_of(node)}};
  for (const YAML::Node& item : node) {
    if (node.IsSequence() && item.IsScalar()) {
      list.push_back({item.Scalar(), line_of(item)});
    } else {
      error(line_of(node), name_of(key) + " must be a list of values", write);
      return {};
    }
  }
  return list;
}

std::optional<std::uint32_t> Section::number(std::string_view key, std::uint32_t min, std::uint32_t max) const {
  const auto written = text(key);
  if (!written) return std::nullopt;
  const auto number = read_number(written->value, max);
  if (number && *number >= min) return static_cast<std::uint32_t>(*number);
  error(written->line, name_of(key) + " is " + quoted(written->value),
        "write a number from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

std::optional<std::chrono::seconds> Section::duration(std::string_view key, std::chrono::seconds min,
                                                      std::chrono::seconds max) const {
  const auto written = text(key);
  if (!written) return std::nullopt;
  const auto duration = read_duration(written->value);
  if (duration && *duration >= min && *duration <= max) return duration;
  error(written->line, name_of(key) + " is " + quoted(written->value),
        "write a time between " + std::to_string(min.count()) + "s and " + std::to_string(max.count()) +
            "s with its unit, such as 30s, 5m or 2h");
  return std::nullopt;
}

std::optional<std::size_t> Section::choice(std::string_view key, Words words) const {
  const auto written = text(key);
  if (!written) return std::nullopt;
  const auto found = std::ranges::find(words, written->value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  error(written->line, name_of(key) + " is " + quoted(written->value), "write " + join(words));
  return std::nullopt;
}

void Section::missing(std::string_view key, std::string_view write) const {
  error(line_, (path_.empty() ? "the configuration" : path_) + " has no " + std::string{key} + ":", write);
}

void Section::error(std::uint32_t line, std::string what, std::string_view write) const {
  if (problems_->size() < problem_count_max) problems_->push_back({line, std::move(what), std::string{write}});
}

std::string Section::name_of(std::string_view key) const {
  return path_.empty() ? std::string{key} : path_ + "." + std::string{key};
}

}  // namespace trunkgate::media
