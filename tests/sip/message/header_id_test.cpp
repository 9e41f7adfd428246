// SPDX-License-Identifier: Apache-2.0
#include "sip/message/header_id.h"

#include <gtest/gtest.h>

#include <cctype>
#include <string>

#include "sip/message/method.h"

namespace trunkgate::sip {
namespace {

constexpr auto count = static_cast<unsigned>(HeaderId::count_);

TEST(Rfc3261_7_3_1, EveryKnownName_FoundWithoutCase) {
  for (unsigned i = 1; i < count; ++i) {
    const auto id = static_cast<HeaderId>(i);
    std::string name(canonical_name(id));
    EXPECT_EQ(header_id(name), id) << name;
    for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(header_id(name), id) << name;
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_EQ(header_id(name), id) << name;
  }
}

TEST(Rfc3261_7_3_1, NameWithOneByteChanged_NotKnown) {
  for (unsigned i = 1; i < count; ++i) {
    const std::string name(canonical_name(static_cast<HeaderId>(i)));
    for (std::size_t place = 0; place < name.size(); ++place) {
      for (const char other : {'#', '\r', '\x7f', '\0'}) {
        std::string changed = name;
        changed[place] = other;
        ASSERT_EQ(header_id(changed), HeaderId::other) << name << " at " << place;
      }
    }
    EXPECT_EQ(header_id(name + "x"), HeaderId::other);
  }
}

TEST(Rfc3261_7_3_3, CompactForms) {
  const std::pair<const char*, HeaderId> forms[] = {{"i", HeaderId::call_id},
                                                    {"m", HeaderId::contact},
                                                    {"e", HeaderId::content_encoding},
                                                    {"l", HeaderId::content_length},
                                                    {"c", HeaderId::content_type},
                                                    {"f", HeaderId::from},
                                                    {"s", HeaderId::subject},
                                                    {"k", HeaderId::supported},
                                                    {"t", HeaderId::to},
                                                    {"v", HeaderId::via},
                                                    {"V", HeaderId::via},
                                                    {"o", HeaderId::event},
                                                    {"u", HeaderId::allow_events},
                                                    {"r", HeaderId::refer_to},
                                                    {"b", HeaderId::referred_by},
                                                    {"x", HeaderId::session_expires},
                                                    {"y", HeaderId::identity}};
  for (const auto& [name, id] : forms) EXPECT_EQ(header_id(name), id) << name;
  EXPECT_EQ(header_id("z"), HeaderId::other);
  EXPECT_EQ(header_id("\xff"), HeaderId::other);
  EXPECT_EQ(header_id(""), HeaderId::other);
}

TEST(HeaderId, WhatDecidesIdentity_IsSingleton) {
  for (const HeaderId id : {HeaderId::from, HeaderId::to, HeaderId::call_id, HeaderId::cseq, HeaderId::max_forwards})
    EXPECT_TRUE(is_singleton(id));
  for (const HeaderId id : {HeaderId::other, HeaderId::via, HeaderId::contact, HeaderId::route, HeaderId::supported})
    EXPECT_FALSE(is_singleton(id));
}

TEST(Rfc3261_7_1, Methods_CaseSensitive) {
  EXPECT_EQ(parse_method("REGISTER"), Method::register_);
  EXPECT_EQ(parse_method("invite"), Method::unknown);
  EXPECT_EQ(parse_method(""), Method::unknown);
  EXPECT_EQ(to_string(Method::subscribe), "SUBSCRIBE");
}

}  // namespace
}  // namespace trunkgate::sip
