// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "media/address.h"
#include "media/srtp/key.h"
#include "media/srtp/suite.h"

namespace trunkgate::media {

/// What a party's SDP is about; the rest is a sane default.
struct Offer {
  Endpoint rtp;
  std::string direction = "sendrecv";
  std::optional<Suite> suite;  ///< set: RTP/SAVP with `key`
  MasterKey key;
  int telephone_event = 101;
  std::uint32_t version = 1;
};

inline std::string dotted(const Address& address) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%d.%d.%d.%d", address.bytes[12], address.bytes[13], address.bytes[14],
                address.bytes[15]);
  return text.data();
}

inline std::string base64(std::span<const std::uint8_t> octets) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const std::size_t rest = std::min<std::size_t>(3, octets.size() - i);
    std::uint32_t group = static_cast<std::uint32_t>(octets[i]) << 16;
    if (rest > 1) group |= static_cast<std::uint32_t>(octets[i + 1]) << 8;
    if (rest > 2) group |= octets[i + 2];
    for (std::size_t k = 0; k < 4; ++k) text += k <= rest ? letters[group >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

inline std::string unbase64(std::string_view text) {
  std::string octets;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t value =
        std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").find(c);
    if (value == std::string_view::npos) break;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if ((count += 6) >= 8) octets += static_cast<char>(bits >> (count -= 8) & 0xff);
  }
  return octets;
}

inline std::string sdp_of(const Offer& offer) {
  const std::string host = dotted(offer.rtp.address);
  const std::string event = std::to_string(offer.telephone_event);
  std::string text = "v=0\r\no=- 4711 " + std::to_string(offer.version) + " IN IP4 " + host + "\r\ns=-\r\nc=IN IP4 " +
                     host + "\r\nt=0 0\r\nm=audio " + std::to_string(offer.rtp.port) +
                     (offer.suite ? " RTP/SAVP 0 8 " : " RTP/AVP 0 8 ") + event +
                     "\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:" + event +
                     " telephone-event/8000\r\na=fmtp:" + event + " 0-16\r\n";
  if (offer.suite) {
    text += "a=crypto:1 " + std::string(suite_row(*offer.suite).sdes_name) + " inline:" + base64(offer.key.bytes()) +
            "\r\n";
  }
  return text + "a=" + offer.direction + "\r\n";
}

/// A line of T.38 (RFC 3362) at `at`, or with another port written there.
inline std::string fax_sdp_of(const Endpoint& at, const std::string& port = {}) {
  const std::string host = dotted(at.address);
  return "v=0\r\no=- 4711 2 IN IP4 " + host + "\r\ns=-\r\nc=IN IP4 " + host + "\r\nt=0 0\r\nm=image " +
         (port.empty() ? std::to_string(at.port) : port) + " udptl t38\r\na=T38FaxVersion:0\r\n";
}

/// The value behind the first line that begins with `prefix`, up to its end; empty when there is none.
inline std::string_view line_after(std::string_view sdp, std::string_view prefix) {
  const std::size_t at = sdp.find(prefix);
  if (at == std::string_view::npos || (at > 0 && sdp[at - 1] != '\n')) return {};
  const std::string_view rest = sdp.substr(at + prefix.size());
  return rest.substr(0, rest.find('\r'));
}

/// What trunkgate's SDP told a party.
struct Told {
  Endpoint rtp;
  std::optional<Suite> suite;
  MasterKey key;
};

inline Told read_told(std::string_view sdp) {
  Told told;
  unsigned octet[4] = {0, 0, 0, 0};
  const std::string host{line_after(sdp, "c=IN IP4 ")};
  std::sscanf(host.c_str(), "%u.%u.%u.%u", &octet[0], &octet[1], &octet[2], &octet[3]);
  told.rtp.address = Address::v4(static_cast<std::uint8_t>(octet[0]), static_cast<std::uint8_t>(octet[1]),
                                 static_cast<std::uint8_t>(octet[2]), static_cast<std::uint8_t>(octet[3]));
  const std::string_view media = line_after(sdp, "m=audio ");
  std::from_chars(media.data(), media.data() + media.size(), told.rtp.port);
  const std::string_view crypto = line_after(sdp, "a=crypto:");
  if (!crypto.empty()) {
    const std::size_t name = crypto.find(' ') + 1;
    told.suite = suite_from_name(crypto.substr(name, crypto.find(' ', name) - name));
    const std::string key = unbase64(crypto.substr(crypto.find("inline:") + 7));
    (void)told.key.assign({reinterpret_cast<const std::uint8_t*>(key.data()), key.size()});
  }
  return told;
}

}  // namespace trunkgate::media
