// SPDX-License-Identifier: Apache-2.0
#include "proxy/core/home_worker.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "proxy/hide/sealed_id.h"
#include "sip/message/message.h"

namespace trunkgate::proxy {
namespace {

constexpr std::uint8_t zone = 1;
constexpr std::uint8_t worker_count = 255;  // so that two values seldom meet

Sealer make_sealer() {
  SealingKey::Bytes bytes{};
  bytes.fill(0x5a);
  KeyRing keys;
  EXPECT_EQ(keys.add(SealingKey(bytes)), KeyRing::AddError::none);
  return Sealer(keys);
}

std::string with_line(const std::string& line, const std::string& before = {}) {
  return before +
         "BYE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
         "To: <sip:a@b>;tag=2\r\n" +
         line + "\r\nCSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n";
}

int home(const std::string& message) { return home_worker(make_sealer(), zone, message, worker_count); }

TEST(Rfc3261_7_3_1, CallIdInEverySpelling_OneHome) {
  const int expected = home(with_line("Call-ID: a84b4c76e66710@pc33"));
  EXPECT_NE(expected, 0);
  for (const std::string line :
       {"Call-ID:a84b4c76e66710@pc33", "CALL-ID : a84b4c76e66710@pc33", "Call-ID\t:\ta84b4c76e66710@pc33  ",
        "i: a84b4c76e66710@pc33", "I :a84b4c76e66710@pc33", "Call-ID:\r\n a84b4c76e66710@pc33",
        "i:\r\n\t\r\n  a84b4c76e66710@pc33", "Call-ID: a84b4c76e66710@pc33\r\n "}) {
    const std::string text = with_line(line);
    sip::Message message;
    ASSERT_EQ(message.parse(text), sip::ParseError::none) << line;
    EXPECT_EQ(message.call_id(), "a84b4c76e66710@pc33") << line;
    EXPECT_EQ(home(text), expected) << line;
  }
}

TEST(Rfc3261_7_3_1, CallIdInsideAFold_IsTextOfTheHeaderAbove) {
  const std::string decoy = "Subject: x\r\n Call-ID: another\r\n";
  EXPECT_EQ(home(with_line(decoy + "Call-ID: a84b4c76e66710@pc33")), home(with_line("i: a84b4c76e66710@pc33")));
}

TEST(Rfc3261_7_5, LineEndsInFront_SameHome) {
  EXPECT_EQ(home(with_line("i: a84b4c76e66710@pc33", "\r\n\r\n")), home(with_line("i: a84b4c76e66710@pc33")));
}

TEST(HomeWorker, SealedCallIdOnAFold_HomeOfItsOriginal) {
  const Sealer sealer = make_sealer();
  std::array<char, Sealer::token_size_max> token;
  const std::string sealed(seal_call_id(sealer, zone, "inside@pbx", token));
  const int expected = home(with_line("Call-ID: inside@pbx"));
  EXPECT_EQ(home(with_line("Call-ID: " + sealed)), expected);
  EXPECT_EQ(home(with_line("i:\r\n " + sealed)), expected);
}

TEST(HomeWorker, NoReadableCallId_First) {
  const std::string without = with_line("X: y");
  EXPECT_EQ(home(without), home(with_line("Call-ID:")));
  for (const std::string text : {"", "\r\n", "\r\n\r\n ", "BYE", "BYE sip:a@b SIP/2.0\r\n", "Call-ID"})
    EXPECT_EQ(home(text), home(without)) << text;
  EXPECT_EQ(home_worker(make_sealer(), zone, without, 1), 0);
}

}  // namespace
}  // namespace trunkgate::proxy
