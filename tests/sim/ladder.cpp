// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/ladder.h"

#include <cstdio>

namespace trunkgate::sim {

namespace {

std::string clock_of(sip::Instant now) {
  char text[32];
  std::snprintf(text, sizeof text, "%10.4f  ", std::chrono::duration<double>(now.time_since_epoch()).count() - 3600.0);
  return text;
}

// The end of a value says more than its start, which all sealed identifiers share.
std::string tail_of(std::string_view bytes, std::string_view name, std::size_t length) {
  const std::size_t at = bytes.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view value = bytes.substr(at + name.size(), bytes.find("\r\n", at + 2) - at - name.size());
  return std::string(value.substr(value.size() > length ? value.size() - length : 0));
}

}  // namespace

void Ladder::message(sip::Instant now, std::string_view from, std::string_view to, std::string_view bytes) {
  if (!keep_) return;
  const std::string start(bytes.substr(0, std::min<std::size_t>(bytes.find("\r\n"), 60)));
  lines_.push_back(clock_of(now) + std::string(from) + " -> " + std::string(to) + "  " + start + "  | " +
                   tail_of(bytes, "\r\nCSeq: ", 24) + " | call " + tail_of(bytes, "\r\nX-Sim-Call: ", 4) + " .." +
                   tail_of(bytes, "\r\nCall-ID: ", 8) + " from .." + tail_of(bytes, "\r\nFrom: ", 6) + " to .." +
                   tail_of(bytes, "\r\nTo: ", 6) + " via .." + tail_of(bytes, "\r\nVia: ", 12));
}

void Ladder::note(sip::Instant now, std::string_view text) {
  if (keep_) lines_.push_back(clock_of(now) + std::string(text));
}

}  // namespace trunkgate::sim
