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
  ValueReader(const Message& message, HeaderId id) : message_(message), lines_(message, id) {}

  /// The next value; false when there is no more, or when it is not readable: then error() is not none.
  [[nodiscard]] bool next(Value& value) { return (!lines_.empty() || in_list_) && next_of_line(value); }
  [[nodiscard]] ParseError error() const { return error_; }

 private:
  bool next_of_line(Value& value);
  bool next_of_list(Value& value);

  const Message& message_;
  HeaderLines lines_;
  ValueList::Iterator at_;  // in the line taken last, when that holds a list
  bool in_list_ = false;
  ParseError error_ = ParseError::none;
};

/// The tokens of all lines of a header that lists them: option tags, methods, event types. Empty ones are passed over.
///   TokenReader tokens(message, HeaderId::supported);
///   for (std::string_view token; tokens.next(token);) …
class TokenReader {
 public:
  TokenReader(const Message& message, HeaderId id) : message_(message), lines_(message, id) {}

  /// The next token, or whatever stands in its place; false when there is no more.
  [[nodiscard]] bool next(std::string_view& token) {
    return (!lines_.empty() || at_ != end_ || in_list_) && step(token);
  }

 private:
  bool step(std::string_view& token);
  [[gnu::always_inline]] bool next_in_walk(std::string_view& token);
  void leave_walk();

  const Message& message_;
  HeaderLines lines_;
  DelimiterWalk walk_;
  const char* at_ = nullptr;  // what is left of the line taken last, when walk_ can read it
  const char* end_ = nullptr;
  ValueList::Iterator list_;  // of the same, when it cannot
  bool in_list_ = false;
};

extern template class ValueReader<Via>;
extern template class ValueReader<NameAddr>;

}  // namespace trunkgate::sip
