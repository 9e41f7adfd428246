// SPDX-License-Identifier: Apache-2.0
#include "media/ng/server.h"

#include <algorithm>
#include <utility>

#include "metrics/counters.h"

namespace trunkgate::media::ng {
namespace {

std::uint64_t fork_of(std::string_view tag) { return std::hash<std::string_view>{}(tag); }

}  // namespace

std::vector<std::string> ng_command_names() {
  std::vector<std::string> names;
  for (std::size_t verb = 0; verb < static_cast<std::size_t>(Verb::count_); ++verb)
    names.emplace_back(verb_name(static_cast<Verb>(verb)));
  names.emplace_back("other");
  return names;
}

Server::Server(ServerSettings settings, Control& anchor, ServerOutput& output, metrics::Counters* counters)
    : settings_(std::move(settings)), anchor_(anchor), output_(output), counters_(counters) {}

void Server::not_honoured(std::string_view name, std::string_view value) {
  // The value is left out of what is remembered: ICE=force and ICE=force-relay are one complaint.
  if (complaints_.contains(name) || complaints_.size() >= complaints_max) return;
  complaints_.emplace(name);
  std::string text = "\"" + std::string{name.substr(0, identifier_size_max)};
  if (!value.empty()) text.append("=").append(value.substr(0, identifier_size_max));
  output_.log({LogLevel::warning, "flag.ignored", {}, text + "\" has no effect here; said once"});
}

void Server::on_datagram(Instant now, const Peer& peer, std::string_view datagram) {
  const bool allowed = std::ranges::any_of(
      settings_.allow, [&peer](const CidrBlock& block) { return block.contains(peer.endpoint.address); });
  if (!allowed) {
    if (counters_ != nullptr) counters_->add(metrics::Counter::ng_source_drops);
    return;
  }
  Input input{now, peer, {}, {}};
  input.request.verb = Verb::count_;
  const MessageError error = read_message(datagram, *heard_, input.message);
  if (error == MessageError::no_cookie) {
    return output_.log({LogLevel::warning, "message.malformed", {}, sentence(error)});
  }
  std::string_view repeated;
  switch (replies_.look_up(now, peer, input.message.cookie, repeated)) {
    case ReplyCache::State::waiting: return;  // its reply will come
    case ReplyCache::State::done: return repeat(peer, repeated);
    case ReplyCache::State::fresh: break;
  }
  if (error != MessageError::none) {
    output_.log({LogLevel::warning, "message.malformed", {}, sentence(error)});
    return fail(input, sentence(error));
  }
  const RequestError wrong = read_request(input.message.dictionary, input.request, *this);
  if (wrong != RequestError::none) {
    output_.log({LogLevel::warning, "command.refused", input.request.call_id, sentence(wrong)});
    return fail(input, sentence(wrong));
  }
  ++figures_.commands[static_cast<std::size_t>(input.request.verb)];
  serve(input);
}

void Server::serve(Input& input) {
  switch (input.request.verb) {
    case Verb::offer: return serve_offer(input);
    case Verb::answer: return serve_answer(input);
    case Verb::remove: return serve_delete(input);
    case Verb::query: return serve_query(input);
    case Verb::list: return serve_list(input);
    case Verb::statistics: return serve_statistics(input);
    case Verb::ping:
    case Verb::count_: break;
  }
  Reply pong;
  pong.result = Reply::Result::pong;
  reply(input, pong);
}

bool Server::choose_zones(Input& input, Dialogue& dialogue) {
  const auto index_of = [this](std::string_view name) {
    const auto zone = std::ranges::find(settings_.zones, name);
    return name.empty() ? 0 : zone - settings_.zones.begin();
  };
  const auto count = static_cast<std::ptrdiff_t>(settings_.zones.size());
  const auto a = index_of(input.request.from_zone);
  const auto b = index_of(input.request.to_zone);
  if (a < count && b < count) {
    dialogue.zone_a = static_cast<ZoneIndex>(a);
    dialogue.zone_b = static_cast<ZoneIndex>(b);
    return true;
  }
  const std::string_view unknown = a < count ? input.request.to_zone : input.request.from_zone;
  const std::string reason = "no zone is called \"" + std::string{unknown.substr(0, identifier_size_max)} + "\"";
  output_.log({LogLevel::warning, "call.refused", input.request.call_id, reason + "; check `direction`"});
  fail(input, reason);
  return false;
}

void Server::serve_offer(Input& input) {
  Request& request = input.request;
  Call* const call = calls_.find(request.call_id);
  Match match = call == nullptr ? Match{} : CallTable::match_offer(*call, request);
  if (!match) {
    if (draining_ || waiting_.size() >= waiting_max) {
      ++figures_.rejected;
      output_.log({LogLevel::info, "call.refused", request.call_id, draining_ ? "draining" : "too many commands wait"});
      return fail(input, session_limit_reason);
    }
    match.dialogue = calls_.add(request, next_session_++);
    if (match.dialogue == nullptr) return fail(input, "the call has too many branches");
    match.dialogue->created = input.now;
    if (!choose_zones(input, *match.dialogue)) return calls_.remove(*match.dialogue);
  }
  ask_anchor(input, match, CommandKind::offer);
}

void Server::serve_answer(Input& input) {
  Call* const call = calls_.find(input.request.call_id);
  if (call == nullptr) return fail(input, unknown_call_reason);
  const Match match = CallTable::match_answer(*call, input.request);
  if (!match) return fail(input, "no offer of the call has these tags");
  if (!CallTable::learn_tag(*match.dialogue, match.from, input.request.to_tag))
    return fail(input, "too many sides have answered the offer");
  ask_anchor(input, match, CommandKind::answer);
}

void Server::ask_anchor(Input& input, const Match& match, CommandKind kind) {
  Dialogue& dialogue = *match.dialogue;
  const Request& request = input.request;
  Command& command = *command_;
  command.kind = kind;
  command.session = dialogue.session;
  command.cookie = next_cookie_;
  command.from = match.from;
  command.zone_a = dialogue.zone_a;
  command.zone_b = dialogue.zone_b;
  command.fork = fork_of(request.to_tag);
  command.terms = request.terms;
  const bool edits = kind == CommandKind::offer && request.codecs.any();
  const bool fits =
      edits ? apply_codec_rules(request.sdp, request.codecs, command.sdp) : command.sdp.assign(request.sdp);
  if (!fits || !anchor_.post(command)) {
    if (!dialogue.asked) calls_.remove(dialogue);
    return fail(input, fits ? session_limit_reason : "the SDP is too long");
  }
  if (dialogue.delete_at != Instant::max()) deletions_.erase({dialogue.delete_at, dialogue.session});
  dialogue.delete_at = Instant::max();  // who offers or answers has not hung up
  dialogue.asked = true;
  dialogue.last_signal = input.now;
  waiting_[wait_for(input, 1)].session = dialogue.session;
}

std::uint64_t Server::wait_for(const Input& input, std::size_t outstanding) {
  Waiting waiting;
  waiting.peer = input.peer;
  waiting.cookie = input.message.cookie;
  waiting.encoding = input.message.encoding;
  waiting.verb = input.request.verb;
  waiting.outstanding = outstanding;
  const std::uint64_t cookie = next_cookie_++;
  waiting_.emplace(cookie, std::move(waiting));
  return cookie;
}

std::vector<Dialogue*> Server::concerned(const Input& input) {
  std::vector<Dialogue*> found;
  Call* const call = calls_.find(input.request.call_id);
  if (call == nullptr) return found;
  Request about = input.request;
  // The branch of a BYE is its own: only one that an offer had parts dialogues.
  const auto has_branch = [&about](const auto& dialogue) { return dialogue->via_branch == about.via_branch; };
  if (std::ranges::none_of(call->dialogues, has_branch)) about.via_branch = {};
  for (const auto& dialogue : call->dialogues) {
    if (CallTable::concerns(*dialogue, about)) found.push_back(dialogue.get());
  }
  return found;
}

void Server::serve_query(Input& input) {
  const auto dialogues = concerned(input);
  if (dialogues.empty())
    return fail(input, calls_.find(input.request.call_id) == nullptr ? unknown_call_reason : not_found_reason);
  ask_figures(input, dialogues, false);
}

void Server::serve_delete(Input& input) {
  const auto dialogues = concerned(input);
  if (dialogues.empty()) {
    if (input.request.fatal) return fail(input, not_found_reason);
    Reply warned;
    warned.warning = not_found_reason;
    return reply(input, warned);
  }
  const auto delay = input.request.delete_delay.value_or(settings_.delete_delay);
  if (delay.count() == 0) return ask_figures(input, dialogues, true);
  for (Dialogue* const dialogue : dialogues) {
    deletions_.erase({dialogue->delete_at, dialogue->session});
    dialogue->delete_at = input.now + delay;
    deletions_.emplace(dialogue->delete_at, dialogue->session);
  }
  ask_figures(input, dialogues, false);
}

void Server::ask_figures(Input& input, std::vector<Dialogue*> dialogues, bool remove) {
  const std::uint64_t cookie = wait_for(input, 0);
  Waiting& waiting = waiting_.find(cookie)->second;
  for (Dialogue* const dialogue : dialogues) {
    waiting.dialogues.push_back({dialogue->session,
                                 dialogue->tag_a,
                                 dialogue->tags_b.empty() ? std::string{} : dialogue->tags_b.back(),
                                 unix_of(dialogue->created),
                                 unix_of(dialogue->last_signal),
                                 {}});
    Command& command = *command_;
    command.kind = remove ? CommandKind::remove : CommandKind::query;
    command.session = dialogue->session;
    command.cookie = cookie;
    command.sdp.assign({});
    const bool posted = anchor_.post(command);
    if (posted) ++waiting.outstanding;
    if (!remove) continue;
    ++figures_.ended;
    if (!posted) unposted_.push_back(dialogue->session);
    expect_end(*dialogue);
    forget(*dialogue);
  }
  if (waiting.outstanding > 0) return;
  waiting_.erase(cookie);
  // Nobody could say what was relayed. A delete holds nevertheless: it is tried again.
  if (input.request.verb == Verb::query) return fail(input, "overloaded");
  reply(input, {});
}

void Server::forget(Dialogue& dialogue) {
  deletions_.erase({dialogue.delete_at, dialogue.session});
  calls_.remove(dialogue);
}

bool Server::post_remove(SessionId session) {
  Command& command = *command_;
  command.kind = CommandKind::remove;
  command.session = session;
  command.cookie = 0;  // nobody waits
  command.sdp.assign({});
  return anchor_.post(command);
}

void Server::serve_list(Input& input) {
  const Value root = compose_reply({}, *said_);
  const Value list = said_->add(root, "calls", Kind::list);
  std::size_t left = input.request.limit;
  std::size_t octets = 0;  // a reply that is too long for a datagram is no reply
  calls_.for_each([&](const Call& call) {
    octets += 2 * call.call_id.size() + 8;
    if (left-- == 0 || octets > datagram_size_max / 4 || said_->overflowed()) return false;
    said_->add(list, {}, call.call_id);
    return true;
  });
  count(Verb::list, true);
  send(input.peer, input.message.cookie, input.message.encoding, root);
}

void Server::serve_statistics(Input& input) {
  figures_.uptime_seconds = std::chrono::duration_cast<std::chrono::seconds>(input.now - settings_.started).count();
  figures_.sessions_now = calls_.dialogue_count();
  const Value root = compose_reply({}, *said_);
  add_server_figures(figures_, root, *said_);
  count(Verb::statistics, true);
  send(input.peer, input.message.cookie, input.message.encoding, root);
}

Instant Server::deadline() const {
  const Instant deletion = deletions_.empty() ? Instant::max() : deletions_.begin()->first;
  return unposted_.empty() ? deletion : std::min(deletion, retry_at_);
}

void Server::on_deadline(Instant now) {
  while (!deletions_.empty() && deletions_.begin()->first <= now) {
    const SessionId session = deletions_.begin()->second;
    deletions_.erase(deletions_.begin());
    ++figures_.ended;
    unposted_.push_back(session);
    Dialogue* const dialogue = calls_.find(session);
    if (dialogue == nullptr) continue;
    expect_end(*dialogue);
    calls_.remove(*dialogue);
  }
  while (!unposted_.empty() && post_remove(unposted_.front())) unposted_.pop_front();
  retry_at_ = now + retry_interval;
}

}  // namespace trunkgate::media::ng
