// SPDX-License-Identifier: Apache-2.0
#include "media/ng/relay_body.h"

#include <algorithm>

#include "media/sdp/address_text.h"
#include "media/sdp/attribute.h"
#include "media/sdp/compose.h"
#include "media/sdp/t38_line.h"

namespace trunkgate::media::ng {
namespace {

// Our own version of o= towards the relay never matters: it replaces the line, or composes a body anew.
constexpr std::string_view opening = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n";

void write_rtcp(const SidePlan& plan, TextWriter& out) {
  if (plan.rtcp.port == 0) return;
  if (plan.rtcp.address == plan.rtp.address && plan.rtcp.port == plan.rtp.port + 1) return;
  out << "a=rtcp:";
  out.number(plan.rtcp.port) << " IN ";
  write_connection_address(plan.rtcp.address, out);
  out << "\r\n";
}

void read_keys(const MediaSection& section, RelaySide& side) {
  SdpLines lines(section.text);
  for (SdpLine line; lines.next(line) && side.key_count < side.keys.size();) {
    const auto attribute = read_attribute(line);
    if (!attribute || attribute->name != "crypto") continue;
    const auto crypto = read_crypto(attribute->value);
    if (crypto && side.find(crypto->suite) == nullptr) side.keys[side.key_count++] = *crypto;
  }
}

}  // namespace

std::optional<RelayBody> make_relay_body(const Description& heard, const HeardLine& line) {
  OutgoingBody body;
  body.heard = &heard;
  body.codecs = &line.codecs;
  body.profile = line.plan.secure ? Profile::savp : Profile::avp;
  body.udptl = line.plan.udptl;
  body.local = line.plan.rtp;
  body.direction = line.plan.direction;
  std::array<char, sdp_size_max> room;
  TextWriter text(room);
  text << opening;
  compose_single_line(heard.media()[line.index], body, text);
  if (!body.udptl) write_rtcp(line.plan, text);
  if (text.overflowed()) return std::nullopt;
  RelayBody result;
  result.text = text.view();
  result.address = line.plan.rtp.address;
  result.udptl = line.plan.udptl;
  result.secure = line.plan.secure;
  if (!result.secure) return result;
  result.crypto = {line.crypto_tag, line.plan.suite, line.plan.remote_key, line.plan.mki_size};
  return result;
}

RelayBody silent_relay_body() {
  RelayBody result;
  result.text = std::string(opening) +
                "s=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 9 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\n"
                "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendrecv\r\n";
  return result;
}

std::string relay_text(const RelayBody& body, std::uint32_t tag) {
  if (!body.secure) return body.text;
  std::array<char, 256> room;
  TextWriter line(room);
  write_crypto(tag, body.crypto.suite, body.crypto.key, line);
  return body.text + std::string(line.view());
}

OfferTerms relay_terms(std::span<const Suite> suites) {
  if (suites.empty()) return {OfferedTransport::avp, 0};
  unsigned left_out = (1U << sdes_suite_count) - 1;
  for (const Suite suite : suites) left_out &= ~(1U << static_cast<unsigned>(suite));
  return {OfferedTransport::savp, static_cast<std::uint8_t>(left_out)};
}

const CryptoLine* RelaySide::find(Suite suite) const {
  const auto found = std::ranges::find(key_list(), suite, &CryptoLine::suite);
  return found == key_list().end() ? nullptr : &*found;
}

void RelaySide::forget(const MasterKey& key) {
  const std::span known(keys.data(), key_count);
  const auto rest =
      std::remove_if(known.begin(), known.end(), [&key](const CryptoLine& line) { return line.key == key; });
  key_count = static_cast<std::uint8_t>(rest - known.begin());
}

bool read_relay_side(std::string_view sdp, bool udptl, RelaySide& side) {
  side = {};
  Description description;
  if (description.parse(sdp) != SdpError::none || description.media().empty()) return false;
  const MediaSection& section = description.media().front();
  const auto address = description.connection(section);
  if (udptl ? !is_t38(section) : section.type != "audio") return false;
  if (section.port == 0 || section.port == 0xffff) return false;
  if (!address || address->is_unspecified() || address->is_multicast()) return false;
  side.local = {*address, section.port};
  read_keys(section, side);
  return true;
}

}  // namespace trunkgate::media::ng
