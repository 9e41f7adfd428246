// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/endpoint/text.h"

#include <algorithm>
#include <cstdlib>

namespace trunkgate::sim {

namespace {

const std::string nothing;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

int number_in(const std::string& text) { return text.empty() ? 0 : std::atol(text.c_str()) > 0 ? std::stoi(text) : 0; }

}  // namespace

Text Text::request(std::string method, std::string uri) {
  Text text;
  text.method_ = std::move(method);
  text.uri_ = std::move(uri);
  return text;
}

Text Text::response(int status) {
  Text text;
  text.status_ = status;
  return text;
}

std::shared_ptr<const Text> Text::parse(std::string_view bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return nullptr;
  auto text = std::make_shared<Text>();
  if (!text->read_headers(bytes.substr(0, end + 2))) return nullptr;
  text->body_ = bytes.substr(end + 4);
  const std::string& length = text->first("Content-Length");
  if (!length.empty() && std::to_string(text->body_.size()) != length) return nullptr;
  if (!text->index()) return nullptr;
  return text;
}

bool Text::read_headers(std::string_view head) {
  const std::size_t end = head.find("\r\n");
  const std::string_view start = head.substr(0, end);
  if (start.starts_with("SIP/2.0 ") && start.size() >= 11) {
    status_ = number_in(std::string(start.substr(8, 3)));
    if (status_ < 100) return false;
  } else {
    const std::size_t first = start.find(' ');
    const std::size_t last = start.rfind(' ');
    if (first == last || start.substr(last) != " SIP/2.0") return false;
    method_ = start.substr(0, first);
    uri_ = start.substr(first + 1, last - first - 1);
  }
  head.remove_prefix(end + 2);
  while (!head.empty()) {
    const std::size_t stop = head.find("\r\n");
    const std::string_view line = head.substr(0, stop);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    headers_.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
    head.remove_prefix(stop + 2);
  }
  return true;
}

bool Text::index() {
  branch = parameter(first("Via"), "branch");
  call_id = first("Call-ID");
  from_tag = parameter(first("From"), "tag");
  to_tag = parameter(first("To"), "tag");
  const std::string& line = first("CSeq");
  const std::size_t blank = line.find(' ');
  if (blank == std::string::npos || blank > 10 || branch.empty() || call_id.empty()) return false;
  cseq = static_cast<std::uint32_t>(std::strtoul(line.c_str(), nullptr, 10));
  const std::string in_cseq = line.substr(blank + 1);
  if (is_request() && in_cseq != method_) return false;
  method_ = in_cseq;
  call = number_in(first("X-Sim-Call"));
  tag_number = number_in(first("X-Sim-Tag"));
  return true;
}

Text& Text::add(std::string name, std::string value) {
  headers_.emplace_back(std::move(name), std::move(value));
  return *this;
}

Text& Text::set(std::string_view name, std::string value) {
  const auto found = std::find_if(headers_.begin(), headers_.end(), [&](const auto& h) { return h.first == name; });
  if (found == headers_.end()) return add(std::string(name), std::move(value));
  found->second = std::move(value);
  return *this;
}

void Text::drop(std::string_view name) {
  std::erase_if(headers_, [&](const auto& header) { return header.first == name; });
}

void Text::set_body(std::string body, const char* type) {
  body_ = std::move(body);
  if (!body_.empty()) set("Content-Type", type);
}

std::string Text::bytes() const {
  std::string out =
      status_ == 0 ? method_ + " " + uri_ + " SIP/2.0" : "SIP/2.0 " + std::to_string(status_) + " Said So";
  for (const auto& [name, value] : headers_) out.append("\r\n").append(name).append(": ").append(value);
  return out + "\r\nContent-Length: " + std::to_string(body_.size()) + "\r\n\r\n" + body_;
}

const std::string& Text::first(std::string_view name) const {
  for (const auto& header : headers_)
    if (header.first == name) return header.second;
  return nothing;
}

std::vector<std::string> Text::all(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [header, value] : headers_) {
    if (header != name) continue;
    // Route lists on one line are told apart by the comma between angle brackets.
    std::size_t begin = 0;
    for (std::size_t comma = value.find(">, <"); comma != std::string::npos; comma = value.find(">, <", begin)) {
      found.push_back(value.substr(begin, comma + 1 - begin));
      begin = comma + 3;
    }
    found.push_back(value.substr(begin));
  }
  return found;
}

std::string parameter(std::string_view value, std::string_view name) {
  const std::size_t close = value.rfind('>');
  if (close != std::string_view::npos) value.remove_prefix(close);
  const std::string wanted = ";" + std::string(name) + "=";
  const std::size_t at = value.find(wanted);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = value.substr(at + wanted.size());
  return std::string(rest.substr(0, rest.find_first_of("; ")));
}

bool has_token(const Text& text, std::string_view name, std::string_view token) {
  for (const std::string& value : text.all(name))
    for (std::size_t begin = 0; begin <= value.size();) {
      const std::size_t comma = std::min(value.find(',', begin), value.size());
      if (trimmed(std::string_view(value).substr(begin, comma - begin)) == token) return true;
      begin = comma + 1;
    }
  return false;
}

std::string uri_of(std::string_view value) {
  const std::size_t open = value.find('<');
  if (open == std::string_view::npos) return std::string(value.substr(0, value.find(';')));
  return std::string(value.substr(open + 1, value.find('>', open) - open - 1));
}

}  // namespace trunkgate::sim
