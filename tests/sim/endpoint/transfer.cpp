// SPDX-License-Identifier: Apache-2.0
// Transfers: REFER with its NOTIFYs (RFC 3515), blind or naming another call to be replaced, and INVITEs that replace
// one (RFC 3891).
#include "tests/sim/endpoint/agent.h"

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr double attended = 0.5;

std::string escaped(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (c == ';') out += "%3B";
    if (c == '=') out += "%3D";
    if (c == '@') out += "%40";
    if (c != ';' && c != '=' && c != '@') out += c;
  }
  return out;
}

}  // namespace

std::string Agent::refer_target(const DialogPtr& dialog) {
  if (world_.strikes(random_, world_.trouble.refuse_refer * 0.3)) return "<mailto:nobody@example.com>";
  std::vector<DialogPtr> others;
  for (const DialogPtr& one : dialogs_)
    if (one != dialog && one->state == Dialog::State::up && !one->remote_tag.empty()) others.push_back(one);
  if (others.empty() || !random_.chance(attended))
    return "<" + house_uri("+8862999" + std::to_string(dialog->call)) + ">";
  const Dialog& other = *others[random_.below(others.size())];
  return "<" + other.target + "?Replaces=" + escaped(replaces_of(other)) + ">";
}

void Agent::refer(const DialogPtr& dialog) {
  if (dialog->state != Dialog::State::up) return;
  Text request = compose(*dialog, "REFER", ++dialog->local_seq);
  request.add("Refer-To", refer_target(dialog)).add("Referred-By", dialog->local);
  dialog->referred = true;
  client_.start(request, network_.path_from(index_), [this, dialog](const TextPtr& response) {
    if (response && response->status() < 200) return;
    // RFC 3261 §12.2.1.2.
    if (!response || response->status() == 481 || response->status() == 408) return hang_up(dialog);
    if (response->status() < 300 && response->status() != 202)
      world_.fail("transfer", "a REFER gets " + response->bytes());
  });
}

void Agent::on_refer(const ServerPtr& transaction, const DialogPtr& dialog) {
  const Text& request = *transaction->request;
  if (dialog->state != Dialog::State::up) return respond(transaction, 481);
  if (request.cseq < dialog->remote_seq) return respond(transaction, 500);
  dialog->remote_seq = request.cseq;
  if (world_.strikes(random_, world_.trouble.refuse_refer)) {
    const int status = random_.pick({0, 403, 405, 408, 480, 501, 603});
    return status == 0 ? void() : respond(transaction, status);
  }
  const bool challenged = site_.peer == 1 && request.first("Proxy-Authorization").empty();
  if (challenged && world_.strikes(random_, world_.trouble.challenge)) return challenge(transaction, 407);
  // §2.4.4: a NOTIFY at once, which may overtake the 202.
  const bool overtaken = random_.chance(0.3);
  if (overtaken) notify(dialog, request.cseq, "SIP/2.0 100 Trying");
  respond(transaction, 202);
  if (!overtaken) notify(dialog, request.cseq, "SIP/2.0 100 Trying");
  if (world_.strikes(random_, world_.trouble.refuse_refer)) return;
  later(random_.between(0s, 4s), [this, dialog, cseq = request.cseq] {
    notify(dialog, cseq, random_.pick({"SIP/2.0 200 OK", "SIP/2.0 200 OK", "SIP/2.0 486 Busy", "SIP/2.0 503 Away"}));
  });
}

void Agent::notify(const DialogPtr& dialog, std::uint32_t refer_cseq, const std::string& status_line) {
  if (dialog->state != Dialog::State::up) return;
  const bool under_way = status_line.starts_with("SIP/2.0 1");
  Text request = compose(*dialog, "NOTIFY", ++dialog->local_seq);
  request.add("Event", random_.chance(0.5) ? "refer" : "refer;id=" + std::to_string(refer_cseq));
  const std::string reason(random_.chance(0.5) ? "noresource" : site_.mark);
  request.add("Subscription-State", under_way ? "active;expires=60" : "terminated;reason=" + reason);
  // What follows the status line is of this side alone.
  request.set_body(status_line + "\r\nServer: " + std::string(site_.mark) + "\r\n", "message/sipfrag;version=2.0");
  client_.start(request, network_.path_from(index_), nullptr);
}

void Agent::on_notify(const ServerPtr& transaction, const DialogPtr& dialog) {
  const Text& request = *transaction->request;
  if (!dialog->referred) world_.fail("transfer", "a NOTIFY for no REFER: " + request.bytes());
  const bool is_refer = request.first("Event").starts_with("refer") && request.body().starts_with("SIP/2.0 ");
  if (!is_refer) world_.fail("transfer", "a NOTIFY that says nothing of a REFER: " + request.bytes());
  if (dialog->state != Dialog::State::up) return respond(transaction, 481);
  respond(transaction, 200);
  const bool done = request.first("Subscription-State").starts_with("terminated") && request.body().substr(8, 1) == "2";
  if (done && random_.chance(0.5)) later(random_.between(0s, 1s), [this, dialog] { hang_up(dialog); });
}

void Agent::on_replacing_invite(const ServerPtr& transaction) {
  const Text& invite = *transaction->request;
  DialogPtr replaced;
  for (const DialogPtr& one : dialogs_)
    if (one->call_id + ";to-tag=" + one->local_tag + ";from-tag=" + one->remote_tag == invite.first("Replaces"))
      replaced = one;
  if (!replaced) return respond(transaction, 481);
  if (replaced->state != Dialog::State::up) return respond(transaction, 603);
  const DialogPtr dialog = make_fork(invite);
  later(random_.between(0s, 500ms), [this, transaction, dialog, replaced] {
    if (transaction->status >= 200) return;
    answer(transaction, dialog);
    hang_up(replaced);
  });
}

}  // namespace trunkgate::sim
