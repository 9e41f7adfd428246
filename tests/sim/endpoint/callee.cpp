// SPDX-License-Identifier: Apache-2.0
// The called side: from the INVITE that comes in to the final answer.
#include "tests/sim/endpoint/agent.h"

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr double refuses_credentials = 0.2;
constexpr sip::Duration answer_check = 200ms;

}  // namespace

DialogPtr Agent::make_fork(const Text& invite) {
  auto dialog = std::make_shared<Dialog>();
  dialog->call = invite.call;
  dialog->call_id = invite.call_id;
  dialog->local_tag = marked("t");
  dialog->tag_number = static_cast<int>(index_) * 1'000'000 + serial_;
  dialog->remote_tag = invite.from_tag;
  dialog->local = invite.first("To");
  const std::string& from = invite.first("From");
  dialog->remote = from.substr(0, from.find(";tag="));
  dialog->target = uri_of(invite.first("Contact"));
  dialog->routes = invite.all("Record-Route");
  dialog->local_seq = static_cast<std::uint32_t>(100 + random_.below(100'000));
  dialog->remote_seq = invite.cseq;
  dialogs_.push_back(dialog);
  return dialog;
}

void Agent::on_invite(const ServerPtr& transaction) {
  const Text& invite = *transaction->request;
  if (!invite.first("Replaces").empty()) return on_replacing_invite(transaction);
  const bool may_challenge = site_.peer == 1 && !world_.quiet &&
                             (invite.first("Proxy-Authorization").empty() || random_.chance(refuses_credentials));
  if (speaks_.timer && may_demand_longer(invite) && world_.strikes(random_, world_.trouble.short_session)) {
    Text refusal = reply(invite, 422, marked("t"), 0);
    return server_.respond(transaction, refusal.add("Min-SE", std::to_string(min_se_demanded.count())));
  }
  const CalleePlan plan = callee_plan(world_, random_, may_challenge);
  if (plan.trying) server_.respond(transaction, reply(invite, 100, "", 0));
  if (plan.kind == CalleePlan::Kind::nothing) return;
  const bool asked = has_token(invite, "Supported", "100rel") || has_token(invite, "Require", "100rel");
  const bool reliable = plan.reliable && asked;
  std::vector<DialogPtr> forks;
  for (const CalleePlan::Ringing& ring : plan.rings) {
    while (static_cast<int>(forks.size()) <= ring.fork) forks.push_back(make_fork(invite));
    later(ring.after, [this, transaction, ring, reliable, dialog = forks[static_cast<std::size_t>(ring.fork)]] {
      if (transaction->status >= 200) return;
      Text ringing = reply(*transaction->request, ring.status, dialog->local_tag, dialog->tag_number);
      add_record_route(ringing, false);
      ringing.add("Contact", contact());
      if (ring.with_sdp) ringing.set_body(sdp(dialog->call));
      reliable ? ring_reliably(transaction, dialog, ringing) : server_.respond(transaction, ringing);
    });
  }
  later(plan.final_after, [this, transaction, plan, forks] { give_final(transaction, plan, forks); });
}

void Agent::give_final(const ServerPtr& transaction, const CalleePlan& plan, const std::vector<DialogPtr>& forks) {
  if (transaction->status >= 200) return;
  const Text& invite = *transaction->request;
  if (plan.kind == CalleePlan::Kind::challenge) return challenge(transaction, plan.status);
  const auto chosen = static_cast<std::size_t>(plan.fork);
  const DialogPtr dialog = chosen < forks.size() ? forks[chosen] : make_fork(invite);
  // RFC 3262 §3: no 2xx before the PRACK for an offer or answer.
  if (plan.kind == CalleePlan::Kind::answer && dialog->reliable.pending && dialog->reliable.holds_answer)
    return later(answer_check, [this, transaction, plan, forks] { give_final(transaction, plan, forks); });
  for (const DialogPtr& other : forks)
    if (other != dialog) other->state = Dialog::State::over;
  if (plan.kind == CalleePlan::Kind::refuse) {
    dialog->state = Dialog::State::over;
    Text refusal = reply(invite, plan.status, dialog->local_tag, dialog->tag_number);
    if (plan.status == 302) refusal.add("Contact", contact());
    return server_.respond(transaction, refusal);
  }
  answer(transaction, dialog);
  if (!plan.second_answer) return;
  later(plan.second_after, [this, transaction] {
    const DialogPtr second = make_fork(*transaction->request);
    second->state = Dialog::State::up;
    Text ok = reply(*transaction->request, 200, second->local_tag, second->tag_number);
    add_record_route(ok, false);
    ok.add("Contact", contact());
    ok.set_body(sdp(second->call));
    second->second = server_.answer_again(transaction, ok);
  });
}

void Agent::challenge(const ServerPtr& transaction, int status) {
  const bool in_dialog = !transaction->request->to_tag.empty();
  Text refusal = reply(*transaction->request, status, in_dialog ? "" : marked("t"), 0);
  const bool proxy = status == 407;
  refusal.add(proxy ? "Proxy-Authenticate" : "WWW-Authenticate",
              "Digest realm=\"sip.example\",qop=\"auth\",nonce=\"" + std::to_string(serial_) + "\",opaque=\"x\"");
  server_.respond(transaction, refusal);
}

void Agent::answer(const ServerPtr& transaction, const DialogPtr& dialog) {
  dialog->state = Dialog::State::up;
  dialog->invited = transaction;
  Text ok = reply(*transaction->request, 200, dialog->local_tag, dialog->tag_number);
  add_record_route(ok, false);
  ok.add("Contact", contact());
  ok.set_body(sdp(dialog->call));
  grant_session(dialog, *transaction->request, ok);
  if (world_.strikes(random_, world_.trouble.odd_answer)) make_odd(ok, *dialog);
  transaction->on_ack_missing = [this, dialog] { hang_up(dialog); };
  server_.respond(transaction, ok);
  talk(dialog);
}

}  // namespace trunkgate::sim
