// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/non_invite_client.h"

#include "tests/sip/transaction/machine_script.h"

namespace trunkgate::sip::test {
namespace {

using State = NonInviteClient::State;
using ClientScript = Script<NonInviteClient>;

ClientScript script(bool reliable) {
  return ClientScript([reliable] { return NonInviteClient(reliable); });
}
auto sends_request() {
  return [](NonInviteClient& m, Instant now, Steps& out) { m.start(now, out); };
}
auto receives(int status) {
  return [status](NonInviteClient& m, Instant now, Steps& out) { m.on_response(now, status, out); };
}
auto loses_transport() {
  return [](NonInviteClient& m, Instant now, Steps& out) { m.on_transport_error(now, out); };
}

TEST(Rfc3261_17_1_2_2, Trying_NoAnswer_IntervalDoublesUpToT2) {
  auto s = script(false);
  s.at_once(sends_request(), {Step::send_request});
  for (const auto wait : {500ms, 1000ms, 2000ms}) s.timer(wait, {Step::send_request});
  for (int i = 0; i < 7; ++i) s.timer(4s, {Step::send_request});
  s.timer(500ms, {Step::report_timeout, Step::finish});  // Timer F at 32 s
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_1_2_2, Trying_ReliableTransport_NeverRetransmits) {
  auto s = script(true);
  s.at_once(sends_request(), {Step::send_request}).timer(32s, {Step::report_timeout, Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_1_2_2, Proceeding_RetransmitsEveryT2AndTimesOut) {
  auto s = script(false);
  s.at_once(sends_request(), {Step::send_request}).after(100ms, receives(100), {Step::pass_to_user});
  s.timer(400ms, {Step::send_request});  // Timer E as it was set
  for (int i = 0; i < 7; ++i) s.timer(4s, {Step::send_request});
  s.timer(3500ms, {Step::report_timeout, Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_1_2_2, Completed_AbsorbsRetransmittedResponsesUntilTimerK) {
  auto s = script(false);
  s.at_once(sends_request(), {Step::send_request}).after(100ms, receives(200), {Step::pass_to_user});
  s.after(1s, receives(200), {}).at_once(receives(100), {}).at_once(loses_transport(), {});
  s.timer(4s, {Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_1_2_2, Completed_ReliableTransport_TimerKIsZero) {
  auto s = script(true);
  s.at_once(sends_request(), {Step::send_request}).after(1s, receives(481), {Step::pass_to_user});
  const auto machine = s.play();
  EXPECT_EQ(machine.state(), State::completed);
  EXPECT_EQ(machine.deadline(), start + 1s);
}

TEST(Rfc3261_17_1_4, TransportError_ReportedInTryingAndProceeding) {
  const Expected reported{Step::report_transport_failure, Step::finish};
  auto trying = script(false);
  trying.at_once(sends_request(), {Step::send_request}).after(1ms, loses_transport(), reported);
  EXPECT_EQ(trying.play().state(), State::terminated);
  auto proceeding = script(false);
  proceeding.at_once(sends_request(), {Step::send_request}).after(1ms, receives(100), {Step::pass_to_user});
  proceeding.after(1ms, loses_transport(), reported).after(1s, receives(200), {});
  EXPECT_EQ(proceeding.play().state(), State::terminated);
}

}  // namespace
}  // namespace trunkgate::sip::test
