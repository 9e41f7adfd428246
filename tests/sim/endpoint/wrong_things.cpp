// SPDX-License-Identifier: Apache-2.0
// What peers do that they should not.
#include <algorithm>

#include "tests/sim/endpoint/agent.h"

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;

std::string without(std::string bytes, const std::string& what, const std::string& instead = {}) {
  const std::size_t at = bytes.find(what);
  return at == std::string::npos ? bytes : bytes.replace(at, what.size(), instead);
}

}  // namespace

void Agent::misbehave(const DialogPtr& dialog) {
  const Trouble& trouble = world_.trouble;
  // The called side has sent nothing yet that its number could be lower than.
  if (dialog->caller && dialog->state == Dialog::State::up && world_.strikes(random_, trouble.bad_sequence)) {
    Text bye = compose(*dialog, "BYE", 1);
    wrong_request(bye, {481, 500});
  }
  if (world_.strikes(random_, trouble.unknown_dialog)) {
    Dialog other = *dialog;
    (random_.chance(0.5) ? other.local_tag : other.remote_tag) = marked("t");
    wrong_request(compose(other, random_.pick({"BYE", "INVITE"}), other.local_seq + 5), {481});
  }
  if (world_.strikes(random_, trouble.unknown_method) && dialog->state == Dialog::State::up)
    wrong_request(compose(*dialog, random_.pick({"PUBLISH", "JUMP"}), ++dialog->local_seq), {405, 481, 501});
  if (world_.strikes(random_, trouble.stray)) send_stray(*dialog);
  if (world_.strikes(random_, trouble.malformed)) send_malformed(*dialog);
  if (!world_.strikes(random_, trouble.dead_dialog)) return;
  later(random_.between(20s, 60s), [this, dialog] {
    if (dialog->state != Dialog::State::over) return;
    wrong_request(compose(*dialog, random_.pick({"BYE", "INVITE"}), dialog->local_seq + 10), {});
  });
}

void Agent::wrong_request(const Text& request, Statuses expected) {
  const std::vector<int> statuses = expected;
  client_.start(request, network_.path_from(index_), [this, statuses, request](const TextPtr& response) {
    if (!response || response->status() < 200) return;
    // Nothing expected: anything will do that is final.
    if (!statuses.empty() && std::find(statuses.begin(), statuses.end(), response->status()) == statuses.end())
      world_.fail("wrong things",
                  "a " + request.method() + " that should not be gets " + std::to_string(response->status()));
  });
}

void Agent::merge(const Text& invite) {
  Text other = invite;
  other.set("Via", via(new_branch()));
  client_.start(other, network_.path_from(index_), [this](const TextPtr& response) {
    // When the first one was lost this one is the call: it is hung up by the house, for want of an ACK.
    static_cast<void>(response);
  });
}

void Agent::make_odd(Text& answer, Dialog& dialog) {
  constexpr std::size_t long_tag = 150;
  constexpr std::size_t large_sdp = 9000;
  const std::string to = answer.first("To");
  answer.drop("X-Sim-Tag");
  switch (random_.below(6)) {
    case 0: return answer.drop("Contact");
    case 1: return answer.set_body("");
    case 2:
      dialog.local_tag.append(long_tag, 'x');
      answer.set("To", to + std::string(long_tag, 'x'));
      return;
    case 3: return answer.set_body(sdp(dialog.call) + std::string(large_sdp, 'x'));
    case 4: answer.set("Contact", "\"Bob > Carol\" " + answer.first("Contact") + ";q=0.5;expires=60"); return;
    case 5:
      for (int i = 0; i < 25; ++i)
        answer.add("Record-Route", "<sip:" + std::string(site_.address) + ";lr;n=" + std::to_string(i) + ">");
      return;
  }
}

void Agent::send_stray(const Dialog& dialog) {
  Text request = compose(dialog, random_.pick({"INVITE", "BYE"}), dialog.local_seq);
  request.set("Via", "SIP/2.0/UDP 10.9.9.9:5060;branch=" + new_branch());
  send(reply(request, random_.pick({100, 180, 200, 407, 486}), marked("t"), 0), true);
  Dialog other = dialog;
  other.remote_tag = marked("t");
  send(compose(other, "ACK", dialog.local_seq), true);
  Text cancel = compose(dialog, "CANCEL", dialog.local_seq);
  wrong_request(cancel, {481});
}

void Agent::send_malformed(const Dialog& dialog) {
  Dialog other = dialog;
  other.call_id = marked("c");
  other.remote_tag.clear();
  const std::string good = compose(other, random_.pick({"INVITE", "BYE", "OPTIONS"}), 5).bytes();
  std::string bad = good;
  switch (random_.below(8)) {
    case 0: bad = good.substr(0, random_.below(good.size())); break;
    case 1: bad = without(good, "CSeq: 5", "CSeq: 99999999999"); break;
    case 2: bad = without(good, "Content-Length: 0", "Content-Length: 70"); break;
    case 3: bad = without(good, "Call-ID: ", "Call-Identity: "); break;
    case 4: bad = without(good, "Max-Forwards", std::string("Max\0", 4)); break;
    case 5: bad = without(good, "Content-Length: 0", "Content-Length: 0\r\nContent-Length: 7"); break;
    case 6: bad = without(good, "SIP/2.0/", "SIP/7.0"); break;
    case 7: bad = without(good, "From: ", "From: <sip:x@y>;tag=1\r\nFrom: "); break;
  }
  network_.from_site(network_.path_from(index_), {bad, Text::parse(bad), true});
}

}  // namespace trunkgate::sim
