// SPDX-License-Identifier: Apache-2.0
#include "sip/message/value_reader.h"

namespace trunkgate::sip {

namespace {

bool read_common(const Message& message, std::string_view text, Via& via) {
  if (message.top_via().text.data() != text.data() || message.top_via().text.size() != text.size())
    return Via::read_common(text, message.delimiters(), via);
  via = message.top_via();
  return true;
}

bool read_common(const Message& message, std::string_view text, NameAddr& address) {
  std::string_view tag;
  return NameAddr::read_common(text, message.delimiters(), address, tag);
}

}  // namespace

template <class Value>
bool ValueReader<Value>::next_of_line(Value& value) {
  if (in_list_) {
    if (next_of_list(value) || error_ != ParseError::none) return error_ == ParseError::none;
  }
  while (!lines_.empty()) {
    const std::string_view line = lines_.take().value;
    // What has the common shape as a whole is one value: no comma can be in it but in quotes.
    if (read_common(message_, line, value)) return true;
    at_ = values(line).begin();
    if (next_of_list(value)) return true;
    if (error_ != ParseError::none) return false;
  }
  return false;
}

template <class Value>
bool ValueReader<Value>::next_of_list(Value& value) {
  in_list_ = at_ != std::default_sentinel;
  if (!in_list_) return false;
  const auto parsed = Value::parse(*at_, message_.delimiters());
  if (!parsed) {
    error_ = parsed.error();
    return false;
  }
  value = *parsed;
  ++at_;
  return true;
}

/// Letters, digits and "-._" up to a comma or the end, with blanks before them. What has another shape, and all that is
/// behind it, is left to the list.
inline bool TokenReader::next_in_walk(std::string_view& token) {
  while (at_ != end_) {
    const char* const begin = at_;
    const char* const found = walk_.next();
    const bool at_end = found == end_;
    if (!at_end && *found != ',' && (*found != ' ' || found != begin)) {
      leave_walk();
      return false;
    }
    at_ = at_end ? end_ : found + 1;
    if (found == begin) continue;
    token = {begin, static_cast<std::size_t>(found - begin)};
    return true;
  }
  return false;
}

bool TokenReader::step(std::string_view& token) {
  for (;;) {
    if (next_in_walk(token)) return true;
    if (in_list_) {
      token = *list_;
      ++list_;
      in_list_ = list_ != std::default_sentinel;
      return true;
    }
    if (lines_.empty()) return false;
    const std::string_view value = lines_.take().value;
    at_ = value.data();
    end_ = at_ + value.size();
    if (message_.delimiters().cover(value, message_size_max)) {
      walk_ = DelimiterWalk(message_.delimiters(), at_);
    } else {
      leave_walk();
    }
  }
}

void TokenReader::leave_walk() {
  list_ = values({at_, static_cast<std::size_t>(end_ - at_)}).begin();
  in_list_ = list_ != std::default_sentinel;
  at_ = end_;
}

template class ValueReader<Via>;
template class ValueReader<NameAddr>;

}  // namespace trunkgate::sip
