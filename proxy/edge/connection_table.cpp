// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/connection_table.h"

#include <algorithm>

#include "proxy/edge/limits.h"

namespace trunkgate::proxy {
namespace {

// A handle is a place and how often that place was used, so that a late answer never meets a stranger's connection.
constexpr std::uint32_t index_bits = 12;
constexpr std::uint32_t index_mask = (1U << index_bits) - 1;
constexpr std::uint32_t generation_max = (Flow::dial_bit >> index_bits) - 1;
static_assert(connection_count_max <= index_mask + 1);

}  // namespace

ConnectionTable::ConnectionTable(boost::asio::io_context& io, ConnectionEvents& events, std::uint8_t worker)
    : io_(io), events_(events), worker_(worker), slots_(connection_count_max) {
  for (std::uint32_t i = connection_count_max; i > 0; --i) free_.push_back(i - 1);
}

std::shared_ptr<Connection> ConnectionTable::make(Flow flow, boost::asio::ssl::context* tls) {
  if (free_.empty()) return nullptr;
  const std::uint32_t index = free_.back();
  free_.pop_back();
  Slot& slot = slots_[index];
  slot.generation = slot.generation >= generation_max ? 1 : slot.generation + 1;
  flow.worker = worker_;
  flow.connection = slot.generation << index_bits | index;
  slot.connection = std::make_shared<Connection>(io_, events_, flow, tls);
  return slot.connection;
}

std::size_t ConnectionTable::count_from(const IpAddress& source) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      slots_, [&](const Slot& slot) { return slot.connection && slot.connection->flow().remote_address == source; }));
}

Connection* ConnectionTable::accept(std::uint8_t listener, const Endpoint& remote, boost::asio::ip::tcp::socket socket,
                                    boost::asio::ssl::context* tls) {
  if (count_from(remote.address) >= connection_per_source_max) return nullptr;
  const auto connection = make(Flow::udp(listener, remote), tls);
  if (connection) connection->start_accepted(std::move(socket));
  return connection.get();
}

Connection* ConnectionTable::find_dialed(const Flow& dial_flow) {
  for (const Dialed& dialed : dialed_) {
    if (dialed.dial_flow != dial_flow) continue;
    Connection* connection = find(dialed.handle);
    if (connection != nullptr && !connection->ending()) return connection;
  }
  return nullptr;
}

Connection* ConnectionTable::dial(const DialTarget& target, boost::asio::ssl::context* tls) {
  if (Connection* connection = find_dialed(target.flow)) return connection;
  if (dialed_.size() >= dialed_count_max) return nullptr;
  const auto connection = make(Flow::udp(target.flow.listener, target.flow.remote()), tls);
  if (!connection) return nullptr;
  dialed_.push_back({target.flow, connection->flow().connection});
  connection->start_dialed(target);
  return connection.get();
}

Connection* ConnectionTable::find(std::uint32_t handle) {
  const Slot& slot = slots_[handle & index_mask];
  return slot.connection && slot.generation == handle >> index_bits ? slot.connection.get() : nullptr;
}

void ConnectionTable::remove(const Connection& connection) {
  const std::uint32_t handle = connection.flow().connection;
  if (find(handle) != &connection) return;
  std::erase_if(dialed_, [handle](const Dialed& dialed) { return dialed.handle == handle; });
  slots_[handle & index_mask].connection.reset();
  free_.push_back(handle & index_mask);
}

void ConnectionTable::check_timeouts(sip::Instant now) {
  if (size() == 0) return;
  for (const Slot& slot : slots_) {
    if (slot.connection) slot.connection->check_timeouts(now);
  }
}

void ConnectionTable::close_all() {
  for (const Slot& slot : slots_) {
    if (slot.connection) slot.connection->close(CloseCause::closed_here);
  }
}

}  // namespace trunkgate::proxy
