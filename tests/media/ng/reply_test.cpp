// SPDX-License-Identifier: Apache-2.0
#include "media/ng/reply.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include "media/ng/bencode.h"

namespace trunkgate::media::ng {
namespace {

class ReplyTest : public testing::Test {
 protected:
  std::string written(const Reply& reply) {
    TextWriter out(room_);
    write_bencode(compose_reply(reply, *tree_), out);
    return std::string{out.view()};
  }
  std::unique_ptr<Tree> tree_ = std::make_unique<Tree>();
  std::array<char, datagram_size_max> room_;
};

TEST_F(ReplyTest, OnTheWire) {
  Reply pong;
  pong.result = Reply::Result::pong;
  EXPECT_EQ(written(pong), "d6:result4:ponge");
  Reply error;
  error.result = Reply::Result::error;
  error.error_reason = "no";
  EXPECT_EQ(written(error), "d6:result5:error12:error-reason2:noe");
  Reply sdp;
  sdp.sdp = "v=0";
  EXPECT_EQ(written(sdp), "d6:result2:ok3:sdp3:v=0e");
}

TEST_F(ReplyTest, Composed_IsReadAsItWas) {
  Reply sent;
  sent.warning = "w";
  sent.rtp = StreamTotals{7, 1204, 1};
  const auto read = read_reply(compose_reply(sent, *tree_));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->result, Reply::Result::ok);
  EXPECT_EQ(read->warning, "w");
  ASSERT_TRUE(read->rtp && read->rtcp);
  EXPECT_EQ(read->rtp->packets, 7);
  EXPECT_EQ(read->rtp->bytes, 1204);
  EXPECT_EQ(read->rtp->errors, 1);
  EXPECT_EQ(read->rtcp->packets, 0);
}

TEST_F(ReplyTest, WithoutAKnownResult_IsNone) {
  ASSERT_TRUE(read_bencode("d3:sdp3:v=0e", *tree_));
  EXPECT_FALSE(read_reply(tree_->root()));
  ASSERT_TRUE(read_bencode("d6:result5:maybee", *tree_));
  EXPECT_FALSE(read_reply(tree_->root()));
  EXPECT_FALSE(read_reply(Value{}));
}

}  // namespace
}  // namespace trunkgate::media::ng
