// SPDX-License-Identifier: Apache-2.0
#include "media/ng/message.h"

#include "media/ng/bencode.h"
#include "media/ng/json.h"

namespace trunkgate::media::ng {

std::string_view sentence(MessageError error) {
  switch (error) {
    case MessageError::none: return "";
    case MessageError::no_cookie: return "the message has no cookie";
    case MessageError::no_document: return "nothing follows the cookie";
    case MessageError::unknown_form: return "the message is neither a bencode dictionary nor a JSON object";
    case MessageError::bad_bencode: return "the bencode dictionary cannot be read";
    case MessageError::bad_json: return "the JSON object cannot be read";
  }
  return "";
}

MessageError read_message(std::string_view datagram, Tree& tree, Message& message) {
  message = Message{};
  tree.clear();
  const std::size_t blank = datagram.find(' ');
  if (datagram.size() > datagram_size_max || blank == 0 || blank == std::string_view::npos || blank > cookie_size_max) {
    return MessageError::no_cookie;
  }
  message.cookie = datagram.substr(0, blank);
  const std::string_view document = datagram.substr(blank + 1);
  if (document.empty()) return MessageError::no_document;
  if (document.front() == '{') {
    message.encoding = Encoding::json;
    if (!read_json(document, tree)) return MessageError::bad_json;
  } else if (document.front() == 'd') {
    if (!read_bencode(document, tree)) return MessageError::bad_bencode;
  } else {
    return MessageError::unknown_form;
  }
  message.dictionary = tree.root();
  return MessageError::none;
}

void write_message(const Message& message, TextWriter& out) {
  out << message.cookie << " ";
  if (message.encoding == Encoding::json) {
    write_json(message.dictionary, out);
  } else {
    write_bencode(message.dictionary, out);
  }
}

}  // namespace trunkgate::media::ng
