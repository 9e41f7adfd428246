// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/invite_client.h"

#include "tests/sip/transaction/machine_script.h"

namespace trunkgate::sip::test {
namespace {

using State = InviteClient::State;
using ClientScript = Script<InviteClient>;

ClientScript script(bool reliable) {
  return ClientScript([reliable] { return InviteClient(reliable); });
}
auto sends_invite() {
  return [](InviteClient& m, Instant now, Steps& out) { m.start(now, out); };
}
auto receives(int status) {
  return [status](InviteClient& m, Instant now, Steps& out) { m.on_response(now, status, out); };
}
auto loses_transport() {
  return [](InviteClient& m, Instant now, Steps& out) { m.on_transport_error(now, out); };
}

TEST(Rfc3261_17_1_1_2, Calling_NoAnswer_RetransmitsSixTimesThenTimesOut) {
  auto s = script(false);
  s.at_once(sends_invite(), {Step::send_request});
  for (const auto wait : {500ms, 1000ms, 2000ms, 4000ms, 8000ms, 16000ms}) s.timer(wait, {Step::send_request});
  s.timer(500ms, {Step::report_timeout, Step::finish});  // 64*T1 = 32 s; six intervals make 31.5
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_1_1_2, Calling_ReliableTransport_NeverRetransmits) {
  auto s = script(true);
  s.at_once(sends_invite(), {Step::send_request}).timer(32s, {Step::report_timeout, Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
}

TEST(Rfc3261_17_1_1_2, Proceeding_180_StopsTimersAAndB) {
  auto s = script(false);
  s.at_once(sends_invite(), {Step::send_request});
  s.after(200ms, receives(100), {Step::pass_to_user}).after(1s, receives(180), {Step::pass_to_user});
  const auto machine = s.play();
  EXPECT_EQ(machine.state(), State::proceeding);
  EXPECT_EQ(machine.deadline(), never);
}

TEST(Rfc3261_9_1, Proceeding_CancelledAndNoFinalResponse_TimesOutAfter64T1) {
  auto s = script(false);
  s.at_once(sends_invite(), {Step::send_request}).after(200ms, receives(180), {Step::pass_to_user});
  s.after(60s, [](InviteClient& m, Instant now, Steps&) { m.cancel(now); }, {});
  s.after(1s, receives(180), {Step::pass_to_user});  // a late 180 gains no time
  s.timer(31s, {Step::report_timeout, Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_1_1_2, Completed_Retransmitted486_AckAgainAndNothingForTheUser) {
  auto s = script(false);
  s.at_once(sends_invite(), {Step::send_request}).after(100ms, receives(180), {Step::pass_to_user});
  s.after(2s, receives(486), {Step::send_ack, Step::pass_to_user});
  s.after(500ms, receives(486), {Step::send_ack});
  s.after(1s, receives(180), {}).at_once(receives(200), {});
  s.timer(30500ms, {Step::finish});  // Timer D, 32 s after the first 486
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_1_1_2, Completed_ReliableTransport_TimerDIsZero) {
  auto s = script(true);
  s.at_once(sends_invite(), {Step::send_request});
  s.after(1s, receives(404), {Step::send_ack, Step::pass_to_user});
  EXPECT_EQ(s.play().deadline(), start + 1s);
  s.after(1ms, [](InviteClient& m, Instant now, Steps& out) { m.on_deadline(now, out); }, {Step::finish});
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_1_1_2, Calling_FailureWithoutProvisional_Completes) {
  for (const int status : {300, 401, 503, 603, 699}) {
    auto s = script(false);
    s.at_once(sends_invite(), {Step::send_request});
    s.after(100ms, receives(status), {Step::send_ack, Step::pass_to_user});
    EXPECT_EQ(s.play().state(), State::completed) << status;
  }
}

TEST(Rfc6026_7_2, Accepted_Every2xxPassesUntilTimerM) {
  auto s = script(false);
  s.at_once(sends_invite(), {Step::send_request}).after(100ms, receives(200), {Step::pass_to_user});
  s.after(500ms, receives(200), {Step::pass_to_user});  // repeated, or of another fork
  s.after(500ms, receives(180), {}).at_once(receives(486), {});
  s.timer(31s, {Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc6026_7_2, Accepted_ReliableTransport_TimerMIsNotZero) {
  auto s = script(true);
  s.at_once(sends_invite(), {Step::send_request}).after(1s, receives(202), {Step::pass_to_user});
  s.timer(32s, {Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
}

TEST(Rfc3261_17_1_4, TransportError_ReportedInCallingProceedingAndCompleted) {
  const Expected reported{Step::report_transport_failure, Step::finish};
  auto calling = script(false);
  calling.at_once(sends_invite(), {Step::send_request}).at_once(loses_transport(), reported);
  EXPECT_EQ(calling.play().state(), State::terminated);
  auto proceeding = script(true);
  proceeding.at_once(sends_invite(), {Step::send_request}).after(1s, receives(180), {Step::pass_to_user});
  proceeding.after(1s, loses_transport(), reported);
  EXPECT_EQ(proceeding.play().state(), State::terminated);
  auto completed = script(false);
  completed.at_once(sends_invite(), {Step::send_request});
  completed.after(1s, receives(500), {Step::send_ack, Step::pass_to_user}).at_once(loses_transport(), reported);
  EXPECT_EQ(completed.play().state(), State::terminated);
}

TEST(Rfc6026_7_2, Accepted_TransportErrorChangesNothing) {
  auto s = script(true);
  s.at_once(sends_invite(), {Step::send_request}).after(1s, receives(200), {Step::pass_to_user});
  s.after(1s, loses_transport(), {}).after(1s, receives(200), {Step::pass_to_user});
  EXPECT_EQ(s.play().state(), State::accepted);
}

}  // namespace
}  // namespace trunkgate::sip::test
