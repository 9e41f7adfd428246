// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/compose.h"

#include "media/sdp/address_text.h"
#include "media/sdp/attribute.h"
#include "media/sdp/capability_table.h"
#include "media/sdp/crypto.h"
#include "media/sdp/t38_line.h"
#include "media/sdp/token.h"

namespace trunkgate::media {
namespace {

constexpr std::string_view crlf = "\r\n";

void write_bandwidths(std::string_view text, TextWriter& out) {
  SdpLines lines(text);
  for (SdpLine line; lines.next(line);) {
    const auto bandwidth = read_bandwidth(line);
    if (!bandwidth) continue;
    out << "b=" << bandwidth->type << ":";
    out.number(bandwidth->value) << crlf;
  }
}

/// RFC 3264 §6: port 0 at its place. The formats of such a line mean nothing, so ours are written: not one octet of
/// the list that was heard passes.
void write_rejected(const MediaLines::Line& line, TextWriter& out) {
  const bool rtp = line.transport().find("RTP/") != std::string_view::npos;
  const std::string_view format = rtp ? "0" : equals_ignoring_case(line.transport(), "udptl") ? "t38" : "*";
  out << "m=" << line.type() << " 0 " << line.transport() << " " << format << crlf;
}

void write_rtpmap(const Rtpmap& rtpmap, const Codec& codec, TextWriter& out) {
  out << "a=rtpmap:";
  out.number(codec.sent_as) << " " << rtpmap.encoding << "/";
  out.number(rtpmap.clock_rate);
  if (rtpmap.channels_written) (out << "/").number(rtpmap.channels);
  out << crlf;
}

/// rtpmap and fmtp of the codecs that pass, in the order they came; of two rtpmaps for one number the first, as when
/// read.
void write_codec_lines(const MediaSection& section, const CodecList& codecs, TextWriter& out) {
  std::array<bool, 128> mapped{};
  SdpLines lines(section.text);
  for (SdpLine line; lines.next(line);) {
    const auto attribute = read_attribute(line);
    if (!attribute) continue;
    if (attribute->name == "rtpmap") {
      const auto rtpmap = read_rtpmap(attribute->value);
      const Codec* const codec = rtpmap ? codecs.find(rtpmap->payload_type) : nullptr;
      if (codec == nullptr || mapped[codec->payload_type]) continue;
      mapped[codec->payload_type] = true;
      write_rtpmap(*rtpmap, *codec, out);
    } else if (attribute->name == "fmtp") {
      const auto fmtp = read_fmtp(attribute->value);
      const Codec* const codec = fmtp ? codecs.find(fmtp->payload_type) : nullptr;
      if (codec == nullptr) continue;
      out << "a=fmtp:";
      out.number(codec->sent_as) << " " << fmtp->parameters << crlf;
    }
  }
}

/// CUCM repeats ptime behind every rtpmap; it is one value for the whole line (RFC 8866 §6.4), so the first counts.
void write_packet_times(const MediaSection& section, TextWriter& out) {
  for (const std::string_view name : {"ptime", "maxptime"}) {
    const auto milliseconds = find_packet_time(section.text, name);
    if (!milliseconds) continue;
    out << "a=" << name << ":";
    out.number(*milliseconds) << crlf;
  }
}

void write_audio(const MediaSection& section, const OutgoingBody& body, TextWriter& out) {
  out << "m=audio ";
  out.number(body.local.port) << " " << profile_name(body.profile);
  for (const Codec& codec : body.codecs->view()) (out << " ").number(codec.sent_as);
  out << crlf;
  write_bandwidths(section.text, out);
  write_codec_lines(section, *body.codecs, out);
  write_packet_times(section, out);
  for (const OurCrypto& crypto : body.crypto) write_crypto(crypto.tag, crypto.suite, *crypto.key, out);
  out << "a=" << direction_name(body.direction) << crlf;
}

/// RFC 3362 §2.
void write_t38(const MediaSection& section, std::string_view transport, const OutgoingBody& body, TextWriter& out) {
  out << "m=image ";
  out.number(body.local.port) << " " << transport << " t38" << crlf;
  write_bandwidths(section.text, out);
  write_t38_attributes(section, out);
  // Fax has no hold of its own; gateways that never write the attribute need not read it.
  if (body.direction != Direction::sendrecv) out << "a=" << direction_name(body.direction) << crlf;
}

void write_session(const OutgoingBody& body, TextWriter& out) {
  out << "s=-" << crlf << "c=IN ";
  write_connection_address(body.local.address, out);
  out << crlf;
  write_bandwidths(body.heard->session(), out);
  out << "t=0 0" << crlf;
}

}  // namespace

void compose_body(const OutgoingBody& body, TextWriter& out) {
  write_session(body, out);
  for (std::size_t i = 0; i < body.line_count; ++i) {
    if (i != body.anchored_line || !body.enabled) {
      write_rejected((*body.lines)[i], out);
    } else if (body.udptl) {
      // Spelled as its offerer has it, so that no answer differs from its offer.
      write_t38(body.heard->media()[i], (*body.lines)[i].transport(), body, out);
    } else {
      write_audio(body.heard->media()[i], body, out);
    }
  }
}

void compose_single_line(const MediaSection& section, const OutgoingBody& body, TextWriter& out) {
  write_session(body, out);
  if (body.udptl) {
    write_t38(section, section.transport, body, out);
  } else {
    write_audio(section, body, out);
  }
}

}  // namespace trunkgate::media
