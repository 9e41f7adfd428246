// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "sip/error.h"

namespace trunkgate::sip {

/// Cuts messages out of a TCP or TLS stream (RFC 3261 §18.3, §7.5; keep-alive: RFC 5626 §3.5.1). The caller owns the
/// buffer: append what was read, call next() until it says need_more, drop the `skip + length` bytes it has named each
/// time. One per connection; remembers half of a ping, and how far it
/// has looked into the message at the front, so that one that arrives byte by byte is not read again each time.
class Framer {
 public:
  enum class Kind : std::uint8_t {
    need_more,       ///< read on; drop `skip` bytes
    message,         ///< `length` bytes behind `skip` are one message
    keepalive_ping,  ///< CRLFCRLF: answer CRLF; drop `skip` bytes
    error            ///< the stream cannot be followed any more: close it. `error` says why
  };
  struct Next {
    Kind kind = Kind::need_more;
    std::size_t skip = 0;
    std::size_t length = 0;
    ParseError error = ParseError::none;
  };

  [[nodiscard]] Next next(std::span<const char> buffered);

 private:
  Next after_line_end(std::span<const char> buffered);
  Next whole(std::size_t length, std::size_t available);

  bool half_ping_ = false;
  std::size_t searched_ = 0;  // of the header part at the front
  std::size_t wanted_ = 0;    // size of the message at the front; 0: not known yet
};

}  // namespace trunkgate::sip
