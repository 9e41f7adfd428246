// SPDX-License-Identifier: Apache-2.0
#include "sip/header/session_expires.h"

#include <gtest/gtest.h>

namespace trunkgate::sip {
namespace {

using Refresher = SessionExpires::Refresher;

TEST(Rfc4028_4, SessionExpires_SecondsAndRefresherAreRead) {
  struct Case {
    const char* text;
    std::uint32_t seconds;
    Refresher refresher;
  };
  for (const Case& c :
       {Case{"1800", 1800, Refresher::unset}, Case{"1800;refresher=uas", 1800, Refresher::uas},
        Case{" 1800 ; Refresher = UAC", 1800, Refresher::uac}, Case{"90;x=y;refresher=uac;", 90, Refresher::uac},
        Case{"4294967295", UINT32_MAX, Refresher::unset}}) {
    const auto value = SessionExpires::parse(c.text);
    ASSERT_TRUE(value) << c.text;
    EXPECT_EQ(value->seconds, c.seconds) << c.text;
    EXPECT_EQ(value->refresher, c.refresher) << c.text;
  }
}

TEST(Rfc4028_4, SessionExpires_UnreadableIsAnError) {
  for (const char* text : {"", ";refresher=uas", "abc", "-1", "1800s", "4294967296", "1800;refresher=proxy", "1800 x"})
    EXPECT_EQ(SessionExpires::parse(text).error(), ParseError::bad_value) << text;
}

TEST(Rfc4028_5, MinSe_ParametersArePassedOver) {
  EXPECT_EQ(MinSe::parse("1800")->seconds, 1800u);
  EXPECT_EQ(MinSe::parse("90;generic=1")->seconds, 90u);
  EXPECT_FALSE(MinSe::parse("ninety"));
  EXPECT_FALSE(MinSe::parse(""));
}

}  // namespace
}  // namespace trunkgate::sip
