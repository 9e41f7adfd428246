// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sip/message/header_id.h"
#include "sip/message/message.h"
#include "sip/message/method.h"

namespace trunkgate::sip {

/// Composes a message straight into the caller's buffer, in one pass: start line, headers in the order of the calls,
/// body. Names are canonical; values are unfolded and lose CR, LF, NUL and other control characters, so that nothing
/// received can begin a header of its own. What does not fit makes finish() empty. No heap.
class Writer {
 public:
  explicit Writer(std::span<char> out) : out_(out) {}

  Writer& request_line(Method method, std::string_view uri) { return request_line(to_string(method), uri); }
  Writer& request_line(std::string_view method, std::string_view uri);
  Writer& status_line(int code, std::string_view reason);

  Writer& header(HeaderId id, std::string_view value) { return begin(id).text(value).end(); }
  Writer& header(std::string_view name, std::string_view value) { return begin(name).text(value).end(); }
  Writer& header(const Header& as_received);

  /// A value in pieces: begin, any number of text and number, end.
  Writer& begin(HeaderId id) { return begin(canonical_name(id)); }
  Writer& begin(std::string_view name);
  Writer& text(std::string_view value);
  Writer& number(std::uint64_t value);
  Writer& end() { return raw("\r\n"); }

  /// Content-Type when not empty, Content-Length, the blank line and the body, byte by byte. The whole message, or an
  /// empty span when it did not fit.
  [[nodiscard]] std::span<const char> finish(std::string_view body = {}, std::string_view content_type = {});
  [[nodiscard]] bool overflowed() const { return overflow_; }

 private:
  Writer& raw(std::string_view bytes);

  std::span<char> out_;
  std::size_t size_ = 0;
  bool overflow_ = false;
};

}  // namespace trunkgate::sip
