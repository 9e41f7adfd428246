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
  while (line_ != nullptr) {
    const std::string_view line = line_->value;
    line_ = message_.next(*line_);
    value = Value();
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

template class ValueReader<Via>;
template class ValueReader<NameAddr>;

}  // namespace trunkgate::sip
