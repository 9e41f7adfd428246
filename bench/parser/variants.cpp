// SPDX-License-Identifier: Apache-2.0
#include "bench/parser/variants.h"

#include <algorithm>
#include <map>

#include "sip/scan/chars.h"

namespace trunkgate::bench {

namespace {

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The lines of a header part, each with its folds and its CRLF; the blank line is left out.
std::vector<std::string> lines_of(std::string_view head) {
  std::vector<std::string> lines;
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find('\n') + 1);
    head.remove_prefix(line.size());
    if (line == "\r\n") break;
    if (!lines.empty() && sip::is_blank(line.front()))
      lines.back() += line;
    else
      lines.emplace_back(line);
  }
  return lines;
}

std::string name_of(std::string_view line) {
  std::string name(sip::trim(line.substr(0, line.find(':'))));
  std::ranges::transform(name, name.begin(), sip::lower);
  return name;
}

/// Texts that stand before something that differs from call to call.
enum class Next { word, uri, host, port, number, hex };
struct Mark {
  std::string_view text;
  Next next;
};
constexpr Mark marks[] = {
    {"sip:", Next::uri},          {"sips:", Next::uri},         {"tag=", Next::word},         {"z9hG4bK", Next::word},
    {"SIP/2.0/UDP ", Next::host}, {"SIP/2.0/TCP ", Next::host}, {"SIP/2.0/TLS ", Next::host}, {"rport=", Next::port},
    {"received=", Next::host},    {"nonce=\"", Next::hex},      {"response=\"", Next::hex},   {"Call-ID: ", Next::word},
    {"i: ", Next::word},          {"CSeq: ", Next::number},     {"User-Agent: ", Next::word}, {"Server: ", Next::word},
};

std::size_t span_of(std::string_view text, std::string_view stops) {
  return std::min(text.find_first_of(stops), text.size());
}

}  // namespace

std::string Variants::word(std::size_t size_min, std::size_t size_max) {
  std::string made(size_min + below(size_max - size_min + 1), ' ');
  for (char& c : made) c = letters[below(letters.size())];
  return made;
}

std::string Variants::digits(std::size_t size) {
  std::string made(size, ' ');
  for (char& c : made) c = static_cast<char>('0' + below(10));
  if (!made.empty() && made.front() == '0') made.front() = '1';
  return made;
}

std::string Variants::host_like(std::string_view host) {
  if (host.starts_with('[') || host.find(':') != std::string_view::npos) return std::string(host);
  if (!host.empty() && is_digit(host.front())) {
    std::string address = std::to_string(1 + below(223));
    for (int i = 0; i < 3; ++i) address += "." + std::to_string(below(256));
    return address;
  }
  std::string name = "h" + word(1, 9);
  for (std::size_t labels = below(3); labels != 0; --labels) name += ".l" + word(1, 9);
  return name + (below(2) == 0 ? ".com" : ".example");
}

std::string Variants::user_like(std::string_view user) {
  if (user.starts_with('+')) return "+" + digits(8 + below(8));
  if (!user.empty() && is_digit(user.front())) return digits(3 + below(10));
  return "u" + word(1, 15);
}

std::string Variants::host_and_port(std::string_view text) {
  const bool ipv6 = text.starts_with('[');
  const std::size_t host_size = ipv6 ? text.find(']') + 1 : span_of(text, ":;>, \r?");
  std::string made = host_like(text.substr(0, host_size));
  if (host_size < text.size() && text[host_size] == ':') made += ":" + std::to_string(1024 + below(64512));
  return made;
}

std::string Variants::uri(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return host_and_port(text);
  const std::string_view user = text.substr(0, at);
  const std::size_t semicolon = std::min(user.find(';'), user.size());
  return user_like(user) + std::string(user.substr(semicolon)) + "@" + host_and_port(text.substr(at + 1));
}

std::string Variants::line(std::string_view text) {
  std::string made;
  while (!text.empty()) {
    const Mark* mark = std::ranges::find_if(marks, [&](const Mark& one) { return text.starts_with(one.text); });
    if (mark == std::end(marks)) {
      made += text.front();
      text.remove_prefix(1);
      continue;
    }
    made += mark->text;
    text.remove_prefix(mark->text.size());
    std::size_t size = 0;
    switch (mark->next) {
      case Next::word:
        size = span_of(text, ";>, \r\n\"/");
        made += word(6, 40);
        break;
      case Next::uri: {
        size = span_of(text, "> ,?\"\r\n");
        const std::size_t at = text.substr(0, size).find('@');
        size = span_of(text, at == std::string_view::npos ? ";> ,?\"\r\n" : "> ,?\"\r\n");
        if (at != std::string_view::npos) size = at + span_of(text.substr(at), ";> ,?\"\r\n");
        made += uri(text.substr(0, size));
        break;
      }
      case Next::host:
        size = span_of(text, "; ,\r\n");
        made += host_and_port(text.substr(0, size));
        break;
      case Next::port:
        size = span_of(text, "; ,\r\n");
        if (size != 0) made += std::to_string(1024 + below(64512));
        break;
      case Next::number:
        size = span_of(text, " \r\n");
        made += digits(1 + below(9));
        break;
      case Next::hex:
        size = span_of(text, "\"");
        made += word(16, 48);
        break;
    }
    text.remove_prefix(size);
  }
  return made;
}

std::string Variants::body(std::string_view text) {
  std::string made(text);
  for (std::size_t i = 0; i + 3 < made.size(); ++i)
    if (is_digit(made[i]) && is_digit(made[i + 1]) && is_digit(made[i + 2])) made[i + 2] = digits(1).front();
  return made;
}

/// Headers of one name keep their order: it carries the meaning of Via, Route and Record-Route.
void Variants::shuffle(std::vector<std::string>& lines) {
  std::map<std::string, std::vector<std::string>> in_order;
  for (auto one = lines.rbegin(); one != lines.rend(); ++one) in_order[name_of(*one)].push_back(*one);
  for (std::size_t i = lines.size(); i > 1; --i) std::swap(lines[i - 1], lines[below(i)]);
  for (std::string& one : lines) {
    auto& same_name = in_order[name_of(one)];
    one = same_name.back();
    same_name.pop_back();
  }
}

std::string Variants::of(std::string_view message) {
  const std::size_t head_size = message.find("\r\n\r\n") + 4;
  auto lines = lines_of(message.substr(0, head_size));
  for (std::string& one : lines) one = line(one);
  const std::string start_line = lines.front();
  lines.erase(lines.begin());
  for (std::size_t extra = below(3); extra != 0; --extra)
    lines.push_back("X-" + word(3, 18) + ": " + word(4, 40) + "\r\n");
  shuffle(lines);
  std::string made = start_line;
  for (const std::string& one : lines) made += one;
  return made + "\r\n" + body(message.substr(head_size));
}

}  // namespace trunkgate::bench
