// SPDX-License-Identifier: Apache-2.0
#include "sip/header/uri.h"

#include <gtest/gtest.h>

#include <string>

#include "sip/limits.h"

namespace trunkgate::sip {
namespace {

Uri ok(std::string_view text) {
  const auto uri = Uri::parse(text);
  EXPECT_TRUE(uri) << text;
  return *uri;
}

void bad(std::string_view text) { EXPECT_EQ(Uri::parse(text).error(), ParseError::bad_uri) << text; }

TEST(Rfc3261_19_1_1, EveryPart_Found) {
  const Uri uri = ok("sip:alice:secretword@atlanta.com:5070;transport=tcp;lr?subject=project%20x&priority=urgent");
  EXPECT_EQ(uri.scheme, "sip");
  EXPECT_EQ(uri.user, "alice");
  EXPECT_EQ(uri.password, "secretword");
  EXPECT_EQ(uri.host, "atlanta.com");
  EXPECT_EQ(uri.port, 5070);
  EXPECT_EQ(uri.parameters, ";transport=tcp;lr");
  EXPECT_EQ(uri.headers, "subject=project%20x&priority=urgent");
  EXPECT_FALSE(uri.ipv6);
  EXPECT_EQ(uri.transport(), "tcp");
  EXPECT_EQ(uri.param("LR"), "");
  EXPECT_EQ(uri.param("maddr"), std::nullopt);
}

TEST(Rfc3261_19_1_3, ExamplesOfTheRfc_Read) {
  for (const auto* text :
       {"sip:alice@atlanta.com", "sip:alice:secretword@atlanta.com;transport=tcp",
        "sips:alice@atlanta.com?subject=project%20x&priority=urgent", "sip:+1-212-555-1212:1234@gateway.com;user=phone",
        "sips:1212@gateway.com", "sip:alice@192.0.2.4", "sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com",
        "sip:alice;day=tuesday@atlanta.com"})
    ok(text);
  EXPECT_EQ(ok("sip:+1-212-555-1212:1234@gateway.com;user=phone").password, "1234");
  EXPECT_EQ(ok("sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com").user, "");
  const Uri day = ok("sip:alice;day=tuesday@atlanta.com");
  EXPECT_EQ(day.user, "alice;day=tuesday");  // a semicolon before '@' begins no parameter
  EXPECT_EQ(day.parameters, "");
}

TEST(Rfc3261_19_1_1, HostAlone_NothingElse) {
  const Uri uri = ok("sip:pbx_1.corp.internal");
  EXPECT_EQ(uri.host, "pbx_1.corp.internal");
  EXPECT_EQ(uri.user, "");
  EXPECT_EQ(uri.port, 0);
  EXPECT_EQ(uri.parameters, "");
  EXPECT_EQ(uri.headers, "");
  EXPECT_EQ(uri.transport(), "");
}

TEST(Rfc3261_19_1_2, SchemeWithoutCase) {
  EXPECT_TRUE(ok("SIP:a@b").is_sip());
  EXPECT_TRUE(ok("SipS:a@b").is_sips());
  EXPECT_FALSE(ok("sips:a@b").is_sip());
  EXPECT_TRUE(ok("TEL:+1").is_tel());
}

TEST(Rfc3261_25_1, UserPart_HoldsWhatPhonesDial) {
  EXPECT_EQ(ok("sip:a,b@h").user, "a,b");
  EXPECT_EQ(ok("sip:*72#1@h").user, "*72#1");
  EXPECT_EQ(ok("sip:a&=+$,;?/b@h").user, "a&=+$,;?/b");
  EXPECT_EQ(ok("sip:%61%40b@h").user, "%61%40b");
  EXPECT_EQ(ok("sip:j-_.!~*'()@h").user, "j-_.!~*'()");
  EXPECT_EQ(ok("sip:a:@h").password, "");
}

TEST(Rfc3261_25_1, Parameter_WithColonsAndMarks) {
  const Uri uri = ok("sip:a@b;twnat=sip:1.2.3.4:5060;x!y~z=!~;lr");
  EXPECT_EQ(uri.param("twnat"), "sip:1.2.3.4:5060");
  EXPECT_EQ(uri.param("x!y~z"), "!~");
  EXPECT_EQ(uri.param("lr"), "");
}

TEST(Rfc3261_19_1_1, Ipv6Reference_WithoutBrackets) {
  const Uri uri = ok("sip:a@[2001:db8::10]:5070;lr");
  EXPECT_EQ(uri.host, "2001:db8::10");
  EXPECT_TRUE(uri.ipv6);
  EXPECT_EQ(uri.port, 5070);
  EXPECT_EQ(ok("sip:[::ffff:192.0.2.128]").host, "::ffff:192.0.2.128");
  for (const auto* text : {"sip:a@[", "sip:a@[]", "sip:a@[::1", "sip:a@[::1]5060", "sip:a@[::1]x", "sip:a@[::1;x]",
                           "sip:a@2001:db8::10", "sip:a@[fe80::1%eth0]", "sip:a@[host.example]"})
    bad(text);
}

TEST(Rfc3261_19_1_1, Port_BoundsHitExactlyAndByOne) {
  EXPECT_EQ(ok("sip:h:1").port, 1);
  EXPECT_EQ(ok("sip:h:65535").port, 65535);
  EXPECT_EQ(ok("sip:h:005060").port, 5060);
  for (const auto* text : {"sip:h:0", "sip:h:65536", "sip:h:", "sip:h:-1", "sip:h:5060x", "sip:h:4294972356"})
    bad(text);
}

TEST(Uri, Size_BoundHitExactlyAndByOne) {
  const std::string tail = "@h";
  const std::string head = "sip:";
  ok(head + std::string(uri_size_max - head.size() - tail.size(), 'u') + tail);
  bad(head + std::string(uri_size_max - head.size() - tail.size() + 1, 'u') + tail);
}

TEST(Rfc1035_2_3_4, HostName_BoundHitExactlyAndByOne) {
  ok("sip:a@" + std::string(host_size_max, 'h'));
  bad("sip:a@" + std::string(host_size_max + 1, 'h'));
}

TEST(Rfc3261_19_1_1, NotAUri_Refused) {
  for (const auto* text : {"",
                           "sip",
                           ":a@b",
                           "sip:",
                           "sips:",
                           "sip:@b",
                           "sip::pw@b",
                           "sip:a@",
                           "sip:a@;lr",
                           "sip:a@b@c",
                           "sip:a@b:5060:5061",
                           "sip:a b@c",
                           "sip:a@b ",
                           " sip:a@b",
                           "sip:a@b\t",
                           "sip:<a@b>",
                           "sip:\"a\"@b",
                           "sip:a@b;x=\"y\"",
                           "sip:a@b/c",
                           "sip:a@b,c",
                           "sip:a@b;=x",
                           "s p:a@b",
                           "sip:a\\b@c",
                           "sip:a[b@c",
                           "(sip:a@b",
                           "sip:a@b\x7f",
                           "sip:a\r\n@b"})
    bad(text);
  bad(std::string_view("sip:a\0@b", 8));
}

TEST(Rfc3966_3, TelephoneNumber_NumberAndContext) {
  const Uri uri = ok("tel:+1-201-555-0123;ext=22;phone-context=example.com");
  EXPECT_EQ(uri.number(), "+1-201-555-0123");
  EXPECT_EQ(uri.param("phone-context"), "example.com");
  EXPECT_EQ(uri.host, "");
  for (const auto* text : {"tel:863-1234;phone-context=+1-914-555", "tel:(02)2720.0000", "tel:*21#", "tel:9ABC"})
    ok(text);
  for (const auto* text : {"tel:", "tel:;ext=1", "tel:+1@b", "tel:+1,2", "tel:+1;ext=\"1"}) bad(text);
}

TEST(Rfc3261_19_1_6, NumberOfASipUri_WithoutItsParameters) {
  EXPECT_EQ(ok("sip:+358-555-1234567;postd=pp22;isub=1411@foo.com;user=phone").number(), "+358-555-1234567");
  EXPECT_EQ(ok("sip:bob@h").number(), "bob");
}

TEST(Uri, ForeignScheme_OnlyItsName) {
  const Uri uri = ok("urn:service:sos");
  EXPECT_EQ(uri.scheme, "urn");
  EXPECT_EQ(uri.user, "");
  EXPECT_EQ(uri.host, "");
  EXPECT_FALSE(uri.is_sip() || uri.is_sips() || uri.is_tel());
  ok("http://example.com/a?b");
}

}  // namespace
}  // namespace trunkgate::sip
