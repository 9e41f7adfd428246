// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/number_rewrite.h"

#include <algorithm>
#include <cstring>

namespace trunkgate::proxy {
namespace {

constexpr std::string_view visual_separators = "-.()";
constexpr std::string_view telephone_characters = "0123456789*#ABCDabcd";  // RFC 3966 §3 phonedigit and DTMF keys

int hex_value(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

/// True for an optional '+', then at least one digit and nothing but digits, keys and visual separators.
bool is_telephone_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  bool digit = false;
  for (const char character : text) {
    if (telephone_characters.find(character) != std::string_view::npos) {
      digit = digit || (character >= '0' && character <= '9');
    } else if (visual_separators.find(character) == std::string_view::npos) {
      return false;
    }
  }
  return digit;
}

}  // namespace

bool Number::assign(std::string_view text) {
  size_ = 0;
  return append(text);
}

bool Number::append(std::string_view text) {
  if (text.size() > characters_.size() - size_) {
    size_ = 0;
    return false;
  }
  if (!text.empty()) std::memcpy(characters_.data() + size_, text.data(), text.size());
  size_ = static_cast<std::uint8_t>(size_ + text.size());
  return true;
}

std::optional<Number> called_number(std::string_view user) {
  user = user.substr(0, user.find(';'));
  std::array<char, number_size_max * 2> unescaped;  // separators may fall away later
  std::size_t size = 0;
  for (std::size_t at = 0; at < user.size(); ++at) {
    char character = user[at];
    if (character == '%') {
      const int high = at + 2 < user.size() ? hex_value(user[at + 1]) : -1;
      const int low = high < 0 ? -1 : hex_value(user[at + 2]);
      if (low < 0) return std::nullopt;
      character = static_cast<char>(high * 16 + low);
      at += 2;
    }
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7f || size == unescaped.size()) return std::nullopt;
    unescaped[size++] = character;
  }
  if (is_telephone_number({unescaped.data(), size})) {
    const auto is_separator = [](char c) { return visual_separators.find(c) != std::string_view::npos; };
    size = static_cast<std::size_t>(std::remove_if(unescaped.data(), unescaped.data() + size, is_separator) -
                                    unescaped.data());
  }
  Number number;
  if (size == 0 || !number.assign({unescaped.data(), size})) return std::nullopt;
  return number;
}

std::size_t write_user_part(std::string_view number, std::span<char> out) {
  constexpr std::string_view unreserved_marks = "-_.!~*'()&=+$,/?";  // without ';': it would start a parameter
  constexpr std::string_view hex_digits = "0123456789ABCDEF";
  std::size_t size = 0;
  for (const char character : number) {
    const bool letter_or_digit = (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
                                 (character >= 'A' && character <= 'Z');
    const bool plain = letter_or_digit || unreserved_marks.find(character) != std::string_view::npos;
    if (out.size() - size < (plain ? 1u : 3u)) return 0;
    if (plain) {
      out[size++] = character;
      continue;
    }
    const auto byte = static_cast<unsigned char>(character);
    out[size++] = '%';
    out[size++] = hex_digits[byte >> 4];
    out[size++] = hex_digits[byte & 15];
  }
  return size;
}

std::optional<Number> rewrite(std::string_view number, std::uint8_t strip, std::string_view prefix) {
  Number result;
  const std::string_view rest = number.substr(std::min<std::size_t>(strip, number.size()));
  if (!result.assign(prefix) || !result.append(rest) || result.empty()) return std::nullopt;
  return result;
}

}  // namespace trunkgate::proxy
