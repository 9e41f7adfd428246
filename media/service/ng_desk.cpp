// SPDX-License-Identifier: Apache-2.0
#include "media/service/ng_desk.h"

#include <chrono>
#include <future>
#include <utility>

#include "media/service/address_block.h"
#include "media/service/log.h"

namespace trunkgate::media {

NgDesk::NgDesk(ng::ServerSettings settings, Embedded& anchor, Log& log, metrics::Counters* counters)
    : anchor_(anchor), log_(log), server_(std::move(settings), anchor, *this, counters) {}

std::string NgDesk::start(const std::vector<Endpoint>& listen) {
  anchor_.host(*this);
  for (const Endpoint& local : listen) {
    sockets_.push_back(std::make_unique<NgSocket>());
    if (std::string error = sockets_.back()->start(local); !error.empty()) return error;
    anchor_.watch(sockets_.back()->descriptor());
  }
  return {};
}

std::vector<Endpoint> NgDesk::local() const {
  std::vector<Endpoint> bound;
  for (const auto& socket : sockets_) bound.push_back(socket->local());
  return bound;
}

void NgDesk::visit(const std::function<void(ng::Server&)>& what) {
  std::promise<void> done;
  anchor_.run_soon([&] {
    what(server_);
    done.set_value();
  });
  done.get_future().wait();
}

void NgDesk::on_readable(Instant now, int descriptor) {
  now_ = now;
  for (reading_ = 0; reading_ < sockets_.size(); ++reading_) {
    if (sockets_[reading_]->descriptor() == descriptor) return sockets_[reading_]->read(*this);
  }
}

void NgDesk::on_datagram(const Endpoint& source, std::string_view datagram) {
  server_.on_datagram(now_, {source, reading_}, datagram);
}

void NgDesk::on_event(const Event& event) { server_.on_event(event); }

Instant NgDesk::on_turn(Instant now) {
  if (server_.deadline() <= now) server_.on_deadline(now);
  call_count_ = server_.call_count();
  return server_.deadline();
}

void NgDesk::send(const ng::Peer& peer, std::string_view datagram) {
  call_count_ = server_.call_count();  // who has a reply finds its call counted
  if (sockets_[peer.socket]->send(peer.endpoint, datagram)) return;
  log({ng::LogLevel::warning, "reply.lost", {}, "the system did not take a reply to " + to_string(peer.endpoint)});
}

void NgDesk::log(const ng::LogEvent& event) { log_.write(std::chrono::steady_clock::now(), event); }

}  // namespace trunkgate::media
