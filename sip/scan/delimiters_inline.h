// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "sip/scan/line_index.h"

// Inline because a message has some eighty delimiters to step over: bench/run parser, case parse.

namespace trunkgate::sip {

/// Where the delimiters of an indexed text are, for readers that step from one to the next. What is between two of them
/// is letters, digits and "-._" alone, and so a token, a host or a user without being looked at. Copyable; views.
class Delimiters {
 public:
  /// Knows of no text: it covers nothing.
  Delimiters() = default;
  Delimiters(std::string_view text, std::string_view indexed, const std::uint64_t* masks)
      : begin_(indexed.data()), masks_(masks) {
    const auto readable = static_cast<std::size_t>(text.data() + text.size() - indexed.data());
    if (std::endian::native == std::endian::little && readable > reach)
      end_ = std::min(indexed.size(), readable - reach + 1);
  }

  /// True when `part` lies in the indexed text, ends before a delimiter, is at most `size_max` long, and four bytes can
  /// be read behind it. Only then may it be walked.
  [[nodiscard]] bool cover(std::string_view part, std::size_t size_max) const {
    const std::size_t offset = reinterpret_cast<std::uintptr_t>(part.data()) - reinterpret_cast<std::uintptr_t>(begin_);
    const std::size_t end = offset + part.size();
    if (part.size() > size_max || offset >= end_ || end >= end_) return false;
    return (masks_[end / block_size] >> (end % block_size) & 1) != 0;
  }
  /// Where the first one among the first 64 bytes is; 64 when there is none.
  [[nodiscard]] std::size_t first() const {
    return end_ < block_size ? block_size : static_cast<unsigned>(std::countr_zero(*masks_));
  }

 private:
  friend class DelimiterWalk;
  static constexpr std::size_t reach = 4;  // bytes behind a part that are read
  const char* begin_ = nullptr;
  std::size_t end_ = 0;  // a part that ends here is not covered any more
  const std::uint64_t* masks_ = nullptr;
};

/// Steps over the delimiters from `from` on. The reader stops at the end of a part that is covered. Borrows.
class DelimiterWalk {
 public:
  DelimiterWalk() = default;  // must not be walked
  DelimiterWalk(const Delimiters& delimiters, const char* from) : delimiters_(&delimiters) {
    const auto offset = static_cast<std::size_t>(from - delimiters.begin_);
    block_ = delimiters.begin_ + offset / block_size * block_size;
    left_ = delimiters.masks_[offset / block_size] & (~std::uint64_t{0} << offset % block_size);
  }
  [[gnu::always_inline]] const char* next() {
    while (left_ == 0) {
      block_ += block_size;
      left_ = delimiters_->masks_[static_cast<std::size_t>(block_ - delimiters_->begin_) / block_size];
    }
    const char* const found = block_ + static_cast<unsigned>(std::countr_zero(left_));
    left_ &= left_ - 1;
    return found;
  }

 private:
  const Delimiters* delimiters_ = nullptr;
  const char* block_ = nullptr;
  std::uint64_t left_ = 0;
};

}  // namespace trunkgate::sip
