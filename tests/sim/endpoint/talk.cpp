// SPDX-License-Identifier: Apache-2.0
// Within an answered call: hold and resume, glare, and the end of it, from either side.
#include "tests/sim/endpoint/agent.h"

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr sip::Duration ack_check = 500ms;
constexpr int replacing_call = 1000;  // times the site, on top of the number of the call that is replaced

}  // namespace

void Agent::talk(const DialogPtr& dialog) {
  const TalkPlan plan = talk_plan(world_, dialog->call);
  const bool hangs_up = plan.both_hang_up || plan.caller_hangs_up == dialog->caller;
  if (hangs_up) later(plan.hang_up_after, [this, dialog] { hang_up(dialog); });
  if (plan.reinvite && (plan.glare || plan.caller_hangs_up != dialog->caller))
    later(plan.reinvite_after, [this, dialog] { change(dialog, false); });
  if (plan.update && (plan.glare || plan.caller_hangs_up == dialog->caller))
    later(plan.reinvite_after, [this, dialog] { change(dialog, true); });
  const bool transfers = plan.caller_transfers == dialog->caller;
  if (plan.refer && transfers) later(plan.transfer_after, [this, dialog] { refer(dialog); });
  if (plan.replace && transfers) later(plan.transfer_after, [this, dialog] { call_anew(dialog); });
  later(random_.between(0s, plan.hang_up_after + 2s), [this, dialog] { misbehave(dialog); });
}

void Agent::call_anew(const DialogPtr& dialog) {
  const int call = dialog->call + replacing_call * static_cast<int>(1 + index_);
  // An INVITE that came over two paths has made two dialogs of one call.
  for (const DialogPtr& one : dialogs_)
    if (one->call == call) return;
  if (dialog->state == Dialog::State::up && !world_.quiet) place_call(call, dialog);
}

void Agent::hang_up(const DialogPtr& dialog) {
  if (dialog->state != Dialog::State::up) return;
  // RFC 3261 §15: not before the ACK for the own 2xx, or the end of the wait for it.
  const ServerPtr& invited = dialog->invited;
  if (invited && invited->status >= 200 && invited->status < 300 && !invited->acked && !invited->closed)
    return later(ack_check, [this, dialog] { hang_up(dialog); });
  dialog->state = Dialog::State::over;
  Text bye = compose(*dialog, "BYE", ++dialog->local_seq);
  bye.add("Reason", "Q.850;cause=16;text=\"" + std::string(site_.mark) + "\"");
  const int copies = world_.strikes(random_, world_.trouble.storm) ? 10 : 1;
  client_.start(bye, network_.path_from(index_), nullptr, copies);
}

void Agent::on_bye(const ServerPtr& transaction, const DialogPtr& dialog) {
  const bool known = dialog->state != Dialog::State::over;
  dialog->state = Dialog::State::over;
  const Text& request = *transaction->request;
  if (dialog->invited && dialog->invited->status < 200) respond(dialog->invited, 487);
  if (dialog->invited) dialog->invited->closed = true;
  if (dialog->second) dialog->second->closed = true;
  const bool ours = site_.peer == 1 && request.first("Proxy-Authorization").empty();
  if (known && ours && world_.strikes(random_, world_.trouble.challenge)) return challenge(transaction, 407);
  // Of two crossing BYEs some stacks answer the later one with 481.
  respond(transaction, known || random_.chance(0.5) ? 200 : 481);
}

void Agent::reinvite(const DialogPtr& dialog) {
  const bool invited = dialog->invited && (dialog->invited->status < 200 || !dialog->invited->acked);
  const bool busy = dialog->inviting || dialog->updating || (invited && !dialog->invited->closed);
  if (dialog->state != Dialog::State::up || busy) return;
  dialog->inviting = true;
  Text invite = compose(*dialog, "INVITE", ++dialog->local_seq);
  const bool offerless = world_.strikes(random_, world_.trouble.offerless);
  if (!offerless) invite.set_body(sdp(dialog->call, dialog->sdp_version));
  ask_session(dialog, invite);
  client_.start(invite, network_.path_from(index_), [this, dialog, offerless](const TextPtr& response) {
    on_reinvite_response(dialog, response, offerless);
  });
}

void Agent::on_reinvite_response(const DialogPtr& dialog, const TextPtr& response, bool offerless) {
  if (response && response->status() < 200) return;
  dialog->inviting = false;
  // RFC 3261 §12.2.1.2: no answer, 408 or 481 end the dialog.
  if (!response || response->status() == 481 || response->status() == 408) return hang_up(dialog);
  if (random_.chance(0.5)) later(random_.between(0s, 3s), [this, dialog] { reinvite(dialog); });
  if (response->status() >= 300) return refresh_again(dialog);
  take_session(dialog, *response);
  if (!world_.strikes(random_, world_.trouble.late_ack)) return acknowledge(dialog, *response, offerless);
  // What the network held back comes first: the ACK of the INVITE before this one.
  if (!dialog->ack.empty()) send_again(dialog->ack);
  later(random_.between(0s, 8s), [this, dialog, response, offerless] { acknowledge(dialog, *response, offerless); });
}

void Agent::on_reinvite(const ServerPtr& transaction, const DialogPtr& dialog) {
  const Text& request = *transaction->request;
  const bool busy = dialog->invited && dialog->invited->status < 200;
  if (dialog->state != Dialog::State::up) return respond(transaction, 481);
  if (request.cseq < dialog->remote_seq || busy) return respond(transaction, 500);
  dialog->remote_seq = request.cseq;
  if (dialog->inviting || dialog->updating) return respond(transaction, 491);
  dialog->invited = transaction;
  if (world_.strikes(random_, world_.trouble.refuse_reinvite)) {
    const int status = random_.pick({0, 100, 403, 408, 481, 488, 491, 500, 503});
    if (status == 100) server_.respond(transaction, reply(request, 100, "", 0));
    return status >= 200 ? respond(transaction, status) : void();
  }
  const bool challenged = site_.peer == 1 && request.first("Proxy-Authorization").empty();
  if (challenged && world_.strikes(random_, world_.trouble.challenge)) return challenge(transaction, 407);
  later(random_.between(0s, 500ms), [this, transaction, dialog] {
    if (dialog->state != Dialog::State::up) return respond(transaction, 487);
    Text ok = reply(*transaction->request, 200, "", dialog->tag_number);
    ok.add("Contact", contact());
    ok.set_body(sdp(dialog->call, dialog->sdp_version));
    grant_session(dialog, *transaction->request, ok);
    transaction->on_ack_missing = [this, dialog] { hang_up(dialog); };
    server_.respond(transaction, ok);
  });
}

}  // namespace trunkgate::sim
