// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "sip/message/message.h"

namespace trunkgate::sip::test {

/// Owns the text that a message views.
class Parsed {
 public:
  explicit Parsed(std::string text) : text_(std::move(text)), message_(std::make_unique<Message>()) {
    EXPECT_EQ(message_->parse(text_), ParseError::none) << text_;
  }
  operator const Message&() const { return *message_; }  // NOLINT: stands for its message

 private:
  std::string text_;
  std::unique_ptr<Message> message_;
};

/// A request and a response of one dialog; `more` is header lines.
inline Parsed a_request(const std::string& method, const std::string& more) {
  return Parsed(method +
                " sip:b@example.net SIP/2.0\r\nVia: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1\r\n"
                "From: <sip:a@example.com>;tag=ann\r\nTo: <sip:b@example.net>\r\nCall-ID: c1\r\nCSeq: 1 " +
                method + "\r\nMax-Forwards: 70\r\n" + more + "Content-Length: 0\r\n\r\n");
}
inline Parsed a_response(int status, const std::string& more) {
  return Parsed("SIP/2.0 " + std::to_string(status) +
                " Text\r\nVia: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1\r\n"
                "From: <sip:a@example.com>;tag=ann\r\nTo: <sip:b@example.net>;tag=bob\r\nCall-ID: c1\r\n"
                "CSeq: 1 INVITE\r\n" +
                more + "Content-Length: 0\r\n\r\n");
}

}  // namespace trunkgate::sip::test
