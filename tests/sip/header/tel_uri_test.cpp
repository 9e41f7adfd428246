// SPDX-License-Identifier: Apache-2.0
#include "sip/header/tel_uri.h"

#include <gtest/gtest.h>

#include <string>

#include "sip/header/uri.h"

namespace trunkgate::sip {
namespace {

TEST(Rfc3966_6, Examples) {
  const auto global = TelUri::parse("tel:+1-201-555-0123");
  ASSERT_TRUE(global);
  EXPECT_TRUE(global->global);
  EXPECT_EQ(global->number, "+1-201-555-0123");

  const auto of_a_domain = TelUri::parse("tel:7042;phone-context=example.com");
  ASSERT_TRUE(of_a_domain);
  EXPECT_FALSE(of_a_domain->global);
  EXPECT_EQ(of_a_domain->context, "example.com");

  const auto of_a_prefix = TelUri::parse("tel:863-1234;phone-context=+1-914-555");
  ASSERT_TRUE(of_a_prefix);
  EXPECT_EQ(of_a_prefix->number, "863-1234");
  EXPECT_EQ(of_a_prefix->context, "+1-914-555");
}

TEST(Rfc3966_3, WhatTheGrammarAllows) {
  for (const char* text :
       {"tel:+1", "TEL:+1.201(555)0123", "tel:*21#", "tel:#31#0912345678", "tel:1AbF", "tel:(0)912-345.678",
        "tel:+886912345678;ext=12-3", "tel:+1201;isub=1411%3F", "tel:7042;phone-context=pbx", "tel:112",
        "tel:+1201;ext=1;phone-context=example.com;npdi;rn=+12025550100", "tel:7042;PHONE-CONTEXT=example.com"}) {
    EXPECT_TRUE(TelUri::parse(text)) << text;
    EXPECT_TRUE(Uri::parse(text)) << text << " as any URI";
  }
}

TEST(Rfc3966_3, WhatTheGrammarForbids) {
  for (const char* text : {"tel:",
                           "tel:+",
                           "tel:-",
                           "tel:+-.",
                           "tel:+12ab",
                           "tel:+1*2",
                           "tel:12 34",
                           "tel:0912345678x",
                           "tel:%2B1201",
                           "tel:++1",
                           "tel:1+2",
                           "tel:alice",
                           "tel:;ext=1",
                           "tel:+1;ext=",
                           "tel:+1;ext=a",
                           "tel:+1;isub=",
                           "tel:1;phone-context=",
                           "tel:1;phone-context=+",
                           "tel:1;phone-context=a@b",
                           "tel:+1;a_b=c",
                           "sip:+1@example.com",
                           "tel",
                           "+1201",
                           ""})
    EXPECT_FALSE(TelUri::parse(text)) << text;
}

TEST(Rfc3966_3, ParameterTwice_Refused) {
  EXPECT_FALSE(TelUri::parse("tel:1;phone-context=a.example;phone-context=b.example"));
  EXPECT_FALSE(TelUri::parse("tel:+1;ext=1;EXT=2"));
  EXPECT_FALSE(TelUri::parse("tel:+1;rn=1;rn=1"));
}

TEST(Rfc3966_3, Bounds) {
  std::string many = "tel:+1";
  for (int i = 0; i < 16; ++i) many += ";p" + std::to_string(i);
  EXPECT_TRUE(TelUri::parse(many));
  EXPECT_FALSE(TelUri::parse(many + ";p16"));
  EXPECT_FALSE(TelUri::parse("tel:+" + std::string(1024, '1')));
}

/// Against the RFC: `tel:` from a PBX is local to that PBX.
TEST(Rfc3966_5_1_5, LocalNumberWithoutContext_LetThrough) {
  const auto local = TelUri::parse("tel:0912345678");
  ASSERT_TRUE(local);
  EXPECT_FALSE(local->global);
  EXPECT_TRUE(local->context.empty());
}

}  // namespace
}  // namespace trunkgate::sip
