// SPDX-License-Identifier: Apache-2.0
// What the product answers to the torture messages of RFC 4475 when the PBX sends them. It is a user agent on both
// sides and no registrar; the sample house has no route for names, so a sound INVITE to one comes to 404.
#include <gtest/gtest.h>

#include "tests/sip/support/torture.h"
#include "tests/support/probes.h"

namespace trunkgate::test {
namespace {

constexpr int silence = 0;

struct Row {
  std::string_view section;
  std::string_view name;
  int status;
  std::string_view why;
};

constexpr Row rows[] = {
    {"3.1.1.1", "wsinv", 481, "sound, and of no call that we know: To has a tag"},
    {"3.1.1.2", "intmeth", 501, "sound; endpoints answer 501 with Allow"},
    {"3.1.1.3", "esc01", 404, "sound"},
    {"3.1.1.4", "escnull", 405, "sound; no registrar here"},
    {"3.1.1.5", "esc02", 501, "sound; %47 is no escape in a method"},
    {"3.1.1.6", "lwsdisp", 200, "sound"},
    {"3.1.1.7", "longreq", 404, "sound"},
    {"3.1.1.8", "dblreq", 405, "sound; the INVITE behind it is noise"},
    {"3.1.1.9", "semiuri", 200, "sound"},
    {"3.1.1.10", "transports", 200, "sound"},
    {"3.1.1.11", "mpart01", 405, "sound"},
    {"3.1.1.12", "unreason", silence, "a response to nothing that we sent"},
    {"3.1.1.13", "noreason", silence, "a response to nothing that we sent"},
    {"3.1.2.1", "badinv01", 400, ""},
    {"3.1.2.2", "clerr", 400, ""},
    {"3.1.2.3", "ncl", 400, ""},
    {"3.1.2.4", "scalar02", 400, "CSeq"},
    {"3.1.2.5", "scalarlg", silence, "a response is discarded"},
    {"3.1.2.6", "quotbal", 400, ""},
    {"3.1.2.7", "ltgtruri", 400, ""},
    {"3.1.2.8", "lwsruri", 400, ""},
    {"3.1.2.9", "lwsstart", 400, ""},
    {"3.1.2.10", "trws", 400, ""},
    {"3.1.2.11", "escruri", 404, "the headers in the URI are ignored"},
    {"3.1.2.12", "baddate", 404, "Date means nothing to us"},
    {"3.1.2.13", "regbadct", 405, "the method comes before its Contact"},
    {"3.1.2.14", "badaspec", 200, "the blanks are ignored"},
    {"3.1.2.15", "baddn", 400, ""},
    {"3.1.2.16", "badvers", 505, ""},
    {"3.1.2.17", "mismatch01", 400, ""},
    {"3.1.2.18", "mismatch02", 501, ""},
    {"3.1.2.19", "bigcode", silence, "dropped"},
    {"3.2.1", "badbranch", 200, "told apart as RFC 2543 has it"},
    {"3.3.1", "insuf", 400, ""},
    {"3.3.2", "unkscm", 416, ""},
    {"3.3.3", "novelsc", 416, ""},
    {"3.3.4", "unksm2", 405, "sound; no registrar here"},
    {"3.3.5", "bext01", 420, ""},
    {"3.3.6", "invut", 415, ""},
    {"3.3.7", "regaut01", 405, "sound; no registrar here"},
    {"3.3.8", "multi01", 400, ""},
    {"3.3.9", "mcl01", 400, ""},
    {"3.3.10", "bcast", silence, "not ours: two Vias"},
    {"3.3.11", "zeromf", 200, "an endpoint answers; see also the INVITE below"},
    {"3.3.12", "cparam01", 405, "sound; no registrar here"},
    {"3.3.13", "cparam02", 405, "sound; no registrar here"},
    {"3.3.14", "regescrt", 405, "sound; no registrar here"},
    {"3.3.15", "sdp01", 406, ""},
    {"3.4.1", "inv2543", 400, "without Contact there is nowhere to send a BYE to"},
};

std::string message(std::string_view name) { return sip::torture_message("rfc4475", name); }

TEST(Rfc4475, EveryMessage_AnswerOfTheTable) {
  for (const Row& row : rows) {
    House house;
    house.from_pbx(message(row.name));
    const auto sent = house.take_sent();
    ASSERT_EQ(sent.size(), row.status == silence ? 0U : 1U) << row.section << " " << row.name;
    if (row.status != silence) {
      EXPECT_TRUE(sent[0].to_pbx()) << row.name;
      EXPECT_EQ(sent[0].start_line().substr(8, 3), std::to_string(row.status)) << row.section << " " << row.name;
      sip::Message parsed;
      const auto error = parsed.parse(sent[0].text);
      // What could not be parsed is told so in its own words; every other answer is sound.
      const bool echoes_faults = row.status == 400 || row.name == "mismatch02" || row.name == "badvers";
      EXPECT_TRUE(echoes_faults || error == sip::ParseError::none) << row.name << ": " << sent[0].text;
    }
    EXPECT_TRUE(house.at_rest()) << row.name;
  }
  EXPECT_EQ(std::size(rows), sip::torture_names("rfc4475").size());
}

/// The trunk may dial any name, so what came to 404 above is carried now: written anew, sound, and none of the rest.
TEST(Rfc4475, EveryMessage_OfTheTrunk_OnlySoundInvitesCross) {
  for (const Row& row : rows) {
    House house;
    house.from_trunk(message(row.name));
    const bool carried = row.status == 404 && row.name != "longreq";  // whose To is longer than a dialog keeps: 400
    const auto sent = house.take_sent();
    ASSERT_EQ(sent.size(), row.status == silence ? 0U : 1U) << row.name;
    if (row.status != silence) {
      EXPECT_FALSE(sent[0].to_pbx()) << row.name;
      EXPECT_EQ(sent[0].start_line().substr(8, 3), std::to_string(carried                 ? 100
                                                                  : row.name == "longreq" ? 400
                                                                                          : row.status));
    }
    ASSERT_EQ(house.media_commands().size(), carried ? 1U : 0U) << row.name;
    if (!carried) continue;
    house.media_agrees();
    const House::Sent invite = house.take_one(true);
    sip::Message parsed;
    EXPECT_EQ(parsed.parse(invite.text), sip::ParseError::none) << invite.text;
    for (const char* left_behind : {"Route:", "Date:", "%3C", "host", "192.0.2."})
      EXPECT_EQ(invite.text.find(left_behind), std::string::npos) << left_behind << " in\n" << invite.text;
  }
}

TEST(Rfc4475_3_1_1_1, Wsinv_AnswerHasItsThreeViasUnfolded) {
  House house;
  house.from_pbx(message("wsinv"));
  const House::Sent answer = house.take_one(true);
  EXPECT_NE(answer.text.find("\r\nVia: SIP  / 2.0  / TCP     spindle.example.com   ; branch  =   z9hG4bK9ikj8\r\n"),
            std::string::npos);
  EXPECT_NE(answer.text.find("\r\nVia: SIP  /    2.0   / UDP  192.168.255.111   ; branch= z9hG4bK30239\r\n"),
            std::string::npos);
  EXPECT_EQ(answer.header("CSeq"), "0009 INVITE");
}

TEST(Rfc4475_3_1_1_2, Intmeth_AnswerListsTheMethods_AndIsClean) {
  House house;
  house.from_pbx(message("intmeth"));
  const House::Sent answer = house.take_one(true);
  EXPECT_EQ(answer.header("Allow"), "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE");
  for (const char octet : {'\0', '\a', '\x7f'}) EXPECT_EQ(answer.text.find(octet), std::string::npos);
}

TEST(Rfc4475_3_1_2_1, Badinv01_WithoutTheEmptyParameters_IsSound) {
  House house;
  house.from_pbx(with(message("badinv01"), "192.0.2.15;;,;,,", "192.0.2.15"));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 404 Not Found");
}

TEST(Rfc4475_3_1_2_11, Escruri_ThatHasARoute_CarriesNoHeaderAlong) {
  House house;
  house.from_pbx(with(message("escruri"), "sip:user@example.com?", "sip:0912345678@example.com?"));
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  EXPECT_EQ(invite.start_line(), "INVITE sip:+886912345678@mytrunk.pstn.twilio.com;transport=tls SIP/2.0");
  EXPECT_EQ(invite.text.find("Route"), std::string::npos);
}

TEST(Rfc4475_3_1_2_14, Badaspec_AsInvite_IsCarriedWithoutTheBlanks) {
  House house;
  house.from_pbx(with(pbx_invite(), "<sip:201@pbx.corp.internal>", "< sip:201@pbx.corp.internal >"));
  house.take_sent();
  house.media_agrees();
  EXPECT_TRUE(house.take_one(false).header("From").starts_with("\"Alice\" <sip:201@sbc.example.com>;tag="));
}

TEST(Rfc4475_3_2_1, Badbranch_TwoRequestsWithTheBareCookie_AreTwo) {
  House house;
  house.from_pbx(message("badbranch"));
  EXPECT_EQ(house.take_one(true).header("CSeq"), "8 OPTIONS");
  house.from_pbx(with(with(message("badbranch"), "CSeq: 8", "CSeq: 9"), "Call-ID: badbranch.", "Call-ID: other."));
  EXPECT_EQ(house.take_one(true).header("CSeq"), "9 OPTIONS");
}

TEST(Rfc4475_3_3_1, Insuf_AnswerHasWhatIsThere) {
  House house;
  house.from_pbx(message("insuf"));
  const House::Sent answer = house.take_one(true);
  EXPECT_EQ(answer.header("CSeq"), "193942 INVITE");
  EXPECT_NE(answer.header("Via").find("z9hG4bKkdj.insuf"), std::string::npos);
  for (const char* missing : {"From", "To", "Call-ID"})
    EXPECT_EQ(answer.text.find(std::string(missing) + ":"), std::string::npos);
}

TEST(Rfc4475_3_3_5, Bext01_RequireIsListedAsUnsupported) {
  House house;
  house.from_pbx(message("bext01"));
  EXPECT_EQ(house.take_one(true).header("Unsupported"), "nothingSupportsThis, nothingSupportsThisEither");
  House other;
  other.from_pbx(with(message("bext01"), "Require: nothingSupportsThis, nothingSupportsThisEither\r\n", ""));
  EXPECT_EQ(other.take_one(true).header("Unsupported"), "noProxiesSupportThis, norDoAnyProxiesSupportThis");
}

TEST(Rfc4475_3_3_6, Invut_AnswerSaysWhatWouldDo) {
  House house;
  house.from_pbx(message("invut"));
  EXPECT_EQ(house.take_one(true).header("Accept"), "application/sdp");
}

TEST(Rfc4475_3_3_10, Bcast_SecondViaInAResponseToUs_IsDropped) {
  House house;
  house.from_pbx(pbx_invite());
  house.take_sent();
  house.media_agrees();
  const House::Sent invite = house.take_one(false);
  const std::string answer = trunk_response(invite, 180, "t");
  house.from_trunk(with(answer, "\r\nFrom:", "\r\nVia: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23\r\nFrom:"));
  EXPECT_TRUE(house.take_sent().empty());
  house.from_trunk(with(answer, "\r\nFrom:", ",SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23\r\nFrom:"));
  EXPECT_TRUE(house.take_sent().empty());
  house.from_trunk(answer);
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 180 Ringing");
}

TEST(Rfc4475_3_3_11, Zeromf_AsInvite_IsNotForwarded) {
  House house;
  house.from_pbx(with(pbx_invite(), "Max-Forwards: 70", "Max-Forwards: 0"));
  EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 483 Too Many Hops");
  EXPECT_TRUE(house.media_commands().empty());
}

TEST(Rfc4475_3_3_15, Sdp01_WithAnAcceptThatHoldsSdp_IsSound) {
  for (const char* accept : {"application/sdp", "text/plain, application/sdp;level=1", "application/*", "*/*"}) {
    House house;
    house.from_pbx(pbx_invite("call@pbx", "0912345678", std::string("Accept: ") + accept + "\r\n"));
    EXPECT_EQ(house.take_one(true).start_line(), "SIP/2.0 100 Trying") << accept;
  }
}

}  // namespace
}  // namespace trunkgate::test
