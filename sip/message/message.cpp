// SPDX-License-Identifier: Apache-2.0
#include "sip/message/message.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "sip/message/header_id_inline.h"
#include "sip/message/value_reader.h"
#include "sip/scan/chars.h"
#include "sip/scan/common_shape_inline.h"
#include "sip/scan/line_index_inline.h"

namespace trunkgate::sip {

namespace {

constexpr std::string_view version = "SIP/2.0";

/// A header name of two letters behind so long a start line has the bytes before its end that plain_header_id() asks
/// for.
constexpr std::size_t start_line_size_min = header_name_block - 2 - 2;

/// SIP-Version = "SIP" "/" 1*DIGIT "." 1*DIGIT (§25.1), so that 505 is said to a version and not to rubbish.
bool is_version(std::string_view text) {
  if (text.size() < version.size() || !equal_ignoring_case(text.substr(0, 4), version.substr(0, 4))) return false;
  for (char c : text.substr(4))
    if (!is(digit, c) && c != '.') return false;
  return true;
}

/// Of what is cleared at a time. One std::memset of all would be a `rep stos`, which takes longer to begin than this
/// takes in all.
constexpr std::size_t clear_step = 32 / sizeof(std::uint16_t);

template <std::size_t Size, std::size_t... Step>
void clear(std::array<std::uint16_t, Size>& words, std::index_sequence<Step...> /*steps*/) {
  static_assert(Size == sizeof...(Step) * clear_step);
  (std::memset(words.data() + Step * clear_step, 0, clear_step * sizeof words[0]), ...);
}

bool begins_with_version(std::string_view line) {
  if (line.size() > version.size() && common_shape::load_8(line.data()) == common_shape::text_8("SIP/2.0 "))
    return true;
  return equal_ignoring_case(line.substr(0, version.size()), version);
}

}  // namespace

void Message::reset(std::span<const char> bytes) {
  bytes_ = bytes;
  method_name_ = {};
  request_uri_ = {};
  reason_ = {};
  body_ = {};
  target_readable_ = false;
  status_ = 0;
  max_forwards_ = -1;
  method_ = Method::unknown;
  header_count_ = 0;
  clear(first_, std::make_index_sequence<id_count / clear_step>());
  delimiters_ = Delimiters();
}

/// Forgets what check_mandatory() else would set.
ParseError Message::give_up(ParseError error) {
  from_tag_ = to_tag_ = {};
  from_address_ = to_address_ = {};
  cseq_ = {};
  top_via_ = {};
  return error;
}

ParseError Message::parse(std::span<const char> bytes) {
  reset(bytes);
  if (bytes.size() > message_size_max) return give_up(ParseError::too_large);
  std::string_view rest(bytes.data(), bytes.size());
  // §7.5: line ends before the start line are passed over.
  while (rest.starts_with("\r\n")) rest.remove_prefix(2);
  if (rest.empty()) return give_up(ParseError::empty);
  lines_.reset(rest);
  std::string_view line;
  if (const auto error = lines_.next(line); error != ParseError::none) return give_up(error);
  // What is wrong with one line does not keep the others from being read: a 400 or 505 needs them.
  const ParseError of_headers = parse_headers(line.size() >= start_line_size_min);
  delimiters_ = lines_.delimiters();
  const ParseError of_start_line = parse_start_line(line);
  const ParseError of_mandatory = check_mandatory();
  if (of_start_line != ParseError::none) return of_start_line;
  if (of_headers != ParseError::none) return of_headers;
  if (of_mandatory != ParseError::none) return of_mandatory;
  return parse_body(lines_.rest());
}

ParseError Message::parse_start_line(std::string_view line) {
  if (read_common_request_line(line)) return ParseError::none;
  if (!begins_with_version(line)) return parse_request_line(line);
  // Status-Line = SIP-Version SP Status-Code SP Reason-Phrase (§7.2); a missing last SP is common and harmless.
  std::uint64_t code = 0;
  if (line.size() < version.size() + 4 || line[version.size()] != ' ') return ParseError::bad_start_line;
  if (!read_number(line.substr(version.size() + 1, 3), 699, code) || code < 100) return ParseError::bad_start_line;
  line.remove_prefix(version.size() + 4);
  if (!line.empty() && line.front() != ' ') return ParseError::bad_start_line;
  reason_ = trim(line);
  status_ = static_cast<int>(code);
  return ParseError::none;
}

/// What nearly every request begins with; false leaves it to the others.
bool Message::read_common_request_line(std::string_view line) {
  constexpr std::string_view ending = " SIP/2.0";
  if (line.size() <= ending.size() + 2) return false;
  const char* const end = line.data() + line.size() - ending.size();
  if (common_shape::load_8(end) != common_shape::text_8(ending)) return false;
  const std::size_t blank = delimiters_.first();
  if (blank > method_size_max || line.data() + blank >= end || line[blank] != ' ') return false;
  const std::string_view method = line.substr(0, blank);
  const std::string_view uri = common_shape::between(line.data() + blank + 1, end);
  if (method.empty() || !Uri::read_common(uri, delimiters(), target_)) return false;
  request_uri_ = uri;
  method_name_ = method;
  if (method.size() > 8) [[unlikely]]
    method_ = parse_method(method);
  else  // the Request-URI and its ending are behind it
    method_ = method_of_letters(common_shape::load_8(method.data()) & ~std::uint64_t{0} >> (64 - 8 * blank), blank);
  return target_readable_ = true;
}

ParseError Message::parse_request_line(std::string_view line) {
  request_uri_ = {};
  // Request-Line = Method SP Request-URI SP SIP-Version (§7.1): single blanks, none at the ends.
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return ParseError::bad_start_line;
  method_name_ = line.substr(0, first);
  if (method_name_.size() > method_size_max || !all(token, method_name_)) {
    method_name_ = {};
    return ParseError::bad_start_line;
  }
  method_ = parse_method(method_name_);
  request_uri_ = line.substr(first + 1, last - first - 1);
  const auto target = Uri::parse(request_uri_);
  target_ = *target;
  target_readable_ = static_cast<bool>(target);
  const std::string_view received_version = line.substr(last + 1);
  if (!equal_ignoring_case(received_version, version))
    return is_version(received_version) ? ParseError::bad_version : ParseError::bad_start_line;
  if (request_uri_.empty() || request_uri_.size() > uri_size_max) return ParseError::bad_request_uri;
  if (request_uri_.find_first_of(" \t<>") != std::string_view::npos) return ParseError::bad_request_uri;
  return ParseError::none;
}

ParseError Message::parse_headers(bool with_common) {
  ParseError first_error = ParseError::none;
  for (;;) {
    ParseError error = with_common ? take_common_headers() : ParseError::none;
    if (error == ParseError::none) {
      if (lines_.take_blank_line()) return first_error;
      LineIndex::Line line;
      error = lines_.next_header(line);
      if (error != ParseError::none) return first_error != ParseError::none ? first_error : error;
      error = add_header(line);
    }
    if (error == ParseError::too_many_headers) return error;
    if (first_error == ParseError::none) first_error = error;
  }
}

/// Takes header lines up to the first that has not the common shape, or that is an error.
ParseError Message::take_common_headers() {
  ParseError error = ParseError::none;
  CommonLines lines(lines_);
  std::size_t count = header_count_;
  for (CommonLines::Line line; error == ParseError::none && lines.next(line);)
    error = keep_header({plain_header_id(line.name), line.name, line.value}, count);
  header_count_ = static_cast<std::uint16_t>(count);
  lines.take();
  return error;
}

ParseError Message::add_header(const LineIndex::Line& line) {
  if (header_count_ == header_count_max) return ParseError::too_many_headers;
  if (line.colon == std::string_view::npos) return ParseError::bad_header;
  // "Name : value" is legal (§7.3.1) and must be the same header as "Name: value" (CVE-2020-28361).
  std::string_view name = line.text.substr(0, line.colon);
  while (!name.empty() && (name.back() == ' ' || name.back() == '\t')) name.remove_suffix(1);
  if (name.size() > header_name_size_max || !all(token, name)) return ParseError::bad_header;
  std::size_t count = header_count_;
  const ParseError error = keep_header({header_id(name), name, trim(line.text.substr(line.colon + 1))}, count);
  header_count_ = static_cast<std::uint16_t>(count);
  return error;
}

/// Adds one to the `count` of headers kept so far.
inline ParseError Message::keep_header(const Header& header, std::size_t& count) {
  if (count == header_count_max) return ParseError::too_many_headers;
  headers_[count] = header;
  const auto position = static_cast<std::uint16_t>(++count);
  auto& first = first_[static_cast<std::size_t>(header.id)];
  const std::uint16_t before = std::exchange(last_[static_cast<std::size_t>(header.id)], position);
  if (first == 0) {
    first = position;
    return ParseError::none;
  }
  next_[before - 1] = position;
  return is_singleton(header.id) ? ParseError::duplicate_header : ParseError::none;
}

ParseError Message::parse_body(std::string_view rest) {
  body_ = rest;
  HeaderLines announced = lines(HeaderId::content_length);
  if (announced.empty()) return ParseError::none;  // §18.3: on UDP the body ends with the datagram
  std::uint64_t length = 0;
  if (!read_number(announced.take().value, message_size_max, length)) return ParseError::bad_content_length;
  while (!announced.empty()) {
    std::uint64_t other = 0;
    if (!read_number(announced.take().value, message_size_max, other) || other != length)
      return ParseError::bad_content_length;
  }
  if (length > rest.size()) return ParseError::content_length_mismatch;
  body_ = rest.substr(0, length);
  return ParseError::none;
}

bool Message::has_reply_headers() const {
  return !top_via_.sent_by_host.empty() && !method_name_.empty() && !value(HeaderId::cseq).empty();
}

std::size_t Message::count(HeaderId id) const {
  std::size_t found = 0;
  for (HeaderLines all = lines(id); !all.empty(); all.take()) ++found;
  return found;
}

bool Message::has_several_vias() const {
  const Header* first = find(HeaderId::via);
  if (first == nullptr) return false;
  const auto end_of_top = static_cast<std::size_t>(top_via_.text.data() + top_via_.text.size() - first->value.data());
  return end_of_top < first->value.size() || count(HeaderId::via) > 1;
}

bool has_token(const Message& message, HeaderId id, std::string_view wanted) {
  TokenReader tokens(message, id);
  for (std::string_view one; tokens.next(one);)
    if (equal_ignoring_case(one, wanted)) return true;
  return false;
}

}  // namespace trunkgate::sip
