// SPDX-License-Identifier: Apache-2.0
#include "sip/header/name_addr.h"

#include <gtest/gtest.h>

#include <string>

#include "sip/limits.h"

namespace trunkgate::sip {
namespace {

NameAddr ok(std::string_view text) {
  const auto value = NameAddr::parse(text);
  EXPECT_TRUE(value) << text;
  return *value;
}

void bad(std::string_view text) { EXPECT_EQ(NameAddr::parse(text).error(), ParseError::bad_name_addr) << text; }

TEST(Rfc3261_20_10, QuotedNameUriAndParameters_Found) {
  const NameAddr value = ok(R"("Mr. Watson" <sip:watson@worcester.bell-telephone.com;lr> ;q=0.7; expires=3600)");
  EXPECT_EQ(value.display, R"("Mr. Watson")");
  EXPECT_EQ(value.uri_text, "sip:watson@worcester.bell-telephone.com;lr");
  EXPECT_EQ(value.uri.user, "watson");
  EXPECT_EQ(value.uri.param("lr"), "");
  EXPECT_EQ(value.param("lr"), std::nullopt);
  EXPECT_EQ(value.param("expires"), "3600");
  EXPECT_FALSE(value.star);
}

TEST(Rfc3261_20, BareUri_ItsParametersAreTheHeaders) {
  const NameAddr value = ok("sip:caller@u1.example.com:5070;tag=1928301774;x=y");
  EXPECT_EQ(value.uri_text, "sip:caller@u1.example.com:5070");
  EXPECT_EQ(value.uri.parameters, "");
  EXPECT_EQ(value.tag(), "1928301774");
  EXPECT_EQ(value.display, "");
}

TEST(Rfc3261_20, BareUri_QuotedParameterMayHoldBrackets) {
  const NameAddr value = ok(R"(sip:a@b;x="<y>";tag=1)");
  EXPECT_EQ(value.uri_text, "sip:a@b");
  EXPECT_EQ(value.param("x"), "<y>");
  EXPECT_EQ(value.tag(), "1");
  EXPECT_EQ(ok(R"(sip:a@b ; x = "<sip:evil@c>;tag=2" ;tag=1)").tag(), "1");
  EXPECT_EQ(ok(R"(sip:a@b;x="\"<")").param("x"), R"(\"<)");
  EXPECT_EQ(ok("tel:+886212345678;x=\"<\"").uri.number(), "+886212345678");
  for (const auto* text : {"sip:a@b;x=<y>", "sip:a@b;<y>", "sip:a@b;x <sip:c@d>", "sip:a@b;x=y\"<z>\"",
                           "sip:a@b;x=\"<y>", "sip:a@b;x=\"y\"<z>", "sip:a@b;x=\"\"<sip:c@d>", "\"a\";x=\"<sip:a@b>\""})
    bad(text);
}

TEST(Rfc3261_20_10, Star_StandsAlone) {
  const NameAddr star = ok(" * ");
  EXPECT_TRUE(star.star);
  EXPECT_EQ(star.uri_text, "");
  for (const auto* text : {"**", "*;expires=0", "<*>", "* x", "\"*\""}) bad(text);
}

TEST(Rfc3261_25_1, QuotedName_EscapesAndSeparatorsInside) {
  EXPECT_EQ(ok(R"("a \" <sip:evil@x>;,b" <sip:a@b>)").uri.user, "a");
  EXPECT_EQ(ok(R"("\\" <sip:a@b>)").display, R"("\\")");
  EXPECT_EQ(ok(R"("" <sip:a@b>;tag=1)").display, R"("")");
  bad(R"("a <sip:a@b>)");
  bad(R"("a\" <sip:a@b>)");
  bad("\"a\\");
  bad(R"("a"b <sip:a@b>)");
}

TEST(Rfc3261_25_1, UnquotedName_TokensAndUtf8) {
  EXPECT_EQ(ok("Anonymous Caller <sip:a@b>").display, "Anonymous Caller");
  EXPECT_EQ(ok("T. A. Watson\r\n <sip:a@b>").display, "T. A. Watson");
  EXPECT_EQ(ok("J\xc3\xbcrgen <sip:a@b>").display, "J\xc3\xbcrgen");
  EXPECT_EQ(ok("<sip:a@b>").display, "");
  for (const auto* text : {"a;b <sip:a@b>", "a@b <sip:a@b>", "a\"b\" <sip:a@b>", "a,b <sip:a@b>", "(a) <sip:a@b>"})
    bad(text);
}

TEST(Rfc3261_20, CommaInUserPart_OnlyInBrackets) {
  EXPECT_EQ(ok("<sip:a,b@c>;tag=x").uri.user, "a,b");
  bad("sip:a,b@c;tag=x");
}

TEST(Rfc3261_25_1, HeaderParameters_QuotedSemicolonAndColons) {
  const NameAddr value = ok(R"(<sip:a@b>;twnat=sip:1.2.3.4:5060;+sip.instance="<urn:uuid:1;2>";x!~=y)");
  EXPECT_EQ(value.param("twnat"), "sip:1.2.3.4:5060");
  EXPECT_EQ(value.param("+sip.instance"), "<urn:uuid:1;2>");
  EXPECT_EQ(value.param("x!~"), "y");
  EXPECT_EQ(value.tag(), "");
}

TEST(Rfc3261_20_10, OtherSchemes_Read) {
  EXPECT_TRUE(ok("<tel:+886212345678>;tag=1").uri.is_tel());
  EXPECT_EQ(ok("<urn:service:sos>").uri.scheme, "urn");
  EXPECT_EQ(ok("<sip:[2001:db8::1]:5060>").uri.host, "2001:db8::1");
}

TEST(Rfc3261_20_10, NotANameAddr_Refused) {
  for (const auto* text :
       {"", "<>", "< >", "alice", "<sip:a@b", "sip:a@b>", "<<sip:a@b>>", "<sip:a@b> x", "<sip:a@b>tag=1",
        "<sip:a@b>;tag=\"1", "<sip:a@b>;=1", "<sip:a b@c>", "<sip:a@b>, <sip:c@d>", "<sip:a@b:0>"})
    bad(text);
}

TEST(NameAddr, UriSize_BoundHitExactlyAndByOne) {
  const std::string uri = "sip:" + std::string(uri_size_max - 6, 'u') + "@h";
  EXPECT_EQ(ok("<" + uri + ">").uri_text, uri);
  bad("<" + uri + "h>");
}

}  // namespace
}  // namespace trunkgate::sip
