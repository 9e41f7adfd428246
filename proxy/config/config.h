// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/address.h"
#include "proxy/config/secret.h"

namespace trunkgate::proxy {

/// The configuration file as plain values: validated, names resolved to indices, presets expanded, secrets read.
/// Built once by config/load, then shared read-only by all workers. Nothing on the packet path copies from it.

inline constexpr std::size_t zone_count_max = 16;
inline constexpr std::size_t peer_count_max = 256;
inline constexpr std::size_t listener_count_max = 64;
inline constexpr std::size_t route_count_max = 1024;

struct CidrBlock {
  IpAddress network;          ///< IPv4 as IPv4-mapped
  std::uint8_t prefix = 128;  ///< counted on the 128-bit form: an IPv4 /30 is 126
};

enum class SrtpPolicy : std::uint8_t { off, optional, required };
enum class T38Policy : std::uint8_t { refuse, pass };

struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

struct ZoneMedia {
  IpAddress address;                   ///< bound locally
  std::optional<IpAddress> advertise;  ///< written into SDP instead (1:1 NAT)
  PortRange ports;
  SrtpPolicy srtp = SrtpPolicy::off;
  std::vector<std::string> suites;     ///< SDES suites to offer, best first; default AES_CM_128_HMAC_SHA1_80, _32
  std::vector<CidrBlock> allow;        ///< who may send RTP at all; default: the zone's allow
  std::chrono::seconds timeout{60};    ///< `timeout:` media timeout: no packet from either side
  std::chrono::seconds keepalive{20};  ///< `keepalive:` nothing sent to a side for so long: RTP of our own; 0: never
  T38Policy t38 = T38Policy::refuse;   ///< fax (RFC 3362) passes between two zones that both say `pass`
};

struct TlsSettings {
  std::string certificate;  ///< file, PEM chain
  std::string key;          ///< file, PEM
  std::string ca;           ///< file; empty: the system's
  bool verify_peer = true;
};

struct Zone {
  std::string name;
  std::string advertise;  ///< host that the outside sees; empty: the listener's address
  std::optional<TlsSettings> tls;
  std::optional<ZoneMedia> media;
  std::vector<CidrBlock> allow;
  std::vector<std::string> header_pass;  ///< names, or prefixes ending in '*'; lower case
  std::uint32_t source_rate = 10'000;    ///< SIP messages per second from one source address, and as many at once
};

/// One socket of `sip:` in a zone.
struct Listener {
  std::uint8_t zone = 0;  ///< index into Config::zones
  Transport transport = Transport::udp;
  Endpoint local;
};

struct PeerAuth {
  std::string username;
  Secret password;
  std::string realm = {};  ///< the only one that is answered; empty: any of this peer
};

struct PeerLimits {
  std::uint32_t calls = 0;  ///< concurrent; 0: unlimited
  std::uint32_t cps = 0;    ///< new calls per second; 0: unlimited
};

struct Peer {
  std::string name;
  std::uint8_t zone = 0;
  std::uint8_t listener = 0;  ///< first listener of the zone with the peer's transport
  std::string host;           ///< as written: a name or an address literal without brackets
  std::uint16_t port = 0;     ///< 0: not written (5060, 5061 for TLS, or SRV)
  std::string user;           ///< user part of `address`, mostly empty
  Transport transport = Transport::udp;
  std::optional<IpAddress> literal;       ///< `host` when it is an address
  std::chrono::seconds options_every{0};  ///< 0: no health check
  std::optional<PeerAuth> accept_register;
  std::optional<PeerAuth> auth;
  PeerLimits limits;
  bool reliable_provisional = false;  ///< `speaks: [100rel]`: RFC 3262 whenever it can, not only when demanded
  bool delayed_offer = false;         ///< `speaks: [delayed-offer]`: takes an INVITE without SDP
};

struct Route {
  std::uint16_t from = 0;   ///< index into Config::peers
  std::string match = "*";  ///< shell-like: * ? [a-b]
  std::uint8_t strip = 0;
  std::string prefix;
  std::vector<std::uint16_t> to;  ///< peers in order of preference
  std::uint32_t line = 0;         ///< in the file, for `explain`
};

enum class LogLevel : std::uint8_t { debug, info, warning, error };
enum class LogFormat : std::uint8_t { json, text };

inline constexpr std::string_view ng_scheme = "ng://";  ///< begins every entry of Config::media_anchors

struct Config {
  std::string file;
  std::vector<Zone> zones;
  std::vector<Listener> listeners;
  std::vector<Peer> peers;
  std::vector<Route> routes;

  std::uint32_t media_workers = 1;
  bool media_realtime = true;              ///< `media.scheduling:` realtime or normal
  std::vector<std::string> media_anchors;  ///< "ng://host:port"; empty: embedded
  std::string media_io = "auto";
  Endpoint http_listen;  ///< default 127.0.0.1:9090
  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::json;
  std::string cdr_file;  ///< empty: none
  std::optional<Endpoint> hep_collector;
  std::uint32_t hep_capture_id = 0;
  std::string sealing_key_file = "/var/lib/trunkgate/sealing.keys";
  std::uint32_t workers = 1;
  std::chrono::seconds drain_timeout{2 * 60 * 60};
};

}  // namespace trunkgate::proxy
