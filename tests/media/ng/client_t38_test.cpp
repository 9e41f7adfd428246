// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/media/ng/client_house.h"
#include "tests/media/support/parties.h"
#include "tests/media/support/sdp_text.h"

namespace trunkgate::media::ng {
namespace {

using metrics::AnchorOutcome;

// A call of speech, through an anchor in another process, that its trunk would make one of fax.
class NgClientT38 : public testing::Test {
 protected:
  NgClientT38() { house.pass_t38(); }

  void SetUp() override { ASSERT_TRUE(house.set_up(a, b)); }
  Event offer_fax() { return house.ask(CommandKind::offer, Side::b, fax_sdp_of(trunk_fax)); }
  Event answer_fax(const std::string& port = {}) {
    return house.ask(CommandKind::answer, Side::a, fax_sdp_of(phone_fax, port));
  }
  /// Where the anchor sends a datagram that `source` sends to its port `at`; nowhere: port 0.
  Endpoint pass(const Endpoint& at, const Endpoint& source) {
    const Octets udptl{0, 1, 6, 0xa7, 0xa7};
    const auto outcome = house.desks[0]->house.packet(at, source, udptl);
    EXPECT_TRUE(!outcome.verdict.forward || outcome.octets == udptl);
    return outcome.verdict.forward ? outcome.verdict.to : Endpoint{};
  }

  ClientHouse house;
  Party a = phone();
  Party b = trunk();
};

TEST_F(NgClientT38, Rfc3362_FaxAndBackToSpeech_IsRelayed) {
  const Event offered = offer_fax();
  ASSERT_EQ(offered.kind, EventKind::sdp);
  EXPECT_EQ(line_after(offered.sdp.view(), "m=image "), std::to_string(a.peer.rtp.port) + " udptl t38");
  const Event answered = answer_fax();
  ASSERT_EQ(answered.kind, EventKind::sdp);
  EXPECT_EQ(line_after(answered.sdp.view(), "m=image "), std::to_string(b.peer.rtp.port) + " udptl t38");
  EXPECT_EQ(pass(a.peer.rtp, phone_fax), trunk_fax);
  EXPECT_EQ(pass(b.peer.rtp, trunk_fax), phone_fax);
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 5));
}

TEST_F(NgClientT38, Rfc3264_6_FaxThatIsDeclined_LeavesTheSpeech) {
  ASSERT_EQ(offer_fax().kind, EventKind::sdp);
  ASSERT_EQ(answer_fax("0").kind, EventKind::sdp);
  EXPECT_EQ(house.requests(0, Verb::offer, AnchorOutcome::ok), 3U) << "speech, fax, and speech again";
  EXPECT_EQ(house.requests(0, Verb::answer, AnchorOutcome::ok), 2U);
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 5));
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 6));
}

TEST_F(NgClientT38, FaxThatIsRefused_IsTakenBackAtTheAnchor) {
  ASSERT_EQ(offer_fax().kind, EventKind::sdp);
  EXPECT_EQ(house.ask(CommandKind::cancel_offer, Side::b).kind, EventKind::first_packet) << "no event";
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 5));
}

TEST_F(NgClientT38, AnchorThatAnswersFaxWithSpeech_IsNotBelieved) {
  house.spoil = [](std::string& reply) {
    const std::size_t at = reply.find("m=image");
    if (at != std::string::npos) reply.replace(at, 7, "m=audio");
  };
  EXPECT_EQ(offer_fax().kind, EventKind::refused);
}

TEST(NgClientT38Refused, AnchorThatDoesNotPassFax_CallKeepsItsSpeech) {
  ClientHouse house;
  house.pass_t38();
  for (ZoneConfig& zone : house.desks[0]->house.config.zones) zone.t38 = T38Policy::refuse;
  House& anchor = house.desks[0]->house;
  anchor.anchor.emplace(anchor.config, std::uint8_t{0}, std::uint64_t{1}, anchor.ports, anchor.keys, nullptr);
  Party a = phone();
  Party b = trunk();
  ASSERT_TRUE(house.set_up(a, b));
  EXPECT_EQ(house.ask(CommandKind::offer, Side::b, fax_sdp_of(trunk_fax)).kind, EventKind::refused);
  EXPECT_TRUE(hear_each_other(*house.desks[0], a, b, 5));
}

}  // namespace
}  // namespace trunkgate::media::ng
