// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/log_text.h"

#include <array>

#include "proxy/edge/limits.h"

namespace trunkgate::proxy {
namespace {

/// Appends `value` so that it stays on one line and inside its quotes.
void append_escaped(std::string& line, std::string_view value) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char character : value.substr(0, log_text_max)) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte == '"' || byte == '\\') {
      line += '\\';
      line += character;
    } else if (byte < 0x20 || byte >= 0x7f) {
      line += "\\u00";
      line += digits[byte >> 4];
      line += digits[byte & 0xf];
    } else {
      line += character;
    }
  }
  if (value.size() > log_text_max) line += "...";
}

void append_json(std::string& line, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  line += line.size() == 1 ? "\"" : ",\"";
  line += name;
  line += "\":\"";
  append_escaped(line, value);
  line += '"';
}

void append_text(std::string& line, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  line += ' ';
  line += name;
  line += '=';
  append_escaped(line, value);
}

}  // namespace

std::string_view to_string(LogLevel level) {
  constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
  return names[static_cast<std::size_t>(level)];
}

std::string format_line(LogFormat format, std::string_view time, const LogEvent& event) {
  std::string line;
  line.reserve(256);
  if (format == LogFormat::json) {
    line += '{';
    append_json(line, "time", time);
    append_json(line, "level", to_string(event.level));
    append_json(line, "event", event.event);
    append_json(line, "call_id", event.call_id);
    append_json(line, "peer", event.peer);
    append_json(line, "text", event.text);
    line += '}';
    return line;
  }
  line += time;
  line += ' ';
  line += to_string(event.level);
  line += ' ';
  append_escaped(line, event.event);
  append_text(line, "call_id", event.call_id);
  append_text(line, "peer", event.peer);
  if (!event.text.empty()) {
    line += ": ";
    append_escaped(line, event.text);
  }
  return line;
}

}  // namespace trunkgate::proxy
