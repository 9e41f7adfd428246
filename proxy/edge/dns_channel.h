// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "proxy/address.h"
#include "proxy/edge/srv.h"

struct ares_channeldata;

namespace trunkgate::proxy {

/// c-ares on an io_context: its sockets are waited for by Asio, its time-outs by one timer. One thread.
class DnsChannel {
 public:
  struct Addresses {
    std::vector<IpAddress> addresses;  ///< in the order of the answer
    std::chrono::seconds ttl{0};       ///< the smallest; 0 from /etc/hosts
    std::string error;                 ///< empty on success
  };
  using OnAddresses = std::function<void(Addresses)>;
  using OnSrv = std::function<void(std::vector<SrvRecord>)>;  ///< empty: none, or not to be had

  /// `servers`: "address:port", comma-separated, instead of those of /etc/resolv.conf.
  explicit DnsChannel(boost::asio::io_context& io, const std::string& servers = {});
  /// Outstanding questions are dropped without an answer.
  ~DnsChannel();
  DnsChannel(const DnsChannel&) = delete;
  DnsChannel& operator=(const DnsChannel&) = delete;

  /// `family`: AF_INET or AF_INET6. Handlers may run before these return (/etc/hosts).
  void find_addresses(const std::string& host, int family, OnAddresses handler);
  void find_srv(const std::string& name, OnSrv handler);

 private:
  struct Watch {
    explicit Watch(boost::asio::io_context& io) : descriptor(io) {}
    boost::asio::posix::stream_descriptor descriptor;
    bool read = false;
    bool write = false;
    bool reading = false;  ///< a wait is under way
    bool writing = false;
  };

  static void on_socket(void* self, int fd, int readable, int writable);
  void watch(int fd, bool read, bool write);
  void wait_read(int fd, const std::shared_ptr<Watch>& watch);
  void wait_write(int fd, const std::shared_ptr<Watch>& watch);
  void arm();

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  ares_channeldata* channel_ = nullptr;
  std::unordered_map<int, std::shared_ptr<Watch>> watches_;
};

}  // namespace trunkgate::proxy
