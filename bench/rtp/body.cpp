// SPDX-License-Identifier: Apache-2.0
#include "bench/rtp/body.h"

#include <arpa/inet.h>
#include <openssl/evp.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <iostream>

namespace trunkgate::bench {
namespace {

constexpr std::string_view suite = "AES_CM_128_HMAC_SHA1_80";
constexpr int master_size = 30;  // key and salt; a multiple of 3, so that its base64 has no padding

std::string base64(const media::MasterKey& key) {
  std::array<unsigned char, master_size * 4 / 3 + 1> text{};
  const int size = EVP_EncodeBlock(text.data(), key.bytes().data(), master_size);
  return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size)};
}

media::MasterKey from_base64(std::string_view text) {
  std::array<unsigned char, master_size> octets{};
  media::MasterKey key;
  const bool whole = text.size() == master_size * 4 / 3;
  if (!whole || EVP_DecodeBlock(octets.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                static_cast<int>(text.size())) != master_size) {
    return key;
  }
  (void)key.assign(octets);
  return key;
}

/// What follows the first line that begins so, up to its end.
std::string_view after(std::string_view body, std::string_view begin) {
  const std::size_t at = body.find(begin);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = body.substr(at + begin.size());
  return rest.substr(0, rest.find_first_of("\r\n"));
}

std::string_view word(std::string_view text, std::size_t number) {
  while (number-- > 0)
    text = text.substr(std::min(text.size(), text.find(' ')) + (text.find(' ') < text.size() ? 1 : 0));
  return text.substr(0, text.find(' '));
}

[[noreturn]] void refuse(std::string_view body) {
  std::cerr << "the server's SDP is not what was asked for:\n" << body << '\n';
  std::abort();
}

}  // namespace

media::MasterKey key_of(std::size_t call) {
  std::array<std::uint8_t, 30> octets;
  for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::uint8_t>((call >> (i % 4 * 8)) + 7 * i);
  media::MasterKey key;
  (void)key.assign(octets);
  return key;
}

std::string compose_body(const PartyMedia& media) {
  std::array<char, INET_ADDRSTRLEN> host{};
  inet_ntop(AF_INET, &media.rtp.sin_addr, host.data(), host.size());
  const std::string address = host.data();
  std::string body = "v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address + "\r\nt=0 0\r\nm=audio " +
                     std::to_string(ntohs(media.rtp.sin_port)) + (media.secure ? " RTP/SAVP 0\r\n" : " RTP/AVP 0\r\n") +
                     "a=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n";
  if (!media.secure) return body;
  return body + "a=crypto:" + media.crypto_tag + ' ' + std::string(suite) + " inline:" + base64(media.key) + "\r\n";
}

PartyMedia read_body(std::string_view body, bool secure) {
  PartyMedia media;
  media.secure = secure;
  media.rtp.sin_family = AF_INET;
  const std::string host(after(body, "c=IN IP4 "));
  const std::string_view line = after(body, "m=audio ");
  const std::string_view port = word(line, 0);
  std::uint16_t number = 0;
  std::from_chars(port.data(), port.data() + port.size(), number);
  media.rtp.sin_port = htons(number);
  if (number == 0 || inet_pton(AF_INET, host.c_str(), &media.rtp.sin_addr) != 1) refuse(body);
  if (word(line, 1) != (secure ? "RTP/SAVP" : "RTP/AVP")) refuse(body);
  if (!secure) return media;
  const std::string_view crypto = after(body, "a=crypto:");
  const std::string_view inline_key = word(crypto, 2);
  media.crypto_tag = word(crypto, 0);
  if (word(crypto, 1) == suite && inline_key.starts_with("inline:")) media.key = from_base64(inline_key.substr(7, 40));
  if (media.key.empty()) refuse(body);
  return media;
}

}  // namespace trunkgate::bench
