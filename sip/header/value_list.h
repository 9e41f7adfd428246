// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iterator>
#include <string_view>

namespace trunkgate::sip {

/// The comma-separated values of one header line (RFC 3261 §7.3.1), each trimmed; commas inside quotes, <> and comments
/// do not separate. `for (std::string_view one : values(header.value))`. Empty values are passed over.
class ValueList {
 public:
  class Iterator {
   public:
    using value_type = std::string_view;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(std::string_view rest) : rest_(rest) { advance(); }
    std::string_view operator*() const { return value_; }
    Iterator& operator++() {
      advance();
      return *this;
    }
    friend bool operator==(const Iterator& a, std::default_sentinel_t) { return a.done_; }

   private:
    void advance();
    std::string_view rest_;
    std::string_view value_;
    bool done_ = true;
  };

  explicit ValueList(std::string_view text) : text_(text) {}
  [[nodiscard]] Iterator begin() const { return Iterator(text_); }
  [[nodiscard]] std::default_sentinel_t end() const { return {}; }
  [[nodiscard]] std::string_view first() const;  ///< empty when there is none

 private:
  std::string_view text_;
};

[[nodiscard]] inline ValueList values(std::string_view text) { return ValueList(text); }

}  // namespace trunkgate::sip
