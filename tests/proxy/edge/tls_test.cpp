// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/tls.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <fstream>

#include "tests/proxy/edge/certificates.h"
#include "tests/proxy/edge/stream_house.h"

namespace trunkgate::proxy {
namespace {

/// A trunk with a certificate of the given names, and our client that trusts `trusted` and expects `host`.
class TlsTest : public testing::Test {
 protected:
  Config zone_config(const Authority::Files& files, const std::string& ca, bool verify_peer = true) const {
    Config config;
    Zone zone;
    zone.name = "twilio";
    zone.tls = TlsSettings{files.certificate, files.key, ca, verify_peer};
    config.zones.push_back(zone);
    config.listeners.push_back({0, Transport::tls, {loopback, 0}});
    return config;
  }

  struct Outcome {
    bool delivered = false;
    CloseCause cause = CloseCause::none;
    std::string detail;
  };
  /// Dials `host` at a trunk that shows a certificate for `names`, and sends one message.
  Outcome dial(const std::string& host, const std::string& names, long lifetime = 3600) {
    EXPECT_EQ(trunk.load(zone_config(issuer->issue(folder, "trunk", names, lifetime), ca_file)), "");
    const auto ours = authority.issue(folder, "ours", "DNS:sbc.example");
    EXPECT_EQ(client.load(zone_config(ours, ca_file, verify)), "");
    StreamHouse house(trunk.server(0));
    const DialTarget target{Flow::dial(0, house.address, 0), loopback, host};
    EXPECT_TRUE(house.connections.dial(target, client.client(0))->send(options_request("over TLS")));
    const auto of_dial = [&] {
      return std::ranges::find_if(house.closed, [](const auto& one) { return one.dial_flow.has_value(); });
    };
    EXPECT_TRUE(house.serve_until([&] { return !house.messages.empty() || of_dial() != house.closed.end(); }));
    if (of_dial() == house.closed.end()) return {!house.messages.empty(), {}, {}};
    return {!house.messages.empty(), of_dial()->cause, of_dial()->detail};
  }

