// SPDX-License-Identifier: Apache-2.0
// UPDATE with an offer before the INVITE is answered, RFC 3311 §5.1.
#include <gtest/gtest.h>

#include "tests/support/standing_call.h"

namespace trunkgate::test {
namespace {

using namespace std::chrono_literals;
using media::CommandKind;
using media::Side;

const std::string first = sdp("10.0.0.5");
const std::string moved = sdp("10.0.0.77");

std::string reliably(int rseq) { return "Require: 100rel\r\nRSeq: " + std::to_string(rseq) + "\r\n"; }

/// A call of the PBX, which speaks 100rel, that has its answer in a reliable 183 and has acknowledged it.
struct Agreed {
  House house;
  House::Sent invite;    ///< as the trunk got it
  House::Sent progress;  ///< the 183 as the PBX got it
  int cseq = 103;        ///< of the PBX's next request

  /// `of_trunk`: lines of the trunk's 183. `of_pbx`: further ones of the INVITE.
  explicit Agreed(const std::string& of_trunk = {}, const std::string& of_pbx = {}) {
    house.from_pbx(pbx_invite("inside-call-1@pbx.corp.internal", "0912345678",
                              "Require: 100rel\r\nAllow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE\r\n" + of_pbx));
    house.take_sent();
    house.media_agrees();
    invite = house.take_one(false);
    house.from_trunk(trunk_response(invite, 183, "t", sdp("168.86.128.9"), of_trunk));
    for (const auto& prack : house.take_sent()) house.from_trunk(trunk_response(prack, 200, "t"));
    house.media_agrees();
    progress = house.take_one(true);
  }
  void prack() {
    house.from_pbx(
        pbx_in_dialog("PRACK", progress, cseq++, {}, "RAck: " + progress.header("RSeq") + " 102 INVITE\r\n"));
    EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 200 OK");
  }
  void update(const std::string& body = moved) { house.from_pbx(pbx_in_dialog("UPDATE", progress, cseq++, body)); }
  void expect_asked(CommandKind kind, Side from, const std::string& body) {
    ASSERT_EQ(house.media_commands().size(), 1u);
    EXPECT_EQ(house.media_commands()[0].kind, kind);
    EXPECT_EQ(house.media_commands()[0].from, from);
    EXPECT_EQ(house.media_commands()[0].sdp.view(), body);
  }
  /// The offer goes on to the trunk: our UPDATE there.
  House::Sent update_at_trunk() {
    prack();
    update();
    house.media_agrees();
    return house.take_one(false);
  }
  void answer_and_end() { test::answer_and_end(house, invite, cseq++); }
};

const std::string speaks_update = reliably(7) + "Allow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE\r\n";

TEST(Rfc3311_5_1, TrunkWithoutUpdateOrNotAsFar_TheAnchorAnswersWithWhatTheTrunkHasAgreedTo) {
  for (const std::string& of_trunk : {std::string(), reliably(7), std::string("Allow: INVITE, UPDATE\r\n")}) {
    Agreed call(of_trunk);
    House& house = call.house;
    call.prack();
    for (const std::string& body : {moved, first}) {
      call.update(body);
      call.expect_asked(CommandKind::offer, Side::a, body);
      house.media_agrees();
      EXPECT_TRUE(house.take_sent().empty());
      call.expect_asked(CommandKind::answer, Side::b, sdp("168.86.128.9"));
      house.media_agrees();
      const auto answer = house.take_one(true);
      EXPECT_EQ(answer.start_line(), "SIP/2.0 200 OK");
      EXPECT_EQ(answer.header("CSeq"), std::to_string(call.cseq - 1) + " UPDATE");
      EXPECT_EQ(answer.body(), sdp("10.0.0.2"));
      EXPECT_EQ(answer.contact_uri(), call.progress.contact_uri());
    }
    call.answer_and_end();
  }
}

TEST(Rfc3311_5_1, TrunkThatIsAsFarAndSpeaksUpdate_GetsTheOffer) {
  Agreed call(speaks_update);
  House& house = call.house;
  const auto ours = call.update_at_trunk();
  EXPECT_EQ(ours.start_line(), "UPDATE sip:+886912345678@172.25.1.2:5060;transport=udp SIP/2.0");
  EXPECT_EQ(ours.tag("To"), "t");
  EXPECT_EQ(ours.body(), sdp("203.0.113.5"));
  EXPECT_EQ(ours.header("Session-Expires"), "");
  house.from_trunk(trunk_response(ours, 100, "t"));
  house.from_trunk(trunk_response(ours, 200, "t", sdp("168.86.128.10")));
  call.expect_asked(CommandKind::answer, Side::b, sdp("168.86.128.10"));
  house.media_agrees();
  EXPECT_EQ(house.take_one(true).body(), sdp("10.0.0.2"));
  call.answer_and_end();
}

TEST(Rfc3311_5_1, TrunkAnswersTheCallFirst_TheUpdateGoesOn) {
  Agreed call(speaks_update);
  House& house = call.house;
  const auto ours = call.update_at_trunk();
  house.from_trunk(trunk_response(call.invite, 200, "t", sdp("168.86.128.9")));
  auto sent = house.take_sent();
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[1].body(), "");
  EXPECT_TRUE(house.media_commands().empty()) << "an answer to the INVITE would be taken for one to the UPDATE";
  house.from_pbx(pbx_in_dialog("ACK", sent[1], 102));
  house.from_pbx(pbx_in_dialog("INVITE", sent[1], call.cseq++, moved));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 500 Server Internal Error");
  house.from_trunk(trunk_in_dialog("INVITE", call.invite, "t", 1, sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 491 Request Pending");
  house.from_trunk(trunk_response(ours, 200, "t", sdp("168.86.128.10")));
  house.media_agrees();
  EXPECT_EQ(house.take_one(true).header("CSeq").substr(4), "UPDATE");
  house.advance(10min);
  EXPECT_EQ(house.core().gauges().calls, 1u);
}

/// The SDP that our refresh brings at half time to a leg that takes no UPDATE any more.
std::string refreshed_with(House& house, bool of_pbx) {
  house.advance(900s + 10ms);
  const auto update = house.take_one(of_pbx);
  EXPECT_EQ(update.start_line().substr(0, 7), "UPDATE ");
  of_pbx ? house.from_pbx(pbx_response(update, 405, {})) : house.from_trunk(trunk_response(update, 405, {}));
  return house.take_one(of_pbx).body();
}

TEST(Rfc4028_7_4, OfferThatCrossed_EachLegIsRefreshedWithWhatItsUpdateHasBrought) {
  for (const bool of_pbx : {true, false}) {
    Agreed call(speaks_update, of_pbx ? "Supported: timer\r\nSession-Expires: 1800;refresher=uas\r\n" : "");
    House& house = call.house;
    call.prack();
    call.update();
    house.media_agrees(sdp("203.0.113.6"));
    house.from_trunk(trunk_response(house.take_one(false), 200, "t", sdp("168.86.128.10")));
    house.media_agrees(sdp("10.0.0.3"));
    EXPECT_EQ(house.take_one(true).body(), sdp("10.0.0.3"));
    house.from_trunk(trunk_response(call.invite, 200, "t", sdp("168.86.128.9"),
                                    of_pbx ? "" : "Require: timer\r\nSession-Expires: 1800;refresher=uac\r\n"));
    house.from_pbx(pbx_in_dialog("ACK", house.take_sent().back(), 102));
    EXPECT_EQ(refreshed_with(house, of_pbx), sdp(of_pbx ? "10.0.0.3" : "203.0.113.6"));
  }
}

TEST(Rfc4028_7_4, OfferAnsweredHere_TheTrunkIsRefreshedWithThatOfItsInvite) {
  Agreed call;
  House& house = call.house;
  call.prack();
  call.update();
  house.media_agrees(sdp("203.0.113.6"));
  house.media_agrees();
  house.take_sent();
  house.from_trunk(trunk_response(call.invite, 200, "t", sdp("168.86.128.9"),
                                  "Allow: UPDATE\r\nSession-Expires: 1800;refresher=uac\r\n"));
  house.from_pbx(pbx_in_dialog("ACK", house.take_sent().back(), 102));
  EXPECT_EQ(refreshed_with(house, false), call.invite.body());
}

TEST(Rfc4028_7_4, AnotherForkAnswers_ItIsRefreshedWithTheOfferOfTheInvite) {
  Agreed call(speaks_update);
  House& house = call.house;
  call.prack();
  call.update();
  house.media_agrees(sdp("203.0.113.6"));
  house.from_trunk(trunk_response(house.take_one(false), 200, "t", sdp("168.86.128.10")));
  house.media_agrees();
  house.take_sent();
  house.from_trunk(trunk_response(call.invite, 200, "other", sdp("168.86.128.11"),
                                  "Allow: UPDATE\r\nSession-Expires: 1800;refresher=uac\r\n"));
  house.media_agrees();
  house.from_pbx(pbx_in_dialog("ACK", house.take_sent().back(), 102));
  EXPECT_EQ(refreshed_with(house, false), call.invite.body());
}

TEST(Rfc3311_5_2, TrunkRefusesTheUpdate_SoDoWe_405IsAnsweredHere) {
  for (const int status : {488, 491, 500, 403, 405}) {
    Agreed call(speaks_update);
    House& house = call.house;
    house.from_trunk(trunk_response(call.update_at_trunk(), status, "t"));
    if (status == 405) house.media_agrees();
    const int told = status == 405 ? 200 : status == 488 || status == 491 ? status : 504;
    EXPECT_EQ(house.take_one(true).start_line().substr(8, 3), std::to_string(told)) << status;
    EXPECT_EQ(house.offers_cancelled, told == 200 ? 0 : 1) << status;
    call.answer_and_end();
  }
}

TEST(Rfc3311_5_2, TrunkSaysNothing_504BeforeTheUpdatesTimerF_TheCallRingsOn) {
  Agreed call(speaks_update);
  House& house = call.house;
  call.update_at_trunk();
  house.advance(20s + 10ms);
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 504 Server Time-out");
  house.advance(60s);
  EXPECT_TRUE(house.take_sent().empty());
  call.answer_and_end();
}

TEST(Rfc3311_5_2, AnchorRefuses_488_TheCallRingsOn) {
  Agreed call;
  House& house = call.house;
  call.prack();
  call.update();
  house.media_refuses(media::Refusal::no_audio);
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 488 Not Acceptable Here");
  EXPECT_EQ(house.offers_cancelled, 0) << "it never was one";
  call.update();
  house.media_agrees();
  house.media_refuses(media::Refusal::no_audio);
  EXPECT_EQ(house.offers_cancelled, 1);
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 488 Not Acceptable Here");
  house.advance(60s);
  EXPECT_TRUE(house.take_sent().empty());
  call.answer_and_end();
}

TEST(Rfc3311_5_2, OffersThatMeetAnother_500Or491) {
  Agreed call(speaks_update);
  House& house = call.house;
  const auto expect_retry = [&] {
    const auto refusal = house.take_one(true);
    EXPECT_EQ(refusal.start_line(), "SIP/2.0 500 Server Internal Error");
    EXPECT_NE(refusal.header("Retry-After"), "");
  };
  call.update();
  expect_retry();  // the 183 with the answer is not acknowledged
  call.prack();
  call.update();
  call.update();
  expect_retry();
  house.from_trunk(trunk_in_dialog("UPDATE", call.invite, "t", 1, sdp("168.86.128.9")));
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 491 Request Pending");
  call.update({});
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 200 OK") << "no offer, no glare";
}

TEST(Rfc3311_5_2, CallIsRefusedMeanwhile_TheUpdateIsAnswered) {
  Agreed call(speaks_update);
  House& house = call.house;
  const auto ours = call.update_at_trunk();
  house.from_trunk(trunk_response(call.invite, 486, "t"));
  std::vector<std::string> lines;
  for (const auto& one : house.take_sent())
    if (one.to_pbx()) lines.push_back(one.start_line().substr(8, 3) + one.header("CSeq"));
  EXPECT_EQ(lines, (std::vector<std::string>{"486102 INVITE", "481104 UPDATE"}));
  house.from_trunk(trunk_response(ours, 200, "t", sdp("168.86.128.9")));
  EXPECT_TRUE(house.at_rest());
}

/// A call of the trunk that the PBX answers in a reliable 183.
struct Called {
  House house;
  House::Sent invite;    ///< as the PBX got it
  House::Sent progress;  ///< the 183 as the trunk got it

  explicit Called(const std::string& of_trunk, const std::string& of_pbx = reliably(41), bool delayed_offer = false)
      : house([](proxy::Config& config) { config.peers[House::pbx].reliable_provisional = true; }) {
    const std::string text = trunk_invite(of_trunk);
    const std::string without_sdp = text.substr(0, text.find("Content-Type")) + "Content-Length: 0\r\n\r\n";
    house.from_trunk(delayed_offer ? without_sdp : text);
    house.take_sent();
    house.media_agrees();
    invite = house.take_one(true);
    house.from_pbx(pbx_response(invite, 183, "p", first, of_pbx));
    for (const auto& one : house.take_sent())
      if (one.to_pbx()) house.from_pbx(pbx_response(one, 200, "p"));
    if (delayed_offer) return;  // the trunk has no SDP to hear of yet
    house.media_agrees();
    progress = house.take_one(false);
  }
  void update() {
    house.from_pbx("UPDATE " + invite.contact_uri() +
                   " SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bKup\r\n" + "From: " + invite.header("To") +
                   ";tag=p\r\nTo: " + invite.header("From") + "\r\nCall-ID: " + invite.header("Call-ID") +
                   "\r\nCSeq: 1 UPDATE\r\nMax-Forwards: 70\r\nContact: <sip:201@10.0.0.5:5060>\r\n"
                   "Content-Type: application/sdp\r\nContent-Length: " +
                   std::to_string(moved.size()) + "\r\n\r\n" + moved);
  }
};

TEST(Rfc3311_5_1, CalledSideUpdates_ACallerThatIsAsFar_IsAnsweredFor) {
  Called call("Require: 100rel\r\n");
  House& house = call.house;
  const std::string rseq = call.progress.header("RSeq");
  house.from_trunk(
      "PRACK " + call.progress.contact_uri() +
      " SIP/2.0\r\nVia: SIP/2.0/TLS 54.172.60.1:5061;branch=z9hG4bKpr\r\nFrom: " + call.progress.header("From") +
      "\r\nTo: " + call.progress.header("To") + "\r\nCall-ID: " + call.progress.header("Call-ID") +
      "\r\nCSeq: 29045 PRACK\r\nRAck: " + rseq + " 29044 INVITE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(house.take_one(false).start_line(), "SIP/2.0 200 OK");
  call.update();
  ASSERT_EQ(house.media_commands().size(), 1u);
  EXPECT_EQ(house.media_commands()[0].kind, CommandKind::offer);
  EXPECT_EQ(house.media_commands()[0].from, Side::b);
  house.media_agrees();
  ASSERT_EQ(house.media_commands().size(), 1u);
  EXPECT_EQ(house.media_commands()[0].kind, CommandKind::answer);
  EXPECT_EQ(house.media_commands()[0].from, Side::a);
  EXPECT_EQ(house.media_commands()[0].sdp.view(), sdp("168.86.128.9")) << "the offer of its INVITE";
  house.media_agrees();
  const auto answer = house.take_one(true);
  EXPECT_EQ(answer.start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(answer.body(), sdp("10.0.0.2"));
}

TEST(Rfc3311_5_1, CalledSideUpdates_TheCallerHasNoReliableAnswer_ItsAnswerIn200IsTheNewOne) {
  Called call("Allow: UPDATE\r\n");  // it may speak it, but has no answer that could be changed
  House& house = call.house;
  const auto expect_asked = [&](CommandKind kind, Side from, const std::string& body) {
    ASSERT_EQ(house.media_commands().size(), 1u);
    EXPECT_EQ(house.media_commands()[0].kind, kind);
    EXPECT_EQ(house.media_commands()[0].from, from);
    EXPECT_EQ(house.media_commands()[0].sdp.view(), body);
  };
  call.update();
  expect_asked(CommandKind::offer, Side::b, moved);
  house.media_agrees();
  expect_asked(CommandKind::answer, Side::a, sdp("168.86.128.9"));
  house.media_agrees();
  EXPECT_EQ(house.take_one(true).body(), sdp("10.0.0.2"));
  house.from_pbx(pbx_response(call.invite, 183, "p", first));
  EXPECT_EQ(house.take_one(false).body(), "") << "outdated";
  house.from_pbx(pbx_response(call.invite, 200, "p", first));
  EXPECT_EQ(house.take_one(true).start_line().substr(0, 4), "ACK ");
  expect_asked(CommandKind::offer, Side::a, sdp("168.86.128.9"));
  house.media_agrees();
  expect_asked(CommandKind::answer, Side::b, moved);
  house.media_agrees();
  const auto answer = house.take_one(false);
  EXPECT_EQ(answer.start_line(), "SIP/2.0 200 OK");
  EXPECT_EQ(answer.body(), sdp("203.0.113.5"));
  EXPECT_TRUE(house.at_rest());
}

TEST(Rfc3311_5_2, CalledSideUpdates_TheCallerHasNotEvenMadeAnOffer_504) {
  Called call("", reliably(41), true);
  call.update();
  EXPECT_EQ(call.house.take_one(true).start_line(), "SIP/2.0 504 Server Time-out");
}

TEST(Rfc3311_5_2, CalledSideUpdates_WhileOurOfferToItIsOpen_491) {
  Called unreliable("", "");
  unreliable.update();
  EXPECT_EQ(unreliable.house.take_one(true).start_line(), "SIP/2.0 491 Request Pending");
}

}  // namespace
}  // namespace trunkgate::test
