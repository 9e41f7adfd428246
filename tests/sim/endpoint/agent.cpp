// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/endpoint/agent.h"

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t agent_stream = 0x3000;

}  // namespace

Agent::Agent(World& world, Network& network, std::size_t site)
    : world_(world),
      network_(network),
      site_(sites[site]),
      index_(site),
      random_(world.random(agent_stream + site)),
      speaks_(site_plan(world, random_)),
      client_(world, network),
      server_(world, network) {}

void Agent::later(sip::Duration wait, std::function<void()> task) {
  world_.scheduler.after(wait, [this, life = life_, task = std::move(task)] {
    if (life == life_) task();
  });
}

void Agent::send(const Text& message, bool wrong) {
  const std::string bytes = message.bytes();
  network_.from_site(network_.path_from(index_), {bytes, Text::parse(bytes), wrong});
}

void Agent::send_again(const std::string& bytes) {
  network_.from_site(network_.path_from(index_), {bytes, Text::parse(bytes)});
}

void Agent::respond(const ServerPtr& transaction, int status) {
  const std::string& tag = transaction->request->to_tag;
  server_.respond(transaction, reply(*transaction->request, status, tag.empty() ? marked("t") : "", 0));
}

void Agent::on_packet(const Path& path, const Packet& packet) {
  if (!packet.text) return;
  if (!packet.text->is_request()) return client_.on_response(packet.text);
  if (packet.text->method() == "ACK") return on_ack(packet.text);
  const ServerPtr transaction = server_.on_request(packet.text, path);
  if (transaction) on_request(transaction);
}

void Agent::on_request(const ServerPtr& transaction) {
  const Text& request = *transaction->request;
  const std::string& method = request.method();
  if (method == "CANCEL") return on_cancel(transaction);
  if (method == "OPTIONS") return respond(transaction, 200);
  if (request.to_tag.empty()) return method == "INVITE" ? on_invite(transaction) : respond(transaction, 405);
  const DialogPtr dialog = find(request);
  if (!dialog) return respond(transaction, 481);
  if (method == "BYE") return on_bye(transaction, dialog);
  if (method == "INVITE") return on_reinvite(transaction, dialog);
  if (method == "REFER" && speaks_.refer) return on_refer(transaction, dialog);
  if (method == "NOTIFY") return on_notify(transaction, dialog);
  if (method == "PRACK") return on_prack(transaction, dialog);
  if (method == "UPDATE" && speaks_.update) return on_update(transaction, dialog);
  respond(transaction, 405);
}

void Agent::on_ack(const TextPtr& ack) {
  if (const ServerPtr refused = server_.invite_of(ack)) refused->acked = true;
  const DialogPtr dialog = find(*ack);
  if (!dialog) return;
  if (dialog->invited && dialog->invited->request->cseq == ack->cseq) dialog->invited->acked = true;
  if (dialog->second) dialog->second->acked = true;
}

void Agent::on_cancel(const ServerPtr& transaction) {
  const ServerPtr invite = server_.invite_of(transaction->request);
  if (!invite) return respond(transaction, 481);
  respond(transaction, 200);
  if (invite->status >= 200 || invite->closed) return;
  const bool initial = invite->request->to_tag.empty();
  if (!initial || !world_.strikes(random_, world_.trouble.late_answer)) return respond(invite, 487);
  // As a phone that was just lifted: the answer comes all the same. Or, as an RFC 2543 one, nothing ever comes.
  if (random_.chance(0.2)) return;
  later(random_.between(0s, 500ms), [this, invite] {
    if (invite->status >= 200) return;
    answer(invite, make_fork(*invite->request));
  });
}

DialogPtr Agent::find(const Text& request) const {
  for (const DialogPtr& dialog : dialogs_)
    if (dialog->call_id == request.call_id && dialog->local_tag == request.to_tag &&
        dialog->remote_tag == request.from_tag)
      return dialog;
  return nullptr;
}

void Agent::end_all() {
  for (const DialogPtr& dialog : dialogs_)
    if (dialog->state == Dialog::State::up) hang_up(dialog);
}

void Agent::restart() {
  ++life_;
  client_.clear();
  server_.clear();
  dialogs_.clear();
  network_.reset_all(index_);
}

}  // namespace trunkgate::sim
