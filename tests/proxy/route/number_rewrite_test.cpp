// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/number_rewrite.h"

#include <gtest/gtest.h>

#include <string>

namespace trunkgate::proxy {
namespace {

std::string number_of(std::string_view user) {
  const auto number = called_number(user);
  return number ? std::string{number->view()} : "none";
}

std::string rewritten(std::string_view number, int strip, std::string_view prefix) {
  const auto result = rewrite(number, static_cast<std::uint8_t>(strip), prefix);
  return result ? std::string{result->view()} : "none";
}

TEST(Rfc3261_19_1_6, CalledNumber_UserPart) {
  EXPECT_EQ(number_of("+886212345678"), "+886212345678");
  EXPECT_EQ(number_of("0212345678"), "0212345678");
  EXPECT_EQ(number_of("alice"), "alice");
  EXPECT_EQ(number_of("+15551234;phone-context=example.com"), "+15551234");
  EXPECT_EQ(number_of("+15551234;npdi;rn=+1"), "+15551234");
}

TEST(Rfc3261_19_1_2, CalledNumber_Unescaped) {
  EXPECT_EQ(number_of("%2B886212345678"), "+886212345678");
  EXPECT_EQ(number_of("%2a97"), "*97");
  EXPECT_EQ(number_of("a%23"), "a#");
  EXPECT_EQ(number_of("%3Bx"), ";x") << "an escaped semicolon starts no parameter";
}

TEST(Rfc3966_3, CalledNumber_VisualSeparatorsDropped) {
  EXPECT_EQ(number_of("+1-201-555-0123"), "+12015550123");
  EXPECT_EQ(number_of("+1(201)555.0123"), "+12015550123");
  EXPECT_EQ(number_of("*21"), "*21");
  EXPECT_EQ(number_of("j.smith"), "j.smith") << "not a number, so its dot stays";
  EXPECT_EQ(number_of("ab-cd"), "ab-cd") << "letters that are keys alone make no number";
}

TEST(CalledNumber, Refused) {
  EXPECT_EQ(number_of(""), "none");
  EXPECT_EQ(number_of(";x=1"), "none");
  EXPECT_EQ(number_of("12%"), "none");
  EXPECT_EQ(number_of("12%4"), "none");
  EXPECT_EQ(number_of("12%4g"), "none");
  EXPECT_EQ(number_of("12%00"), "none");
  EXPECT_EQ(number_of("12%0d%0aVia"), "none");
  EXPECT_EQ(number_of(std::string_view{"1\0002", 3}), "none");
  EXPECT_EQ(number_of("()"), "()") << "no digit, so no number";
}

TEST(CalledNumber, Bounded) {
  EXPECT_EQ(number_of(std::string(number_size_max, '1')), std::string(number_size_max, '1'));
  EXPECT_EQ(number_of(std::string(number_size_max + 1, '1')), "none");
  EXPECT_EQ(number_of(std::string(100'000, '1')), "none");
  EXPECT_EQ(number_of(std::string(100'000, '-')), "none");
}

TEST(Rewrite, StripThenPrefix) {
  EXPECT_EQ(rewritten("0212345678", 1, "+886"), "+886212345678");
  EXPECT_EQ(rewritten("+886212345678", 0, ""), "+886212345678");
  EXPECT_EQ(rewritten("9+15551234", 1, ""), "+15551234");
  EXPECT_EQ(rewritten("12", 5, "100"), "100") << "a number shorter than strip leaves the prefix";
}

TEST(Rewrite, NothingLeftOrTooLong_Refused) {
  EXPECT_EQ(rewritten("12", 2, ""), "none");
  EXPECT_EQ(rewritten(std::string(number_size_max, '1'), 0, "+"), "none");
  EXPECT_EQ(rewritten(std::string(number_size_max, '1'), 1, "+"), "+" + std::string(number_size_max - 1, '1'));
}

TEST(Rfc3261_25_1, UserPart_EscapesWhatUserMayNotHold) {
  const auto written = [](std::string_view number) {
    std::array<char, number_size_max * 3> out;
    return std::string{out.data(), write_user_part(number, out)};
  };
  EXPECT_EQ(written("+886212345678"), "+886212345678");
  EXPECT_EQ(written("*97"), "*97");
  EXPECT_EQ(written("a#b@c;d e"), "a%23b%40c%3Bd%20e");
  EXPECT_EQ(written("\xc3\xa4"), "%C3%A4");
  EXPECT_EQ(written(std::string(number_size_max, '#')).size(), number_size_max * 3);
  char small[3];
  EXPECT_EQ(write_user_part("1234", small), 0u);
  EXPECT_EQ(write_user_part("1#", small), 0u);
  EXPECT_EQ(write_user_part("123", small), 3u);
}

TEST(UserPart, ReadAgainAsTheSameNumber) {
  for (const char* number : {"+886212345678", "*97#", "alice smith", "a%b", "x;y", "100%25"}) {
    std::array<char, number_size_max * 3> out;
    const std::string_view user{out.data(), write_user_part(number, out)};
    EXPECT_EQ(number_of(user), number);
  }
}

TEST(Number, Overflow_Empties) {
  Number number;
  EXPECT_TRUE(number.assign(std::string(number_size_max, '1')));
  EXPECT_FALSE(number.append("1"));
  EXPECT_TRUE(number.empty());
}

}  // namespace
}  // namespace trunkgate::proxy
