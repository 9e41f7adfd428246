// SPDX-License-Identifier: Apache-2.0
#include "proxy/core/core.h"

#include <algorithm>

#include "proxy/call/call_control.h"
#include "proxy/call/environment.h"
#include "proxy/core/health.h"
#include "proxy/core/local_answers.h"
#include "sip/header/uri.h"

namespace trunkgate::proxy {

using sip::Message;
using sip::Method;

class Core::Impl {
 public:
  Impl(const Config& config, const Sealer& sealer, const CoreSettings& settings, metrics::Counters& counters,
       PeerLimiter& limiter, Output& output)
      : env(config, sealer, settings, counters, limiter, output), calls(env), local(env), health(env) {}

  void on_request(sip::Instant now, const Flow& flow);
  void on_response(sip::Instant now, const Flow& flow);
  void on_cancel(sip::Instant now, const Flow& flow, const sip::RequestVerdict& verdict);
  void on_fresh(sip::Instant now, const Flow& flow, sip::TransactionId server);
  void on_fresh_invite(sip::Instant now, const Flow& flow, sip::TransactionId server);
  void on_in_dialog(sip::Instant now, const Flow& flow, sip::TransactionId server);
  [[nodiscard]] CallTable::Found find_dialog(const Flow& flow);
  void refuse_sealed(std::uint8_t zone, Identities::Check checked);
  void settle(sip::Instant now);

