// SPDX-License-Identifier: Apache-2.0
#include "sip/message/framer.h"

#include <gtest/gtest.h>

#include <string>

#include "sip/limits.h"

namespace trunkgate::sip {
namespace {

using Kind = Framer::Kind;

std::string options(std::string_view length_lines, std::string_view body = {}) {
  return "OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/TCP a;branch=z9hG4bK1\r\n" + std::string(length_lines) + "\r\n" +
         std::string(body);
}

Framer::Next once(std::string_view bytes) {
  Framer framer;
  return framer.next(bytes);
}

TEST(Rfc3261_18_3, BodyOfContentLength_ThenNextMessage) {
  const std::string first = options("Content-Length: 4\r\n", "ab\r\n");
  const auto next = once(first + "INVITE");
  EXPECT_EQ(next.kind, Kind::message);
  EXPECT_EQ(next.skip, 0u);
  EXPECT_EQ(next.length, first.size());
}

TEST(Rfc3261_18_3, LengthWrittenSloppily_Read) {
  for (const auto* line :
       {"l:4\r\n", "CONTENT-LENGTH:   0004  \r\n", "Content-Length :4\r\n", "Content-Length: 4\r\nl: 4\r\n"})
    EXPECT_EQ(once(options(line, "abcd")).kind, Kind::message) << line;
}

TEST(Rfc3261_18_3, NoContentLength_Error) {
  const auto next = once(options("Subject: x\r\n"));
  EXPECT_EQ(next.kind, Kind::error);
  EXPECT_EQ(next.error, ParseError::missing_content_length);
  EXPECT_EQ(once(options("Subject: x\r\n Content-Length: 0\r\n")).error, ParseError::missing_content_length);
}

// PEERS D2 group 6: lengths that wrap in 32 bits made the rest of the body a second message.
TEST(Smuggling, LengthThatWraps_Error) {
  for (const auto* line : {"4294967328", "4294967296", "18446744073709551648", "99999999999999999999999", "65536"})
    EXPECT_EQ(once(options("Content-Length: " + std::string(line) + "\r\n")).error, ParseError::bad_content_length);
  for (const auto* line : {"-1", "+1", "1 2", "1,1", "0x10", "1a", "", "1.0"})
    EXPECT_EQ(once(options("Content-Length: " + std::string(line) + "\r\n")).error, ParseError::bad_content_length)
        << line;
}

TEST(Smuggling, LengthsThatDiffer_Error) {
  EXPECT_EQ(once(options("Content-Length: 4\r\nl: 0\r\n", "abcd")).error, ParseError::bad_content_length);
  EXPECT_EQ(once(options("Content-Length: 4\r\nContent-Length : 5\r\n", "abcde")).error,
            ParseError::bad_content_length);
}

TEST(Framer, HeaderPartWithoutEnd_Bounded) {
  Framer framer;
  std::string buffered = "OPTIONS sip:a SIP/2.0\r\n";
  Framer::Next next;
  while (buffered.size() <= header_part_size_max + 1000) {
    next = framer.next(buffered);
    if (next.kind == Kind::error) break;
    buffered += "X-Long: yes\r\n";
  }
  EXPECT_EQ(next.kind, Kind::error);
  EXPECT_EQ(next.error, ParseError::too_large);
  EXPECT_LE(buffered.size(), header_part_size_max + 13 + 3);
}

TEST(Framer, WholeMessageBound) {
  const std::string head = options("Content-Length: 65535\r\n");
  EXPECT_EQ(once(head + std::string(65535, 'x')).error, ParseError::too_large);
  const std::size_t fits = message_size_max - head.size();
  const std::string good = options("Content-Length: " + std::to_string(fits) + "\r\n", std::string(fits, 'x'));
  EXPECT_EQ(once(good).length, message_size_max);
}

TEST(Rfc3261_7_5, LineEndsBeforeStartLine_Skipped) {
  const std::string message = options("l: 0\r\n");
  const auto next = once("\r\n" + message);
  EXPECT_EQ(next.kind, Kind::message);
  EXPECT_EQ(next.skip, 2u);
  EXPECT_EQ(next.length, message.size());
}

TEST(Rfc5626_3_5_1, DoubleCrlf_Ping) {
  const auto next = once("\r\n\r\n");
  EXPECT_EQ(next.kind, Kind::keepalive_ping);
  EXPECT_EQ(next.skip, 4u);
}

TEST(Rfc5626_3_5_1, PingSplitOverReads_OnePing) {
  Framer framer;
  std::string buffered;
  int pings = 0;
  for (const char c : std::string_view("\r\n\r\n")) {
    buffered += c;
    const auto next = framer.next(buffered);
    ASSERT_NE(next.kind, Kind::error);
    pings += next.kind == Kind::keepalive_ping ? 1 : 0;
    buffered.erase(0, next.skip + next.length);
  }
  EXPECT_EQ(pings, 1);
  EXPECT_TRUE(buffered.empty());
}

TEST(Rfc5626_3_5_1, LonePongThenMessage_NoPing) {
  Framer framer;
  EXPECT_EQ(framer.next(std::string_view("\r\n")).kind, Kind::need_more);
  const std::string message = options("l: 0\r\n");
  EXPECT_EQ(framer.next(message).kind, Kind::message);
  // The pong of before is spent: a single one is again no ping.
  EXPECT_EQ(framer.next(std::string_view("\r\n")).kind, Kind::need_more);
}

TEST(Framer, ManyPings_EachAnswered) {
  Framer framer;
  std::string buffered;
  for (int i = 0; i < 1000; ++i) buffered += "\r\n\r\n";
  int pings = 0;
  for (auto next = framer.next(buffered); next.kind == Kind::keepalive_ping; next = framer.next(buffered)) {
    ++pings;
    buffered.erase(0, next.skip);
  }
  EXPECT_EQ(pings, 1000);
}

/// A header part of exactly the bound, its blank line cut anywhere: the verdict must not depend on the network.
TEST(Framer, LargestHeaderPart_CutInItsBlankLine_SameMessage) {
  std::string message = options("l: 0\r\n");
  const std::size_t missing = header_part_size_max - (message.size() - 4);
  message.insert(message.find("\r\n") + 2, "X: " + std::string(missing - 5, 'x') + "\r\n");
  for (std::size_t cut = message.size() - 4; cut <= message.size(); ++cut) {
    Framer framer;
    const auto first = framer.next(std::string_view(message).substr(0, cut));
    EXPECT_EQ(first.kind, cut == message.size() ? Kind::message : Kind::need_more) << cut;
    if (cut == message.size()) continue;
    EXPECT_EQ(framer.next(message).length, message.size());
  }
}

TEST(Framer, BareLineEndInFront_Error) {
  EXPECT_EQ(once("\rX").error, ParseError::bare_line_end);
  EXPECT_EQ(once("\n").error, ParseError::bare_line_end);
  EXPECT_EQ(once("\r").kind, Kind::need_more);
  EXPECT_EQ(once("").kind, Kind::need_more);
}

}  // namespace
}  // namespace trunkgate::sip
