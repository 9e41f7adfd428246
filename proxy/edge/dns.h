// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "proxy/config/config.h"

namespace boost::asio {
class io_context;
}

namespace trunkgate::proxy {

class Log;

/// Keeps the addresses of all peers known (RFC 3263 §4.2 without NAPTR: the transport is configured). A literal is told
/// once at start; a name is resolved with c-ares (DNS and /etc/hosts): SRV first when the port is not written, then A
/// or AAAA by the family of the peer's listener, again before the answer's time to live is over. While a name that was
/// known cannot be resolved, the old addresses stay. One thread.
class Resolver {
 public:
  /// `addresses`: best first, at most address_count_max; empty when the name never resolved. On the io_context's
  /// thread.
  using Handler = std::function<void(std::uint16_t peer, std::span<const Endpoint> addresses)>;

  /// `config` and `log` outlive the resolver.
  Resolver(boost::asio::io_context& io, const Config& config, Log& log, Handler on_addresses);
  ~Resolver();

  void start();
  void stop();

 private:
  class Lookup;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace trunkgate::proxy
