// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/non_invite_server.h"

#include "tests/sip/transaction/machine_script.h"

namespace trunkgate::sip::test {
namespace {

using State = NonInviteServer::State;
using ServerScript = Script<NonInviteServer>;

ServerScript script(bool reliable) {
  return ServerScript([reliable] { return NonInviteServer(start, reliable); });
}
auto user_sends(int status) {
  return [status](NonInviteServer& m, Instant now, Steps& out) { m.respond(now, status, out); };
}
auto receives_request() {
  return [](NonInviteServer& m, Instant now, Steps& out) { m.on_request(now, out); };
}
auto loses_transport() {
  return [](NonInviteServer& m, Instant now, Steps& out) { m.on_transport_error(now, out); };
}

const Expected answered{Step::keep_response, Step::send_response};
const Expected again{Step::send_response};

TEST(Rfc3261_17_2_2, Trying_RetransmissionAbsorbed) {
  auto s = script(false);
  s.after(500ms, receives_request(), {});
  EXPECT_EQ(s.play().state(), State::trying);
}

TEST(Rfc3261_17_2_2, Completed_RetransmissionAnsweredUntilTimerJ) {
  auto s = script(false);
  s.after(100ms, user_sends(200), answered).after(500ms, receives_request(), again);
  s.at_once(user_sends(500), {});  // §17.2.2: any further final response is discarded
  s.timer(31500ms, {Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_2_2, Completed_ReliableTransport_TimerJIsZero) {
  auto s = script(true);
  s.after(100ms, user_sends(200), answered);
  EXPECT_EQ(s.play().deadline(), start + 100ms);
}

TEST(Rfc3261_17_2_2, Proceeding_ReliableTransport_TryingAtOnceAndAgain) {
  auto s = script(true);
  s.after(100ms, user_sends(100), answered).after(1s, receives_request(), again);
  s.after(1s, user_sends(200), answered);
  EXPECT_EQ(s.play().state(), State::completed);
  s.play_with_fault_at_each_step();
}

TEST(Rfc4320_4_1, Udp_100HeldBackUntilTimerEIsT2) {
  auto s = script(false);
  s.after(100ms, user_sends(100), {Step::keep_response});
  s.after(400ms, receives_request(), {}).after(1s, receives_request(), {});
  s.timer(2s, again);  // 3.5 s after the request
  s.after(500ms, receives_request(), again);
  s.after(1s, user_sends(200), answered);
  EXPECT_EQ(s.play().state(), State::completed);
  s.play_with_fault_at_each_step();
}

TEST(Rfc4320_4_1, Udp_100HeldBackIsDroppedForTheFinalResponse) {
  auto s = script(false);
  s.after(100ms, user_sends(100), {Step::keep_response}).after(100ms, user_sends(200), answered);
  s.timer(32s, {Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
}

TEST(Rfc4320_4_1, NoOtherProvisionalThan100) {
  auto s = script(true);
  s.after(100ms, user_sends(183), {});
  EXPECT_EQ(s.play().state(), State::trying);
}

TEST(Rfc4320_4_2, A408IsNeverSent) {
  auto s = script(false);
  s.after(30s, user_sends(408), {Step::finish}).after(1s, receives_request(), {});
  EXPECT_EQ(s.play().state(), State::terminated);
}

TEST(Rfc3261_17_2_2, Trying_UserNeverAnswers_EndsWithTheClientsTimerF) {
  auto s = script(false);
  s.timer(32s, {Step::report_timeout, Step::finish});
  EXPECT_EQ(s.play().state(), State::terminated);
  s.play_with_fault_at_each_step();
}

TEST(Rfc3261_17_2_4, TransportError_EndsProceedingAndCompleted) {
  const Expected reported{Step::report_transport_failure, Step::finish};
  auto trying = script(false);
  trying.at_once(loses_transport(), {});
  EXPECT_EQ(trying.play().state(), State::trying);
  auto proceeding = script(true);
  proceeding.at_once(user_sends(100), answered).at_once(loses_transport(), reported);
  EXPECT_EQ(proceeding.play().state(), State::terminated);
  auto completed = script(false);
  completed.at_once(user_sends(200), answered).at_once(loses_transport(), reported);
  EXPECT_EQ(completed.play().state(), State::terminated);
}

}  // namespace
}  // namespace trunkgate::sip::test
