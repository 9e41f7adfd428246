// SPDX-License-Identifier: Apache-2.0
#include "media/ng/message.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

namespace trunkgate::media::ng {
namespace {

class NgMessage : public testing::Test {
 protected:
  MessageError read(std::string_view datagram) { return read_message(datagram, *tree_, message_); }
  std::string written(const Message& message) {
    TextWriter out(room_);
    write_message(message, out);
    return std::string{out.view()};
  }
  std::unique_ptr<Tree> tree_ = std::make_unique<Tree>();
  Message message_;
  std::array<char, datagram_size_max> room_;
};

TEST_F(NgMessage, BothForms_AreReadAndWrittenInTheirOwn) {
  for (const std::string_view datagram : {"5323_1 d7:command4:pinge", "ab {\"command\":\"ping\"}"}) {
    ASSERT_EQ(read(datagram), MessageError::none);
    EXPECT_EQ(message_.dictionary.find("command").text(), "ping");
    EXPECT_EQ(written(message_), datagram);
  }
}

TEST_F(NgMessage, NoCookie_LeavesNobodyToReplyTo) {
  const std::string long_cookie(cookie_size_max + 1, 'c');
  for (const std::string& datagram :
       {std::string{}, std::string{"d7:command4:pinge"}, std::string{" d7:command4:pinge"},
        long_cookie + " d7:command4:pinge", std::string(datagram_size_max + 1, ' ')}) {
    EXPECT_EQ(read(datagram), MessageError::no_cookie);
  }
  EXPECT_EQ(read(long_cookie.substr(1) + " d7:command4:pinge"), MessageError::none);
}

TEST_F(NgMessage, BadDocument_LeavesCookieAndForm) {
  EXPECT_EQ(read("c1 "), MessageError::no_document);
  EXPECT_EQ(message_.cookie, "c1");
  EXPECT_EQ(read("c2 V"), MessageError::unknown_form);
  EXPECT_EQ(read("c3 l1:ae"), MessageError::unknown_form);
  EXPECT_EQ(read("c4 d1:a"), MessageError::bad_bencode);
  EXPECT_EQ(message_.encoding, Encoding::bencode);
  EXPECT_EQ(read("c5 {\"a\""), MessageError::bad_json);
  EXPECT_EQ(message_.encoding, Encoding::json);
  EXPECT_EQ(message_.cookie, "c5");
  EXPECT_FALSE(message_.dictionary);
}

TEST_F(NgMessage, EachError_HasASentence) {
  for (const auto error : {MessageError::no_cookie, MessageError::no_document, MessageError::unknown_form,
                           MessageError::bad_bencode, MessageError::bad_json}) {
    EXPECT_FALSE(sentence(error).empty());
  }
}

}  // namespace
}  // namespace trunkgate::media::ng
