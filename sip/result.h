// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sip/error.h"

namespace trunkgate::sip {

/// A value that parsed, or why it did not. Cheap values only: T is default-constructed on error.
template <class T>
class [[nodiscard]] Result {
 public:
  constexpr Result(const T& value) : value_(value) {}
  constexpr Result(ParseError error) : error_(error) {}

  constexpr explicit operator bool() const { return error_ == ParseError::none; }
  constexpr const T& operator*() const { return value_; }
  constexpr const T* operator->() const { return &value_; }
  constexpr ParseError error() const { return error_; }

 private:
  T value_{};
  ParseError error_ = ParseError::none;
};

}  // namespace trunkgate::sip
