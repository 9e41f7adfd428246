// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/load_node.h"

#include <algorithm>

#include "proxy/config/text_value.h"

namespace trunkgate::proxy {
namespace {

/// Keys that people write out of habit, and what they are called here.
struct Habit {
  std::string_view key;
  std::string_view write;
};
constexpr Habit habits[] = {
    {"password", "write password_file: FILE or password_env: VARIABLE, so that no secret stands in this file"},
    {"secret", "write password_file: FILE or password_env: VARIABLE, so that no secret stands in this file"},
    {"cert", "write certificate: FILE"},
    {"listen_sip", "write sip: [udp://ADDRESS:PORT]"},
    {"transport", "write it into the address: sip:HOST;transport=tls"},
    {"host", "write address: sip:HOST"},
    {"port", "write it into the address: sip:HOST:PORT"},
};

std::string advice_for_key(const std::string& key, KnownKeys known) {
  if (const std::string_view near = nearest_word(key, known); !near.empty()) {
    return "did you mean " + std::string{near} + "? Known here: " + join_choices(known);
  }
  for (const Habit& habit : habits) {
    if (key == habit.key) return std::string{habit.write};
  }
  return "write one of " + join_choices(known);
}

}  // namespace

std::uint32_t line_of_node(const YAML::Node& node) {
  return node.Mark().is_null() ? 0 : static_cast<std::uint32_t>(node.Mark().line + 1);
}

std::string quoted(std::string_view text) {
  constexpr std::size_t shown_max = 80;
  std::string result{"\""};
  for (const char character : text.substr(0, shown_max)) {
    result.push_back(static_cast<unsigned char>(character) < 0x20 ? '?' : character);
  }
  return result.append(text.size() > shown_max ? "…\"" : "\"");
}

std::vector<Member> read_members(const YAML::Node& node, const std::string& what, std::uint32_t line,
                                 Problems& problems) {
  std::vector<Member> members;
  if (!node.IsMap()) {
    problems.error(line, what + " must be a mapping", "write it as KEY: VALUE lines, indented with spaces");
    return members;
  }
  for (const auto& pair : node) {
    Member member{pair.first.IsScalar() ? pair.first.Scalar() : "", pair.second, line_of_node(pair.first)};
    const bool twice =
        std::any_of(members.begin(), members.end(), [&](const Member& m) { return m.key == member.key; });
    if (!pair.first.IsScalar()) {
      problems.error(member.line, "a key in " + what + " is not a word", "write KEY: VALUE");
    } else if (twice) {
      problems.error(member.line, quoted(member.key) + " stands twice in " + what, "keep one of them or rename one");
    } else {
      if (member.value.IsNull()) {
        problems.error(member.line, quoted(member.key) + " in " + what + " has no value",
                       "write a value or delete the line");
      }
      members.push_back(std::move(member));
    }
  }
  return members;
}

Section::Section(const YAML::Node& node, std::string path, std::uint32_t line, KnownKeys known, Problems& problems)
    : path_{std::move(path)}, line_{line}, problems_{&problems} {
  const std::string what = path_.empty() ? "the configuration" : path_;
  members_ = read_members(node, what, line_, problems);
  for (const Member& member : members_) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    error(member.line, "unknown key " + quoted(member.key) + " in " + what, advice_for_key(member.key, known));
  }
}

const Member* Section::find(std::string_view key) const {
  const auto found = std::find_if(members_.begin(), members_.end(), [&](const Member& m) { return m.key == key; });
  return found == members_.end() ? nullptr : &*found;
}

std::uint32_t Section::line_of(std::string_view key) const {
  const Member* const member = find(key);
  return member == nullptr ? line_ : member->line;
}

std::string Section::name_of(std::string_view key) const {
  return path_.empty() ? std::string{key} : std::string{path_}.append(".").append(key);
}

void Section::error(std::uint32_t line, std::string what, std::string write) const {
  problems_->error(line, std::move(what), std::move(write));
}

void Section::missing(std::string_view key, std::string_view write) const {
  error(line_, path_ + " has no " + std::string{key} + ":", std::string{write});
}

std::optional<Section> Section::child(std::string_view key, KnownKeys known) const {
  const Member* const member = find(key);
  if (member == nullptr || member->value.IsNull()) return std::nullopt;
  return Section{member->value, name_of(key), member->line, known, *problems_};
}

std::optional<Text> Section::text(std::string_view key) const {
  const Member* const member = find(key);
  if (member == nullptr || member->value.IsNull()) return std::nullopt;
  if (!member->value.IsScalar() || member->value.Scalar().empty()) {
    error(member->line, name_of(key) + " must be one value", "write " + std::string{key} + ": VALUE");
    return std::nullopt;
  }
  return Text{member->value.Scalar(), member->line};
}

std::optional<Text> Section::required_text(std::string_view key, std::string_view write) const {
  if (find(key) == nullptr) missing(key, write);
  return text(key);
}

std::vector<Text> Section::texts(std::string_view key, std::string_view write) const {
  const Member* const member = find(key);
  if (member == nullptr || member->value.IsNull()) return {};
  if (!member->value.IsSequence()) {
    error(member->line, name_of(key) + " must be a list", std::string{write});
    return {};
  }
  std::vector<Text> list;
  for (const YAML::Node& item : member->value) {
    const std::uint32_t line = std::max(line_of_node(item), member->line);
    if (item.IsScalar() && !item.Scalar().empty()) {
      list.push_back({item.Scalar(), line});
    } else {
      error(line, name_of(key) + " has an item that is not one value", std::string{write});
    }
  }
  return list;
}

std::optional<bool> Section::boolean(std::string_view key) const {
  static constexpr std::string_view words[] = {"false", "true"};
  const auto index = choice(key, words);
  return index ? std::optional<bool>{*index == 1} : std::nullopt;
}

std::optional<std::uint32_t> Section::number(std::string_view key, std::uint32_t min, std::uint32_t max) const {
  const auto value = text(key);
  if (!value) return std::nullopt;
  const auto number = parse_number(value->value);
  if (number && *number >= min && *number <= max) return number;
  error(value->line, name_of(key) + " is " + quoted(value->value),
        "write a number from " + std::to_string(min) + " to " + std::to_string(max));
  return std::nullopt;
}

std::optional<std::chrono::seconds> Section::duration(std::string_view key, std::chrono::seconds min,
                                                      std::chrono::seconds max) const {
  const auto value = text(key);
  if (!value) return std::nullopt;
  const auto duration = parse_duration(value->value);
  if (duration && *duration >= min && *duration <= max) return duration;
  const std::string bounds = std::to_string(min.count()) + "s and " + std::to_string(max.count()) + "s";
  error(value->line, name_of(key) + " is " + quoted(value->value),
        "write a time between " + bounds + " with its unit, such as 30s, 5m or 2h");
  return std::nullopt;
}

std::optional<std::size_t> Section::choice(std::string_view key, KnownKeys words) const {
  const auto value = text(key);
  if (!value) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), value->value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  error(value->line, name_of(key) + " is " + quoted(value->value), "write " + join_choices(words));
  return std::nullopt;
}

}  // namespace trunkgate::proxy
