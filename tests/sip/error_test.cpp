// SPDX-License-Identifier: Apache-2.0
#include "sip/error.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "sip/limits.h"
#include "sip/scan/chars.h"

namespace trunkgate::sip {
namespace {

constexpr auto count = static_cast<unsigned>(ParseError::count_);

TEST(ParseError, EveryOne_HasANameForALabelAndASentence) {
  std::set<std::string_view> names;
  std::set<std::string_view> sentences;
  for (unsigned i = 0; i < count; ++i) {
    const auto error = static_cast<ParseError>(i);
    EXPECT_FALSE(sentence(error).empty()) << i;
    EXPECT_TRUE(names.insert(name(error)).second) << name(error) << " is there twice";
    EXPECT_TRUE(sentences.insert(sentence(error)).second) << sentence(error);
    for (const char c : name(error)) EXPECT_TRUE((c >= 'a' && c <= 'z') || c == '_') << name(error);
  }
}

TEST(ParseError, Rows_InTheOrderOfTheEnum) {
  EXPECT_EQ(name(ParseError::none), "none");
  EXPECT_EQ(name(ParseError::bare_line_end), "bare_line_end");
  EXPECT_EQ(name(ParseError::missing_header), "missing_header");
  EXPECT_EQ(name(ParseError::bad_max_forwards), "bad_max_forwards");
  EXPECT_EQ(name(ParseError::bad_value), "bad_value");
}

TEST(ParseError, Sentences_NameTheBoundsThatAreChecked) {
  EXPECT_NE(sentence(ParseError::too_large).find(std::to_string(message_size_max)), std::string_view::npos);
  EXPECT_NE(sentence(ParseError::too_many_headers).find(std::to_string(header_count_max)), std::string_view::npos);
  EXPECT_NE(sentence(ParseError::bad_request_uri).find(std::to_string(uri_size_max)), std::string_view::npos);
}

}  // namespace
}  // namespace trunkgate::sip
