// SPDX-License-Identifier: Apache-2.0
#include "sip/message/writer.h"

#include <charconv>
#include <cstring>

#include "sip/scan/chars.h"
#include "sip/scan/control.h"

namespace trunkgate::sip {

Writer& Writer::raw(std::string_view bytes) {
  if (overflow_ || bytes.size() > out_.size() - size_) {
    overflow_ = true;
    return *this;
  }
  if (!bytes.empty()) std::memcpy(out_.data() + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
  return *this;
}

Writer& Writer::request_line(std::string_view method, std::string_view uri) {
  return raw(method).raw(" ").text(uri).raw(" SIP/2.0\r\n");
}

Writer& Writer::status_line(int code, std::string_view reason) {
  return raw("SIP/2.0 ").number(static_cast<std::uint64_t>(code)).raw(" ").text(reason).raw("\r\n");
}

Writer& Writer::header(const Header& as_received) {
  return as_received.id == HeaderId::other ? header(as_received.name, as_received.value)
                                           : header(as_received.id, as_received.value);
}

Writer& Writer::begin(std::string_view name) { return raw(name).raw(": "); }

Writer& Writer::text(std::string_view value) {
  while (!value.empty()) {
    const std::size_t clean = find_control(value);
    raw(value.substr(0, clean));
    value.remove_prefix(clean);
    if (value.empty()) break;
    // §7.3.1: a fold, line end and the blanks behind it, is worth one blank.
    const bool folded = value.front() == '\r' || value.front() == '\n';
    std::size_t skip = 1;
    while (folded && skip < value.size() && is_blank(value[skip])) ++skip;
    value.remove_prefix(skip);
    // A control character that a backslash quoted leaves a stand-in, or the backslash would quote what comes next.
    const bool quoted = size_ > 0 && out_[size_ - 1] == '\\';
    if (folded || quoted) raw(folded ? " " : "?");
  }
  return *this;
}

Writer& Writer::number(std::uint64_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return raw({digits, static_cast<std::size_t>(end - digits)});
}

std::span<const char> Writer::finish(std::string_view body, std::string_view content_type) {
  if (!content_type.empty()) header(HeaderId::content_type, content_type);
  begin(HeaderId::content_length).number(body.size()).end();
  raw("\r\n").raw(body);
  if (overflow_) return {};
  return out_.first(size_);
}

}  // namespace trunkgate::sip
