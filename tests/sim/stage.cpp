// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/stage.h"

#include "tests/sim/checker/acknowledge.h"
#include "tests/sim/checker/anchor.h"
#include "tests/sim/checker/draining.h"
#include "tests/sim/checker/endings.h"
#include "tests/sim/checker/final_answer.h"
#include "tests/sim/checker/glare.h"
#include "tests/sim/checker/health.h"
#include "tests/sim/checker/identifiers.h"
#include "tests/sim/checker/leak.h"
#include "tests/sim/checker/limits.h"
#include "tests/sim/checker/outcome.h"
#include "tests/sim/checker/reliable.h"
#include "tests/sim/checker/repeats.h"
#include "tests/sim/checker/requests.h"
#include "tests/sim/checker/routing.h"
#include "tests/sim/checker/sessions.h"
#include "tests/sim/checker/transfers.h"

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t stage_stream = 0x5000;
constexpr sip::Duration calls_within_start = 30s;  // when calls are placed
// Then the faults are off. Session timers need the longer one.
constexpr sip::Duration short_trouble = 90s;
constexpr sip::Duration long_trouble = 300s;
constexpr sip::Duration quiet_length = 420s;   // the longest that anything may take: ringing 180 s, then ending
constexpr sip::Duration media_timeout = 235s;  // later than it is, so that calls have other reasons to end
constexpr sip::Duration pause_max = 120s;
constexpr sip::Duration drain_max = 60s;  // from the drain to the end of all calls
constexpr double call_inbound = 0.4;

// A response that belongs to nothing.
Packet last_packet() {
  Text text = Text::response(200);
  text.add("Via", "SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKnothing").add("From", "<sip:a@b>;tag=1");
  text.add("To", "<sip:a@b>;tag=2").add("Call-ID", "nothing").add("CSeq", "1 OPTIONS");
  return {text.bytes(), Text::parse(text.bytes()), true};
}

}  // namespace

Stage::Stage(World& world, bool streams_inside, bool streams_outside)
    : world_(world),
      random_(world.random(stage_stream)),
      network_(world, streams_inside, streams_outside),
      media_(world,
             [this](const media::Event& event) {
               house_.core().on_media_event(world_.now(), event);
               after_input();
             }),
      house_(world, streams_inside, streams_outside,
             {[this](const proxy::Flow& flow, std::string_view bytes) { house_sends(flow, bytes); },
              [this](const media::Command& command) {
                const bool taken = media_.post(command);
                if (taken) each_checker([&](Checker& checker) { checker.on_media(command); });
                return taken;
              }}),
      books_(world) {
  for (std::size_t site = 0; site < sites.size(); ++site)
    agents_.push_back(std::make_unique<Agent>(world, network_, site));
  network_.connect({[this](const Path& path, const Packet& packet) { agents_[path.site]->on_packet(path, packet); },
                    [this](const proxy::Flow& flow, const Packet& packet) { house_receives(flow, packet); },
                    [this](const proxy::Flow& flow) {
                      world_.ladder.note(world_.now(), "HOUSE loses " + proxy::to_string(flow.remote()) +
                                                           (flow.is_dial() ? " (dial)" : ""));
                      books_.flow_failed(flow);
                      each_checker([&](Checker& checker) { checker.on_flow_failed(flow); });
                      house_.core().on_flow_failed(world_.now(), flow);
                      after_input();
                    }});
  make_checkers();
}

void Stage::make_checkers() {
  const auto add = [this]<class One>(std::unique_ptr<One> one) { checkers_.push_back(std::move(one)); };
  add(std::make_unique<Leak>(world_, books_));
  add(std::make_unique<FinalAnswer>(world_, books_));
  add(std::make_unique<Acknowledge>(world_, books_));
  add(std::make_unique<Requests>(world_, books_));
  add(std::make_unique<Identifiers>(world_, books_));
  add(std::make_unique<Repeats>(world_, books_));
  add(std::make_unique<Endings>(world_, books_));
  add(std::make_unique<Routing>(world_, books_));
  add(std::make_unique<Limits>(world_, books_));
  add(std::make_unique<Glare>(world_, books_));
  add(std::make_unique<Anchor>(world_, books_));
  add(std::make_unique<Reliable>(world_, books_));
  add(std::make_unique<Sessions>(world_, books_));
  add(std::make_unique<Transfers>(world_, books_));
  add(std::make_unique<Health>(world_, books_));
  add(std::make_unique<Draining>(world_, books_));
  add(std::make_unique<Outcome>(world_, books_));
}

