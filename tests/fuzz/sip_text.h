// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "sip/limits.h"
#include "sip/message/message.h"
#include "sip/message/writer.h"
#include "tests/fuzz/input.h"

namespace trunkgate::fuzz {

/// Room for any message that a target writes; one that outgrows its input by our own headers still fits.
inline std::span<char> scratch() {
  static const auto buffer = std::make_unique<std::array<char, 2 * sip::message_size_max>>();
  return *buffer;
}

/// A value as Writer puts it on the wire: unfolded, without control characters. Uses its own buffer, not scratch().
inline std::string on_the_wire(std::string_view value) {
  static const auto buffer = std::make_unique<std::array<char, 2 * sip::message_size_max>>();
  sip::Writer writer(*buffer);
  writer.text(value);
  const auto written = writer.finish();
  constexpr std::string_view tail = "Content-Length: 0\r\n\r\n";
  return {written.data(), written.size() - tail.size()};
}

/// The message composed again, header by header, as a proxy would.
inline std::string rewrite(const sip::Message& message) {
  sip::Writer writer(scratch());
  if (message.is_request())
    writer.request_line(message.method_name(), message.request_uri());
  else
    writer.status_line(message.status(), message.reason());
  for (const sip::Header& header : message.headers())
    if (header.id != sip::HeaderId::content_length) writer.header(header);
  const auto written = writer.finish(message.body());
  return {written.data(), written.size()};
}

/// What no message of ours may be refused for: then a value has broken out of its header or its line.
inline bool is_broken_structure(sip::ParseError error) {
  using sip::ParseError;
  return error == ParseError::bare_line_end || error == ParseError::forbidden_character ||
         error == ParseError::unterminated || error == ParseError::bad_header || error == ParseError::bad_start_line ||
         error == ParseError::content_length_mismatch || error == ParseError::bad_content_length;
}

}  // namespace trunkgate::fuzz
