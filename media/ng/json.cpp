// SPDX-License-Identifier: Apache-2.0
#include "media/ng/json.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string>

namespace trunkgate::media::ng {
namespace {

/// Receives what the parser finds. Each function says whether to go on.
class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Builder(Tree& tree) : tree_(tree) {}

  bool null() override { return add({}); }
  bool boolean(bool value) override { return add_number(value ? 1 : 0); }
  bool number_integer(number_integer_t value) override { return add_number(value); }
  bool number_unsigned(number_unsigned_t value) override {
    return value <= INT64_MAX && add_number(static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t, const string_t&) override { return false; }
  bool string(string_t& value) override { return add(tree_.keep(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Kind::dictionary); }
  bool start_array(std::size_t) override { return open(Kind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    name_ = tree_.keep(value);
    return !tree_.overflowed();
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool add(std::string_view text) {
    return depth_ > 0 && !tree_.overflowed() && tree_.add(open_[depth_ - 1], take_name(), text);
  }
  bool add_number(std::int64_t number) {
    return depth_ > 0 && tree_.add_number(open_[depth_ - 1], take_name(), number);
  }
  bool open(Kind kind) {
    if (depth_ == open_.size()) return false;
    const Value value = depth_ == 0 ? tree_.make_root(kind) : tree_.add(open_[depth_ - 1], take_name(), kind);
    open_[depth_++] = value;
    return static_cast<bool>(value);
  }
  bool close() {
    --depth_;
    return true;
  }
  std::string_view take_name() { return std::exchange(name_, {}); }

  Tree& tree_;
  std::array<Value, depth_max> open_;
  std::size_t depth_ = 0;
  std::string_view name_;
};

/// Octets of the UTF-8 character at the front (RFC 3629 §4), 0 when it is none.
std::size_t character_size(std::string_view text) {
  const auto octet = [text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = octet(0);
  const std::size_t size = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : 4;
  if (size == 1) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((octet(i) & 0xc0U) != 0x80U) return 0;
  }
  const bool overlong = (first == 0xe0 && octet(1) < 0xa0) || (first == 0xf0 && octet(1) < 0x90);
  const bool outside = (first == 0xed && octet(1) > 0x9f) || (first == 0xf4 && octet(1) > 0x8f);
  return overlong || outside ? 0 : size;
}

void write_escaped(unsigned char octet, TextWriter& out) {
  constexpr std::string_view digits = "0123456789abcdef";
  out << "\\u00" << digits.substr(octet >> 4U, 1) << digits.substr(octet & 15U, 1);
}

void write_string(std::string_view text, TextWriter& out) {
  out << "\"";
  while (!text.empty()) {
    const std::size_t size = character_size(text);
    const char c = text.front();
    if (size == 0 || static_cast<unsigned char>(c) < 0x20) {
      write_escaped(static_cast<unsigned char>(c), out);
    } else {
      if (c == '"' || c == '\\') out << "\\";
      out << text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  out << "\"";
}

void write_members(Value value, TextWriter& out) {
  std::string_view between;
  for (Value member = value.first(); member; member = member.next()) {
    out << between;
    between = ",";
    if (value.is(Kind::dictionary)) {
      write_string(member.name(), out);
      out << ":";
    }
    write_json(member, out);
  }
}

}  // namespace

bool read_json(std::string_view text, Tree& tree) {
  tree.clear();
  Builder builder(tree);
  return nlohmann::json::sax_parse(text.begin(), text.end(), &builder) && tree.root() && !tree.overflowed();
}

void write_json(Value value, TextWriter& out) {
  if (value.is(Kind::string)) return write_string(value.text(), out);
  if (value.is(Kind::integer)) {
    const std::int64_t number = value.number().value_or(0);
    out << (number < 0 ? "-" : "");
    out.number(number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number));
    return;
  }
  if (!value) return;
  out << (value.is(Kind::list) ? "[" : "{");
  write_members(value, out);
  out << (value.is(Kind::list) ? "]" : "}");
}

}  // namespace trunkgate::media::ng
