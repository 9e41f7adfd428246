// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace trunkgate::bench {

/// A list of fixed room that costs nothing to clear. What does not fit is counted, not kept.
template <class T, std::size_t Capacity>
class Few {
 public:
  void clear() { size_ = 0; }
  /// The next element, for the caller to fill in.
  T& add() { return elements_[size_ < Capacity ? size_++ : Capacity - 1]; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const T& operator[](std::size_t index) const { return elements_[index]; }
  [[nodiscard]] const T* begin() const { return elements_.data(); }
  [[nodiscard]] const T* end() const { return elements_.data() + size_; }

 private:
  std::array<T, Capacity> elements_;
  std::size_t size_ = 0;
};

struct UriFields {
  std::string_view user;
  std::string_view host;
  std::uint32_t port = 0;  ///< 0: not written
};

struct ViaFields {
  std::string_view host;
  std::string_view branch;
  std::string_view received;
  std::uint32_t port = 0;
};

/// What every parser of the comparison has to take out of a message: the work that is timed. Views live until the
/// parser is asked to release the message.
struct Fields {
  std::string_view method;  ///< of a request
  int status = 0;           ///< of a response; 0 for a request
  UriFields request_uri;
  Few<ViaFields, 16> vias;
  UriFields from;
  UriFields to;
  std::string_view from_tag;
  std::string_view to_tag;
  std::string_view call_id;
  std::string_view call_id_host;  ///< of a parser that cuts the Call-ID at its '@'
  std::uint32_t cseq = 0;
  std::string_view cseq_method;
  Few<UriFields, 16> contacts;
  Few<UriFields, 16> routes;
  Few<UriFields, 16> record_routes;
  long max_forwards = -1;  ///< -1: not there
  long content_length = -1;
  std::string_view content_type;
  std::string_view content_subtype;
  Few<std::string_view, 32> options;  ///< of Supported and Require
  std::string_view body;

  void clear();
};

/// Names the first field in which the two differ, and both values; empty when they say the same. An IPv6 host is the
/// same with and without its brackets, and options are a set.
[[nodiscard]] std::string difference(const Fields& one, const Fields& other);

/// Decimal digits at the front of `text`; 0 when there is none.
[[nodiscard]] inline std::uint32_t leading_number(std::string_view text) {
  std::uint32_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') break;
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return value;
}

/// Cuts `text` at its commas and adds what is between them, without blanks.
template <std::size_t Capacity>
void add_tokens(std::string_view text, Few<std::string_view, Capacity>& out) {
  constexpr std::string_view blanks = " \t\r\n";
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view one = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    const std::size_t begin = one.find_first_not_of(blanks);
    if (begin == std::string_view::npos) continue;
    out.add() = one.substr(begin, one.find_last_not_of(blanks) + 1 - begin);
  }
}

}  // namespace trunkgate::bench
