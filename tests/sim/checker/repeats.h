// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tests/sim/checker/checker.h"
#include "tests/sim/endpoint/timers.h"

namespace trunkgate::sim {

/// Retransmission, RFC 3261 §17 and §13.3.1.4: an unanswered request over datagrams is repeated when it is due, an
/// answer to INVITE until its ACK, and nothing on a stream but the 2xx.
class Repeats final : public Checker {
 public:
  using Checker::Checker;

  void on_out(const Message& message) override {
    const Text& text = message.text;
    if (!text.is_request()) return on_answer(message);
    if (text.method() == "ACK") return;
    const SentRequest* request = books_.sent(text.branch, text.method());
    if (request->sendings == 1 && !request->stream) requests_.push_back({request, t1});
    // Once over it may come again as a new transaction, for an answer that comes again.
    const bool over = request->answered() || request->flow_failed;
    if (request->sendings > 1 && request->stream && !over) fail("a " + request->method + " is repeated on a stream");
    if (request->sendings > 11 && !over) fail("a " + request->method + " is sent more than eleven times");
  }

  void on_step() override {
    std::erase_if(requests_, [this](Request& one) { return look(one); });
    std::erase_if(answers_, [this](const Answer& one) { return look(one); });
  }

 private:
  struct Request {
    const SentRequest* request;
    std::chrono::milliseconds interval;
    int seen = 1;
  };
  struct Answer {
    const ReceivedRequest* request;
  };
  static constexpr std::chrono::milliseconds late{5};

  [[nodiscard]] std::string_view name() const override { return "repeats"; }

  void on_answer(const Message& message) {
    const Text& text = message.text;
    if (text.method() != "INVITE" || text.status() < 200) return;
    const ReceivedRequest* request = books_.received(message.flow.remote_address, text.branch, "INVITE");
    if (request == nullptr || request->wrong) return;
    const bool success = is_success(text.status());
    if (request->final_sendings == 1 && (success || !request->stream)) answers_.push_back({request});
    if (success && request->acked) fail("a 2xx is repeated after its ACK");
  }

  // True when there is nothing more to watch.
  bool look(Request& one) {
    const SentRequest& request = *one.request;
    const bool invite = request.method == "INVITE";
    if (request.answered() || request.flow_failed || !request.alive(now()) || request.provisional) return true;
    if (request.sendings != one.seen) {
      one.seen = request.sendings;
      one.interval *= 2;
      if (!invite) one.interval = std::min(one.interval, t2);
    }
    if (now() <= request.last + one.interval + late || now() + late >= request.first + t1_64) return false;
    fail(request.method + " is not repeated when it is due, branch " + request.branch);
    return true;
  }

  bool look(const Answer& one) {
    const ReceivedRequest& request = *one.request;
    if (request.acked || now() + late >= request.final_at + t1_64) return true;
    if (now() <= request.last_final + t2 + late) return false;
    fail("the answer to INVITE " + request.branch + " is not repeated until its ACK");
    return true;
  }

  std::vector<Request> requests_;
  std::vector<Answer> answers_;
};

}  // namespace trunkgate::sim
