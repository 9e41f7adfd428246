// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "tests/sim/checker/checker.h"
#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

/// RFC 3262. Towards a caller: reliable ringing only where it is asked for and always where it is demanded, RSeq rises
/// by one, the next one and a 2xx wait for the PRACK, until then it is repeated; its PRACK gets a 200. Towards a called
/// side: what it sends reliably and in order gets a PRACK at once.
class Reliable final : public Checker {
 public:
  using Checker::Checker;

  void on_in(const Message& message) override {
    const Text& text = message.text;
    if (message.wrong) return;
    if (text.is_request()) {
      ReceivedRequest* known = books_.received(message.flow.remote_address, text.branch, text.method());
      if (text.method() == "PRACK" && known != nullptr && known->responses == 0) check_prack(*known, text);
      if (text.method() == "INVITE" && known != nullptr) asked_again_[known] = now();
      return;
    }
    if (text.method() == "INVITE" && text.status() > 100 && text.status() < 200) ringing_in(message);
  }

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (text.is_request()) return text.method() == "PRACK" ? prack_out(text) : void();
    const ReceivedRequest* request = books_.received(message.flow.remote_address, text.branch, text.method());
    if (request == nullptr || request->wrong) return;
    const auto matching = matching_.find(request);
    if (matching != matching_.end() && matching->second && text.status() >= 300)
      return fail("the PRACK of a response under way gets " + std::to_string(text.status()));
    if (text.method() == "INVITE" && text.status() > 100) answer_out(*request, text);
  }

  void on_step() override {
    for (const Wanted& wanted : wanted_) {
      const bool over = !wanted.invite->alive(now()) || wanted.invite->cancelled_at != sip::Instant{};
      if (!over) fail("no PRACK for the reliable response " + wanted.rack + " of " + wanted.invite->branch);
    }
    wanted_.clear();
    for (auto& [request, repeat] : repeats_) look(*request, repeat);
    std::erase_if(repeats_, [](const auto& one) { return one.second.over; });
  }

 private:
  struct Wanted {
    const SentRequest* invite;
    std::string call_id;
    std::string to_tag;
    std::string rack;
    std::string target;
    std::vector<std::string> routes;
  };
  struct Repeat {
    sip::Instant last;
    std::chrono::milliseconds interval;
    bool over = false;
  };
  struct ByBranch {
    bool operator()(const ReceivedRequest* a, const ReceivedRequest* b) const { return a->branch < b->branch; }
  };
  static constexpr std::chrono::milliseconds late{5};

  [[nodiscard]] std::string_view name() const override { return "reliable"; }

  void ringing_in(const Message& message) {
    const Text& text = message.text;
    const SentRequest* invite = books_.sent(text.branch, "INVITE");
    const std::string& rseq = text.first("RSeq");
    if (rseq.empty() || invite == nullptr || invite->answered() || !invite->alive(now())) return;
    const auto number = static_cast<std::uint32_t>(std::stoul(rseq));
    std::uint32_t& last = heard_[text.branch + ' ' + text.to_tag];
    if (last != 0 && number != last + 1) return;
    last = number;
    Wanted wanted{invite,
                  text.call_id,
                  text.to_tag,
                  rseq + " " + text.first("CSeq"),
                  uri_of(text.first("Contact")),
                  text.all("Record-Route")};
    std::reverse(wanted.routes.begin(), wanted.routes.end());
    wanted_.push_back(wanted);
  }

  void prack_out(const Text& prack) {
    if (!pracks_.insert_or_assign(prack.branch, prack.first("RAck")).second) return;
    const auto found = std::find_if(wanted_.begin(), wanted_.end(), [&](const Wanted& one) {
      return one.call_id == prack.call_id && one.to_tag == prack.to_tag && one.rack == prack.first("RAck");
    });
    // Forks that ring in turn may each be acknowledged again, since the last one alone is remembered.
    if (found == wanted_.end()) return;
    if (prack.uri() != found->target || prack.all("Route") != found->routes)
      fail("a PRACK goes to " + prack.uri() + " and not the way of the response " + found->rack);
    if (prack.cseq <= found->invite->cseq) fail("a PRACK whose CSeq is not above that of its INVITE");
    wanted_.erase(found);
  }

  void check_prack(const ReceivedRequest& prack, const Text& text) {
    for (const auto& invite : books_.all_received()) {
      const std::string rack = std::to_string(invite->rseq) + " " + std::to_string(invite->cseq) + " INVITE";
      const bool under_way = invite->rseq != 0 && invite->status == 0 && repeats_.contains(invite.get());
      if (!under_way || invite->call_id != text.call_id || text.first("RAck") != rack) continue;
      matching_[&prack] = text.body().empty();
      repeats_.erase(invite.get());
    }
  }

  void answer_out(const ReceivedRequest& invite, const Text& response) {
    const std::string& rseq = response.first("RSeq");
    if (response.status() >= 200) {
      const bool waits = invite.rseq != 0 && !invite.pracked && invite.reliable_sdp;
      if (is_success(response.status()) && invite.final_sendings == 1 && waits)
        fail("a 2xx before the PRACK for the SDP of " + invite.branch);
      return;
    }
    if (rseq.empty())
      return invite.demands_reliable ? fail("unreliable ringing where 100rel is demanded, " + invite.branch) : void();
    if (!invite.asks_reliable) return fail("reliable ringing that was not asked for, " + invite.branch);
    if (!has_token(response, "Require", "100rel") || response.first("Contact").empty() || response.to_tag.empty())
      return fail("a reliable response without Require, Contact or tag, " + invite.branch);
    number_out(invite, invite.rseq);
  }

  void number_out(const ReceivedRequest& invite, std::uint32_t rseq) {
    std::uint32_t& last = sent_[&invite];
    if (rseq == last) {
      const auto repeat = repeats_.find(&invite);
      if (repeat == repeats_.end() || asked_again_[&invite] == now()) return;
      repeat->second.last = now();
      repeat->second.interval *= 2;
      return;
    }
    if (last != 0 && rseq != last + 1)
      return fail("RSeq goes from " + std::to_string(last) + " to " + std::to_string(rseq));
    if (repeats_.contains(&invite)) return fail("a reliable response before the PRACK for the one before it");
    last = rseq;
    repeats_[&invite] = {now(), t1};
  }

  void look(const ReceivedRequest& invite, Repeat& repeat) {
    repeat.over = invite.pracked || invite.status != 0;
    if (repeat.over) return;
    if (now() > invite.reliable_at + t1_64 + late) return fail("reliable ringing is never given up, " + invite.branch);
    if (now() > repeat.last + repeat.interval + late) fail("reliable ringing is not repeated, " + invite.branch);
  }

  std::vector<Wanted> wanted_;
  std::map<std::string, std::uint32_t> heard_;  // by branch and To tag
  std::map<std::string, std::string> pracks_;   // by branch
  std::map<const ReceivedRequest*, std::uint32_t> sent_;
  std::map<const ReceivedRequest*, sip::Instant> asked_again_;
  /// PRACKs of a response under way; false: with an answer, which the anchor may refuse.
  std::map<const ReceivedRequest*, bool> matching_;
  std::map<const ReceivedRequest*, Repeat, ByBranch> repeats_;
};

}  // namespace trunkgate::sim
