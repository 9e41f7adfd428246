// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

namespace trunkgate::fuzz {

/// What must hold for every input. Ends the program with the sentence when it does not: that is a finding.
inline void require(bool holds, const char* sentence) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", sentence);
  std::abort();
}

inline std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The first line, without its end; `text` is what follows.
inline std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

/// "\r", "\n" and "\\" undone.
inline std::string unescaped(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char next = i + 1 < line.size() ? line[i + 1] : '\0';
    const bool escape = line[i] == '\\' && (next == 'r' || next == 'n' || next == '\\');
    text += escape ? (next == 'r' ? '\r' : next == 'n' ? '\n' : '\\') : line[i];
    if (escape) ++i;
  }
  return text;
}

/// Decisions read off the front of a fuzz input. At its end every number is 0 and every text empty.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t value = rest_.front();
    rest_ = rest_.subspan(1);
    return value;
  }
  std::uint16_t word() {
    const std::uint8_t high = byte();
    return static_cast<std::uint16_t>(high << 8 | byte());
  }
  /// From 0 to `count` - 1.
  std::size_t below(std::size_t count) { return count == 0 ? 0 : byte() % count; }
  std::span<const std::uint8_t> take(std::size_t size) {
    const auto taken = rest_.first(std::min(size, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  std::string_view text(std::size_t size) { return text_of(take(size)); }

 private:
  std::span<const std::uint8_t> rest_;
};

/// A bit source that an input determines, for choices that a readable seed has no room for (xorshift over FNV-1a).
class Noise {
 public:
  explicit Noise(std::string_view seed) {
    for (const char c : seed) state_ = (state_ ^ static_cast<std::uint8_t>(c)) * 0x100000001b3u;
    if (state_ == 0) state_ = 1;
  }
  std::size_t below(std::size_t count) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::size_t>(state_ >> 11) % count;
  }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325u;
};

}  // namespace trunkgate::fuzz

/// Called by libFuzzer, and by replay_main.cpp for each file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
