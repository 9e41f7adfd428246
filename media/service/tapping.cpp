// SPDX-License-Identifier: Apache-2.0
#include "media/service/tapping.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <utility>

#include "media/limits.h"
#include "media/service/tap_feed.h"

namespace trunkgate::media {

Tapping::Tapping(boost::asio::io_context& io, Actions actions)
    : actions_(std::move(actions)), socket_(io, [this](const std::string& request, AdminSocket::Stream stream) {
        on_request(request, std::move(stream));
      }) {}

void Tapping::on_request(const std::string& request, AdminSocket::Stream stream) {
  constexpr std::string_view verb = "tap ";
  std::string error = "the one request is: tap CALL-ID";
  if (request.starts_with(verb)) {
    try {
      error = tap(request.substr(verb.size()), stream);
    } catch (const std::exception& problem) {  // descriptors or memory have run out
      error = problem.what();
    }
  }
  if (error.empty()) return;
  boost::system::error_code ignored;
  boost::asio::write(stream, boost::asio::buffer("error: " + error + "\n"), ignored);
}

std::string Tapping::tap(const std::string& call_id, AdminSocket::Stream& stream) {
  if (*taps_ >= taps_max) return std::to_string(taps_max) + " taps are under way, and no more are allowed";
  const std::vector<SessionId> sessions = actions_.sessions_of(call_id);
  if (sessions.empty()) return "no call has the Call-ID " + call_id;
  const auto queue = std::make_shared<TapQueue>(sessions.size());
  const auto on_done = [taps = taps_, log = actions_.log, call_id](std::uint64_t written, std::uint64_t dropped) {
    --*taps;
    log({ng::LogLevel::warning, "tap.end", call_id,
         std::to_string(written) + " packets written, " + std::to_string(dropped) + " dropped"});
  };
  const auto feed = std::make_shared<TapFeed>(std::move(stream), queue, on_done);
  ++*taps_;
  // A warning, so that no log level hides that somebody listened.
  actions_.log({ng::LogLevel::warning, "tap.begin", call_id, "the call is shown in the clear on the admin socket"});
  // First the packets and then the "ok", so that whoever has read it misses none of what follows.
  for (const SessionId session : sessions) actions_.show_to(session, queue);
  feed->start(call_id);
  return {};
}

}  // namespace trunkgate::media