  Environment env;
  CallControl calls;
  LocalAnswers local;
  Health health;
};

void Core::Impl::on_request(sip::Instant now, const Flow& flow) {
  const auto verdict = env.messenger.receive_request(now, env.message, flow);
  switch (verdict.kind) {
    case sip::RequestVerdict::fresh: return on_fresh(now, flow, verdict.transaction);
    case sip::RequestVerdict::absorbed: return;
    case sip::RequestVerdict::ack: {
      const auto found = find_dialog(flow);
      if (found.call != nullptr) calls.on_ack(now, found);
      return;
    }
    case sip::RequestVerdict::cancel: return on_cancel(now, flow, verdict);
    case sip::RequestVerdict::overloaded: return local.overloaded(flow);
    case sip::RequestVerdict::merged: return local.answer(now, flow, verdict.transaction, 482);
  }
}

void Core::Impl::on_cancel(sip::Instant now, const Flow& flow, const sip::RequestVerdict& verdict) {
  const bool hits = static_cast<bool>(verdict.cancelled);
  local.answer(now, flow, verdict.transaction, hits ? 200 : 481);
  if (hits) calls.on_cancel(now, verdict.cancelled, verdict.user);
}

void Core::Impl::on_fresh(sip::Instant now, const Flow& flow, sip::TransactionId server) {
  const Message& request = env.message;
  if (!request.to_tag().empty()) return on_in_dialog(now, flow, server);
  if (request.request_target() == nullptr) return local.answer(now, flow, server, 400);
  switch (request.method()) {
    case Method::invite: return on_fresh_invite(now, flow, server);
    case Method::options: return local.options(now, flow, server);
    case Method::bye: return local.answer(now, flow, server, 481);
    default: return local.method_not_allowed(now, flow, server);
  }
}

void Core::Impl::on_fresh_invite(sip::Instant now, const Flow& flow, sip::TransactionId server) {
  const std::uint8_t zone = env.messenger.listener(flow).zone;
  const auto peer = env.targets.identify(zone, flow.remote());
  if (peer) return calls.on_invite(now, flow, server, *peer);
  local.answer(now, flow, server, 403);
  env.output.log({LogLevel::warning, "call.refused", env.message.call_id(), env.config.zones[zone].name,
                  "the source is allowed in this zone but is no configured peer: add it under peers"});
}

CallTable::Found Core::Impl::find_dialog(const Flow& flow) {
  const Message& request = env.message;
  const std::uint8_t zone = env.messenger.listener(flow).zone;
  const auto found = env.calls.find_dialog(request.call_id(), request.to_tag(), request.from_tag());
  const sip::Uri* const uri = request.request_target();
  const std::string_view user = uri != nullptr ? uri->user : std::string_view{};
  const Identities::Check checked = found.call == nullptr
                                        ? env.identities.check(zone, request.call_id(), request.to_tag(), user)
                                        : env.identities.check_contact(zone, user);
  if (checked != Identities::Check::good) {
    refuse_sealed(zone, checked);
    return {};
  }
  // An identifier of the other zone's leg proves nothing here.
  if (found.call != nullptr && found.call->leg(found.side).zone != zone) return {};
  return found;
}

void Core::Impl::refuse_sealed(std::uint8_t zone, Identities::Check checked) {
  const auto kind = checked == Identities::Check::refused_call_id ? SealKind::call_id
                    : checked == Identities::Check::refused_tag   ? SealKind::tag
                                                                  : SealKind::contact;
  env.counters.add(metrics::Counter::sealed_refused, {static_cast<std::uint8_t>(kind) - 1});
  env.output.log({LogLevel::warning, "sealed.refused", env.message.call_id(), env.config.zones[zone].name,
                  "a request within a dialog names an identifier that we never gave out"});
}

void Core::Impl::on_in_dialog(sip::Instant now, const Flow& flow, sip::TransactionId server) {
  const auto found = find_dialog(flow);
  if (found.call == nullptr) return local.answer(now, flow, server, 481);
  switch (env.message.method()) {
    case Method::invite: return calls.on_reinvite(now, flow, server, found);
    case Method::bye: return calls.on_bye(now, flow, server, found);
    case Method::prack: return calls.on_prack(now, flow, server, found);
    case Method::refer: return calls.on_refer(now, flow, server, found);
    case Method::notify: return calls.on_notify(now, flow, server, found);
    case Method::update: return calls.on_update(now, flow, server, found);
    case Method::options: return local.options(now, flow, server);
    default: return local.method_not_allowed(now, flow, server);
  }
}

void Core::Impl::on_response(sip::Instant now, const Flow& flow) {
  // RFC 3261 §8.1.3.3: we are where every request began that leaves here, so a second Via means a stray response.
  const auto verdict =
      env.message.has_several_vias() ? sip::ResponseVerdict{} : env.messenger.receive_response(now, env.message, flow);
  if (verdict.kind == sip::ResponseVerdict::stray)
    env.counters.add(metrics::Counter::sip_stray_responses, {env.messenger.listener(flow).zone});
  if (verdict.kind != sip::ResponseVerdict::pass) return;
  if (!Health::is_health(verdict.user)) return calls.on_response(now, flow, verdict);
  const int status = env.message.status();
  env.capabilities[Health::peer_of(verdict.user)].learn(env.message);
  if (status >= 200) health.on_result(verdict.user, status != 408 && status != 503);
}

void Core::Impl::settle(sip::Instant now) {
  Messenger::Notice notice;
  while (env.messenger.next_notice(notice)) {
    if (Health::is_health(notice.user))
      health.on_result(notice.user, false);
    else
      calls.on_notice(now, notice);
  }
}

Core::Core(const Config& config, const Sealer& sealer, const CoreSettings& settings, metrics::Counters& counters,
           PeerLimiter& limiter, Output& output)
    : impl_(std::make_unique<Impl>(config, sealer, settings, counters, limiter, output)) {}

Core::~Core() = default;

void Core::on_message(sip::Instant now, const Flow& flow, std::span<const char> bytes) {
  Message& message = impl_->env.message;
  const sip::ParseError error = message.parse(bytes);
  if (error != sip::ParseError::none) return impl_->local.malformed(flow, error);
  impl_->env.messenger.count_in(message, flow);
  message.is_request() ? impl_->on_request(now, flow) : impl_->on_response(now, flow);
  impl_->settle(now);
}

void Core::on_flow_failed(sip::Instant now, const Flow& flow) {
  impl_->env.calls.for_each([&](Call& call) {
    for (Leg& leg : call.legs)
      if (leg.flow == flow && flow.is_connection()) leg.flow = Flow::dial(leg.listener, flow.remote(), leg.peer);
  });
  impl_->env.messenger.flow_failed(now, flow);
  impl_->settle(now);
}

void Core::on_peer_addresses(sip::Instant, std::uint16_t peer, std::span<const Endpoint> addresses) {
  impl_->env.targets.set_addresses(peer, addresses);
}

void Core::on_media_event(sip::Instant now, const media::Event& event) {
  impl_->calls.on_media_event(now, event);
  impl_->settle(now);
}

void Core::on_deadline(sip::Instant now) {
  Environment& env = impl_->env;
  while (env.messenger.layer().deadline() <= now) {
    env.messenger.run_timers(now);
    impl_->settle(now);
  }
  while (const auto due = env.timers.take_due(now)) {
    impl_->calls.on_deadline(now, CallId::from_word(*due));
    impl_->settle(now);
  }
  if (impl_->health.deadline() <= now) impl_->health.on_deadline(now);
  impl_->settle(now);
}

void Core::drain(sip::Instant) { impl_->env.draining = true; }

void Core::hang_up_all(sip::Instant now) {
  impl_->env.calls.for_each(
      [&](Call& call) { impl_->calls.hang_up(now, call, CallEnd::failed, 503, "the product is being stopped"); });
  impl_->settle(now);
}

sip::Instant Core::deadline() const {
  const Environment& env = impl_->env;
  return std::min({env.messenger.layer().deadline(), env.timers.deadline(), impl_->health.deadline()});
}

CoreGauges Core::gauges() const {
  const Environment& env = impl_->env;
  const sip::Layer& layer = env.messenger.layer();
  return {env.calls.size(), layer.client_count(), layer.server_count(), layer.timer_count() + env.timers.size(),
          env.buffers.in_use() + env.kept_sdp.in_use() + layer.buffer_count()};
}

bool Core::peer_up(std::uint16_t peer) const {
  const Environment& env = impl_->env;
  return env.targets.address_count(peer) > 0 && env.peer_health[peer] != 0;
}

}  // namespace trunkgate::proxy
