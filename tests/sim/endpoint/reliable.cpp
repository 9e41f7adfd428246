// SPDX-License-Identifier: Apache-2.0
// Reliable ringing, RFC 3262: the called side repeats it until its PRACK, the calling side acknowledges it in order.
#include <algorithm>

#include "tests/sim/endpoint/agent.h"
#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr sip::Duration pending_check = 300ms;
constexpr std::uint64_t first_rseq_max = 1000;

}  // namespace

void Agent::ring_reliably(const ServerPtr& invite, const DialogPtr& dialog, Text ringing) {
  if (invite->status >= 200 || invite->closed) return;
  Dialog::Reliable& reliable = dialog->reliable;
  // §3: not before the one before it is acknowledged.
  if (reliable.pending)
    return later(pending_check, [this, invite, dialog, ringing] { ring_reliably(invite, dialog, ringing); });
  reliable.rseq =
      reliable.rseq == 0 ? static_cast<std::uint32_t>(1 + random_.below(first_rseq_max)) : reliable.rseq + 1;
  reliable.pending = true;
  reliable.holds_answer = !ringing.body().empty();
  ringing.add("Require", "100rel").add("RSeq", std::to_string(reliable.rseq));
  server_.respond(invite, ringing);
  repeat_ringing(invite, dialog, ringing.bytes(), t1, t1_64);
}

void Agent::repeat_ringing(const ServerPtr& invite, const DialogPtr& dialog, const std::string& bytes,
                           sip::Duration interval, sip::Duration left) {
  const std::uint32_t rseq = dialog->reliable.rseq;
  later(std::min(interval, left), [this, invite, dialog, bytes, interval, left, rseq] {
    if (!dialog->reliable.pending || dialog->reliable.rseq != rseq || invite->status >= 200) return;
    if (left <= interval) return respond(invite, 504);
    server_.repeat_provisional(invite, bytes);
    repeat_ringing(invite, dialog, bytes, 2 * interval, left - interval);
  });
}

void Agent::on_prack(const ServerPtr& transaction, const DialogPtr& dialog) {
  Dialog::Reliable& reliable = dialog->reliable;
  const std::string wanted = std::to_string(reliable.rseq) + " " + std::to_string(dialog->remote_seq) + " INVITE";
  if (!reliable.pending || transaction->request->first("RAck") != wanted) return respond(transaction, 481);
  reliable.pending = false;
  respond(transaction, 200);
}

void Agent::acknowledge_ringing(Dialog& dialog, Ringing& heard, const Text& ringing, bool offerless) {
  const std::string& rseq = ringing.first("RSeq");
  if (rseq.empty() || !has_token(ringing, "Require", "100rel")) return;
  const auto number = static_cast<std::uint32_t>(std::stoul(rseq));
  // §4: a repeated one has its PRACK, one behind a gap must wait.
  if (heard.rseq != 0 && number != heard.rseq + 1) return;
  heard.rseq = number;
  Dialog early = dialog;
  early.remote_tag = ringing.to_tag;
  early.target = uri_of(ringing.first("Contact"));
  early.routes = ringing.all("Record-Route");
  std::reverse(early.routes.begin(), early.routes.end());
  Text prack = compose(early, "PRACK", ++dialog.local_seq);
  prack.add("RAck", rseq + " " + ringing.first("CSeq"));
  // §5: the answer to the offer of the first one.
  if (offerless && !heard.has_answered && !ringing.body().empty()) {
    prack.set_body(sdp(dialog.call));
    heard.has_answered = true;
  }
  client_.start(prack, network_.path_from(index_), nullptr);
}

}  // namespace trunkgate::sim
