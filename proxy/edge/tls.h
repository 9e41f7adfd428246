// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "proxy/config/config.h"

namespace boost::asio::ssl {
class context;
}
using SSL = struct ssl_st;

namespace trunkgate::proxy {

/// The TLS contexts of all zones: a server's (certificate and key) and a client's (whom to trust) each. TLS 1.2 or
/// newer. Built before the threads start, then read-only; OpenSSL counts references, so all workers may share it.
///
/// `verify_peer: true` means that *we* check the trunk when we connect to it. A server never asks for a client
/// certificate: Twilio sends none, and its source address is what identifies it.
class TlsContexts {
 public:
  TlsContexts();
  ~TlsContexts();
  TlsContexts(TlsContexts&&) noexcept;
  TlsContexts& operator=(TlsContexts&&) noexcept;

  /// Reads certificates, keys and CA files. Returns one sentence for the operator when one is bad, else empty.
  [[nodiscard]] std::string load(const Config& config);

  /// Null when the zone has no TLS listener, or no `tls:` for a client.
  [[nodiscard]] boost::asio::ssl::context* server(std::uint8_t zone) const;
  [[nodiscard]] boost::asio::ssl::context* client(std::uint8_t zone) const;

 private:
  struct OfZone;
  std::vector<OfZone> zones_;
};

/// Makes `connection` check that the certificate is `host`'s and, when `host` is a name, ask for it by SNI (RFC 6066
/// §3 forbids address literals there). RFC 5922 §7.2 forbids wildcards, but Twilio's certificate is one: a `*` is
/// accepted as the whole left-most label, for exactly one label. Returns false when `host` cannot be a reference
/// identity.
[[nodiscard]] bool expect_host(SSL* connection, const std::string& host);

/// Why the peer's certificate was refused, e.g. "certificate has expired"; "" when it was not.
[[nodiscard]] std::string refusal_of(SSL* connection);

}  // namespace trunkgate::proxy
