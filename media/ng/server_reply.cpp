// SPDX-License-Identifier: Apache-2.0
#include "media/ng/figures_text.h"
#include "media/ng/server.h"
#include "metrics/counters.h"

namespace trunkgate::media::ng {
namespace {

/// What the client reads. Where another server may do better, it is told in the words that make it try.
std::string_view sentence(Refusal refusal) {
  switch (refusal) {
    case Refusal::none: return "";
    case Refusal::malformed_sdp: return "the SDP cannot be read";
    case Refusal::no_audio: return "the SDP has no audio line that can be relayed";
    case Refusal::srtp_required: return "SRTP is required, by the zone or by what was offered, and the SDP has none";
    case Refusal::srtp_forbidden: return "the zone has srtp: off and SRTP is asked for";
    case Refusal::no_common_crypto: return "no SRTP suite is left that both sides have";
    case Refusal::no_ports:
    case Refusal::anchor_down:
    case Refusal::anchor_failed:
    case Refusal::overloaded: return session_limit_reason;
    case Refusal::unknown_session: return unknown_call_reason;
    case Refusal::state: return "an answer without an offer";
  }
  return "";
}

std::string_view log_text(Refusal refusal) {
  return refusal == Refusal::no_ports ? "no media port of the zone is free; widen ports:" : sentence(refusal);
}

}  // namespace

void Server::on_event(const Event& event) {
  if (event.kind == EventKind::first_packet) return;
  if (event.kind == EventKind::media_timeout) return on_media_timeout(event);
  if (event.kind == EventKind::removed) on_removed(event);
  const auto found = waiting_.find(event.cookie);
  if (found == waiting_.end()) return;
  Waiting& waiting = found->second;
  if (event.kind == EventKind::sdp || event.kind == EventKind::refused) {
    if (waiting.dialogues.empty()) on_sdp_or_refusal(event, waiting);
  }
  for (DialogueFigures& dialogue : waiting.dialogues) {
    if (dialogue.session == event.session) dialogue.statistics = event.statistics;
  }
  if (--waiting.outstanding > 0) return;
  if (!waiting.dialogues.empty()) {
    Reply content;
    content.rtp = totals_of(waiting.dialogues);
    const Value root = compose_reply(content, *said_);
    add_figures(waiting.dialogues, root, *said_);
    count(waiting.verb, true);
    send(waiting.peer, waiting.cookie, waiting.encoding, root);
  }
  waiting_.erase(found);
}

void Server::on_sdp_or_refusal(const Event& event, const Waiting& waiting) {
  Dialogue* const dialogue = calls_.find(waiting.session);
  // Two offers were on their way, and the first one's refusal ended the dialogue: nobody will ask for this session.
  if (dialogue == nullptr && event.kind == EventKind::sdp) unposted_.push_back(waiting.session);
  Reply content;
  if (event.kind == EventKind::sdp) {
    if (dialogue != nullptr && !dialogue->accepted) ++figures_.sessions;
    if (dialogue != nullptr) dialogue->accepted = true;
    content.sdp = event.sdp.view();
  } else {
    const std::string_view call_id = dialogue == nullptr ? std::string_view{} : dialogue->call->call_id;
    output_.log({LogLevel::warning, "command.refused", call_id, log_text(event.reason)});
    content.result = Reply::Result::error;
    content.error_reason = sentence(event.reason);
    ++figures_.errors;
    if (dialogue != nullptr && !dialogue->accepted) {
      ++figures_.rejected;
      forget(*dialogue);
    }
  }
  count(waiting.verb, event.kind == EventKind::sdp);
  send(waiting.peer, waiting.cookie, waiting.encoding, compose_reply(content, *said_));
}

void Server::on_removed(const Event& event) {
  const auto ended = ending_.extract(event.session);
  const Statistics& figures = event.statistics;
  if (ended.empty() || (!figures.from_a.heard() && !figures.from_b.heard())) return;
  output_.log({LogLevel::info, "call.media", ended.mapped(), figures_text(figures)});
}

void Server::on_media_timeout(const Event& event) {
  Dialogue* const dialogue = calls_.find(event.session);
  if (dialogue == nullptr) return;
  ++figures_.timeouts;
  output_.log(
      {LogLevel::warning, "media.timeout", dialogue->call->call_id, "neither side sends; the session is ended"});
  expect_end(*dialogue);
  forget(*dialogue);
  if (!post_remove(event.session)) unposted_.push_back(event.session);
}

std::vector<SessionId> Server::sessions_of(std::string_view call_id) {
  std::vector<SessionId> sessions;
  const Call* const call = calls_.find(call_id);
  if (call == nullptr) return sessions;
  for (const auto& dialogue : call->dialogues) sessions.push_back(dialogue->session);
  return sessions;
}

void Server::repeat(const Peer& peer, std::string_view datagram) {
  if (counters_ != nullptr) counters_->add(metrics::Counter::ng_commands, {Verb::count_, metrics::NgResult::repeated});
  output_.send(peer, datagram);
}

void Server::fail(const Input& input, std::string_view reason) {
  Reply content;
  content.result = Reply::Result::error;
  content.error_reason = reason;
  ++figures_.errors;
  reply(input, content);
}

void Server::reply(const Input& input, const Reply& content) {
  count(input.request.verb, content.result != Reply::Result::error);
  send(input.peer, input.message.cookie, input.message.encoding, compose_reply(content, *said_));
}

void Server::send(const Peer& peer, std::string_view cookie, Encoding encoding, Value root) {
  TextWriter out(room_);
  write_message({cookie, encoding, root}, out);
  if (out.overflowed() || said_->overflowed()) {
    TextWriter shorter(room_);
    Reply content;
    content.result = Reply::Result::error;
    content.error_reason = "the reply is too long for a datagram";
    write_message({cookie, encoding, compose_reply(content, *said_)}, shorter);
    out = shorter;
  }
  replies_.store(peer, cookie, out.view());
  output_.send(peer, out.view());
}

void Server::count(Verb verb, bool good) const {
  if (counters_ == nullptr) return;
  counters_->add(metrics::Counter::ng_commands, {verb, good ? metrics::NgResult::ok : metrics::NgResult::error});
}

std::int64_t Server::unix_of(Instant time) const {
  return settings_.unix_time + std::chrono::duration_cast<std::chrono::seconds>(time - settings_.started).count();
}

}  // namespace trunkgate::media::ng
