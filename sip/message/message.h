// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "sip/error.h"
#include "sip/header/cseq.h"
#include "sip/header/name_addr.h"
#include "sip/header/via.h"
#include "sip/limits.h"
#include "sip/message/header_id.h"
#include "sip/message/method.h"
#include "sip/scan/delimiters_inline.h"
#include "sip/scan/line_index.h"

namespace trunkgate::sip {

/// One header line. `value` is trimmed; it may still be folded over lines, which Writer undoes.
struct Header {
  HeaderId id = HeaderId::other;
  std::string_view name;  ///< as received, without blanks before the colon
  std::string_view value;
};

class HeaderLines;

/// A SIP message as a view of the caller's bytes (RFC 3261 §7): start line, a table of headers, the body. Large, about
/// 10 kB: keep one and parse into it again and again. All views live as long as those bytes. No heap.
class Message {
 public:
  Message() = default;
  Message(const Message&) = delete;  // delimiters() would speak of the other
  Message& operator=(const Message&) = delete;

  /// A whole datagram, or one message that the framer cut out of a stream. Checks the structure, that the mandatory
  /// headers are there (§8.1.1) and that nothing is ambiguous. After an error only has_reply_headers() and what it
  /// vouches for may be asked.
  [[nodiscard]] ParseError parse(std::span<const char> bytes);

  /// True when the top Via is readable and a method and a CSeq are there, so that a request can be answered although
  /// parse() failed: the peer finds its transaction by these (§17.1.3). What else is missing, the answer lacks as well.
  [[nodiscard]] bool has_reply_headers() const;

  [[nodiscard]] bool is_request() const { return status_ == 0; }
  [[nodiscard]] Method method() const { return method_; }  ///< of a request
  [[nodiscard]] std::string_view method_name() const { return method_name_; }
  [[nodiscard]] std::string_view request_uri() const { return request_uri_; }
  /// The Request-URI, parsed; null when it is not readable, and of a response.
  [[nodiscard]] const Uri* request_target() const { return target_readable_ ? &target_ : nullptr; }
  [[nodiscard]] int status() const { return status_; }  ///< of a response; 0 for a request
  [[nodiscard]] std::string_view reason() const { return reason_; }

  [[nodiscard]] std::span<const Header> headers() const { return {headers_.data(), header_count_}; }
  /// The first line of that header; null when there is none.
  [[nodiscard]] const Header* find(HeaderId id) const {
    const std::size_t position = first_[static_cast<std::size_t>(id)];
    return position == 0 ? nullptr : &headers_[position - 1];
  }
  /// Of the first; empty when there is none.
  [[nodiscard]] std::string_view value(HeaderId id) const {
    const Header* const header = find(id);
    return header == nullptr ? std::string_view{} : header->value;
  }
  [[nodiscard]] std::size_t count(HeaderId id) const;  ///< lines
  /// The lines of one header, in their order.
  [[nodiscard]] HeaderLines lines(HeaderId id) const;
  /// For Via::parse, NameAddr::parse and Uri::parse of what is in this message.
  [[nodiscard]] const Delimiters& delimiters() const { return delimiters_; }
  [[nodiscard]] std::string_view body() const { return body_; }
  [[nodiscard]] std::span<const char> bytes() const { return bytes_; }

  // Parsed and found good by parse().
  [[nodiscard]] std::string_view call_id() const { return value(HeaderId::call_id); }
  [[nodiscard]] std::string_view from() const { return value(HeaderId::from); }
  [[nodiscard]] std::string_view to() const { return value(HeaderId::to); }
  [[nodiscard]] std::string_view from_tag() const { return from_tag_; }
  [[nodiscard]] std::string_view to_tag() const { return to_tag_; }
  [[nodiscard]] const NameAddr& from_address() const { return from_address_; }
  [[nodiscard]] const NameAddr& to_address() const { return to_address_; }
  [[nodiscard]] const CSeq& cseq() const { return cseq_; }
  [[nodiscard]] const Via& top_via() const { return top_via_; }
  [[nodiscard]] int max_forwards() const { return max_forwards_; }  ///< -1: not there
  [[nodiscard]] bool has_several_vias() const;                      ///< values, on one line or on several

 private:
  friend class HeaderLines;
  void reset(std::span<const char> bytes);
  ParseError give_up(ParseError error);
  ParseError parse_start_line(std::string_view line);
  ParseError parse_request_line(std::string_view line);
  bool read_common_request_line(std::string_view line);
  ParseError parse_headers(bool with_common);
  ParseError add_header(const LineIndex::Line& line);
  ParseError take_common_headers();
  [[gnu::always_inline]] ParseError keep_header(const Header& header, std::size_t& count);
  ParseError parse_body(std::string_view rest);
  ParseError check_mandatory();
  ParseError check_identities();
  ParseError check_via();
  ParseError check_cseq();

  std::span<const char> bytes_;
  std::string_view method_name_;
  std::string_view request_uri_;
  std::string_view reason_;
  std::string_view body_;
  std::string_view from_tag_;
  std::string_view to_tag_;
  Uri target_;
  NameAddr from_address_;
  NameAddr to_address_;
  CSeq cseq_;
  Via top_via_;
  int status_ = 0;
  int max_forwards_ = -1;
  Method method_ = Method::unknown;
  std::uint16_t header_count_ = 0;
  bool target_readable_ = false;
  static constexpr std::size_t id_count = (static_cast<std::size_t>(HeaderId::count_) + 15) / 16 * 16;  // in 32 bytes
  std::array<std::uint16_t, id_count> first_{};                                 // position + 1 in headers_
  std::array<std::uint16_t, static_cast<std::size_t>(HeaderId::count_)> last_;  // where first_ is not 0
  std::array<std::uint16_t, header_count_max> next_;                            // of the same id; not where last_ is
  LineIndex lines_{{}};
  Delimiters delimiters_;
  std::array<Header, header_count_max> headers_;
};

/// Takes the lines of one header one after the other. Belongs to a parsed message, which must outlive it.
class HeaderLines {
 public:
  HeaderLines(const Message& message, HeaderId id)
      : message_(message), id_(static_cast<std::size_t>(id)), position_(message.first_[id_]) {}

  [[nodiscard]] bool empty() const { return position_ == 0; }
  /// The next; not when empty().
  const Header& take() {
    const std::size_t taken = std::size_t{position_} - 1;
    position_ = message_.last_[id_] == position_ ? std::uint16_t{0} : message_.next_[taken];
    return message_.headers_[taken];
  }

 private:
  const Message& message_;
  std::size_t id_;
  std::uint16_t position_;  // + 1 in the table; 0: there is no more
};

inline HeaderLines Message::lines(HeaderId id) const { return {*this, id}; }

/// True when a token stands in the comma-separated values of any line of that header, without case.
[[nodiscard]] bool has_token(const Message& message, HeaderId id, std::string_view token);

}  // namespace trunkgate::sip
