// SPDX-License-Identifier: Apache-2.0
#include "media/ng/json.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

namespace trunkgate::media::ng {
namespace {

class Json : public testing::Test {
 protected:
  bool reads(std::string_view text) { return read_json(text, *tree_); }
  std::string written() {
    TextWriter out(room_);
    write_json(tree_->root(), out);
    return std::string{out.view()};
  }
  std::unique_ptr<Tree> tree_ = std::make_unique<Tree>();
  std::array<char, datagram_size_max> room_;
};

TEST_F(Json, Values_ComeBackAsTheyWere) {
  const std::string text = R"({"command":"offer","flags":["a",""],"n":-42,"d":{"x":[]},"e":{}})";
  ASSERT_TRUE(reads(text));
  EXPECT_EQ(written(), text);
  EXPECT_EQ(tree_->root().find("n").number(), -42);
}

TEST_F(Json, Escapes_AreUndoneAndMade) {
  ASSERT_TRUE(reads(R"({"sdp":"v=0\r\na=\"\\\u00e4\u0001"})"));
  EXPECT_EQ(tree_->root().find("sdp").text(), "v=0\r\na=\"\\\xc3\xa4\x01");
  EXPECT_EQ(written(), "{\"sdp\":\"v=0\\u000d\\u000aa=\\\"\\\\\xc3\xa4\\u0001\"}");
}

TEST_F(Json, WordsOfJson_AreNumbersAndNothing) {
  ASSERT_TRUE(reads(R"({"a":true,"b":false,"c":null})"));
  EXPECT_EQ(written(), R"({"a":1,"b":0,"c":""})");
}

TEST_F(Json, Malformed_IsRefused) {
  for (const std::string_view text : {"", "{", "1", "\"a\"", "{\"a\":1.5}", "{\"a\":}", "{\"a\":1}x", "{'a':1}",
                                      "{\"a\":\"\xff\"}", "{\"a\":9223372036854775808}", "{\"a\":1e3}", "null"}) {
    EXPECT_FALSE(reads(text)) << text;
  }
}

TEST_F(Json, DepthAndCount_AreBounded) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(reads(nested(depth_max)));
  EXPECT_FALSE(reads(nested(depth_max + 1)));
  EXPECT_FALSE(reads(std::string(60000, '[')));
  std::string wide = "[0";
  for (std::size_t i = 2; i < node_count_max; ++i) wide += ",0";
  EXPECT_TRUE(reads(wide + "]"));
  EXPECT_FALSE(reads(wide + ",0]"));
}

TEST_F(Json, OctetsThatAreNotUtf8_StayReadable) {  // RFC 3629 §4: lone, overlong, surrogate, too high, cut off
  tree_->clear();
  const Value list = tree_->make_root(Kind::list);
  for (const std::string_view text :
       {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xe2\x82\xac"})
    tree_->add(list, "", text);
  EXPECT_EQ(written(), R"(["\u00ff","\u00c0\u00af","\u00ed\u00a0\u0080","\u00f4\u0090\u0080\u0080","\u00e2\u0082",")"
                       "\xe2\x82\xac\"]");
  const std::string text = written();
  EXPECT_TRUE(reads(text));
}

}  // namespace
}  // namespace trunkgate::media::ng
