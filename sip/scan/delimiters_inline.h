// SPDX-License-Identifier: Apache-2.0
#pragma once

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
  Delimiters(std::string_view text, std::string_view indexed, const BlockMasks* masks)
      : begin_(indexed.data()), size_(indexed.size()), readable_(text.data() + text.size()), masks_(masks) {}

  /// True when `part` lies in the indexed text but not at its front, ends before a delimiter, is at most `size_max`
  /// long, and four bytes can be read behind it. Only then may it be walked.
  [[nodiscard]] bool cover(std::string_view part, std::size_t size_max) const {
    const std::size_t offset = reinterpret_cast<std::uintptr_t>(part.data()) - reinterpret_cast<std::uintptr_t>(begin_);
    const std::size_t end = offset + part.size();
    return std::endian::native == std::endian::little && offset - 1 < size_ && part.size() <= size_max && end < size_ &&
           readable_ - begin_ >= static_cast<std::ptrdiff_t>(end + 4) &&
           (masks_[end / block_size].delimiters >> (end % block_size) & 1) != 0;
  }

 private:
  friend class DelimiterWalk;
  const char* begin_ = nullptr;
  std::size_t size_ = 0;
  const char* readable_ = nullptr;  // end of what may be read
  const BlockMasks* masks_ = nullptr;
};

/// Steps over the delimiters behind `from`. The reader stops at the end of a part that is covered.
class DelimiterWalk {
 public:
  DelimiterWalk(const Delimiters& delimiters, const char* from) {
    const auto offset = static_cast<std::size_t>(from - delimiters.begin_);
    block_ = delimiters.begin_ + offset / block_size * block_size;
    masks_ = delimiters.masks_ + offset / block_size;
    left_ = masks_->delimiters & (~std::uint64_t{0} << offset % block_size);
  }
  const char* next() {
    while (left_ == 0) {
      block_ += block_size;
      left_ = (++masks_)->delimiters;
    }
    const char* const found = block_ + std::countr_zero(left_);
    left_ &= left_ - 1;
    return found;
  }

 private:
  const char* block_;
  const BlockMasks* masks_;
  std::uint64_t left_;
};

}  // namespace trunkgate::sip
