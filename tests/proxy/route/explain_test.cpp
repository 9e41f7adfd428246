// SPDX-License-Identifier: Apache-2.0
#include "proxy/route/explain.h"

#include <gtest/gtest.h>

#include "tests/proxy/route/house.h"

namespace trunkgate::proxy {
namespace {

TEST(Explain, Found_RouteRewriteAndEveryNextHop) {
  const Config config = small_house();
  EXPECT_EQ(explain_route(config, 0, "0212345678").text,
            "call:     from pbx (zone corporate) to \"0212345678\"\n"
            "routes:\n"
            "  line 31: from pbx, match \"0[1-9]*\" -> matches\n"
            "rewrite:  strip 1, prefix \"+886\": \"0212345678\" becomes \"+886212345678\"\n"
            "next hop: twilio in zone twilio: sip:+886212345678@twilio.example;transport=tls\n"
            "          sent from tls://192.0.2.10:5061, to what DNS says for the name\n"
            "          limits: calls 2, new calls per second 5; answers a challenge as corp\n"
            "next hop: spare in zone twilio: sip:+886212345678@spare.example;transport=tls\n"
            "          sent from tls://192.0.2.10:5061, to what DNS says for the name\n"
            "          limits: calls unlimited, new calls per second unlimited\n");
}

TEST(Explain, NoRoute_ShowsWhatWasTried) {
  const Config config = small_house();
  const Explanation explanation = explain_route(config, 0, "5551234");
  EXPECT_EQ(explanation.decision.outcome, RouteOutcome::no_route);
  EXPECT_EQ(explanation.text,
            "call:     from pbx (zone corporate) to \"5551234\"\n"
            "routes:\n"
            "  line 31: from pbx, match \"0[1-9]*\" -> the number does not match\n"
            "  line 32: from pbx, match \"+*\" -> the number does not match\n"
            "  line 34: from pbx, match \"99\" -> the number does not match\n"
            "result:   no route: 404\n");
}

TEST(Explain, BadNumber_SaysSo) {
  const Config config = small_house();
  const Explanation explanation = explain_route(config, 0, "99");
  EXPECT_EQ(explanation.decision.outcome, RouteOutcome::bad_number);
  EXPECT_NE(explanation.text.find("leaves no number, or one longer than 64 characters: 484"), std::string::npos);
}

TEST(Explain, NeverShowsAPassword) {
  const Config config = small_house();
  EXPECT_EQ(explain_route(config, 0, "+15551234").text.find("hunter2"), std::string::npos);
}

TEST(Explain, Ipv6Target_InBrackets) {
  Config config = small_house();
  config.peers[0].literal = parse_ip("2001:db8::5");
  config.peers[0].host = "2001:db8::5";
  EXPECT_NE(explain_route(config, 1, "100").text.find("sip:100@[2001:db8::5]:5060\n"), std::string::npos);
}

}  // namespace
}  // namespace trunkgate::proxy
