// SPDX-License-Identifier: Apache-2.0
// The whole core between a PBX and a trunk: an input is a list of operations, one octet each and what it needs. Nothing
// of the inside may be in bytes sent outside, and when all timers have run out nothing is left.
#include <deque>
#include <set>

#include "tests/fuzz/core_messages.h"

namespace trunkgate::fuzz {
namespace {

using test::House;
using namespace std::chrono_literals;

/// With TRUNKGATE_FUZZ_LADDER set, prints who said what: for reading a finding.
void show(const char* arrow, const std::string& message) {
  static const bool wanted = std::getenv("TRUNKGATE_FUZZ_LADDER") != nullptr;
  if (wanted) std::fprintf(stderr, "%s\n%s\n", arrow, message.c_str());
}

constexpr std::uint32_t call_max = 4;  // few, so that a core out of calls is seen as well
constexpr std::size_t operation_count_max = 60;
constexpr std::size_t remembered_max = 16;

/// The last messages of one kind, to choose from.
template <class T>
class Recent {
 public:
  void add(T value) {
    if (values_.size() == remembered_max) values_.pop_front();
    values_.push_back(std::move(value));
  }
  const T* choose(Choices& choices) const {
    return values_.empty() ? nullptr : &values_[values_.size() - 1 - choices.below(values_.size())];
  }

 private:
  std::deque<T> values_;
};

class World {
 public:
  explicit World(Choices& choices) : choices_(choices), make_(choices) {}

  void run() {
    for (std::size_t i = 0; i < operation_count_max && !choices_.empty(); ++i) {
      step();
      collect();
    }
    come_to_rest();
  }

 private:
  /// First all that has a timer; then established calls, which only the anchor can tell to be over.
  void come_to_rest() {
    house_.anchor_full = false;
    static_cast<void>(house_.at_rest());
    collect();
    for (const media::SessionId session : sessions_) {
      media::Event event;
      event.kind = media::EventKind::media_timeout;
      event.session = session;
      house_.core().on_media_event(house_.now(), event);
    }
    const bool at_rest = house_.at_rest();
    const proxy::CoreGauges left = house_.core().gauges();
    show("left", std::to_string(left.calls) + " calls, " + std::to_string(left.client_transactions) + " client, " +
                     std::to_string(left.server_transactions) + " server transactions, " + std::to_string(left.timers) +
                     " timers, " + std::to_string(house_.media_commands().size()) + " commands");
    require(at_rest, "no call, transaction or timer is left once everything has run out");
    collect();
  }

  void step() {
    switch (choices_.below(16)) {
      case 0: return from_pbx(make_.pbx_invite());
      case 1: return from_trunk(make_.trunk_invite());
      case 2: return from_pbx(again(pbx_said_));
      case 3: return from_trunk(again(trunk_said_));
      case 4: return from_pbx(make_.cancel(again(pbx_said_)));
      case 5: return from_trunk(make_.cancel(again(trunk_said_)));
      case 6: return answer_to(any(told_pbx_, asked_pbx_), [&](auto& sent) { from_pbx(make_.pbx_in_dialog(sent)); });
      case 7:
        return answer_to(any(asked_trunk_, told_trunk_), [&](auto& sent) { from_trunk(make_.trunk_in_dialog(sent)); });
      case 8: return answer_to(asked_pbx_, [&](auto& sent) { from_pbx(make_.pbx_response(sent)); });
      case 9:
      case 10: return answer_to(asked_trunk_, [&](auto& sent) { from_trunk(make_.trunk_response(sent)); });
      case 11:
      case 12: return media();
      case 13: return pass_time();
      case 14: return flow_fails();
      default: return change_the_world();
    }
  }

  void extensions(std::uint8_t what) {
    switch (what % 5) {
      case 0: return answer_to(any(told_pbx_, asked_pbx_), [&](auto& sent) { from_pbx(make_.pbx_extension(sent)); });
      case 1:
        return answer_to(any(asked_trunk_, told_trunk_), [&](auto& sent) { from_trunk(make_.trunk_extension(sent)); });
      case 2: return from_pbx(make_.pbx_extension_invite());
      case 3: return answer_to(asked_pbx_, [&](auto& sent) { from_pbx(make_.pbx_extension_response(sent)); });
      default: return answer_to(asked_trunk_, [&](auto& sent) { from_trunk(make_.trunk_extension_response(sent)); });
    }
  }

