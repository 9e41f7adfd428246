// SPDX-License-Identifier: Apache-2.0
#include "sip/dialog/dialog.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

namespace trunkgate::sip::test {
namespace {

// As Twilio writes them over TLS, FACTS of the double Record-Route: the hop towards us is the second line of a 2xx.
const std::string twilio_inner = "<sip:54.172.60.2:5060;lr;r2=on;twnat=sip:198.51.100.7:5061>";
const std::string twilio_tls = "<sip:54.172.60.2:5061;transport=tls;lr;r2=on;twnat=sip:198.51.100.7:5061>";

/// Owns the text that a message views.
class Parsed {
 public:
  explicit Parsed(std::string text) : text_(std::move(text)), message_(std::make_unique<Message>()) {
    EXPECT_EQ(message_->parse(text_), ParseError::none) << text_;
  }
  operator const Message&() const { return *message_; }  // NOLINT: stands for its message

 private:
  std::string text_;
  std::unique_ptr<Message> message_;
};

Parsed request(const std::string& method, const std::string& more, int cseq = 1, const std::string& to_tag = "") {
  return Parsed(method + " sip:b@example.net SIP/2.0\r\nVia: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1\r\n" +
                "From: \"Ann; tag=x\" <sip:a@example.com>;tag=ann;p=1\r\nTo: <sip:b@example.net>" +
                (to_tag.empty() ? "" : ";tag=" + to_tag) + "\r\nCall-ID: c1\r\nCSeq: " + std::to_string(cseq) + " " +
                method + "\r\nMax-Forwards: 70\r\n" + more + "Content-Length: 0\r\n\r\n");
}
Parsed response(int status, const std::string& more, const std::string& to_tag = "bob") {
  return Parsed("SIP/2.0 " + std::to_string(status) + " Text\r\nVia: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1\r\n" +
                "From: \"Ann; tag=x\" <sip:a@example.com>;tag=ann;p=1\r\nTo: <sip:b@example.net>;tag=" + to_tag +
                "\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\n" + more + "Content-Length: 0\r\n\r\n");
}
std::string contact(const std::string& uri) { return "Contact: <" + uri + ">\r\n"; }
std::string record_route(const std::string& values) { return "Record-Route: " + values + "\r\n"; }

std::string written(const Dialog& dialog, Method method, std::uint32_t cseq) {
  std::array<char, 4096> buffer;
  Writer writer(buffer);
  dialog.request_line(writer, method);
  dialog.headers(writer, method, cseq);
  const auto bytes = writer.finish();
  return {bytes.begin(), bytes.end()};
}

TEST(Rfc3261_12_1_2, Uac_RouteSetReversedAndTargetFromContact) {
  Dialog dialog;
  ASSERT_TRUE(dialog.create_uac(
      request("INVITE", ""),
      response(200, record_route(twilio_inner) + record_route(twilio_tls) + contact("sip:172.18.1.2:5060"))));
  EXPECT_EQ(dialog.call_id(), "c1");
  EXPECT_EQ(dialog.local_tag(), "ann");
  EXPECT_EQ(dialog.remote_tag(), "bob");
  EXPECT_EQ(dialog.local_seq(), 1u);
  EXPECT_EQ(dialog.route_set(), twilio_tls + ", " + twilio_inner);
  EXPECT_EQ(dialog.next_hop_uri(), twilio_tls.substr(1, twilio_tls.size() - 2));
  EXPECT_EQ(dialog.remote_target(), "sip:172.18.1.2:5060");
  EXPECT_TRUE(dialog.confirmed());
}

TEST(Rfc3261_12_2_1_1, LooseRouting_RoutesVerbatimAndTargetUnchanged) {
  Dialog dialog;
  ASSERT_TRUE(dialog.create_uac(request("INVITE", ""), response(200, record_route(twilio_inner + ", " + twilio_tls) +
                                                                         contact("sip:172.18.1.2:5060"))));
  EXPECT_EQ(written(dialog, Method::bye, dialog.next_local_seq()),
            "BYE sip:172.18.1.2:5060 SIP/2.0\r\nRoute: " + twilio_tls + "\r\nRoute: " + twilio_inner +
                "\r\nMax-Forwards: 70\r\nFrom: \"Ann; tag=x\" <sip:a@example.com>;p=1;tag=ann\r\n"
                "To: <sip:b@example.net>;tag=bob\r\nCall-ID: c1\r\nCSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n");
}

TEST(Rfc3261_12_2_1_1, StrictRouting_FirstRouteIsTheRequestUriAndTheTargetTheLastRoute) {
  Dialog dialog;
  ASSERT_TRUE(
      dialog.create_uas(request("INVITE", record_route("<sip:old.example.net;method=INVITE;x=1?Subject=y>") +
                                              record_route("<sip:p2.example.net;lr>") + contact("sip:a@192.0.2.5")),
                        "mine"));
  const auto text = written(dialog, Method::bye, 1);
  EXPECT_TRUE(
      text.starts_with("BYE sip:old.example.net;x=1 SIP/2.0\r\nRoute: <sip:p2.example.net;lr>\r\n"
                       "Route: <sip:a@192.0.2.5>\r\n"))
      << text;
  EXPECT_TRUE(dialog.next_hop_uri().starts_with("sip:old.example.net"));
}

TEST(Rfc3261_12_2_1_1, NoRouteSet_NoRouteAndNextHopIsTheTarget) {
  Dialog dialog;
  ASSERT_TRUE(dialog.create_uas(request("INVITE", contact("sip:a@192.0.2.5:5070;transport=tcp")), "mine"));
  EXPECT_EQ(dialog.next_hop_uri(), "sip:a@192.0.2.5:5070;transport=tcp");
  EXPECT_EQ(written(dialog, Method::bye, 1).find("Route:"), std::string::npos);
}

TEST(Rfc3261_12_1_1, Uas_RouteSetInOrderAndIdentitiesSwapped) {
  Dialog dialog;
  ASSERT_TRUE(dialog.create_uas(
      request("INVITE", record_route(twilio_tls + ", " + twilio_inner) + contact("sip:+1555@172.18.1.2:5060"), 7),
      "mine"));
  EXPECT_EQ(dialog.route_set(), twilio_tls + ", " + twilio_inner);
  EXPECT_EQ(dialog.local_tag(), "mine");
  EXPECT_EQ(dialog.remote_tag(), "ann");
  EXPECT_EQ(dialog.local_uri(), "<sip:b@example.net>");
  EXPECT_EQ(dialog.remote_uri(), "\"Ann; tag=x\" <sip:a@example.com>;p=1");
  EXPECT_EQ(dialog.remote_seq(), 7u);
  EXPECT_FALSE(dialog.confirmed());
}

TEST(Rfc3261_12_1_1, Uas_WithoutContactRefused) {
  Dialog dialog;
  EXPECT_FALSE(dialog.create_uas(request("INVITE", ""), "mine"));
  EXPECT_FALSE(dialog.create_uas(request("INVITE", "Contact: *\r\n"), "mine"));
}

TEST(Rfc3261_13_2_2_4, EarlyDialog_RouteSetRecomputedByThe2xxAndNeverAgain) {
  Dialog dialog;
  ASSERT_TRUE(
      dialog.create_uac(request("INVITE", ""),
                        response(183, record_route("<sip:p1.example.net;lr>") + contact("sip:early@192.0.2.5"), "t1")));
  EXPECT_FALSE(dialog.confirmed());
  ASSERT_TRUE(dialog.confirm(response(200, record_route(twilio_tls) + contact("sip:final@192.0.2.5"), "t2")));
  EXPECT_TRUE(dialog.confirmed());
  EXPECT_EQ(dialog.route_set(), twilio_tls);
  EXPECT_EQ(dialog.remote_tag(), "t2");
  EXPECT_EQ(dialog.remote_target(), "sip:final@192.0.2.5");
  // A re-dialled connection makes Twilio write another twnat into a later 2xx.
  const Parsed later =
      response(200, record_route("<sip:54.172.60.2;lr;twnat=sip:203.0.113.9:1>") + contact("sip:n@192.0.2.6"), "t3");
  ASSERT_TRUE(dialog.confirm(later));
  ASSERT_TRUE(dialog.set_route_set(later, true));
  EXPECT_EQ(dialog.route_set(), twilio_tls);
  EXPECT_EQ(dialog.remote_tag(), "t2");
  EXPECT_EQ(dialog.remote_target(), "sip:n@192.0.2.6");
}

TEST(Rfc3261_12_1_2, Uac_ProvisionalWithoutContactKeepsTheRequestUri) {
  Dialog dialog;
  ASSERT_TRUE(dialog.create_uac(request("INVITE", ""), response(180, "")));
  EXPECT_EQ(dialog.remote_target(), "sip:b@example.net");
}

TEST(Rfc3261_12_2_2, LowerCSeqIsOld) {
  Dialog dialog;
  ASSERT_TRUE(dialog.create_uas(request("INVITE", contact("sip:a@192.0.2.5"), 10), "mine"));
  EXPECT_EQ(dialog.on_request(request("BYE", "", 9, "mine")), Dialog::SeqCheck::old);
  EXPECT_EQ(dialog.on_request(request("INFO", "", 12, "mine")), Dialog::SeqCheck::ok);
  EXPECT_EQ(dialog.on_request(request("BYE", "", 11, "mine")), Dialog::SeqCheck::old);
  EXPECT_EQ(dialog.remote_seq(), 12u);
}

TEST(Rfc3261_12_2_2, MatchesByCallIdAndBothTags) {
  Dialog dialog;
  ASSERT_TRUE(dialog.create_uas(request("INVITE", contact("sip:a@192.0.2.5")), "mine"));
  EXPECT_TRUE(dialog.matches(request("BYE", "", 2, "mine")));
  EXPECT_FALSE(dialog.matches(request("BYE", "", 2, "other")));
  EXPECT_FALSE(dialog.matches(request("BYE", "", 2)));
}

TEST(Rfc3261_12_2_1_2, TargetRefresh) {
  Dialog dialog;
  ASSERT_TRUE(dialog.create_uas(request("INVITE", contact("sip:a@192.0.2.5")), "mine"));
  ASSERT_TRUE(dialog.refresh_target(request("INVITE", contact("sip:a@192.0.2.99"), 2, "mine")));
  EXPECT_EQ(dialog.remote_target(), "sip:a@192.0.2.99");
  ASSERT_TRUE(dialog.refresh_target(request("INVITE", "", 3, "mine")));
  EXPECT_EQ(dialog.remote_target(), "sip:a@192.0.2.99");
}

Dialog::Identity leg_identity() {
  return {.call_id = "sealed-call-id",
          .local_tag = "sealed-tag",
          .remote_tag = "",
          .local_uri = "<sip:+886212345678@sbc.example.com>",
          .remote_uri = "<sip:+15550100@trunk.example.net>",
          .remote_target = "sip:+15550100@trunk.example.net",
          .local_seq = 1000,
          .remote_seq = 0};
}

TEST(Dialog, LegOfAB2bua_FromItsPartsThenFromThe2xx) {
  Dialog dialog;
  ASSERT_TRUE(dialog.create(leg_identity()));
  EXPECT_EQ(written(dialog, Method::invite, dialog.next_local_seq()),
            "INVITE sip:+15550100@trunk.example.net SIP/2.0\r\nMax-Forwards: 70\r\n"
            "From: <sip:+886212345678@sbc.example.com>;tag=sealed-tag\r\nTo: <sip:+15550100@trunk.example.net>\r\n"
            "Call-ID: sealed-call-id\r\nCSeq: 1001 INVITE\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(
      dialog.confirm(response(200, record_route(twilio_inner) + record_route(twilio_tls) + contact("sip:x@10.1.1.1"))));
  EXPECT_EQ(dialog.route_set(), twilio_tls + ", " + twilio_inner);
  EXPECT_EQ(dialog.remote_tag(), "bob");
  EXPECT_EQ(dialog.remote_target(), "sip:x@10.1.1.1");
}

TEST(Dialog, WhatIsTooLongIsRefused) {
  Dialog dialog;
  auto identity = leg_identity();
  const std::string long_call_id(dialog_call_id_size_max + 1, 'c');
  identity.call_id = long_call_id;
  EXPECT_FALSE(dialog.create(identity));
  ASSERT_TRUE(dialog.create(leg_identity()));
  std::string routes;
  for (int i = 0; i < 20; ++i) routes += record_route(twilio_tls);
  EXPECT_FALSE(dialog.set_route_set(request("INVITE", routes), false));
  const auto long_user = std::string(dialog_remote_target_size_max, 'u');
  EXPECT_FALSE(dialog.refresh_target(request("INVITE", contact("sip:" + long_user + "@x"))));
}

}  // namespace
}  // namespace trunkgate::sip::test
