// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/dns_channel.h"

#include <ares.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/time.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "proxy/edge/limits.h"
#include "proxy/edge/socket_address.h"

namespace trunkgate::proxy {
namespace {

bool abandoned(int status) { return status == ARES_EDESTRUCTION || status == ARES_ECANCELLED; }

void on_addrinfo(void* argument, int status, int /*timeouts*/, ares_addrinfo* answer) {
  const std::unique_ptr<DnsChannel::OnAddresses> handler(static_cast<DnsChannel::OnAddresses*>(argument));
  const std::unique_ptr<ares_addrinfo, decltype(&ares_freeaddrinfo)> owner(answer, &ares_freeaddrinfo);
  if (abandoned(status)) return;
  DnsChannel::Addresses found;
  if (status != ARES_SUCCESS) found.error = ares_strerror(status);
  int ttl = INT32_MAX;
  for (const ares_addrinfo_node* node = answer != nullptr ? answer->nodes : nullptr; node != nullptr;
       node = node->ai_next) {
    if (found.addresses.size() == address_count_max) break;
    if (node->ai_addrlen > sizeof(sockaddr_storage)) continue;
    sockaddr_storage address{};
    std::memcpy(&address, node->ai_addr, node->ai_addrlen);
    const IpAddress one = from_sockaddr(address).address;
    if (one.is_unspecified() || std::ranges::find(found.addresses, one) != found.addresses.end()) continue;
    found.addresses.push_back(one);
    ttl = std::min(ttl, node->ai_ttl);
  }
  found.ttl = std::chrono::seconds(ttl == INT32_MAX ? 0 : ttl);
  (*handler)(std::move(found));
}

void on_srv_reply(void* argument, int status, int /*timeouts*/, unsigned char* bytes, int length) {
  const std::unique_ptr<DnsChannel::OnSrv> handler(static_cast<DnsChannel::OnSrv*>(argument));
  if (abandoned(status)) return;
  std::vector<SrvRecord> records;
  ares_srv_reply* reply = nullptr;
  if (status == ARES_SUCCESS && ares_parse_srv_reply(bytes, length, &reply) == ARES_SUCCESS) {
    for (const ares_srv_reply* one = reply; one != nullptr && records.size() < srv_count_max; one = one->next) {
      records.push_back({one->priority, one->weight, one->port, one->host});
    }
    ares_free_data(reply);
  }
  (*handler)(std::move(records));
}

}  // namespace

DnsChannel::DnsChannel(boost::asio::io_context& io, const std::string& servers) : io_(io), timer_(io) {
  ares_options options{};
  options.timeout = dns_try_timeout_ms;
  options.tries = dns_tries;
  options.sock_state_cb = &DnsChannel::on_socket;
  options.sock_state_cb_data = this;
  int status = ares_init_options(&channel_, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
  if (status == ARES_SUCCESS && !servers.empty()) status = ares_set_servers_ports_csv(channel_, servers.c_str());
  if (status != ARES_SUCCESS) throw std::runtime_error(std::string("c-ares: ") + ares_strerror(status));
}

DnsChannel::~DnsChannel() {
  timer_.cancel();
  ares_destroy(channel_);
}

void DnsChannel::find_addresses(const std::string& host, int family, OnAddresses handler) {
  ares_addrinfo_hints hints{};
  hints.ai_family = family;
  hints.ai_flags = ARES_AI_NOSORT;  // the server's order spreads the load
  auto owned = std::make_unique<OnAddresses>(std::move(handler));
  ares_getaddrinfo(channel_, host.c_str(), nullptr, &hints, &on_addrinfo, owned.release());
  arm();
}

void DnsChannel::find_srv(const std::string& name, OnSrv handler) {
  auto owned = std::make_unique<OnSrv>(std::move(handler));
  ares_query(channel_, name.c_str(), ns_c_in, ns_t_srv, &on_srv_reply, owned.release());
  arm();
}

void DnsChannel::on_socket(void* self, int fd, int readable, int writable) {
  static_cast<DnsChannel*>(self)->watch(fd, readable != 0, writable != 0);
}

void DnsChannel::watch(int fd, bool read, bool write) {
  if (!read && !write) {
    const auto found = watches_.find(fd);
    if (found == watches_.end()) return;
    found->second->read = found->second->write = false;
    found->second->descriptor.release();  // c-ares closes it
    watches_.erase(found);
    return;
  }
  auto& watch = watches_[fd];
  if (!watch) {
    watch = std::make_shared<Watch>(io_);
    watch->descriptor.assign(fd);
  }
  watch->read = read;
  watch->write = write;
  wait_read(fd, watch);
  wait_write(fd, watch);
}

void DnsChannel::wait_read(int fd, const std::shared_ptr<Watch>& watch) {
  if (!watch->read || watch->reading) return;
  watch->reading = true;
  watch->descriptor.async_wait(boost::asio::posix::descriptor_base::wait_read, [this, fd, watch](const auto& error) {
    watch->reading = false;
    if (error || !watch->read) return;
    ares_process_fd(channel_, fd, ARES_SOCKET_BAD);
    wait_read(fd, watch);
    arm();
  });
}

void DnsChannel::wait_write(int fd, const std::shared_ptr<Watch>& watch) {
  if (!watch->write || watch->writing) return;
  watch->writing = true;
  watch->descriptor.async_wait(boost::asio::posix::descriptor_base::wait_write, [this, fd, watch](const auto& error) {
    watch->writing = false;
    if (error || !watch->write) return;
    ares_process_fd(channel_, ARES_SOCKET_BAD, fd);
    wait_write(fd, watch);
    arm();
  });
}

void DnsChannel::arm() {
  timeval wait{};
  if (ares_timeout(channel_, nullptr, &wait) == nullptr) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::chrono::seconds(wait.tv_sec) + std::chrono::microseconds(wait.tv_usec));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    arm();
  });
}

}  // namespace trunkgate::proxy