  using Messages = Recent<House::Sent>;
  const Messages& any(const Messages& a, const Messages& b) { return choices_.below(2) == 0 ? a : b; }
  template <class Then>
  void answer_to(const Messages& messages, Then&& then) {
    if (const House::Sent* sent = messages.choose(choices_)) then(*sent);
  }
  std::string again(const Recent<std::string>& messages) {
    const std::string* text = messages.choose(choices_);
    return text == nullptr ? std::string{} : *text;
  }

  void from_pbx(const std::string& message) {
    const std::string changed = make_.mutated(message);
    if (shows_the_inside_itself(changed)) return;
    show("PBX -->", changed);
    pbx_said_.add(changed);
    house_.from_pbx(changed);
  }
  void from_trunk(const std::string& message) {
    const std::string changed = make_.mutated(message);
    // What the outside says itself may be said back to it.
    if (names_the_inside(changed)) return;
    show("<-- trunk", changed);
    trunk_said_.add(changed);
    house_.from_trunk(changed);
  }

  void media() {
    const std::uint8_t what = choices_.byte();
    show("media", std::to_string(what));
    if (what >= 250) {
      house_.anchor_full = !house_.anchor_full;
    } else if (what >= 220 || house_.media_commands().empty()) {
      house_.media_event(static_cast<media::EventKind>(what % 6));
    } else if (what >= 160) {
      house_.media_refuses(static_cast<media::Refusal>(what % 10));
    } else {
      house_.media_agrees();
    }
  }
  void pass_time() {
    static constexpr std::array<std::chrono::milliseconds, 8> steps{1ms, 500ms, 4s, 5s, 32s, 40s, 180s, 300s};
    const auto step = steps[choices_.below(steps.size())];
    show("clock", std::to_string(step.count()));
    house_.advance(step);
  }
  void flow_fails() {
    const proxy::Flow failed = flows_.empty() ? proxy::Flow{} : flows_[choices_.below(flows_.size())];
    house_.core().on_flow_failed(house_.now(), failed);
  }
  void change_the_world() {
    static const std::array addresses{proxy::Endpoint{*proxy::parse_ip("54.172.60.1"), 5061},
                                      proxy::Endpoint{*proxy::parse_ip("54.172.60.2"), 5061},
                                      proxy::Endpoint{*proxy::parse_ip("54.172.60.3"), 5061}};
    const std::uint8_t what = choices_.byte();
    if (what >= 250) return house_.core().hang_up_all(house_.now());
    if (what >= 245) return house_.core().drain(house_.now());
    if (what >= 160) return extensions(what);
    const std::uint16_t peer = what % 2 == 0 ? House::trunk : House::second_trunk;
    house_.core().on_peer_addresses(house_.now(), peer, std::span(addresses).first(what % 4));
  }

  /// Looks at what was sent and asked, and remembers it for the answers.
  void collect() {
    for (const media::Command& command : house_.media_commands()) sessions_.insert(command.session);
    for (House::Sent& sent : house_.take_sent()) {
      show(sent.to_pbx() ? "PBX <--" : "--> trunk", sent.text);
      require(sent.to_pbx() || !names_the_inside(sent.text), "nothing of the inside is sent outside");
      if (std::ranges::find(flows_, sent.flow) == flows_.end() && flows_.size() < remembered_max)
        flows_.push_back(sent.flow);
      const bool request = !sent.text.starts_with("SIP/2.0 ");
      if (sent.to_pbx())
        (request ? asked_pbx_ : told_pbx_).add(std::move(sent));
      else
        (request ? asked_trunk_ : told_trunk_).add(std::move(sent));
    }
  }

  Choices& choices_;
  House house_{call_max};
  MessageMaker make_;
  Messages asked_pbx_;  ///< requests that it got
  Messages told_pbx_;   ///< responses that it got
  Messages asked_trunk_;
  Messages told_trunk_;
  Recent<std::string> pbx_said_;
  Recent<std::string> trunk_said_;
  std::vector<proxy::Flow> flows_;
  std::set<media::SessionId> sessions_;
};

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trunkgate::fuzz::Choices choices({data, size});
  trunkgate::fuzz::World(choices).run();
  return 0;
}
