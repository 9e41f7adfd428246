// SPDX-License-Identifier: Apache-2.0
#include "media/ng/bencode.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

namespace trunkgate::media::ng {
namespace {

class Bencode : public testing::Test {
 protected:
  bool reads(std::string_view text) { return read_bencode(text, *tree_); }
  std::string written() {
    TextWriter out(room_);
    write_bencode(tree_->root(), out);
    return std::string{out.view()};
  }
  std::unique_ptr<Tree> tree_ = std::make_unique<Tree>();
  std::array<char, datagram_size_max> room_;
};

TEST_F(Bencode, Ping_IsRead) {
  ASSERT_TRUE(reads("d7:command4:pinge"));
  EXPECT_EQ(tree_->root().find("command").text(), "ping");
}

TEST_F(Bencode, NestedValues_ComeBackAsTheyWere) {
  const std::string right = "d5:flagsl3:abc0:e1:ni-42e1:zi0e4:sizei9223372036854775807e1:dd1:xl1:qded1:ai1eeeee";
  ASSERT_TRUE(reads(right));
  EXPECT_EQ(written(), right);
  EXPECT_EQ(tree_->root().find("n").number(), -42);
  EXPECT_EQ(tree_->root().find("size").number(), INT64_MAX);
  EXPECT_EQ(tree_->root().find("flags").first().next().text(), "");
}

TEST_F(Bencode, KeysOutOfOrder_AreRead) { EXPECT_TRUE(reads("d1:b1:x1:a1:ye")); }

TEST_F(Bencode, OctetsOfAnyKind_Pass) {
  const std::string text = std::string("d1:a4:\0\xff e", 10) + "e";
  ASSERT_TRUE(reads(text));
  EXPECT_EQ(tree_->root().find("a").text(), std::string_view("\0\xff e", 4));
  EXPECT_EQ(written(), text);
}

TEST_F(Bencode, Malformed_IsRefused) {
  for (const std::string_view text : {"",
                                      "d",
                                      "i1e",
                                      "4:ping",
                                      "d7:command4:ping",
                                      "d7:command4:pingee",
                                      "d7:command4:pinge ",
                                      "d3:abe",
                                      "d7:commande",
                                      "di1e1:ae",
                                      "dl1:aee",
                                      "d1:ai01ee",
                                      "d1:ai-0ee",
                                      "d1:aiee",
                                      "d1:ai1",
                                      "d01:a1:be",
                                      "d-1:a1:be",
                                      "d1:a99999999999999999999:be",
                                      "d1:a18446744073709551615:be",
                                      "d1:ai9223372036854775808ee",
                                      "le ",
                                      "dx",
                                      "lx"}) {
    EXPECT_FALSE(reads(text)) << text;
  }
}

TEST_F(Bencode, EveryPrefixOfAMessage_IsRefused) {
  const std::string text = "d7:command5:offer5:flagsl13:trust-addresse3:sdp3:v=0e";
  ASSERT_TRUE(reads(text));
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_FALSE(reads(text.substr(0, size))) << size;
}

TEST_F(Bencode, DepthAndCount_AreBounded) {
  const auto nested = [](std::size_t depth) { return std::string(depth, 'l') + std::string(depth, 'e'); };
  EXPECT_TRUE(reads(nested(depth_max)));
  EXPECT_FALSE(reads(nested(depth_max + 1)));
  EXPECT_FALSE(reads(std::string(depth_max + 1, 'l') + std::string(depth_max, 'e')));
  EXPECT_FALSE(reads(std::string(60000, 'l')));
  std::string wide = "l";
  for (std::size_t i = 1; i < node_count_max; ++i) wide += "0:";
  EXPECT_TRUE(reads(wide + "e"));
  EXPECT_FALSE(reads(wide + "0:e"));
}

TEST_F(Bencode, SmallestInteger_IsWrittenWhole) {
  tree_->clear();
  tree_->add_number(tree_->make_root(Kind::list), "", INT64_MIN);
  EXPECT_EQ(written(), "li-9223372036854775808ee");
}

}  // namespace
}  // namespace trunkgate::media::ng
