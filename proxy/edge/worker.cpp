// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/worker.h"

#include <pthread.h>

#include <boost/asio/post.hpp>
#include <string>
#include <thread>

#include "proxy/edge/worker_loop.h"

namespace trunkgate::proxy {

struct Worker::Parts {
  Parts(const WorkerScope& scope, const KeyRing& keys, const CoreSettings& settings, std::vector<Descriptor> sockets)
      : name("proxy-" + std::to_string(scope.worker)), loop(scope, keys, settings, std::move(sockets)) {}

  template <class Task>
  void post(Task task) {
    boost::asio::post(loop.io(), std::move(task));
  }

  std::string name;
  WorkerLoop loop;
  std::thread thread;
};

Worker::Worker(const WorkerScope& scope, const KeyRing& keys, const CoreSettings& settings,
               std::vector<Descriptor> sockets)
    : parts_(std::make_unique<Parts>(scope, keys, settings, std::move(sockets))) {}

Worker::~Worker() { stop(); }

void Worker::start() {
  parts_->loop.start();
  parts_->thread = std::thread([this] { parts_->loop.run(); });
  pthread_setname_np(parts_->thread.native_handle(), parts_->name.c_str());
}

void Worker::set_peer_addresses(std::uint16_t peer, std::vector<Endpoint> addresses) {
  parts_->post([this, peer, addresses = std::move(addresses)] { parts_->loop.set_peer_addresses(peer, addresses); });
}

void Worker::set_allow_lists(std::shared_ptr<const Config> config) {
  parts_->post([this, config = std::move(config)] { parts_->loop.set_allow_lists(*config); });
}

void Worker::drain() {
  parts_->post([this] { parts_->loop.drain(); });
}

void Worker::hang_up_all() {
  parts_->post([this] { parts_->loop.hang_up_all(); });
}

void Worker::stop() {
  if (!parts_->thread.joinable()) return;
  parts_->post([this] { parts_->loop.stop_soon(); });
  parts_->thread.join();
}

std::uint32_t Worker::calls() const { return parts_->loop.calls(); }
bool Worker::peer_up(std::uint16_t peer) const { return parts_->loop.peer_up(peer); }

}  // namespace trunkgate::proxy
