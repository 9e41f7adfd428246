// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/trouble.h"

#include <algorithm>
#include <cmath>

#include "tests/sim/random.h"

namespace trunkgate::sim {

namespace {

constexpr std::uint64_t trouble_stream = 0x7000;
constexpr double knob_on = 0.3;  // how many of all kinds one seed has
constexpr double calm_seed = 0.1;
constexpr double health_min = 10;  // seconds

constexpr Knob table[] = {
    {"loss", &Trouble::loss, 0.3, "datagrams lost"},
    {"burst", &Trouble::burst, 0.5, "losses that take a second of traffic with them"},
    {"duplicate", &Trouble::duplicate, 0.3, "datagrams that come twice"},
    {"reorder", &Trouble::reorder, 0.5, "datagrams held back by up to two seconds"},
    {"delay", &Trouble::delay, 0.4, "seconds one way"},
    {"jitter", &Trouble::jitter, 0.4, "seconds on top of it, at most"},
    {"mtu", &Trouble::mtu, 0, "bytes of the largest datagram that passes; 0: all pass"},
    {"partition", &Trouble::partition, 0.3, "peers cut off for a while"},
    {"reset", &Trouble::reset, 0.1, "connections reset, by message"},
    {"media-slow", &Trouble::media_slow, 0.5, "replies of the anchor that take seconds"},
    {"media-lost", &Trouble::media_lost, 0.2, "replies of the anchor that never come"},
    {"media-refuse", &Trouble::media_refuse, 0.3, "offers and answers refused by the anchor"},
    {"media-full", &Trouble::media_full, 0.2, "commands that the anchor does not take"},
    {"media-timeout", &Trouble::media_timeout, 0.3, "sessions that report that no packet comes"},
    {"cancel", &Trouble::cancel, 0.6, "calls given up by the caller"},
    {"offerless", &Trouble::offerless, 0.6, "INVITEs without SDP"},
    {"no-ack", &Trouble::no_ack, 0.5, "answers never acknowledged"},
    {"late-ack", &Trouble::late_ack, 0.5, "answers acknowledged after seconds"},
    {"merged", &Trouble::merged, 0.5, "INVITEs that come over two paths"},
    {"big", &Trouble::big, 0.5, "INVITEs of several kilobytes"},
    {"reliable", &Trouble::reliable, 1, "ends that speak 100rel"},
    {"no-prack", &Trouble::no_prack, 0.3, "reliable ringing that is never acknowledged"},
    {"silent", &Trouble::silent, 0.4, "INVITEs that meet silence"},
    {"fork", &Trouble::fork, 0.7, "INVITEs that ring at several places"},
    {"failure", &Trouble::failure, 0.6, "INVITEs refused"},
    {"challenge", &Trouble::challenge, 0.7, "requests that need credentials"},
    {"slow", &Trouble::slow, 0.5, "INVITEs that meet nothing for four seconds and more"},
    {"long-ring", &Trouble::long_ring, 0.3, "INVITEs that ring for minutes"},
    {"second-answer", &Trouble::second_answer, 0.5, "INVITEs that two places answer"},
    {"odd-answer", &Trouble::odd_answer, 0.5, "answers that lack a part, or have too much of it"},
    {"late-answer", &Trouble::late_answer, 0.7, "CANCELs that are ignored"},
    {"reinvite", &Trouble::reinvite, 0.8, "calls held and resumed"},
    {"glare", &Trouble::glare, 0.6, "calls that both sides hold at once"},
    {"session", &Trouble::session, 1, "ends that want a session timer"},
    {"short-session", &Trouble::short_session, 0.5, "sessions shorter than the other side takes"},
    {"no-refresh", &Trouble::no_refresh, 0.5, "session refreshes that are forgotten"},
    {"update", &Trouble::update, 0.8, "calls changed by UPDATE"},
    {"refuse-reinvite", &Trouble::refuse_reinvite, 0.6, "re-INVITEs refused or ignored"},
    {"refer", &Trouble::refer, 0.8, "calls transferred"},
    {"refuse-refer", &Trouble::refuse_refer, 0.5, "transfers refused, ignored or never finished"},
    {"both-bye", &Trouble::both_bye, 0.8, "calls that both sides end at once"},
    {"bad-sequence", &Trouble::bad_sequence, 0.5, "BYEs with a used CSeq"},
    {"unknown-dialog", &Trouble::unknown_dialog, 0.5, "BYEs with foreign tags"},
    {"dead-dialog", &Trouble::dead_dialog, 0.5, "requests within a call that is over"},
    {"unknown-method", &Trouble::unknown_method, 0.5, "INFO, PUBLISH and methods nobody knows"},
    {"storm", &Trouble::storm, 0.3, "requests sent ten times at once"},
    {"stray", &Trouble::stray, 0.5, "responses and ACKs that belong to nothing"},
    {"malformed", &Trouble::malformed, 0.5, "broken messages"},
    {"crash", &Trouble::crash, 0.4, "peers that fall silent for ever"},
    {"restart", &Trouble::restart, 0.5, "peers that restart"},
    {"pause", &Trouble::pause, 0.5, "peers that fall silent for a while"},
    {"health", &Trouble::health, 60, "seconds between OPTIONS to the peers; 0: none"},
    {"drain", &Trouble::drain, 0.5, "runs in which the house is drained"},
    {"hang-up", &Trouble::hang_up, 0.5, "runs in which an operator ends all calls"},
    {"limit", &Trouble::limit, 3, "calls a peer may have at once; 0: any number"},
    {"calls", &Trouble::calls, 0, "calls placed"},
};

void pick_lite(Trouble& trouble, Random& random) {
  trouble.calls = static_cast<double>(2 + random.below(6));
  for (double Trouble::*knob :
       {&Trouble::crash, &Trouble::restart, &Trouble::cancel, &Trouble::failure, &Trouble::reinvite, &Trouble::fork,
        &Trouble::challenge, &Trouble::reliable, &Trouble::session, &Trouble::update, &Trouble::refer})
    if (random.chance(knob_on)) trouble.*knob = 0.5;
}

void pick_swarm(Trouble& trouble, Random& random) {
  for (const Knob& knob : table) {
    const bool on = random.chance(knob_on);
    const double amount = random.fraction();
    if (on && knob.worst > 0) trouble.*knob.value = amount * knob.worst;
  }
  if (random.chance(0.1)) trouble.mtu = 1300;
  // Many events for what they find.
  if (random.chance(0.5)) trouble.health = 0;
  if (trouble.health > 0) {
    trouble.health = std::max(std::ceil(trouble.health), health_min);
    trouble.pause = std::max(trouble.pause, 0.5);
  }
  if (trouble.limit > 0) trouble.limit = std::ceil(trouble.limit);
  trouble.calls = static_cast<double>(1 + random.below(8));
}

}  // namespace

std::span<const Knob> knobs() { return table; }

Trouble pick_trouble(std::uint64_t seed, Mode mode) {
  Random random(seed, trouble_stream);
  Trouble trouble;
  if (mode == Mode::lite || random.chance(calm_seed))
    pick_lite(trouble, random);
  else
    pick_swarm(trouble, random);
  return trouble;
}

}  // namespace trunkgate::sim