  TemporaryFolder folder;
  Authority authority{"test root"};
  Authority stranger{"another root"};
  const Authority* issuer = &authority;
  std::string ca_file = authority.write_to(folder, "ca.crt");
  bool verify = true;
  TlsContexts trunk;
  TlsContexts client;
};

using Rfc5922_7 = TlsTest;

TEST_F(Rfc5922_7, NameMatches_Delivered) {
  EXPECT_TRUE(dial("trunk.pstn.example", "DNS:trunk.pstn.example").delivered);
}

TEST_F(Rfc5922_7, WildcardOfOneLabel_DeliveredBecauseTwilioHasOne) {
  EXPECT_TRUE(dial("mytrunk.pstn.example", "DNS:*.pstn.example").delivered);
}

TEST_F(Rfc5922_7, WildcardDoesNotCoverTwoLabels) {
  const Outcome outcome = dial("mytrunk.pstn.dublin.example", "DNS:*.dublin.example");
  EXPECT_FALSE(outcome.delivered);
  EXPECT_EQ(outcome.cause, CloseCause::handshake_failed);
}

TEST_F(Rfc5922_7, PartialWildcard_Refused) {
  EXPECT_FALSE(dial("mytrunk.pstn.example", "DNS:my*.pstn.example").delivered);
}

TEST_F(Rfc5922_7, OtherName_RefusedAndSaidWhy) {
  const Outcome outcome = dial("trunk.pstn.example", "DNS:other.pstn.example");
  EXPECT_FALSE(outcome.delivered);
  EXPECT_EQ(outcome.cause, CloseCause::handshake_failed);
  EXPECT_EQ(outcome.detail, "hostname mismatch");
}

TEST_F(Rfc5922_7, TrailingDotOfTheConfiguredName_IsNoPartOfTheIdentity) {
  EXPECT_TRUE(dial("trunk.pstn.example.", "DNS:trunk.pstn.example").delivered);
}

TEST_F(TlsTest, AddressLiteral_NeedsAnAddressInTheCertificate) {
  EXPECT_TRUE(dial("127.0.0.1", "IP:127.0.0.1").delivered);
  EXPECT_FALSE(dial("127.0.0.1", "DNS:127.0.0.1").delivered);
  EXPECT_FALSE(dial("127.0.0.1", "IP:127.0.0.2").delivered);
}

TEST_F(TlsTest, Expired_RefusedAndSaidWhy) {
  const Outcome outcome = dial("trunk.example", "DNS:trunk.example", -60);
  EXPECT_FALSE(outcome.delivered);
  EXPECT_EQ(outcome.detail, "certificate has expired");
}

TEST_F(TlsTest, OtherAuthority_Refused) {
  issuer = &stranger;
  const Outcome outcome = dial("trunk.example", "DNS:trunk.example");
  EXPECT_FALSE(outcome.delivered);
  EXPECT_EQ(outcome.cause, CloseCause::handshake_failed);
}

TEST_F(TlsTest, VerifyPeerFalse_TakesAnyCertificate) {
  issuer = &stranger;
  verify = false;
  EXPECT_TRUE(dial("trunk.example", "DNS:other.example", -60).delivered);
}

/// The server name that a client asks for, read from its first flight; "" when it asks for none.
std::string asked_name(SSL_CTX* client_context, const std::string& host) {
  static std::string seen;
  seen.clear();
  SSL_CTX* server = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_tlsext_servername_callback(
      server, +[](SSL* ssl, int*, void*) {
        const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
        seen = name != nullptr ? name : "";
        return SSL_TLSEXT_ERR_OK;
      });
  SSL* from = SSL_new(client_context);
  SSL* to = SSL_new(server);
  BIO* near = nullptr;
  BIO* far = nullptr;
  BIO_new_bio_pair(&near, 0, &far, 0);
  SSL_set_bio(from, near, near);
  SSL_set_bio(to, far, far);
  EXPECT_TRUE(expect_host(from, host));
  SSL_set_connect_state(from);
  SSL_set_accept_state(to);
  SSL_do_handshake(from);
  SSL_do_handshake(to);
  SSL_free(from);
  SSL_free(to);
  SSL_CTX_free(server);
  return seen;
}

TEST(Rfc6066_3, ServerName_NamesTheConfiguredHostAndNoLiteral) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  EXPECT_EQ(asked_name(context, "mytrunk.pstn.twilio.com"), "mytrunk.pstn.twilio.com");
  EXPECT_EQ(asked_name(context, "192.0.2.7"), "");
  EXPECT_EQ(asked_name(context, "2001:db8::7"), "");
  SSL_CTX_free(context);
}

/// True when a client limited to `version` completes a handshake with `server`.
bool handshakes(SSL_CTX* server, int version) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, version);
  SSL_CTX_set_max_proto_version(context, version);
  SSL* from = SSL_new(context);
  SSL* to = SSL_new(server);
  BIO* near = nullptr;
  BIO* far = nullptr;
  BIO_new_bio_pair(&near, 0, &far, 0);
  SSL_set_bio(from, near, near);
  SSL_set_bio(to, far, far);
  SSL_set_connect_state(from);
  SSL_set_accept_state(to);
  int done = 0;
  for (int round = 0; round < 8 && done != 2; ++round) {
    const int here = SSL_do_handshake(from);
    const int there = SSL_do_handshake(to);
    done = (here == 1 ? 1 : 0) + (there == 1 ? 1 : 0);
  }
  SSL_free(from);
  SSL_free(to);
  SSL_CTX_free(context);
  return done == 2;
}

TEST_F(TlsTest, OlderThanTls12_Refused) {
  ASSERT_EQ(trunk.load(zone_config(authority.issue(folder, "trunk", "DNS:a"), ca_file)), "");
  SSL_CTX* server = trunk.server(0)->native_handle();
  SSL_CTX_set_security_level(server, 0);  // so that the version alone decides
  EXPECT_FALSE(handshakes(server, TLS1_1_VERSION));
  EXPECT_TRUE(handshakes(server, TLS1_2_VERSION));
  EXPECT_TRUE(handshakes(server, TLS1_3_VERSION));
}

TEST_F(TlsTest, BadFiles_OneSentenceThatNamesThem) {
  const auto good = authority.issue(folder, "good", "DNS:a");
  const auto other = authority.issue(folder, "other", "DNS:a");
  std::ofstream(folder / "bad.crt") << "no certificate";
  const auto error_of = [&](const std::string& certificate, const std::string& key, const std::string& ca) {
    return client.load(zone_config({certificate, key}, ca));
  };
  EXPECT_NE(error_of(folder / "absent.crt", good.key, ca_file).find("absent.crt"), std::string::npos);
  EXPECT_NE(error_of(folder / "bad.crt", good.key, ca_file).find("bad.crt"), std::string::npos);
  EXPECT_NE(error_of(good.certificate, other.key, ca_file).find("does not belong to"), std::string::npos);
  EXPECT_NE(error_of(good.certificate, good.key, folder / "absent.ca").find("absent.ca"), std::string::npos);
  EXPECT_EQ(error_of(good.certificate, good.key, ca_file), "");
}

}  // namespace
}  // namespace trunkgate::proxy
