// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace trunkgate::sip {

/// Text of at most `capacity` bytes, kept in place. What does not fit leaves it as it was and gives false.
template <std::size_t capacity>
class BoundedText {
  static_assert(capacity <= UINT16_MAX);

 public:
  [[nodiscard]] bool assign(std::string_view text) { return assign({text}); }
  /// The pieces one after the other; none of them may be a view of this text.
  [[nodiscard]] bool assign(std::initializer_list<std::string_view> pieces) {
    std::size_t total = 0;
    for (const auto piece : pieces) total += piece.size();
    if (total > capacity) return false;
    size_ = 0;
    for (const auto piece : pieces) write(piece);
    return true;
  }
  [[nodiscard]] bool append(std::string_view text) {
    if (text.size() > capacity - size_) return false;
    write(text);
    return true;
  }
  void clear() { size_ = 0; }
  [[nodiscard]] std::string_view view() const { return {text_.data(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  void write(std::string_view text) {
    std::copy(text.begin(), text.end(), text_.begin() + size_);
    size_ = static_cast<std::uint16_t>(size_ + text.size());
  }

  std::array<char, capacity> text_;
  std::uint16_t size_ = 0;
};

}  // namespace trunkgate::sip
