# SPDX-License-Identifier: Apache-2.0
"""Faults that the simulator must find. Each is a list of edits (file, exact text, text instead); the text must occur once."""
from collections import namedtuple

Fault = namedtuple('Fault', 'name edits')

FAULTS = [
    Fault('drop the ACK for a 2xx', [
        ('proxy/call/response.cpp',
         '  if (!exchange.offerless || call.state == Call::State::closing)\n    send_ack(',
         '  if (call.state == Call::State::closing)\n    send_ack(')]),
    Fault('use one branch again and again', [
        ('proxy/call/identities.cpp', 'return seal_branch(sealer_, zone, 0, own_text(fresh(), text), out);',
         'return seal_branch(sealer_, zone, 0, own_text(7, text), out);')]),
    Fault('leak the Contact of the other side', [
        ('proxy/call/composer.cpp', 'const std::string_view user = identities_.contact_user(leg.zone, other_target, buffer);',
         'const std::string_view user = identities_.contact_user(leg.zone, other_target, buffer).empty() ? "" : other_target;')]),
    Fault('forget the timer that repeats an answer', [
        ('sip/transaction/invite_server.cpp', 'retransmit_at_ = success || !reliable_ ? now + interval_ : never;',
         'retransmit_at_ = never;')]),
    Fault('forget to release a buffer', [
        ('proxy/call/ending.cpp', '  exchange.reliable.stop();\n  env_.buffers.release(exchange.sdp);\n',
         '  exchange.reliable.stop();\n  exchange.sdp = 0;\n')]),
    Fault('answer a CANCEL twice', [
        ('proxy/core/core.cpp', '  local.answer(now, flow, verdict.transaction, hits ? 200 : 481);\n',
         '  local.answer(now, flow, verdict.transaction, hits ? 200 : 481);\n'
         '  local.answer(now, flow, verdict.transaction, 500);\n'),
        ('sip/transaction/non_invite_server.cpp',
         '        complete(now, status, out);\n      }\n      return;\n    case State::completed:\n    case State::terminated: return;\n',
         '        complete(now, status, out);\n      }\n      return;\n    case State::completed: return complete(now, status, out);\n'
         '    case State::terminated: return;\n')]),
    Fault('send BYE with a CSeq that was used', [
        ('proxy/call/ending.cpp', 'const Composer::Outgoing out{call, side, branch, leg.dialog.next_local_seq(), {}};',
         'const Composer::Outgoing out{call, side, branch, leg.dialog.local_seq(), {}};')]),
    Fault('do not map the tag of the called side', [
        ('proxy/call/response.cpp', 'if (tag.empty() || !near.dialog.set_local_tag(tag)) {',
         'if (tag.empty() || !near.dialog.set_local_tag(response.to_tag())) {')]),
    Fault('give all forks one tag', [
        ('proxy/call/response.cpp', 'env_.identities.tag(near.zone, response.to_tag(), buffer)',
         'env_.identities.tag(near.zone, "fork", buffer)')]),
    Fault('forget to remove the media session', [
        ('proxy/call/ending.cpp', '  tell_media(call, media::CommandKind::remove, call.invite.from);\n', '  call.has_media = false;\n')]),
    Fault('ignore the limit of calls', [
        ('proxy/route/limit.cpp', 'counter.calls_limit != 0 && before >= counter.calls_limit',
         'counter.calls_limit != 0 && before > counter.calls_limit + 100')]),
    Fault('count a refused call for ever', [
        ('proxy/call/ending.cpp', '  if (call.far_counted) env_.limiter.end_call(call.leg(Side::b).peer);\n  call.near_counted',
         '  call.near_counted')]),
    Fault('CANCEL before any provisional response', [
        ('proxy/call/ending.cpp', '  if (!exchange.provisional_seen) return;\n  const sip::TransactionId cancel', '  const sip::TransactionId cancel')]),
    Fault('leave a target that was given up ringing', [
        ('proxy/call/unclaimed.cpp', 'if (status < 200) return static_cast<void>(send_cancel(now, transaction, 0, {}));',
         'if (status < 200) return;')]),
    Fault('hang up one leg only', [
        ('proxy/call/in_dialog.cpp', '  end_leg(now, call, other(found.side), &env_.message);\n', '')]),
    Fault('lose the route set', [
        ('sip/dialog/dialog.cpp', 'for (const std::string_view route : values(routes)) writer.header(HeaderId::route, route);',
         'static_cast<void>(routes);')]),
    Fault('never repeat an INVITE', [
        ('sip/transaction/invite_client.cpp', 'retransmit_at_ = reliable_ ? never : now + interval_;', 'retransmit_at_ = never;')]),
    Fault('relay the SDP of the called side itself', [
        ('proxy/call/response.cpp', 'status, &response, sdp, rseq);',
         'status, &response, sdp.empty() ? sdp : sdp_of(response).sdp, rseq);')]),
    Fault('give every early dialog to the last fork', [
        ('proxy/call/response.cpp', 'if (response.to_tag().empty() || exchange.answered) return;',
         'if (response.to_tag().empty()) return;')]),
    Fault('refuse re-INVITEs after one was refused', [
        ('proxy/call/response.cpp', 'const sip::TransactionId server = std::exchange(exchange.server, {});',
         'const sip::TransactionId server = exchange.server;'),
        ('proxy/call/response.cpp', '  exchange.server = {};\n  finish_exchange(call);\n  // RFC 3261 §12.2.1.2',
         '  finish_exchange(call);\n  // RFC 3261 §12.2.1.2')]),
    Fault('stop waiting while it rings', [
        ('proxy/call/provisional.cpp', '    if (!exchange.update) set_deadline(call, now + ringing_max);\n', '')]),
    Fault('do not raise RSeq', [
        ('sip/dialog/reliable_provisional.cpp', 'seed % first_rseq_max + 1 : rseq_ + 1;', 'seed % first_rseq_max + 1 : rseq_;')]),
    Fault('do not repeat reliable ringing', [
        ('proxy/call/provisional.cpp', 'return env_.messenger.repeat(now, call.invite.server);', 'return;')]),
    Fault('refuse the PRACK that was waited for', [
        ('proxy/call/provisional.cpp', '  answer(env_.message.body().empty() ? 200 : 488);', '  answer(481);')]),
    Fault('leave a PRACK without an answer', [
        ('proxy/call/provisional.cpp', '  answer(env_.message.body().empty() ? 200 : 488);\n', '')]),
    Fault('do not acknowledge reliable ringing', [
        ('proxy/call/provisional.cpp', 'if (verdict != sip::ProvisionalOrder::Verdict::next) return false;',
         'if (verdict != sip::ProvisionalOrder::Verdict::next || rseq->number % 2 == 0) return false;')]),
    Fault('answer before the PRACK for the SDP', [
        ('proxy/call/response.cpp', '  if (exchange.reliable.holds_success()) return park(call, flow);\n', '')]),
    Fault('forget that a session runs out', [
        ('sip/dialog/session_timer.cpp', 'return Due::expired;', 'return Due::nothing;')]),
    Fault('do not refresh a session', [
        ('sip/dialog/session_timer.cpp', 'refresh_at_ = we_refresh ? now + length / 2 : never;', 'refresh_at_ = never;')]),
    Fault('refuse a short session without Min-SE', [
        ('proxy/call/setup.cpp', '  if (screening.refusal == 422) sip::SessionTimer::write_min_se(writer);\n', '')]),
    Fault('wait for an ACK after an UPDATE', [
        ('proxy/call/response.cpp', '  if (exchange.update) exchange.server = {};  // no ACK follows\n', '')]),
    Fault('let an UPDATE into an exchange under way', [
        ('proxy/call/update.cpp', '  if (!sdp.empty() && call.is_negotiating()) {',
         '  if (!sdp.empty() && call.is_negotiating() && found.side == call.invite.from) {')]),
    Fault('send NOTIFY to the wrong leg', [
        ('proxy/call/transfer.cpp', '  Leg& near = call.leg(transfer.from);\n  if (near.state',
         '  Leg& near = call.leg(other(transfer.from));\n  if (near.state'),
        ('proxy/call/transfer.cpp', 'const Composer::Outgoing out{call, transfer.from, branch, near.dialog.next_local_seq(), {}};',
         'const Composer::Outgoing out{call, other(transfer.from), branch, near.dialog.next_local_seq(), {}};')]),
    Fault('pass on any reason of a NOTIFY', [
        ('proxy/call/composer.cpp', '    if (sip::equal_ignoring_case(reason, known)) return known;\n  return {};',
         '    if (sip::equal_ignoring_case(reason, known)) return known;\n  return reason;')]),
    Fault('forget to answer a REFER', [
        ('proxy/call/transfer.cpp', '  answer_refer(now, call, status_for_near_side(status));\n',
         '  if (status < 300) answer_refer(now, call, status_for_near_side(status));\n')]),
    Fault('leave the BYE after a transfer to the peers', [
        ('proxy/call/transfer.cpp', '  transfer.bye_at = now + transfer_bye_wait;', '  transfer.bye_at = sip::never;')]),
    Fault('tell of a transfer with an old status', [
        ('proxy/call/transfer.cpp', 'transfer.status = static_cast<std::uint16_t>(status);', 'transfer.status = 100;')]),
    Fault('carry Replaces as it came', [
        ('proxy/call/transfer.cpp', 'escape_header_value(carried.view(), again)', 'escape_header_value(unescape_header_value(escaped, text), again)')]),
    Fault('let new calls in while draining', [
        ('proxy/call/setup.cpp', '  if (env_.draining) return refuse(503, "draining: no new calls");\n', '')]),
    Fault('say that all is well while draining', [
        ('proxy/core/local_answers.cpp', 'env_.draining ? 503 : 200', '200')]),
    Fault('hang up all but the last call', [
        ('proxy/core/core.cpp', 'impl_->calls.hang_up(now, call, CallEnd::failed, 503, "the product is being stopped"); });',
         'if (call.id.index > 0) impl_->calls.hang_up(now, call, CallEnd::failed, 503, "the product is being stopped"); });')]),
    Fault('call a peer that does not answer OPTIONS', [
        ('proxy/call/setup.cpp', 'same_zone && known && env_.peer_health[peer] != 0', 'same_zone && known')]),
    Fault('never take a peer back', [
        ('proxy/core/health.cpp', 'check->misses = alive ? std::uint8_t{0} :', 'check->misses = alive ? check->misses :')]),
    Fault('ask a peer once whether it is there', [
        ('proxy/core/health.cpp', 'check.due = now + env_.config.peers[check.peer].options_every;',
         'check.due = now + 20 * env_.config.peers[check.peer].options_every;')]),
    Fault('take the ACK of another INVITE', [
        ('proxy/call/in_dialog.cpp', '  if (env_.message.cseq().seq != exchange.server_cseq) return;\n', '')]),
    Fault('forget a refused INVITE with its ACK', [
        ('sip/transaction/timer_values.h', 'timer_i(bool reliable) { return reliable ? Duration::zero() : timer_t4; }',
         'timer_i(bool) { return Duration::zero(); }')]),
    Fault('forget a refused INVITE before its time', [
        ('sip/transaction/timer_values.h', 'timer_h = 64 * timer_t1;', 'timer_h = 32 * timer_t1;')]),
]
