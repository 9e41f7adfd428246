// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "media/ng/value.h"
#include "media/sdp/text_writer.h"

namespace trunkgate::media::ng {

/// A message of the ng protocol, either way: cookie, blank, dictionary. The reply to a message has its cookie and its
/// encoding.

enum class Encoding : std::uint8_t { bencode, json };

enum class MessageError : std::uint8_t {
  none,          ///< it is one
  no_cookie,     ///< nothing can be replied: not even whom the reply would be for is known
  no_document,   ///< nothing behind the cookie
  unknown_form,  ///< begins neither as bencode nor as JSON
  bad_bencode,
  bad_json
};
/// What the sender reads in `error-reason`.
[[nodiscard]] std::string_view sentence(MessageError error);

struct Message {
  std::string_view cookie;
  Encoding encoding = Encoding::bencode;
  Value dictionary;
};

/// Reads `datagram` into `message`, whose views are of it and of `tree`. `cookie` and `encoding` are set whenever they
/// can be, so that an error can be replied to.
[[nodiscard]] MessageError read_message(std::string_view datagram, Tree& tree, Message& message);

/// Writes a whole message; ask out.overflowed() whether it fitted.
void write_message(const Message& message, TextWriter& out);

}  // namespace trunkgate::media::ng
