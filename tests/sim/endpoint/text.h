// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trunkgate::sim {

/// A SIP message as text, read and written by code that shares nothing with sip/, so that both cannot be wrong in the
/// same way. Knows what the endpoints and checkers here need and no more: canonical header names, one value per line.
class Text {
 public:
  Text() = default;
  static Text request(std::string method, std::string uri);
  static Text response(int status);
  /// Nothing when it is not a message: no start line, a line without colon, a Content-Length that lies, no branch,
  /// Call-ID or CSeq.
  [[nodiscard]] static std::shared_ptr<const Text> parse(std::string_view bytes);

  Text& add(std::string name, std::string value);
  Text& set(std::string_view name, std::string value);  ///< replaces the first of that name
  void drop(std::string_view name);
  /// With its Content-Type, unless empty.
  void set_body(std::string body, const char* type = "application/sdp");
  [[nodiscard]] std::string bytes() const;

  [[nodiscard]] bool is_request() const { return status_ == 0; }
  [[nodiscard]] const std::string& method() const { return method_; }  ///< of a response: the one in CSeq
  [[nodiscard]] const std::string& uri() const { return uri_; }
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] const std::string& body() const { return body_; }
  [[nodiscard]] const std::string& first(std::string_view name) const;  ///< empty when there is none
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;

  // Read once by parse().
  std::string branch;  ///< of the top Via
  std::string call_id;
  std::string from_tag;
  std::string to_tag;
  std::uint32_t cseq = 0;
  int call = 0;        ///< X-Sim-Call: which call of the run, 0 when it does not say
  int tag_number = 0;  ///< X-Sim-Tag: the number of the tag that its sender has put in

 private:
  bool read_headers(std::string_view head);
  bool index();

  std::string method_;
  std::string uri_;
  int status_ = 0;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string body_;
};
using TextPtr = std::shared_ptr<const Text>;

/// ";name=value" of a header value or URI, behind the last '>' when there is one; empty when it is not there.
[[nodiscard]] std::string parameter(std::string_view value, std::string_view name);
/// RFC 3261 §7.3.1: whether one of the comma-separated lists of that name holds the token.
[[nodiscard]] bool has_token(const Text& text, std::string_view name, std::string_view token);
/// What stands between '<' and '>', or all of it without parameters.
[[nodiscard]] std::string uri_of(std::string_view value);

}  // namespace trunkgate::sim
