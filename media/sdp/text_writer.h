// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace trunkgate::media {

/// Appends text to a fixed buffer. What does not fit is left out whole and remembered: ask overflowed() at the end.
class TextWriter {
 public:
  explicit TextWriter(std::span<char> room) : room_(room) {}

  TextWriter& operator<<(std::string_view text) {
    if (overflowed_ || text.size() > room_.size() - size_) {
      overflowed_ = true;
      return *this;
    }
    if (!text.empty()) std::memcpy(room_.data() + size_, text.data(), text.size());
    size_ += text.size();
    return *this;
  }
  TextWriter& number(std::uint64_t value, int base = 10) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, base).ptr;
    return *this << std::string_view(digits, static_cast<std::size_t>(end - digits));
  }

  [[nodiscard]] bool overflowed() const { return overflowed_; }
  [[nodiscard]] std::string_view view() const { return {room_.data(), size_}; }

 private:
  std::span<char> room_;
  std::size_t size_ = 0;
  bool overflowed_ = false;
};

}  // namespace trunkgate::media
