// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sip/error.h"
#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"
#include "sip/header/via.h"
#include "sip/message/message.h"

namespace trunkgate::sip {

/// The values of all lines of one header, in their order (RFC 3261 §7.3.1): Via, or name-addr (Contact, Route,
/// Record-Route …). Belongs to a parsed message, which must outlive it.
///   ValueReader<NameAddr> routes(message, HeaderId::record_route);
///   for (NameAddr route; routes.next(route);) …
///   if (routes.error() != ParseError::none) …
template <class Value>
class ValueReader {
 public:
  ValueReader(const Message& message, HeaderId id) : message_(message), line_(message.find(id)) {}

  /// The next value; false when there is no more, or when it is not readable: then error() is not none.
  [[nodiscard]] bool next(Value& value) { return (line_ != nullptr || in_list_) && next_of_line(value); }
  [[nodiscard]] ParseError error() const { return error_; }

 private:
  bool next_of_line(Value& value);
  bool next_of_list(Value& value);

  const Message& message_;
  const Header* line_;
  ValueList::Iterator at_;  // in the line before line_, when that holds a list
  bool in_list_ = false;
  ParseError error_ = ParseError::none;
};

extern template class ValueReader<Via>;
extern template class ValueReader<NameAddr>;

}  // namespace trunkgate::sip
