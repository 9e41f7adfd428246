// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/dns.h"

#include <algorithm>
#include <random>

#include "proxy/edge/clock.h"
#include "proxy/edge/dns_channel.h"
#include "proxy/edge/limits.h"
#include "proxy/edge/log.h"
#include "proxy/edge/socket_address.h"

namespace trunkgate::proxy {

/// All questions for one peer's name, one round after the other.
class Resolver::Lookup {
 public:
  Lookup(Parts& parts, std::uint16_t peer, boost::asio::io_context& io) : parts_(parts), peer_(peer), again_(io) {}
  void start();

 private:
  struct Target {
    std::string host;
    std::uint16_t port;
    std::vector<IpAddress> addresses;
  };
  void resolve(std::vector<SrvRecord> records);
  void on_target(std::size_t index, DnsChannel::Addresses found);
  void finish();
  void start_after(std::chrono::seconds delay);

  Parts& parts_;
  std::uint16_t peer_;
  boost::asio::steady_timer again_;
  std::vector<Target> targets_;
  std::size_t outstanding_ = 0;
  std::chrono::seconds ttl_{0};
  std::string error_;
  std::vector<Endpoint> known_;
};

struct Resolver::Parts {
  boost::asio::io_context& io;
  const Config& config;
  Log& log;
  Handler on_addresses;
  std::mt19937 random;
  std::vector<std::unique_ptr<Lookup>> lookups;
  std::unique_ptr<DnsChannel> channel;  // last: its end must not call into what is gone
};

Resolver::Resolver(boost::asio::io_context& io, const Config& config, Log& log, Handler on_addresses)
    : parts_(new Parts{io, config, log, std::move(on_addresses), {}, {}, {}}) {
  parts_->random.seed(std::random_device{}());
}

Resolver::~Resolver() { stop(); }

void Resolver::stop() {
  parts_->channel.reset();
  parts_->lookups.clear();
}

void Resolver::start() {
  parts_->channel = std::make_unique<DnsChannel>(parts_->io);
  for (std::size_t i = 0; i < parts_->config.peers.size(); ++i) {
    const Peer& peer = parts_->config.peers[i];
    const auto index = static_cast<std::uint16_t>(i);
    if (peer.literal) {
      const Endpoint one{*peer.literal, peer.port != 0 ? peer.port : default_port(peer.transport)};
      parts_->on_addresses(index, {&one, 1});
      continue;
    }
    parts_->lookups.push_back(std::make_unique<Lookup>(*parts_, index, parts_->io));
    parts_->lookups.back()->start();
  }
}

void Resolver::Lookup::start() {
  const Peer& peer = parts_.config.peers[peer_];
  // RFC 3263 §4.2: a port in the URI rules SRV out. A name without a dot is of this machine or network: no SRV either.
  if (peer.port != 0 || peer.host.find('.') == std::string::npos) {
    resolve({});
    return;
  }
  parts_.channel->find_srv(srv_name(peer.transport, peer.host), [this](std::vector<SrvRecord> records) {
    resolve(order_srv(std::move(records), [this] { return static_cast<std::uint32_t>(parts_.random()); }));
  });
}

void Resolver::Lookup::resolve(std::vector<SrvRecord> records) {
  const Peer& peer = parts_.config.peers[peer_];
  targets_.clear();
  for (SrvRecord& record : records) targets_.push_back({std::move(record.target), record.port, {}});
  if (targets_.empty()) {
    targets_.push_back({peer.host, peer.port != 0 ? peer.port : default_port(peer.transport), {}});
  }
  ttl_ = dns_ttl_max;
  error_.clear();
  const int family = address_family(parts_.config.listeners[peer.listener].local.address);
  outstanding_ = targets_.size() + 1;  // one for this loop: handlers may run inside of it
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const std::string host = targets_[i].host;
    parts_.channel->find_addresses(host, family,
                                   [this, i](DnsChannel::Addresses found) { on_target(i, std::move(found)); });
  }
  if (--outstanding_ == 0) finish();
}

void Resolver::Lookup::on_target(std::size_t index, DnsChannel::Addresses found) {
  if (!found.addresses.empty()) ttl_ = std::min(ttl_, std::max(found.ttl, dns_ttl_min));
  if (!found.error.empty()) error_ = found.error;
  targets_[index].addresses = std::move(found.addresses);
  if (--outstanding_ == 0) finish();
}

void Resolver::Lookup::finish() {
  std::vector<Endpoint> addresses;
  for (const Target& target : targets_) {
    for (const IpAddress& address : target.addresses) {
      if (addresses.size() < address_count_max) addresses.push_back({address, target.port});
    }
  }
  if (addresses.empty()) {
    const Peer& peer = parts_.config.peers[peer_];
    const std::string text = peer.host + " cannot be resolved (" + (error_.empty() ? "no address" : error_) + ")" +
                             (known_.empty() ? "; calls to it fail until it can" : "; its last addresses stay in use");
    parts_.log.write(clock_now(), {LogLevel::warning, "dns.failed", {}, peer.name, text});
    if (known_.empty()) parts_.on_addresses(peer_, {});
    start_after(dns_retry);
    return;
  }
  if (addresses != known_) {
    known_ = addresses;
    parts_.on_addresses(peer_, known_);
  }
  start_after(ttl_ * 4 / 5);  // before it expires, so that no call waits for DNS
}

void Resolver::Lookup::start_after(std::chrono::seconds delay) {
  again_.expires_after(delay);
  again_.async_wait([this](const boost::system::error_code& error) {
    if (!error) start();
  });
}

}  // namespace trunkgate::proxy
