// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace trunkgate::sip {

/// The realistic messages of tests/data/messages: chan_pjsip, chan_sip, CUCM, Twilio, and what RFC 3261 allows besides.
struct CorpusMessage {
  std::string name;
  std::string bytes;
};

inline std::vector<CorpusMessage> corpus() {
  std::vector<CorpusMessage> messages;
  for (const auto& entry : std::filesystem::directory_iterator(TRUNKGATE_SOURCE_DIR "/tests/data/messages")) {
    if (entry.path().extension() != ".sip") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    messages.push_back({entry.path().stem().string(), {std::istreambuf_iterator<char>(file), {}}});
  }
  std::ranges::sort(messages, {}, &CorpusMessage::name);
  return messages;
}

inline std::string corpus_message(std::string_view name) {
  for (auto& message : corpus())
    if (message.name == name) return message.bytes;
  return {};
}

/// Replaces the first `from` in `text`; an absent one would make the test mean nothing, so it ends the program.
inline std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) std::abort();
  return text.replace(at, from.size(), to);
}

}  // namespace trunkgate::sip
