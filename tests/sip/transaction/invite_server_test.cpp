// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/invite_server.h"

#include "tests/sip/transaction/machine_script.h"

namespace trunkgate::sip::test {
namespace {

using State = InviteServer::State;
using ServerScript = Script<InviteServer>;

auto user_sends(int status) {
  return [status](InviteServer& m, Instant now, Steps& out) { m.respond(now, status, out); };
}
auto receives_invite() {
  return [](InviteServer& m, Instant now, Steps& out) { m.on_invite(now, out); };
}
auto receives_ack() {
  return [](InviteServer& m, Instant now, Steps& out) { m.on_ack(now, out); };
}
auto user_confirms() {
  return [](InviteServer& m, Instant, Steps&) { m.confirm(); };
}
auto loses_transport() {
  return [](InviteServer& m, Instant now, Steps& out) { m.on_transport_error(now, out); };
}
ServerScript script(bool reliable) {
  ServerScript s([reliable] { return InviteServer(reliable); });
  s.user_gives_up_by(user_sends(503));
  return s;
}

const Expected answered{Step::keep_response, Step::send_response};
const Expected again{Step::send_response};

TEST(Rfc3261_17_2_1, Proceeding_RetransmittedInvite_LastProvisionalAgain) {
  auto s = script(false);
  s.at_once(receives_invite(), {});  // before anything was answered
  s.after(10ms, user_sends(100), answered).after(1s, user_sends(180), answered);
  s.after(500ms, receives_invite(), again).at_once(receives_ack(), {});
  const auto machine = s.play();
  EXPECT_EQ(machine.state(), State::proceeding);
  EXPECT_EQ(machine.deadline(), never) << "ringing has no end of its own";
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_2_1, Completed_NoAck_TimerGDoublesUpToT2ThenTimerH) {
  auto s = script(false);
  s.at_once(user_sends(486), answered);
  for (const auto wait : {500ms, 1000ms, 2000ms}) s.timer(wait, again);
  for (int i = 0; i < 7; ++i) s.timer(4s, again);
  s.timer(500ms, {Step::report_timeout, Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_2_1, Completed_ReliableTransport_NoTimerG) {
  auto s = script(true);
  s.at_once(user_sends(404), answered).after(1s, receives_invite(), again);
  s.timer(31s, {Step::report_timeout, Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
}

TEST(Rfc3261_17_2_1, Confirmed_AbsorbsAcksUntilTimerI) {
  auto s = script(false);
  s.at_once(user_sends(486), answered).after(100ms, receives_ack(), {});
  s.after(1s, receives_ack(), {}).at_once(receives_invite(), {}).at_once(user_sends(200), {});
  s.timer(4s, {Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_2_1, Confirmed_ReliableTransport_TimerIIsZero) {
  auto s = script(true);
  s.at_once(user_sends(486), answered).after(100ms, receives_ack(), {});
  const auto machine = s.play();
  EXPECT_EQ(machine.state(), State::confirmed);
  EXPECT_EQ(machine.deadline(), start + 100ms);
}

TEST(Rfc6026_7_1, Accepted_AbsorbsInviteUntilTimerL) {
  auto s = script(false);
  s.at_once(user_sends(200), answered).after(100ms, user_confirms(), {});
  s.after(400ms, receives_invite(), {});
  s.after(500ms, user_sends(486), {}).at_once(user_sends(180), {});
  s.timer(31s, {Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_13_3_1_4, Accepted_2xxRepeatedUntilTheAckEvenOnTcp) {
  for (const bool reliable : {false, true}) {
    auto s = script(reliable);
    s.at_once(user_sends(200), answered).timer(500ms, again).timer(1s, again).timer(2s, again).timer(4s, again);
    s.after(100ms, user_confirms(), {});
    s.timer(24400ms, {Step::finish});
    EXPECT_EQ(s.play().state(), State::terminated) << reliable;
  }
}

TEST(Rfc3261_13_3_1_4, Accepted_NoAckFor64T1_MissingAckReported) {
  auto s = script(true);
  s.at_once(user_sends(200), answered);
  for (const auto wait : {500ms, 1000ms, 2000ms}) s.timer(wait, again);
  for (int i = 0; i < 7; ++i) s.timer(4s, again);
  s.timer(500ms, {Step::report_missing_ack, Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc6026_7_1, Accepted_AckThatMatchesGoesToTheUser) {
  auto s = script(false);
  s.at_once(user_sends(200), answered).after(50ms, receives_ack(), {Step::pass_to_user});
  EXPECT_EQ(s.play().state(), State::accepted);
}

TEST(Rfc6026_7_1, Accepted_UserMaySend2xxAgain) {
  auto s = script(false);
  s.at_once(user_sends(200), answered).after(100ms, user_sends(200), answered);
  EXPECT_EQ(s.play().state(), State::accepted);
}

TEST(Rfc6026_7_1, TransportError_ReportedAndTheStateStays) {
  const Expected reported{Step::report_transport_failure};
  auto s = script(false);
  s.at_once(user_sends(100), answered).at_once(loses_transport(), reported);
  EXPECT_EQ(s.play().state(), State::proceeding);
  s.at_once(user_sends(500), answered).at_once(loses_transport(), reported);
  EXPECT_EQ(s.play().state(), State::completed);
  s.at_once(receives_ack(), {}).at_once(loses_transport(), {});
  EXPECT_EQ(s.play().state(), State::confirmed);
  auto accepted = script(false);
  accepted.at_once(user_sends(200), answered).at_once(loses_transport(), reported);
  EXPECT_EQ(accepted.play().state(), State::accepted);
}

}  // namespace
}  // namespace trunkgate::sip::test
