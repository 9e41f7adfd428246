// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "sip/message/framer.h"
#include "sip/message/message.h"
#include "sip/message/writer.h"
#include "tests/sip/support/corpus.h"

namespace trunkgate::sip {
namespace {

std::string rewrite(const Message& message) {
  static std::array<char, message_size_max> buffer;
  Writer writer(buffer);
  if (message.is_request())
    writer.request_line(message.method_name(), message.request_uri());
  else
    writer.status_line(message.status(), message.reason());
  for (const Header& header : message.headers())
    if (header.id != HeaderId::content_length) writer.header(header);
  const auto written = writer.finish(message.body());
  return {written.data(), written.size()};
}

std::string unfolded(std::string_view value) {
  std::array<char, 4096> buffer;
  Writer writer(buffer);
  writer.text(value);
  const auto written = writer.finish();
  return {written.data(), written.size()};
}

TEST(Corpus, EveryMessage_Parses) {
  const auto messages = corpus();
  ASSERT_GE(messages.size(), 45u);
  Message message;
  for (const auto& [name, bytes] : messages) {
    EXPECT_EQ(message.parse(bytes), ParseError::none) << name << ": " << trunkgate::sip::name(message.parse(bytes));
    EXPECT_FALSE(message.top_via().branch.empty()) << name;
    EXPECT_FALSE(message.from_tag().empty()) << name;
    EXPECT_FALSE(message.call_id().empty()) << name;
  }
}

TEST(Corpus, Rewritten_SaysTheSame) {
  const auto again = std::make_unique<Message>();
  Message message;
  for (const auto& [name, bytes] : corpus()) {
    ASSERT_EQ(message.parse(bytes), ParseError::none) << name;
    const std::string written = rewrite(message);
    ASSERT_EQ(again->parse(written), ParseError::none) << name;
    EXPECT_EQ(again->body(), message.body()) << name;
    EXPECT_EQ(again->call_id(), message.call_id()) << name;
    EXPECT_EQ(again->to_tag(), message.to_tag()) << name;
    EXPECT_EQ(again->top_via().branch, message.top_via().branch) << name;
    ASSERT_EQ(again->headers().size(), message.headers().size()) << name;
    for (const Header& header : message.headers()) {
      if (header.id == HeaderId::content_length || header.id == HeaderId::other) continue;
      ASSERT_EQ(again->count(header.id), message.count(header.id)) << name;
    }
    EXPECT_EQ(unfolded(again->from()), unfolded(message.from())) << name;
    EXPECT_EQ(rewrite(*again), written) << name << ": writing is not stable";
  }
}

/// Every corpus message cut at every byte: an error or a good message, never a read past the end (the sanitizers look).
TEST(Corpus, CutAnywhere_RefusedOrWhole) {
  Message message;
  for (const auto& [name, bytes] : corpus()) {
    const std::size_t head = bytes.find("\r\n\r\n") + 4;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto piece = std::make_unique<char[]>(size);
      std::copy_n(bytes.data(), size, piece.get());
      const ParseError error = message.parse({piece.get(), size});
      ASSERT_NE(error, ParseError::none) << name << " at " << size;
      if (size >= head) {
        ASSERT_EQ(error, ParseError::content_length_mismatch) << name << " at " << size;
      }
    }
  }
}

/// Each byte of each message set to what readers trip over. What still parses must be writable and parse again.
TEST(Corpus, OneByteBroken_RewrittenIsClean) {
  const auto again = std::make_unique<Message>();
  Message message;
  for (const auto& [name, bytes] : corpus()) {
    std::string broken = bytes;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (const char c : {'\0', '\r', '\n', ' ', ':', ';', ',', '"', '<', '\\', '\xff'}) {
        broken[at] = c;
        if (message.parse(broken) != ParseError::none) continue;
        const std::string written = rewrite(message);
        ASSERT_EQ(again->parse(written), ParseError::none) << name << " byte " << at << " = " << static_cast<int>(c);
        ASSERT_EQ(again->headers().size(),
                  message.headers().size() + (message.find(HeaderId::content_length) == nullptr));
      }
      broken[at] = bytes[at];
    }
  }
}

TEST(Rfc3261_18_3, CorpusAsOneStream_CutIntoItsMessages) {
  std::string stream;
  const auto messages = corpus();
  for (const auto& message : messages) stream += message.bytes + "\r\n\r\n";
  for (const std::size_t step : {1u, 7u, 64u, 1460u, 1000000u}) {
    Framer framer;
    std::string buffered;
    std::size_t found = 0;
    std::size_t pings = 0;
    for (std::size_t fed = 0; fed < stream.size(); fed += step) {
      buffered += stream.substr(fed, step);
      for (;;) {
        const auto next = framer.next(buffered);
        ASSERT_NE(next.kind, Framer::Kind::error);
        if (next.kind == Framer::Kind::message) {
          ASSERT_LT(found, messages.size());
          ASSERT_EQ(buffered.substr(next.skip, next.length), messages[found].bytes) << "step " << step;
          ++found;
        }
        pings += next.kind == Framer::Kind::keepalive_ping ? 1 : 0;
        buffered.erase(0, next.skip + next.length);
        if (next.kind == Framer::Kind::need_more) break;
      }
    }
    EXPECT_EQ(found, messages.size()) << "step " << step;
    EXPECT_EQ(pings, messages.size()) << "step " << step;
    EXPECT_TRUE(buffered.empty());
  }
}

}  // namespace
}  // namespace trunkgate::sip
