// SPDX-License-Identifier: Apache-2.0
#include "media/service/pcapng.h"

#include <algorithm>
#include <array>

namespace trunkgate::media {
namespace {

// Block types, options and link type of draft-ietf-opsawg-pcapng.
constexpr std::uint32_t section_header = 0x0a0d0d0a;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t interface_statistics = 5;
constexpr std::uint32_t enhanced_packet = 6;
constexpr std::uint16_t link_type_raw = 101;
constexpr std::uint16_t option_comment = 1;
constexpr std::uint16_t option_time_resolution = 9;
constexpr std::uint16_t option_packets_received = 4;
constexpr std::uint16_t option_packets_dropped = 5;
constexpr std::size_t comment_size_max = 1000;

constexpr std::uint8_t udp_protocol = 17;
constexpr std::uint8_t time_to_live = 64;
constexpr std::size_t udp_header_size = 8;

template <class Number>
void append_little(Number number, std::string& out) {
  for (std::size_t i = 0; i < sizeof number; ++i) out.push_back(static_cast<char>(number >> 8 * i & 0xff));
}

void append_big16(std::uint32_t number, std::string& out) {
  out.push_back(static_cast<char>(number >> 8 & 0xff));
  out.push_back(static_cast<char>(number & 0xff));
}

void append_option(std::uint16_t code, std::string_view value, std::string& out) {
  append_little(code, out);
  append_little(static_cast<std::uint16_t>(value.size()), out);
  out.append(value).append((4 - value.size() % 4) % 4, '\0');
}

void append_block(std::uint32_t type, std::string_view body, std::string& out) {
  const std::string padding((4 - body.size() % 4) % 4, '\0');
  const auto size = static_cast<std::uint32_t>(12 + body.size() + padding.size());
  append_little(type, out);
  append_little(size, out);
  out.append(body).append(padding);
  append_little(size, out);
}

void append_time(std::int64_t nanoseconds, std::string& out) {
  const auto time = static_cast<std::uint64_t>(nanoseconds);
  append_little(static_cast<std::uint32_t>(time >> 32), out);
  append_little(static_cast<std::uint32_t>(time), out);
}

/// RFC 1071.
class Checksum {
 public:
  void add(std::string_view octets) {
    for (std::size_t i = 0; i < octets.size(); ++i)
      sum_ += static_cast<std::uint32_t>(static_cast<unsigned char>(octets[i])) << (i % 2 == 0 ? 8 : 0);
  }
  void add(std::uint32_t number) { sum_ += number; }
  [[nodiscard]] std::uint32_t value() const {
    std::uint64_t folded = sum_;
    while (folded > 0xffff) folded = (folded & 0xffff) + (folded >> 16);
    return static_cast<std::uint32_t>(~folded & 0xffff);
  }

 private:
  std::uint64_t sum_ = 0;
};

std::string address_octets(const Address& address) {
  const auto* const octets = reinterpret_cast<const char*>(address.bytes.data());
  return address.is_v4() ? std::string(octets + 12, 4) : std::string(octets, 16);
}

std::string ip_header(const std::string& from, const std::string& to, std::size_t size) {
  std::string header;
  if (from.size() == 16) {  // RFC 8200 §3
    header.assign("\x60\0\0\0", 4);
    append_big16(static_cast<std::uint32_t>(size), header);
    header.push_back(static_cast<char>(udp_protocol));
    header.push_back(static_cast<char>(time_to_live));
    return header + from + to;
  }
  header.assign("\x45\0", 2);  // RFC 791 §3.1
  append_big16(static_cast<std::uint32_t>(20 + size), header);
  header.append("\0\0\x40\0", 4);  // do not fragment
  header.push_back(static_cast<char>(time_to_live));
  header.push_back(static_cast<char>(udp_protocol));
  Checksum sum;
  sum.add(header);
  sum.add(from);
  sum.add(to);
  append_big16(sum.value(), header);
  return header + from + to;
}

std::string datagram(const Endpoint& from, const Endpoint& to, std::string_view payload) {
  const std::string source = address_octets(from.address);
  const std::string target = address_octets(to.address);
  const auto size = static_cast<std::uint32_t>(udp_header_size + payload.size());
  std::string udp;
  append_big16(from.port, udp);
  append_big16(to.port, udp);
  append_big16(size, udp);
  Checksum sum;  // with the pseudo header of RFC 768 or RFC 8200 §8.1, which come to the same sum
  sum.add(source);
  sum.add(target);
  sum.add(udp_protocol);
  sum.add(size);
  sum.add(udp);
  sum.add(payload);
  append_big16(sum.value() == 0 ? 0xffffU : sum.value(), udp);
  return ip_header(source, target, size).append(udp).append(payload);
}

}  // namespace

void append_header(std::string_view what, std::string& out) {
  std::string body;
  append_little(std::uint32_t{0x1a2b3c4d}, body);  // tells the octet order
  append_little(std::uint16_t{1}, body);           // version 1.0
  append_little(std::uint16_t{0}, body);
  append_little(~std::uint64_t{0}, body);  // length of the section: not known
  append_option(option_comment, what.substr(0, comment_size_max), body);
  append_option(0, {}, body);
  append_block(section_header, body, out);
  body.clear();
  append_little(std::uint32_t{link_type_raw}, body);
  append_little(std::uint32_t{0}, body);  // no limit of packet sizes
  append_option(option_time_resolution, "\x09", body);
  append_option(0, {}, body);
  append_block(interface_description, body, out);
}

void append_datagram(std::int64_t nanoseconds, const Endpoint& from, const Endpoint& to,
                     std::span<const std::uint8_t> payload, std::string& out) {
  const std::string packet = datagram(from, to, {reinterpret_cast<const char*>(payload.data()), payload.size()});
  std::string body;
  append_little(std::uint32_t{0}, body);
  append_time(nanoseconds, body);
  append_little(static_cast<std::uint32_t>(packet.size()), body);
  append_little(static_cast<std::uint32_t>(packet.size()), body);
  append_block(enhanced_packet, body + packet, out);
}

void append_statistics(std::int64_t nanoseconds, std::uint64_t written, std::uint64_t dropped, std::string& out) {
  std::string body;
  append_little(std::uint32_t{0}, body);
  append_time(nanoseconds, body);
  std::string number;
  append_little(written, number);
  append_option(option_packets_received, number, body);
  number.clear();
  append_little(dropped, number);
  append_option(option_packets_dropped, number, body);
  append_option(0, {}, body);
  append_block(interface_statistics, body, out);
}

}  // namespace trunkgate::media
