// SPDX-License-Identifier: Apache-2.0
#include "media/ng/bencode.h"

#include <array>
#include <charconv>
#include <optional>

namespace trunkgate::media::ng {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes decimal digits off the front of `rest`, without leading zeros.
std::optional<std::int64_t> take_number(std::string_view& rest) {
  std::int64_t value = 0;
  if (rest.empty() || !is_digit(rest.front())) return std::nullopt;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (error != std::errc{}) return std::nullopt;
  const auto size = static_cast<std::size_t>(end - rest.data());
  if (size > 1 && rest.front() == '0') return std::nullopt;
  rest.remove_prefix(size);
  return value;
}

bool take(std::string_view& rest, char octet) {
  if (!rest.starts_with(octet)) return false;
  rest.remove_prefix(1);
  return true;
}

std::optional<std::string_view> take_string(std::string_view& rest) {
  const auto size = take_number(rest);
  if (!size || !take(rest, ':') || static_cast<std::uint64_t>(*size) > rest.size()) return std::nullopt;
  const std::string_view text = rest.substr(0, static_cast<std::size_t>(*size));
  rest.remove_prefix(text.size());
  return text;
}

std::optional<std::int64_t> take_integer(std::string_view& rest) {
  const bool negative = take(rest, '-');
  const auto value = take_number(rest);
  if (!value || !take(rest, 'e') || (negative && *value == 0)) return std::nullopt;
  return negative ? -*value : *value;
}

/// Containers that are open, outermost first.
class Reader {
 public:
  Reader(std::string_view text, Tree& tree) : rest_(text), tree_(tree) {}

  bool read() {
    do {
      if (depth_ > 0 && take(rest_, 'e')) {
        --depth_;
      } else if (!read_value()) {
        return false;
      }
    } while (depth_ > 0);
    return rest_.empty();
  }

 private:
  bool read_value() {
    std::string_view name;
    if (depth_ > 0 && open_[depth_ - 1].is(Kind::dictionary)) {
      const auto key = take_string(rest_);
      if (!key) return false;
      name = *key;
    }
    if (take(rest_, 'd')) return open(name, Kind::dictionary);
    if (take(rest_, 'l')) return open(name, Kind::list);
    if (depth_ == 0) return false;  // a message is a dictionary; nobody needs a lone string
    if (take(rest_, 'i')) {
      const auto number = take_integer(rest_);
      return number && tree_.add_number(open_[depth_ - 1], name, *number);
    }
    const auto text = take_string(rest_);
    return text && tree_.add(open_[depth_ - 1], name, *text);
  }

  bool open(std::string_view name, Kind kind) {
    if (depth_ == open_.size()) return false;
    const Value value = depth_ == 0 ? tree_.make_root(kind) : tree_.add(open_[depth_ - 1], name, kind);
    open_[depth_++] = value;
    return static_cast<bool>(value);
  }

  std::string_view rest_;
  Tree& tree_;
  std::array<Value, depth_max> open_;
  std::size_t depth_ = 0;
};

void write_string(std::string_view text, TextWriter& out) { out.number(text.size()) << ":" << text; }

}  // namespace

bool read_bencode(std::string_view text, Tree& tree) {
  tree.clear();
  return Reader(text, tree).read();
}

void write_bencode(Value value, TextWriter& out) {
  if (value.is(Kind::string)) {
    write_string(value.text(), out);
  } else if (value.is(Kind::integer)) {
    const std::int64_t number = value.number().value_or(0);
    out << (number < 0 ? "i-" : "i");
    out.number(number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number)) << "e";
  } else if (value) {
    out << (value.is(Kind::list) ? "l" : "d");
    for (Value member = value.first(); member; member = member.next()) {
      if (value.is(Kind::dictionary)) write_string(member.name(), out);
      write_bencode(member, out);
    }
    out << "e";
  }
}

}  // namespace trunkgate::media::ng