sip::Duration Stage::trouble_length() const { return world_.trouble.session > 0 ? long_trouble : short_trouble; }

void Stage::play() {
  plan_calls();
  plan_incidents();
  plan_stop();
  const sip::Instant begin = world_.now();
  run_until(begin + trouble_length());
  be_quiet();
  run_until(begin + trouble_length() + quiet_length);
  if (world_.fault.empty()) check_rest();
}

void Stage::plan_calls() {
  // That a peer is not there takes a while to be known.
  const sip::Duration calls_within = world_.trouble.health > 0 ? trouble_length() : calls_within_start;
  for (int call = 1; call <= static_cast<int>(world_.trouble.calls); ++call) {
    const bool inbound = random_.chance(call_inbound);
    const std::size_t site = inbound ? 1 + random_.below(sites.size() - 1) : pbx_site;
    world_.scheduler.after(random_.between(0s, calls_within), [this, site, call] { agents_[site]->place_call(call); });
  }
  for (std::size_t site = 0; site < sites.size(); ++site)
    world_.scheduler.after(random_.between(0s, calls_within), [this, site] { agents_[site]->options(); });
}

void Stage::plan_incidents() {
  for (std::size_t site = 0; site < sites.size(); ++site) {
    const bool crashes = random_.chance(world_.trouble.crash);
    if (crashes)
      world_.scheduler.after(random_.between(0s, trouble_length()), [this, site] {
        world_.ladder.note(world_.now(), std::string(sites[site].name) + " falls silent for ever");
        network_.set_dead(site, true);
      });
    if (!crashes && random_.chance(world_.trouble.pause)) plan_pause(site);
    if (random_.chance(world_.trouble.restart))
      world_.scheduler.after(random_.between(0s, trouble_length()), [this, site] {
        world_.ladder.note(world_.now(), std::string(sites[site].name) + " restarts");
        agents_[site]->restart();
      });
  }
}

void Stage::plan_pause(std::size_t site) {
  const sip::Duration begin = random_.between(0s, trouble_length());
  const std::string name(sites[site].name);
  world_.scheduler.after(begin, [this, site, name] {
    world_.ladder.note(world_.now(), name + " falls silent");
    network_.set_dead(site, true);
  });
  world_.scheduler.after(begin + random_.between(5s, pause_max), [this, site, name] {
    world_.ladder.note(world_.now(), name + " is back");
    network_.set_dead(site, false);
  });
}

void Stage::plan_stop() {
  if (random_.chance(world_.trouble.hang_up))
    world_.scheduler.after(random_.between(0s, trouble_length()), [this] { hang_up_all(); });
  if (!random_.chance(world_.trouble.drain)) return;
  const sip::Duration begin = random_.between(0s, trouble_length());
  world_.scheduler.after(begin, [this] {
    world_.ladder.note(world_.now(), "HOUSE is drained");
    world_.drained_at = world_.now();
    house_.core().drain(world_.now());
    after_input();
  });
  world_.scheduler.after(begin + random_.between(0s, drain_max), [this] { hang_up_all(); });
}

void Stage::hang_up_all() {
  world_.ladder.note(world_.now(), "HOUSE ends all calls");
  world_.hung_up_at = world_.now();
  house_.core().hang_up_all(world_.now());
  after_input();
}

