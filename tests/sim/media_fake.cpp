// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/media_fake.h"

#include <string>

namespace trunkgate::sim {

namespace {

using namespace std::chrono_literals;
using media::CommandKind;
using media::EventKind;
using media::Refusal;

constexpr std::uint64_t media_stream = 0x2000;

std::string line_of(std::string_view sdp, std::string_view prefix) {
  const std::size_t at = sdp.find(prefix);
  return at == std::string_view::npos ? std::string(prefix) : std::string(sdp.substr(at, sdp.find("\r\n", at) - at));
}

// The sites name their SDP after the call.
int call_of(std::string_view sdp) {
  constexpr std::string_view prefix = "s=call";
  const std::string line = line_of(sdp, prefix);
  return line.size() > prefix.size() ? std::stoi(line.substr(prefix.size())) : 0;
}

}  // namespace

MediaFake::MediaFake(World& world, Deliver deliver)
    : world_(world), random_(world.random(media_stream)), deliver_(std::move(deliver)) {}

bool MediaFake::post(const media::Command& command) {
  const int call = call_of(command.sdp.view());
  if (world_.strikes(random_, world_.trouble.media_full)) {
    world_.anchor_failed.insert(call);
    if (command.kind == CommandKind::remove) sessions_[command.session].abandoned = true;
    return false;
  }
  const bool slow = world_.strikes(random_, world_.trouble.media_slow);
  if (slow) world_.anchor_failed.insert(call);
  const auto wait = slow ? random_.between(1s, 8s) : random_.between(0ms, 3ms);
  if (command.kind == CommandKind::offer) sessions_[command.session];
  world_.scheduler.after(wait, [this, command] { reply(command); });
  if (command.kind == CommandKind::offer && world_.strikes(random_, world_.trouble.media_timeout)) {
    media::Event silence;
    silence.kind = EventKind::media_timeout;
    silence.session = command.session;
    world_.anchor_failed.insert(call);
    world_.scheduler.after(random_.between(1s, 30s), [this, silence] { deliver_(silence); });
  }
  return true;
}

void MediaFake::reply(const media::Command& command) {
  media::Event event;
  event.session = command.session;
  event.cookie = command.cookie;
  if (command.kind == CommandKind::cancel_offer) return;
  if (command.kind == CommandKind::remove) {
    sessions_.erase(command.session);
    event.kind = EventKind::removed;
  } else {
    const auto session = sessions_.find(command.session);
    const bool known = session != sessions_.end();
    if (!known || !answer(command, session->second, event)) {
      event.kind = EventKind::refused;
      if (event.reason == Refusal::none) event.reason = known ? Refusal::state : Refusal::unknown_session;
    }
  }
  if (event.kind == EventKind::refused) world_.anchor_failed.insert(call_of(command.sdp.view()));
  if (!world_.strikes(random_, world_.trouble.media_lost)) return deliver_(event);
  world_.anchor_failed.insert(call_of(command.sdp.view()));
}

bool MediaFake::answer(const media::Command& command, Session& session, media::Event& event) {
  if (world_.strikes(random_, world_.trouble.media_refuse)) {
    event.reason = random_.pick(
        {Refusal::no_audio, Refusal::srtp_required, Refusal::no_ports, Refusal::malformed_sdp, Refusal::overloaded});
    return false;
  }
  if (command.kind == CommandKind::answer && !session.offered) return false;
  session.offered = true;
  event.kind = EventKind::sdp;
  const char* address = command.from == media::Side::a ? "203.0.113.5" : "203.0.113.6";
  // A side that brings no offer makes the anchor make one of its own, which bears no call's name.
  const std::string name = command.sdp.view().empty() ? "s=anchor." : line_of(command.sdp.view(), "s=");
  const std::string sdp = "v=0\r\no=- " + std::to_string(command.session) + " " + std::to_string(++session.version) +
                          " IN IP4 " + address + "\r\n" + name + "\r\nc=IN IP4 " + address +
                          "\r\nt=0 0\r\nm=audio 20000 RTP/AVP 0\r\n";
  return event.sdp.assign(sdp);
}

void MediaFake::fall_silent() {
  for (const auto& [id, session] : sessions_) {
    media::Event silence;
    silence.kind = EventKind::media_timeout;
    silence.session = id;
    world_.scheduler.after(0s, [this, silence] { deliver_(silence); });
  }
}

std::size_t MediaFake::session_count() const {
  std::size_t count = 0;
  for (const auto& [id, session] : sessions_) count += session.abandoned ? 0 : 1;
  return count;
}

}  // namespace trunkgate::sim
