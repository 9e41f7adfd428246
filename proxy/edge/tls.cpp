// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/ssl/context.hpp>

#include "proxy/address.h"

namespace trunkgate::proxy {

namespace ssl = boost::asio::ssl;

struct TlsContexts::OfZone {
  std::unique_ptr<ssl::context> server;
  std::unique_ptr<ssl::context> client;
};

TlsContexts::TlsContexts() = default;
TlsContexts::~TlsContexts() = default;
TlsContexts::TlsContexts(TlsContexts&&) noexcept = default;
TlsContexts& TlsContexts::operator=(TlsContexts&&) noexcept = default;

ssl::context* TlsContexts::server(std::uint8_t zone) const {
  return zone < zones_.size() ? zones_[zone].server.get() : nullptr;
}
ssl::context* TlsContexts::client(std::uint8_t zone) const {
  return zone < zones_.size() ? zones_[zone].client.get() : nullptr;
}

namespace {

/// The reason that OpenSSL noted last, and forgets it.
std::string last_reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = ERR_reason_error_string(code);
  ERR_clear_error();
  return reason != nullptr ? reason : "unknown reason";
}

void harden(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Thousands of idle connections would else hold two 16 kB record buffers each.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

std::string load_identity(SSL_CTX* context, const Zone& zone) {
  const std::string where = " of zone " + zone.name + ": ";
  const TlsSettings& tls = *zone.tls;
  if (tls.certificate.empty() || tls.key.empty()) {
    return "tls" + where + "a TLS listener needs both; write `certificate:` and `key:`";
  }
  if (SSL_CTX_use_certificate_chain_file(context, tls.certificate.c_str()) != 1) {
    return "tls.certificate" + where + tls.certificate + " cannot be used (" + last_reason() +
           "); write the path of a PEM chain, our certificate first";
  }
  if (SSL_CTX_use_PrivateKey_file(context, tls.key.c_str(), SSL_FILETYPE_PEM) == 1) return {};
  const int reason = ERR_GET_REASON(ERR_peek_last_error());
  if (reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH) {
    ERR_clear_error();
    return "tls.key" + where + tls.key + " does not belong to " + tls.certificate +
           "; give the pair that was issued together";
  }
  return "tls.key" + where + tls.key + " cannot be used (" + last_reason() +
         "); write the path of the certificate's PEM key, without passphrase";
}

std::string load_trust(SSL_CTX* context, const Zone& zone) {
  const TlsSettings& tls = *zone.tls;
  const bool loaded = tls.ca.empty() ? SSL_CTX_set_default_verify_paths(context) == 1
                                     : SSL_CTX_load_verify_file(context, tls.ca.c_str()) == 1;
  if (!loaded) {
    return "tls.ca of zone " + zone.name + ": " + (tls.ca.empty() ? "the system's store" : tls.ca) +
           " cannot be read (" + last_reason() + "); write the path of a PEM file with the CA's certificates";
  }
  SSL_CTX_set_verify(context, tls.verify_peer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  return {};
}

bool has_tls_listener(const Config& config, std::size_t zone) {
  for (const Listener& listener : config.listeners) {
    if (listener.zone == zone && listener.transport == Transport::tls) return true;
  }
  return false;
}

}  // namespace

std::string TlsContexts::load(const Config& config) {
  std::vector<OfZone> zones(config.zones.size());
  for (std::size_t i = 0; i < config.zones.size(); ++i) {
    const Zone& zone = config.zones[i];
    if (!has_tls_listener(config, i)) continue;
    if (!zone.tls) return "zone " + zone.name + " has a TLS listener and no certificate; write `tls:` with both files";
    zones[i].server = std::make_unique<ssl::context>(ssl::context::tls_server);
    zones[i].client = std::make_unique<ssl::context>(ssl::context::tls_client);
    SSL_CTX* server = zones[i].server->native_handle();
    SSL_CTX* client = zones[i].client->native_handle();
    harden(server);
    harden(client);
    SSL_CTX_set_verify(server, SSL_VERIFY_NONE, nullptr);
    // A trunk that does ask for a certificate gets the same one.
    for (SSL_CTX* context : {server, client}) {
      if (std::string error = load_identity(context, zone); !error.empty()) return error;
    }
    if (std::string error = load_trust(client, zone); !error.empty()) return error;
  }
  zones_ = std::move(zones);
  return {};
}

bool expect_host(SSL* connection, const std::string& host) {
  X509_VERIFY_PARAM* expected = SSL_get0_param(connection);
  if (parse_ip(host)) {
    std::string literal = host;
    if (literal.size() > 2 && literal.front() == '[') literal = literal.substr(1, literal.size() - 2);
    return X509_VERIFY_PARAM_set1_ip_asc(expected, literal.c_str()) == 1;
  }
  std::string name = host;
  if (!name.empty() && name.back() == '.') name.pop_back();  // the root label is DNS notation, no part of an identity
  if (name.empty()) return false;
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return X509_VERIFY_PARAM_set1_host(expected, name.c_str(), name.size()) == 1 &&
         SSL_set_tlsext_host_name(connection, name.c_str()) == 1;
}

std::string refusal_of(SSL* connection) {
  const long result = SSL_get_verify_result(connection);
  return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
}

}  // namespace trunkgate::proxy
