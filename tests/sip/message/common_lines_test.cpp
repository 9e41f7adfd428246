// SPDX-License-Identifier: Apache-2.0
// Message takes header lines of the common shape in a loop of its own; the result must be that of the general walk.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sip/message/header_id_inline.h"
#include "sip/message/message.h"
#include "sip/scan/chars.h"
#include "sip/scan/line_index.h"
#include "tests/sip/support/corpus.h"

namespace trunkgate::sip {
namespace {

struct Expected {
  HeaderId id;
  std::string_view name;
  std::string_view value;
};

/// All header lines with a good name, one after the other, through LineIndex::next_header alone.
std::vector<Expected> general(std::string_view text) {
  while (text.starts_with("\r\n")) text.remove_prefix(2);
  std::vector<Expected> headers;
  LineIndex lines(text, index_blocks_scalar);
  std::string_view start_line;
  if (lines.next(start_line) != ParseError::none) return headers;
  LineIndex::Line line;
  while (lines.next_header(line) == ParseError::none && !line.text.empty()) {
    if (line.colon == std::string_view::npos) continue;
    const std::string_view name = trim(line.text.substr(0, line.colon));
    if (name.data() != line.text.data() || !all(token, name) || name.size() > header_name_size_max) continue;
    headers.push_back({header_id(name), name, trim(line.text.substr(line.colon + 1))});
  }
  return headers;
}

void expect_general(Message& message, const std::string& text) {
  (void)message.parse(text);
  const auto expected = general(text);
  ASSERT_EQ(message.headers().size(), expected.size()) << text;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_EQ(message.headers()[i].id, expected[i].id) << text;
    ASSERT_EQ(message.headers()[i].name, expected[i].name) << text;
    ASSERT_EQ(message.headers()[i].value, expected[i].value) << text;
  }
  std::size_t in_lists = 0;
  for (std::size_t id = 0; id < static_cast<std::size_t>(HeaderId::count_); ++id) {
    const Header* before = nullptr;
    for (HeaderLines lines = message.lines(static_cast<HeaderId>(id)); !lines.empty(); ++in_lists) {
      const Header& header = lines.take();
      ASSERT_TRUE(header.id == static_cast<HeaderId>(id) && (before == nullptr || &header > before)) << text;
      before = &header;
    }
  }
  ASSERT_EQ(in_lists, message.headers().size()) << text;
}

TEST(CommonLines, OneByteChanged_AsInGeneralWalk) {
  const auto message = std::make_unique<Message>();
  for (const auto& [name, bytes] : corpus()) {
    const std::size_t head = bytes.find("\r\n\r\n") + 4;
    for (std::size_t at = 0; at < head; ++at) {
      std::string changed = bytes;
      for (const char c : std::string_view("\0\r\n\t :-@m", 9)) {
        changed[at] = c;
        expect_general(*message, changed);
        if (HasFatalFailure()) return;
      }
    }
  }
}

/// Lines of all lengths, so that each falls on every side of block, step and window, with and without a body behind.
TEST(CommonLines, LinesOfEveryLength_AsInGeneralWalk) {
  const auto message = std::make_unique<Message>();
  for (std::size_t size = 0; size < 400; ++size) {
    std::string text = "OPTIONS sip:h SIP/2.0\r\n";
    for (std::size_t line = 0; line < 12; ++line)
      text += (line % 3 == 0 ? "X-Long-Name: " : "To:") + std::string((size * (line + 1)) % 400, 'v') + "\r\n";
    expect_general(*message, text + "\r\n");
    expect_general(*message, text + "\r\nbody");
    if (HasFatalFailure()) return;
  }
}

/// More than the first window of the index holds; the general walk goes on alone.
TEST(CommonLines, LongHeaderPart_AsInGeneralWalk) {
  const auto message = std::make_unique<Message>();
  for (std::size_t size = 0; size < 70; ++size) {
    std::string text = "OPTIONS sip:h SIP/2.0\r\n";
    for (std::size_t line = 0; line < 250; ++line)
      text += "Via: " + std::string(1 + (size + line) % 70, line % 2 == 0 ? 'v' : ',') + "\r\n";
    expect_general(*message, text + "\r\n");
    if (HasFatalFailure()) return;
  }
}

/// A line that is walked octet by octet may end far behind what was indexed.
TEST(CommonLines, BehindQuotedControlCharacterInLongLine_EveryLineFound) {
  const auto message = std::make_unique<Message>();
  for (std::size_t size = 0; size < 9000; size += 61) {
    std::string text = "OPTIONS sip:h SIP/2.0\r\nSubject: \"\\\x01" + std::string(size, 'v') + "\"\r\n";
    for (std::size_t line = 0; line < 40; ++line) text += "Route: <sip:" + std::string(line * 3 + 1, 'h') + ">\r\n";
    text += "\r\n";
    EXPECT_EQ(message->parse(text), ParseError::missing_header);
    ASSERT_EQ(message->headers().size(), 41u) << size;
    EXPECT_EQ(message->headers()[0].value.size(), size + 4);
    for (std::size_t line = 0; line < 40; ++line) {
      const Header& header = message->headers()[line + 1];
      ASSERT_EQ(header.id, HeaderId::route) << size;
      ASSERT_EQ(header.value.size(), line * 3 + 7) << size;
      const auto address = NameAddr::parse(header.value, message->delimiters());
      ASSERT_TRUE(address) << size;
      ASSERT_EQ(address->uri.host.size(), line * 3 + 1) << size;
    }
  }
}

/// At a name sixteen bytes are read; a build with AddressSanitizer sees whether these are there.
TEST(CommonLines, CutAnywhere_AsInGeneralWalk) {
  const auto message = std::make_unique<Message>();
  for (const auto& [name, bytes] : corpus()) {
    for (std::size_t size = 1; size < bytes.size(); ++size) {
      const std::vector<char> exact(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
      (void)message->parse(exact);
      const std::string text(exact.begin(), exact.end());
      ASSERT_EQ(message->headers().size(), general(text).size()) << text;
    }
  }
}

/// Names are looked up by the eight bytes before their end; a build with AddressSanitizer sees whether these are there.
TEST(CommonLines, BehindShortStartLine_ReadAllTheSame) {
  const auto message = std::make_unique<Message>();
  for (const std::string_view start : {"A", "A  ", "ABCD", "ABCDEF"}) {
    const std::string text = std::string(start) + "\r\nTo: <sip:h>;tag=a\r\nCSeq: 1 A\r\nX: y\r\n\r\n";
    const std::vector<char> exact(text.begin(), text.end());
    EXPECT_EQ(message->parse(exact), ParseError::bad_start_line) << start;
    ASSERT_EQ(message->headers().size(), 3u) << start;
    EXPECT_EQ(message->headers()[0].id, HeaderId::to) << start;
    EXPECT_EQ(message->headers()[1].id, HeaderId::cseq) << start;
    EXPECT_EQ(message->headers()[2].value, "y") << start;
  }
}

TEST(CommonLines, LongResponseWhoseReasonEndsLikeARequestLine_HasNoRequestUri) {
  const auto message = std::make_unique<Message>();
  const std::string reason = "a" + std::string(128, ' ');
  for (std::size_t shift = 0; shift < 64; ++shift) {
    const std::string text = "SIP/2.0 200 " + reason + "SIP/2.0\r\nSubject: " + std::string(4200 + shift, 'x') +
                             "\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n" +
                             "Call-ID: 1\r\nCSeq: 1 BYE\r\n\r\n";
    ASSERT_EQ(message->parse(text), ParseError::none);
    EXPECT_EQ(message->request_uri(), "");
  }
}

TEST(Rfc3261_7_3_1, KnownNameInAnyCase_SameIdBothWays) {
  for (std::size_t id = 1; id < static_cast<std::size_t>(HeaderId::count_); ++id) {
    const std::string canonical(canonical_name(static_cast<HeaderId>(id)));
    for (const int kind : {0, 1, 2}) {
      std::string name = canonical;
      for (char& c : name) c = static_cast<char>(kind == 0 ? c : kind == 1 ? std::tolower(c) : std::toupper(c));
      const std::string text = std::string(header_name_block, ' ') + name + ":";
      EXPECT_EQ(plain_header_id(std::string_view(text).substr(header_name_block, name.size())),
                static_cast<HeaderId>(id))
          << name;
      EXPECT_EQ(header_id(name), static_cast<HeaderId>(id)) << name;
      EXPECT_EQ(header_id(name + "x"), HeaderId::other) << name;
      EXPECT_EQ(header_id("x" + name), HeaderId::other) << name;
      for (std::size_t i = 1; name.size() - i > 1; ++i)
        EXPECT_NE(header_id(name.substr(i)), static_cast<HeaderId>(id)) << name.substr(i);
      for (char& c : name) {
        const char letter = std::exchange(c, '_');
        EXPECT_EQ(header_id(name), HeaderId::other) << name;
        c = letter;
      }
    }
  }
}

TEST(Rfc3261_7_3_1, NamesWithOtherCharacters_Unknown) {
  for (const std::string_view name : {"", "Call\rID",
                                      "C\x13"
                                      "eq",
                                      "Call-ID ", "@o", "\xd6ia"})
    EXPECT_EQ(header_id(name), HeaderId::other) << name;
}

}  // namespace
}  // namespace trunkgate::sip
