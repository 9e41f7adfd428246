// SPDX-License-Identifier: Apache-2.0
// Session timers, RFC 4028: asked for, granted, refreshed by re-INVITE or UPDATE, forgotten, and run out.
#include <algorithm>
#include <cstdlib>

#include "tests/sim/endpoint/agent.h"

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds min_se = 90s;
constexpr sip::Duration refresh_retry = 2s;

std::chrono::seconds seconds_of(const std::string& value) {
  return std::chrono::seconds(std::strtol(value.c_str(), nullptr, 10));
}

std::string text_of(std::chrono::seconds interval) { return std::to_string(interval.count()); }

}  // namespace

bool Agent::may_demand_longer(const Text& invite) {
  const std::string& asked = invite.first("Session-Expires");
  return !asked.empty() && seconds_of(asked) < min_se_demanded;
}

void Agent::ask_session(const DialogPtr& dialog, Text& request) {
  const Dialog::Session& session = dialog->session;
  if (!speaks_.timer) return;
  if (session.interval > 0s) {
    request.add("Session-Expires", text_of(session.interval) + ";refresher=" + (session.ours ? "uac" : "uas"));
    return;
  }
  if (!world_.strikes(random_, world_.trouble.session)) return;
  const bool is_short = world_.strikes(random_, world_.trouble.short_session);
  const std::chrono::seconds interval = is_short ? 60s : random_.pick<std::chrono::seconds>({90s, 90s, 120s, 1800s});
  request.add("Session-Expires", text_of(interval) + random_.pick({"", ";refresher=uac", ";refresher=uas"}));
}

void Agent::grant_session(const DialogPtr& dialog, const Text& request, Text& ok) {
  const std::string& asked = request.first("Session-Expires");
  const bool wanted = !asked.empty() || world_.strikes(random_, world_.trouble.session);
  if (!speaks_.timer || !wanted || !has_token(request, "Supported", "timer")) return start_session(dialog, 0s, false);
  const std::chrono::seconds least = std::max(min_se, seconds_of(request.first("Min-SE")));
  std::chrono::seconds interval = asked.empty() ? 120s : seconds_of(asked);
  // §9: it may be made shorter, but not below Min-SE.
  if (world_.strikes(random_, world_.trouble.session)) interval = std::max(std::min(interval, 90s), least);
  const std::string refresher = parameter(";" + asked, "refresher");
  const bool by_caller = refresher.empty() ? random_.chance(0.5) : refresher == "uac";
  ok.add("Session-Expires", text_of(interval) + ";refresher=" + (by_caller ? "uac" : "uas"));
  if (by_caller) ok.add("Require", "timer");
  start_session(dialog, interval, !by_caller);
}

void Agent::take_session(const DialogPtr& dialog, const Text& ok) {
  const std::string& granted = ok.first("Session-Expires");
  if (granted.empty()) return start_session(dialog, 0s, false);
  start_session(dialog, seconds_of(granted), parameter(";" + granted, "refresher") != "uas");
}

void Agent::start_session(const DialogPtr& dialog, std::chrono::seconds interval, bool ours) {
  Dialog::Session& session = dialog->session;
  session.interval = interval;
  session.ours = ours;
  const std::uint64_t serial = ++session.serial;
  // Who forgets the timer neither refreshes nor hangs up: the house has to.
  if (interval == 0s || world_.strikes(random_, world_.trouble.no_refresh)) return;
  if (ours) later(interval / 2, [this, dialog, serial] { refresh(dialog, serial); });
  later(interval - std::min<std::chrono::seconds>(32s, interval / 3), [this, dialog, serial] {
    if (dialog->session.serial == serial) hang_up(dialog);
  });
}

void Agent::refresh(const DialogPtr& dialog, std::uint64_t serial) {
  if (dialog->session.serial != serial || dialog->state != Dialog::State::up) return;
  const bool busy = dialog->inviting || dialog->updating;
  if (!busy && speaks_.update && random_.chance(0.5)) return update(dialog, false);
  if (!busy) reinvite(dialog);
  if (!dialog->inviting || busy) later(refresh_retry, [this, dialog, serial] { refresh(dialog, serial); });
}

void Agent::refresh_again(const DialogPtr& dialog) {
  const Dialog::Session& session = dialog->session;
  if (session.interval == 0s || !session.ours || world_.strikes(random_, world_.trouble.no_refresh)) return;
  later(refresh_retry, [this, dialog, serial = session.serial] { refresh(dialog, serial); });
}

}  // namespace trunkgate::sim
