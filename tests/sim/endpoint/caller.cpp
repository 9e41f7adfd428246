// SPDX-License-Identifier: Apache-2.0
// The calling side: from its INVITE to the ACK for the answer.
#include "tests/sim/endpoint/agent.h"

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t padding_size = 2500;

}  // namespace

struct Agent::Outgoing {
  CallerPlan plan;
  DialogPtr dialog;
  Text invite;
  Path path;
  bool provisional = false;
  bool cancel_wanted = false;
  bool cancelled = false;
  bool done = false;
  Heard heard;
};

void Agent::place_call(int call, const DialogPtr& replaced) {
  if (network_.dead(index_)) return;
  auto out = std::make_shared<Outgoing>();
  out->plan = caller_plan(world_, random_);
  auto dialog = std::make_shared<Dialog>();
  dialog->call = call;
  dialog->caller = true;
  dialog->call_id = marked("c") + "@" + std::string(site_.domain);
  dialog->local_tag = marked("t");
  dialog->tag_number = static_cast<int>(index_) * 1'000'000 + serial_;
  dialog->local = "\"Alice\" <sip:201@" + std::string(site_.domain) + ">";
  dialog->target = house_uri("+88621234" + std::to_string(call));
  dialog->remote = "<" + dialog->target.substr(0, dialog->target.find(';')) + ">";
  dialog->local_seq = static_cast<std::uint32_t>(100 + random_.below(100'000));
  out->dialog = dialog;
  out->invite = compose(*dialog, "INVITE", dialog->local_seq);
  add_record_route(out->invite, true);
  if (!out->plan.offerless) out->invite.set_body(sdp(call));
  if (out->plan.big) out->invite.add("X-Padding", std::string(padding_size, 'x'));
  if (replaced) out->invite.add("Replaces", replaces_of(*replaced));
  ask_session(dialog, out->invite);
  if (out->plan.reliable != nullptr) out->invite.add(out->plan.reliable, "100rel");
  dialogs_.push_back(dialog);
  send_invite(out);
  if (out->plan.merged) later(random_.between(0s, 100ms), [this, out] { merge(out->invite); });
  if (out->plan.cancels) later(out->plan.cancel_after, [this, out] { cancel(out); });
}

void Agent::send_invite(const OutgoingPtr& out) {
  out->path = network_.path_from(index_);
  client_.start(
      out->invite, out->path, [this, out](const TextPtr& response) { on_invite_response(out, response); },
      out->plan.copies);
}

// RFC 4028 §7.3: the same INVITE again, with the interval that is wanted.
void Agent::call_longer(const OutgoingPtr& out, const Text& refusal) {
  if (refusal.first("Min-SE").empty()) world_.fail("session", "a 422 without Min-SE");
  out->provisional = false;
  out->invite.set("Via", via(new_branch()));
  out->invite.set("CSeq", std::to_string(++out->dialog->local_seq) + " INVITE");
  out->invite.set("Session-Expires", refusal.first("Min-SE")).set("Min-SE", refusal.first("Min-SE"));
  send_invite(out);
}

void Agent::cancel(const OutgoingPtr& out) {
  if (out->done || out->cancelled) return;
  out->cancel_wanted = true;
  if (!out->provisional) return;  // RFC 3261 §9.1
  out->cancelled = true;
  const Text& invite = out->invite;
  Text request = Text::request("CANCEL", invite.uri());
  request.add("Via", invite.first("Via")).add("Max-Forwards", "70").add("From", invite.first("From"));
  request.add("To", invite.first("To")).add("Call-ID", invite.first("Call-ID"));
  const std::string& cseq = invite.first("CSeq");
  request.add("CSeq", cseq.substr(0, cseq.find(' ')) + " CANCEL");
  request.add("X-Sim-Call", std::to_string(out->dialog->call));
  client_.start(request, out->path, nullptr, out->plan.copies);
}

void Agent::on_invite_response(const OutgoingPtr& out, const TextPtr& response) {
  const DialogPtr& dialog = out->dialog;
  if (!response) {
    out->done = true;
    dialog->state = Dialog::State::over;
    return;
  }
  if (response->status() < 200) {
    out->provisional = true;
    if (out->cancel_wanted) cancel(out);
    if (!out->plan.no_prack) acknowledge_ringing(*dialog, out->heard[response->to_tag], *response, out->plan.offerless);
    return;
  }
  if (response->status() == 422 && out->invite.first("Min-SE").empty() && !out->cancel_wanted)
    return call_longer(out, *response);
  out->done = true;
  if (response->status() < 300) return on_answer(out, response);
  if (dialog->state == Dialog::State::early) dialog->state = Dialog::State::over;
}

void Agent::on_answer(const OutgoingPtr& out, const TextPtr& response) {
  const DialogPtr& dialog = out->dialog;
  const bool repeated = !dialog->remote_tag.empty();
  if (!repeated) {
    dialog->remote_tag = response->to_tag;
    dialog->target = uri_of(response->first("Contact"));
    dialog->routes = response->all("Record-Route");
    std::reverse(dialog->routes.begin(), dialog->routes.end());
    dialog->state = Dialog::State::up;
    take_session(dialog, *response);
  }
  if (out->plan.no_ack && !world_.quiet) return;
  if (repeated) {
    if (!dialog->ack.empty()) send_again(dialog->ack);
    return;
  }
  later(out->plan.ack_after, [this, dialog, response, out] {
    acknowledge(dialog, *response, out->plan.offerless && !out->heard[response->to_tag].has_answered);
    if (out->cancelled) return hang_up(dialog);
    talk(dialog);
  });
}

void Agent::acknowledge(const DialogPtr& dialog, const Text& answer, bool with_answer) {
  Text ack = compose(*dialog, "ACK", answer.cseq);
  if (with_answer && !answer.body().empty()) ack.set_body(sdp(dialog->call));
  dialog->ack = ack.bytes();
  send(ack);
}

void Agent::options() {
  if (network_.dead(index_)) return;
  Dialog none;
  none.call_id = marked("c") + "@" + std::string(site_.domain);
  none.local_tag = marked("t");
  none.local = "<sip:ping@" + std::string(site_.domain) + ">";
  none.remote = "<" + house_uri("ping") + ">";
  none.target = house_uri("ping");
  client_.start(compose(none, "OPTIONS", 1), network_.path_from(index_), nullptr);
}

}  // namespace trunkgate::sim
