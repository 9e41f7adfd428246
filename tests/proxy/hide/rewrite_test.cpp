// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/rewrite.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "proxy/hide/header_rules.h"

namespace trunkgate::proxy {
namespace {

const std::string mandatory =
    "Via: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKinside\r\n"
    "To: <sip:0912345678@10.0.0.2>\r\nCall-ID: inside@10.0.0.5\r\nCSeq: 1 INVITE\r\n";

/// The header lines that come out for those put in, each with its line end. `shown`: the display name of From.
std::string crossing(const std::string& lines, const std::vector<std::string>& pass = {},
                     const std::string& shown = {}) {
  const std::string from = "From: " + shown + "<sip:1001@10.0.0.5>;tag=inside\r\n";
  const std::string text = "INVITE sip:0912345678@10.0.0.2 SIP/2.0\r\n" + mandatory + from + lines + "\r\n";
  sip::Message message;
  EXPECT_EQ(message.parse(text), sip::ParseError::none) << lines;
  std::array<char, 4096> buffer;
  sip::Writer writer(buffer);
  write_crossing_headers(writer, message, {"sbc.example.com", pass});
  const auto written = writer.finish();
  const std::string out(written.data(), written.size());
  constexpr std::string_view end = "Content-Length: 0\r\n\r\n";
  EXPECT_TRUE(out.ends_with(end));
  return out.substr(0, out.size() - end.size());
}

TEST(Rfc3325_9_1, DisplayName_CrossesWhenFromShowsItToo) {
  const std::string identity = "P-Asserted-Identity: \"Alice, Sales\" <sip:1001@10.0.0.5>\r\n";
  EXPECT_EQ(crossing(identity, {}, "\"Alice, Sales\" "),
            "P-Asserted-Identity: \"Alice, Sales\" <sip:1001@sbc.example.com>\r\n");
  EXPECT_EQ(crossing(identity, {}, "\"Reception\" "), "P-Asserted-Identity: <sip:1001@sbc.example.com>\r\n");
  EXPECT_EQ(crossing(identity), "P-Asserted-Identity: <sip:1001@sbc.example.com>\r\n");
}

TEST(Rfc3325_9_1, AssertedIdentity_UserCrossesHostIsOurs) {
  EXPECT_EQ(crossing("P-Asserted-Identity: <sip:1001@10.0.0.5:5060;user=phone>;x=10.0.0.5\r\n"),
            "P-Asserted-Identity: <sip:1001@sbc.example.com>\r\n");
  EXPECT_EQ(crossing("P-Asserted-Identity: sip:1001:secret@pbx.corp.internal\r\n"),
            "P-Asserted-Identity: <sip:1001@sbc.example.com>\r\n");
  EXPECT_EQ(crossing("P-Preferred-Identity: <sips:1001@[fd00::5]>\r\n"),
            "P-Preferred-Identity: <sip:1001@sbc.example.com>\r\n");
}

TEST(Rfc3325_9_1, TwoIdentities_ALineEach) {
  EXPECT_EQ(crossing("P-Asserted-Identity: <sip:1001@10.0.0.5>, <tel:+886212345678;phone-context=corp.internal>\r\n"),
            "P-Asserted-Identity: <sip:1001@sbc.example.com>\r\n"
            "P-Asserted-Identity: <sip:+886212345678@sbc.example.com>\r\n");
}

TEST(Rfc3261_19_1_6, ParametersInTheUserPart_StayInside) {
  EXPECT_EQ(crossing("P-Asserted-Identity: <sip:+886;phone-context=corp.internal@10.0.0.5;user=phone>\r\n"),
            "P-Asserted-Identity: <sip:+886@sbc.example.com>\r\n");
}

TEST(Rfc3261_19_1_2, WhatMayNotStandInAUserPart_CrossesEscaped) {
  const auto user_of = [](const std::string& user) {
    const std::string line = crossing("P-Asserted-Identity: <" + user + ">\r\n");
    const std::string begin = "P-Asserted-Identity: <sip:";
    EXPECT_TRUE(line.starts_with(begin)) << line;
    return line.substr(begin.size(), line.find('@') - begin.size());
  };
  EXPECT_EQ(user_of("sip:*97#1@10.0.0.5"), "*97%231");
  EXPECT_EQ(user_of("tel:*21#"), "*21%23");
  EXPECT_EQ(user_of("sip:*97%231@10.0.0.5"), "*97%231");
  EXPECT_EQ(user_of("sip:J%c3%BCrgen@10.0.0.5"), "J%c3%BCrgen");
  EXPECT_EQ(user_of("sip:100%@10.0.0.5"), "100%25");
  EXPECT_EQ(user_of("sip:%4@10.0.0.5"), "%254");
  EXPECT_EQ(user_of("sip:%4g%%41@10.0.0.5"), "%254g%25%41");
  const std::string plain = "aZ09-_.!~*'()&=+$,?/";
  EXPECT_EQ(user_of("sip:" + plain + "@10.0.0.5"), plain);
  EXPECT_EQ(crossing("P-Asserted-Identity: <sip:" + std::string(500, '#') + "@a>\r\n"), "");
}

TEST(Rfc3323_4_1_1_3, AnonymousHost_Kept) {
  EXPECT_EQ(crossing("P-Asserted-Identity: <sip:anonymous@Anonymous.INVALID>\r\n"),
            "P-Asserted-Identity: <sip:anonymous@Anonymous.INVALID>\r\n");
  EXPECT_EQ(crossing("P-Asserted-Identity: <sip:unavailable@unknown.invalid>\r\n"),
            "P-Asserted-Identity: <sip:unavailable@unknown.invalid>\r\n");
  for (const std::string host : {"pbx1.corp.invalid", "invalid", ".invalid", "anonymous.invalid.corp"})
    EXPECT_EQ(crossing("P-Asserted-Identity: <sip:a@" + host + ">\r\n"),
              "P-Asserted-Identity: <sip:a@sbc.example.com>\r\n");
}

TEST(Rfc3325_9_1, WhatNamesNobodyOrCannotBeRead_Dropped) {
  for (const std::string value :
       {"<sip:10.0.0.5>", "<urn:service:sos>", "<mailto:a@corp.internal>", "alice", "<sip:a@b", "\"a <sip:a@b>", "*"})
    EXPECT_EQ(crossing("P-Asserted-Identity: " + value + "\r\n"), "") << value;
  const std::string endless = "\"" + std::string(600, 'x') + "\" ";
  EXPECT_EQ(crossing("P-Asserted-Identity: " + endless + "<sip:a@b>\r\n", {}, endless), "");
}

TEST(RemotePartyId, KnownParameters_Cross) {
  EXPECT_EQ(
      crossing(
          "Remote-Party-ID: \"Alice\" <sip:1001@10.0.0.5>;party=calling;screen=yes;privacy=off;x-host=10.0.0.5\r\n", {},
          "\"Alice\" "),
      "Remote-Party-ID: \"Alice\" <sip:1001@sbc.example.com>;party=calling;screen=yes;privacy=off\r\n");
  EXPECT_EQ(crossing("Remote-Party-ID: <sip:1001@10.0.0.5> ; PARTY = called ;\tid-type=subscriber;np=ordinary\r\n"),
            "Remote-Party-ID: <sip:1001@sbc.example.com>;PARTY=called;id-type=subscriber;np=ordinary\r\n");
}

TEST(RemotePartyId, ValueThatIsNoneOfItsParameters_DoesNotCross) {
  EXPECT_EQ(crossing("Remote-Party-ID: <sip:1001@10.0.0.5>;party=calling;screen=pbx-taipei;privacy=\"10.0.0.5\"\r\n"),
            "Remote-Party-ID: <sip:1001@sbc.example.com>;party=calling\r\n");
}

TEST(Rfc5806_8, Diversion_ReasonAndCounterCross) {
  EXPECT_EQ(
      crossing("Diversion: \"Bob\" <sip:1002@10.0.0.5>;reason=\"user-busy\";counter=2;screen=no;privacy=\"off\"\r\n",
               {}, "\"Bob\" "),
      "Diversion: \"Bob\" <sip:1002@sbc.example.com>;reason=user-busy;counter=2;screen=no;privacy=off\r\n");
  EXPECT_EQ(crossing("Diversion: <tel:+886212345678>;reason=no-answer, <sip:1002@10.0.0.5>;limit=3\r\n"),
            "Diversion: <sip:+886212345678@sbc.example.com>;reason=no-answer\r\n"
            "Diversion: <sip:1002@sbc.example.com>;limit=3\r\n");
}

TEST(Rfc5806_8, ParameterThatCouldNameAHost_StaysInside) {
  for (const std::string value :
       {"10.0.0.5", "\"pbx.corp.internal\"", "\"moved to pbx\"", "\"a;counter=7\"", "a@b", "fd00::5"})
    EXPECT_EQ(crossing("Diversion: <sip:1002@10.0.0.5>;reason=" + value + ";counter=1\r\n"),
              "Diversion: <sip:1002@sbc.example.com>;counter=1\r\n")
        << value;
}

TEST(Rfc3326_2, ReasonText_StaysInside) {
  EXPECT_EQ(crossing("Reason: Q.850;cause=16;text=\"pbx1 said so\"\r\n"), "Reason: Q.850;cause=16\r\n");
  EXPECT_EQ(crossing("Reason: preemption;cause=0001\r\n"), "Reason: preemption;cause=0001\r\n");
  EXPECT_EQ(crossing("Reason: SIP ;text=\"cause=99, at 10.0.0.5\" ;Cause = 200, Q.850;cause=16;x=10.0.0.5\r\n"),
            "Reason: SIP;cause=200\r\nReason: Q.850;cause=16\r\n");
}

TEST(Rfc3326_2, ReasonWithoutACause_Dropped) {
  for (const std::string value :
       {"SIP", "SIP;text=\"cause=1\"", "Q.850;cause=", "Q.850;cause=x", "Q.850;cause=16x", ";cause=16",
        "Q.850;cause=00016", "Q.850;xcause=16", "10.0.0.5;cause=16", "a b;cause=16", "pbx1;cause=16"})
    EXPECT_EQ(crossing("Reason: " + value + "\r\n"), "") << value;
}

TEST(Rfc3261_20_33, RetryAfter_DigitsAlone) {
  EXPECT_EQ(crossing("Retry-After: 18000;duration=3600\r\n"), "Retry-After: 18000\r\n");
  EXPECT_EQ(crossing("Retry-After: 120 (pbx1.corp.internal is down)\r\n"), "Retry-After: 120\r\n");
  EXPECT_EQ(crossing("Retry-After: 1234567890\r\n"), "Retry-After: 1234567890\r\n");
  for (const std::string value : {"soon", "-1", "12345678901", "(5)", ""})
    EXPECT_EQ(crossing("Retry-After: " + value + "\r\n"), "") << value;
}

TEST(Rfc3323_4_2, Privacy_KnownValuesCross) {
  EXPECT_EQ(crossing("Privacy: id;user,header\r\n"), "Privacy: id;user;header\r\n");
  EXPECT_EQ(crossing("Privacy: id;\r\n\tuser\r\n"), "Privacy: id;user\r\n");
  EXPECT_EQ(crossing("Privacy: pbx1; ID\r\n"), "Privacy: ID\r\n");
  for (const std::string value : {"\"id\"", "id=10:0", "pbx1", "a@b"})
    EXPECT_EQ(crossing("Privacy: " + value + "\r\n"), "") << value;
}

TEST(Passes, WithAndWithoutStar) {
  const std::vector<std::string> pass = {"user-to-user", "x-corp-*"};
  for (const auto* name : {"User-to-User", "USER-TO-USER", "X-Corp-", "x-CORP-Queue"})
    EXPECT_TRUE(passes(pass, name)) << name;
  for (const auto* name : {"User-to-Use", "User-to-User2", "X-Corp", "X-Cor", "", "Y-X-Corp-A"})
    EXPECT_FALSE(passes(pass, name)) << name;
  EXPECT_FALSE(passes({}, "X-Corp-A"));
  EXPECT_TRUE(passes(std::vector<std::string>{"*"}, "anything"));
}

TEST(Rewrite, UnknownHeader_OnlyWhenNamed) {
  const std::string lines = "X-Corp-Queue: a\r\n b\r\nX-Other: 10.0.0.5\r\nUser-to-User: 56a3\r\nSubject: s\r\n";
  EXPECT_EQ(crossing(lines), "");
  EXPECT_EQ(crossing(lines, {"x-corp-*", "user-to-user"}), "X-Corp-Queue: a b\r\nUser-to-User: 56a3\r\n");
  EXPECT_EQ(crossing("s: hello\r\n", {"subject"}), "Subject: hello\r\n") << "a compact form is the same header";
  EXPECT_EQ(crossing("Subject: hello\r\n", {"s"}), "");
}

TEST(Rewrite, EveryHeaderOfTheLegsOwn_CannotBeBroughtAcross) {
  for (unsigned i = 1; i < static_cast<unsigned>(sip::HeaderId::count_); ++i) {
    const auto id = static_cast<sip::HeaderId>(i);
    if (header_rule(id) != HeaderRule::own) continue;
    const std::string name(sip::canonical_name(id));
    if (id == sip::HeaderId::from || mandatory.find("\r\n" + name + ": ") != std::string::npos ||
        mandatory.starts_with(name + ": "))
      continue;
    const std::string value = id == sip::HeaderId::content_length ? "0"
                              : id == sip::HeaderId::max_forwards ? "70"
                                                                  : "x";
    EXPECT_EQ(crossing(name + ": " + value + "\r\n", {"*", name}), "") << name;
  }
  EXPECT_EQ(crossing("Contact: <sip:1001@10.0.0.5>\r\nm: <sip:1001@10.0.0.5>\r\n", {"*"}), "");
}

TEST(Rewrite, RuledHeaders_KeepTheirRuleWhenPassed) {
  EXPECT_EQ(crossing("P-Asserted-Identity: <sip:1001@10.0.0.5>\r\nReason: Q.850;cause=16;text=\"pbx1\"\r\n", {"*"}),
            "P-Asserted-Identity: <sip:1001@sbc.example.com>\r\nReason: Q.850;cause=16\r\n");
}

TEST(Rewrite, HostileValue_BeginsNoHeader) {
  EXPECT_EQ(crossing("P-Asserted-Identity: \"a\r\n X-Evil: 1\" <sip:a@b>\r\n", {}, "\"a\r\n X-Evil: 1\" "),
            "P-Asserted-Identity: \"a X-Evil: 1\" <sip:a@sbc.example.com>\r\n");
}

std::string identity(std::string_view value, std::size_t room = 256) {
  const auto from = sip::NameAddr::parse(value);
  EXPECT_TRUE(from) << value;
  std::array<char, 256> out;
  return std::string(identity_value(*from, "sbc.example.com", std::span(out).first(room)));
}

TEST(Rfc3261_20_20, IdentityValue_NameAndUserWithoutTag) {
  EXPECT_EQ(identity("\"Alice \\\"A\\\"\" <sip:1001@10.0.0.5:5060;x=y>;tag=inside"),
            "\"Alice \\\"A\\\"\" <sip:1001@sbc.example.com>");
  EXPECT_EQ(identity("Alice <sip:1001@10.0.0.5>"), "Alice <sip:1001@sbc.example.com>");
  EXPECT_EQ(identity("sip:pbx.corp.internal;tag=x"), "<sip:sbc.example.com>");
  EXPECT_EQ(identity("<tel:+886212345678;phone-context=corp>"), "<sip:+886212345678@sbc.example.com>");
  EXPECT_EQ(identity("<sip:anonymous@anonymous.invalid>"), "<sip:anonymous@anonymous.invalid>");
}

TEST(Rewrite, IdentityValue_RoomBoundHitExactlyAndByOne) {
  const std::string whole = identity("<sip:1001@10.0.0.5>");
  EXPECT_EQ(identity("<sip:1001@10.0.0.5>", whole.size()), whole);
  EXPECT_EQ(identity("<sip:1001@10.0.0.5>", whole.size() - 1), "");
  EXPECT_EQ(identity("<sip:1001@10.0.0.5>", 0), "");
}

}  // namespace
}  // namespace trunkgate::proxy
