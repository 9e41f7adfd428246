// SPDX-License-Identifier: Apache-2.0
// UPDATE within an answered call, RFC 3311, with an offer and without.
#include "tests/sim/endpoint/agent.h"

namespace trunkgate::sim {

void Agent::change(const DialogPtr& dialog, bool by_update) {
  if (random_.chance(0.5)) ++dialog->sdp_version;
  by_update&& speaks_.update ? update(dialog, random_.chance(0.7)) : reinvite(dialog);
}

void Agent::update(const DialogPtr& dialog, bool with_offer) {
  const ServerPtr& invited = dialog->invited;
  const bool invited_open = invited && !invited->closed && (invited->status < 200 || !invited->acked);
  // §5.1: no offer while another one is not answered.
  if (dialog->state != Dialog::State::up || dialog->updating) return;
  if (with_offer && (dialog->inviting || invited_open)) return;
  Text request = compose(*dialog, "UPDATE", ++dialog->local_seq);
  dialog->updating = true;
  if (with_offer) request.set_body(sdp(dialog->call, dialog->sdp_version));
  ask_session(dialog, request);
  client_.start(request, network_.path_from(index_),
                [this, dialog, request](const TextPtr& response) { on_update_response(dialog, request, response); });
}

void Agent::on_update_response(const DialogPtr& dialog, const Text& update, const TextPtr& response) {
  if (response && response->status() < 200) return;
  dialog->updating = false;
  // RFC 3261 §12.2.1.2: no answer, 408 or 481 end the dialog.
  if (!response || response->status() == 481 || response->status() == 408) return hang_up(dialog);
  if (response->status() >= 300) return refresh_again(dialog);
  if (response->body().empty() != update.body().empty())
    world_.fail("update", "an answer without an offer, or none to one, in " + response->bytes());
  take_session(dialog, *response);
}

void Agent::on_update(const ServerPtr& transaction, const DialogPtr& dialog) {
  const Text& request = *transaction->request;
  if (dialog->state != Dialog::State::up) return respond(transaction, 481);
  if (request.cseq < dialog->remote_seq) return respond(transaction, 500);
  dialog->remote_seq = request.cseq;
  const bool offer = !request.body().empty();
  if (offer && (dialog->inviting || dialog->updating)) return respond(transaction, 491);
  if (world_.strikes(random_, world_.trouble.refuse_reinvite)) {
    const int status = random_.pick({0, 405, 408, 481, 491, 500, 503});
    return status == 0 ? void() : respond(transaction, status);
  }
  const bool challenged = site_.peer == 1 && request.first("Proxy-Authorization").empty();
  if (challenged && world_.strikes(random_, world_.trouble.challenge)) return challenge(transaction, 407);
  Text ok = reply(request, 200, "", dialog->tag_number);
  ok.add("Contact", contact());
  if (offer) ok.set_body(sdp(dialog->call, dialog->sdp_version));
  grant_session(dialog, request, ok);
  server_.respond(transaction, ok);
}

}  // namespace trunkgate::sim
