// SPDX-License-Identifier: Apache-2.0
#include "sip/dialog/session_timer.h"

#include <algorithm>

#include "sip/header/session_expires.h"

namespace trunkgate::sip {

namespace {

using Refresher = SessionExpires::Refresher;

bool has_timer(const Message& message) {
  return has_token(message, HeaderId::supported, "timer") || has_token(message, HeaderId::require, "timer");
}

std::uint32_t min_se_of(const Message& message) {
  const auto min_se = MinSe::parse(message.value(HeaderId::min_se));
  return std::max(min_se ? min_se->seconds : 0, session_interval_min);
}

}  // namespace

bool SessionTimer::is_too_small(const Message& request) {
  const auto asked = SessionExpires::parse(request.value(HeaderId::session_expires));
  return asked && asked->seconds < session_interval_min && has_timer(request);
}

void SessionTimer::write_min_se(Writer& writer) { writer.begin(HeaderId::min_se).number(session_interval_min).end(); }

void SessionTimer::accept(Instant now, const Message& request) {
  if (!has_timer(request)) return stop();
  const auto asked = SessionExpires::parse(request.value(HeaderId::session_expires));
  const std::uint32_t min_se = min_se_of(request);
  std::uint32_t interval = asked ? asked->seconds : session_interval_default;
  // §9: the UAS may lower the interval, but not below the Min-SE of the request.
  interval = std::max(std::min(interval, session_interval_max), std::min(min_se, session_interval_max));
  // §9, table 2: a UAC that leaves the choice to us refreshes itself.
  start(now, interval, asked && asked->refresher == Refresher::uas);
}

void SessionTimer::write_answer(Writer& writer) const {
  if (!running()) return;
  writer.begin(HeaderId::session_expires)
      .number(interval_)
      .text(we_refresh_ ? ";refresher=uas" : ";refresher=uac")
      .end();
  writer.header(HeaderId::require, "timer");
}

void SessionTimer::write_request(Writer& writer, bool peer_has_timer) const {
  if (!running() && !peer_has_timer && min_se_ == session_interval_min) return;
  writer.begin(HeaderId::session_expires).number(interval_);
  if (running()) writer.text(we_refresh_ ? ";refresher=uac" : ";refresher=uas");
  writer.end();
  if (min_se_ > session_interval_min) writer.begin(HeaderId::min_se).number(min_se_).end();
}

void SessionTimer::on_answer(Instant now, const Message& response) {
  refused_ = false;
  const auto agreed = SessionExpires::parse(response.value(HeaderId::session_expires));
  if (!agreed) return stop();
  const std::uint32_t interval = std::clamp(agreed->seconds, session_interval_min, session_interval_max);
  // §7.2 wants a refresher in the 2xx; without one it is safer to refresh than to wait.
  start(now, interval, agreed->refresher != Refresher::uas);
}

bool SessionTimer::on_refused(const Message& response) {
  const std::uint32_t needed = min_se_of(response);
  if (refused_ || needed <= interval_ || needed > session_interval_max) return false;
  refused_ = true;
  interval_ = needed;
  min_se_ = needed;
  return true;
}

SessionTimer::Due SessionTimer::on_deadline(Instant now) {
  if (now >= expires_at_) {
    stop();
    return Due::expired;
  }
  if (now < refresh_at_) return Due::nothing;
  refresh_at_ = never;
  return Due::refresh;
}

void SessionTimer::stop() { refresh_at_ = expires_at_ = never; }

void SessionTimer::start(Instant now, std::uint32_t interval, bool we_refresh) {
  interval_ = interval;
  we_refresh_ = we_refresh;
  const std::chrono::seconds length(interval);
  refresh_at_ = we_refresh ? now + length / 2 : never;
  expires_at_ = now + length - std::min<std::chrono::seconds>(session_end_margin_max, length / 3);
}

}  // namespace trunkgate::sip
