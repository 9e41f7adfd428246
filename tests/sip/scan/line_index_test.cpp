// SPDX-License-Identifier: Apache-2.0
#include "sip/scan/line_index.h"

#include <gtest/gtest.h>

#include <cctype>
#include <random>
#include <string>
#include <vector>

namespace trunkgate::sip {
namespace {

std::vector<IndexBlocks> all_kinds() {
  std::vector<IndexBlocks> kinds{index_blocks_scalar};
  for (const IndexBlocks kind : {index_blocks_sse2(), index_blocks_avx2()})
    if (kind != nullptr) kinds.push_back(kind);
  return kinds;
}

/// Both words of every block.
std::vector<std::uint64_t> masks(IndexBlocks kind, const std::string& text) {
  const std::size_t count = text.size() / block_size;
  std::vector<std::uint64_t> words(2 * count);
  kind(text.data(), count, words.data(), words.data() + count);
  return words;
}

TEST(LineIndex, EveryByteAtEveryPlace_KindsAgree) {
  for (const IndexBlocks kind : all_kinds()) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      for (std::size_t place = 0; place < block_size; ++place) {
        std::string block(block_size, 'x');
        block[place] = static_cast<char>(byte);
        std::uint64_t controls = 0;
        std::uint64_t delimiters = 0;
        kind(block.data(), 1, &controls, &delimiters);
        const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7f;
        ASSERT_EQ(controls, control ? std::uint64_t{1} << place : 0) << byte << " at " << place;
        const bool plain =
            byte < 0x80 && (std::isalnum(static_cast<int>(byte)) != 0 || byte == '-' || byte == '.' || byte == '_');
        ASSERT_EQ(delimiters, plain ? 0 : std::uint64_t{1} << place) << byte << " at " << place;
      }
    }
  }
}

TEST(LineIndex, RandomBlocks_KindsAgree) {
  std::mt19937 random(1);
  std::string text(block_size * 32, '\0');
  for (int round = 0; round < 500; ++round) {
    for (char& c : text) c = static_cast<char>(random());
    const auto expected = masks(index_blocks_scalar, text);
    for (const IndexBlocks kind : all_kinds()) ASSERT_EQ(masks(kind, text), expected);
  }
}

TEST(LineIndex, X86Always_HasSse2) {
#if defined(__x86_64__)
  EXPECT_NE(index_blocks_sse2(), nullptr);
#else
  EXPECT_EQ(best_index_blocks(), index_blocks_scalar);
#endif
}

/// A line of every length, so that its end, its colon and the next line fall on every side of block and window.
TEST(Rfc3261_7, LinesOfEveryLength_EndAndColonFound) {
  for (const IndexBlocks kind : all_kinds()) {
    for (std::size_t size = 1; size < 2300; size += size < 200 ? 1 : 61) {
      const std::string first = std::string(size, 'a') + ":" + std::string(size / 2, 'b') + ":c";
      const std::string text = first + "\r\nno colon here\r\n\r\nbody: 1";
      LineIndex lines(text, kind);
      LineIndex::Line line;
      ASSERT_EQ(lines.next_header(line), ParseError::none);
      ASSERT_EQ(line.text, first);
      ASSERT_EQ(line.colon, size);
      ASSERT_EQ(lines.next_header(line), ParseError::none);
      ASSERT_EQ(line.text, "no colon here");
      ASSERT_EQ(line.colon, std::string_view::npos);
      ASSERT_EQ(lines.next_header(line), ParseError::none);
      ASSERT_TRUE(line.text.empty());
      ASSERT_EQ(lines.rest(), "body: 1");
    }
  }
}

/// More lines than the index keeps: it goes on, and knows the delimiters of the last ones.
TEST(Rfc3261_7, LongHeaderPart_EveryLineFound) {
  for (const IndexBlocks kind : all_kinds()) {
    std::string text;
    for (int i = 0; i < 300; ++i)
      text += "Name" + std::to_string(i) + ": " + std::string(static_cast<std::size_t>(i), 'v') + "\r\n";
    text += "\r\n";
    LineIndex lines(text, kind);
    LineIndex::Line line;
    for (int i = 0; i < 300; ++i) {
      ASSERT_EQ(lines.next_header(line), ParseError::none) << i;
      ASSERT_EQ(line.text.substr(0, line.colon), "Name" + std::to_string(i));
      ASSERT_EQ(line.text.size(), line.colon + 2 + static_cast<std::size_t>(i));
    }
    ASSERT_EQ(lines.next_header(line), ParseError::none);
    ASSERT_TRUE(line.text.empty());
    ASSERT_TRUE(lines.rest().empty());
  }
}

TEST(Rfc3261_7_3_1, NameWithBlankOrOddCharacter_ColonFound) {
  for (const std::string_view name : {"To ", "T%o", "\"", " "}) {
    const std::string text = std::string(name) + ": a:b\r\n\r\n";
    LineIndex lines(text);
    LineIndex::Line line;
    ASSERT_EQ(lines.next_header(line), ParseError::none);
    EXPECT_EQ(line.colon, name.size());
  }
}

TEST(Rfc3261_7_3_1, FoldedHeader_OneLine) {
  LineIndex lines("Subject\r\n : one\r\n\ttwo\r\nTo: x\r\n\r\n");
  LineIndex::Line line;
  ASSERT_EQ(lines.next_header(line), ParseError::none);
  EXPECT_EQ(line.text, "Subject\r\n : one\r\n\ttwo");
  EXPECT_EQ(line.colon, 10u);
  ASSERT_EQ(lines.next_header(line), ParseError::none);
  EXPECT_EQ(line.text, "To: x");
}

TEST(Rfc3261_7_3_1, BlankLineBeforeBlanks_NotFolded) {
  LineIndex lines("To: x\r\n\r\n body");
  LineIndex::Line line;
  ASSERT_EQ(lines.next_header(line), ParseError::none);
  ASSERT_EQ(lines.next_header(line), ParseError::none);
  EXPECT_TRUE(line.text.empty());
  EXPECT_EQ(lines.rest(), " body");
}

ParseError error_of(std::string_view text) {
  LineIndex lines(text);
  std::string_view line;
  return lines.next(line);
}

TEST(LineIndex, WhatIsNoLine_SaysWhy) {
  EXPECT_EQ(error_of(""), ParseError::unterminated);
  EXPECT_EQ(error_of("abc"), ParseError::unterminated);
  EXPECT_EQ(error_of("abc\r"), ParseError::unterminated);
  EXPECT_EQ(error_of(std::string(64, 'a')), ParseError::unterminated);
  EXPECT_EQ(error_of(std::string(1024, 'a')), ParseError::unterminated);
  EXPECT_EQ(error_of("abc\n"), ParseError::bare_line_end);
  EXPECT_EQ(error_of("abc\rd\r\n"), ParseError::bare_line_end);
  EXPECT_EQ(error_of("a\vc\r\n"), ParseError::forbidden_character);
  EXPECT_EQ(error_of("a\x7f\r\n"), ParseError::forbidden_character);
  EXPECT_EQ(error_of({"a\0c\r\n", 5}), ParseError::forbidden_character);
  EXPECT_EQ(error_of("a\tc\r\n"), ParseError::none);
  EXPECT_EQ(error_of("Z\xc3\xbcrich\r\n"), ParseError::none);
}

}  // namespace
}  // namespace trunkgate::sip