void Stage::house_receives(const proxy::Flow& flow, const Packet& packet) {
  world_.mix(packet.bytes);
  const std::size_t zone = house_.config().listeners[flow.listener].zone;
  world_.ladder.message(world_.now(), zone == 0 ? "pbx" : "trunk", "HOUSE", packet.bytes);
  const bool stream = flow.listener == corporate_tcp || flow.listener == carrier_tls;
  if (packet.text) {
    const Message message{*packet.text, packet.bytes, flow, zone != 0, stream, packet.wrong};
    books_.in(message);
    each_checker([&](Checker& checker) { checker.on_in(message); });
  } else {
    books_.in_unreadable();
  }
  house_.core().on_message(world_.now(), flow, {packet.bytes.data(), packet.bytes.size()});
  after_input();
}

void Stage::house_sends(const proxy::Flow& flow, std::string_view bytes) {
  world_.mix(bytes);
  const std::size_t zone = house_.config().listeners[flow.listener].zone;
  world_.ladder.message(world_.now(), "HOUSE", zone == 0 ? "pbx" : "trunk", bytes);
  const bool stream = flow.listener == corporate_tcp || flow.listener == carrier_tls;
  const TextPtr text = Text::parse(bytes);
  // A malformed request is echoed as far as it could be read.
  if (!text && books_.unreadable() && bytes.starts_with("SIP/2.0 400 ")) return;
  if (!text) return world_.fail("form", "the house sends what is no message: " + std::string(bytes));
  const Message message{*text, bytes, flow, zone != 0, stream, false};
  books_.out(message);
  each_checker([&](Checker& checker) { checker.on_out(message); });
  network_.from_house(flow, {std::string(bytes), text});
}

void Stage::run_until(sip::Instant end) {
  Scheduler& scheduler = world_.scheduler;
  while (world_.fault.empty()) {
    const sip::Instant own = house_.core().deadline();
    if (std::min(own, scheduler.next()) > end) break;
    if (own > scheduler.next()) {
      scheduler.run_next();
      continue;
    }
    scheduler.set_now(own);
    world_.mix("deadline");
    house_.core().on_deadline(world_.now());
    after_input();
  }
  scheduler.set_now(end);
}

void Stage::after_input() {
  each_checker([](Checker& checker) { checker.on_step(); });
}

void Stage::be_quiet() {
  world_.ladder.note(world_.now(), "QUIET: the faults are off");
  world_.quiet = true;
  network_.calm();
  for (const sip::Duration wait : {0s, 40s, 80s, 230s})
    world_.scheduler.after(wait, [this] {
      for (const auto& agent : agents_) agent->end_all();
    });
  // A call that both ends have forgotten, or whose BYEs went down with their connections, ends by the silence of its
  // media.
  const Trouble& trouble = world_.trouble;
  if (trouble.restart > 0 || trouble.crash > 0 || trouble.pause > 0 || trouble.reset > 0)
    world_.scheduler.after(media_timeout, [this] { media_.fall_silent(); });
}

void Stage::check_rest() {  // Any event makes the core forget what the last one has left.
  house_receives(proxy::Flow::udp(corporate_udp, {*proxy::parse_ip(sites[pbx_site].address), 5060}), last_packet());
  const proxy::CoreGauges gauges = house_.core().gauges();
  const auto zero = [&](std::uint64_t count, const char* what) {
    if (count != 0) world_.fail("rest", std::to_string(count) + " " + what + " left");
  };
  each_checker([](Checker& checker) { checker.at_rest(); });
  zero(gauges.calls, "calls");
  // OPTIONS to the peers never end.
  const std::uint32_t checks = books_.health_checks_open();
  zero(gauges.client_transactions - std::min(gauges.client_transactions, checks), "client transactions");
  zero(gauges.server_transactions, "server transactions");
  zero(gauges.timers - std::min(gauges.timers, checks), "timers");
  zero(gauges.buffers - std::min(gauges.buffers, checks), "buffers");
  zero(media_.session_count(), "media sessions");
  for (std::uint16_t peer = 0; peer < House::peer_count; ++peer)
    zero(house_.calls_of(peer), "calls counted against a peer's limit");
}

}  // namespace trunkgate::sim
