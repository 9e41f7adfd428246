// SPDX-License-Identifier: Apache-2.0
#include "media/session/forward.h"

#include <optional>
#include <span>

#include "media/limits.h"
#include "media/rtp/demux.h"
#include "media/rtp/header.h"
#include "media/rtp/rtcp.h"
#include "media/rtp/rtcp_report.h"
#include "media/session/departure.h"
#include "media/session/mki.h"

namespace trunkgate::media {

namespace {

using Drop = std::optional<DropReason>;

Drop drop_of(Judgement judgement) {
  switch (judgement) {
    case Judgement::believe:
    case Judgement::learn: return std::nullopt;
    case Judgement::stranger: return DropReason::stranger;
    case Judgement::window_closed: return DropReason::window_closed;
    case Judgement::locked: return DropReason::locked;
  }
  return DropReason::stranger;
}

// RFC 5761 §5.1.1: without a=rtcp-mux each kind has its port.
Drop check_kind(PacketKind kind, bool rtcp) {
  switch (kind) {
    case PacketKind::rtp: return rtcp ? Drop{DropReason::wrong_port} : std::nullopt;
    case PacketKind::rtcp: return rtcp ? std::nullopt : Drop{DropReason::wrong_port};
    case PacketKind::stun:
    case PacketKind::dtls: return DropReason::unsolicited;
    case PacketKind::other: return DropReason::malformed;
  }
  return DropReason::malformed;
}

Drop drop_of(SrtpError error) {
  switch (error) {
    case SrtpError::none: return std::nullopt;
    case SrtpError::auth: return DropReason::srtp_auth;
    case SrtpError::replay: return DropReason::srtp_replay;
    case SrtpError::too_short:
    case SrtpError::other: return DropReason::srtp_other;
  }
  return DropReason::srtp_other;
}

Drop open_sealed(StreamSide& in, bool rtcp, Packet& packet) {
  SrtpSession& session = in.opens;
  if (in.mki_size > 0) packet.size = cut_mki(packet.bytes(), in.mki_size, tag_after_mki(in.opens.suite(), rtcp));
  const SrtpError error = rtcp ? session.unprotect_rtcp(buffer_of(packet), packet.size)
                               : session.unprotect_rtp(buffer_of(packet), packet.size);
  if (error != SrtpError::none) ++in.srtp_failures;
  return drop_of(error);
}

Drop check_content(bool rtcp, const Packet& packet) {
  if (rtcp) return check_rtcp(packet.bytes()) == RtcpError::none ? std::nullopt : Drop{DropReason::bad_rtcp};
  const auto header = read_rtp_header(packet.bytes());
  return header && padding_fits(*header, packet.bytes()) ? std::nullopt : Drop{DropReason::malformed};
}

// A source is judged before the costly work, authenticated, checked, and only then learned.
Drop admit(Instant now, StreamSide& in, bool rtcp, const Endpoint& source, Packet& packet) {
  if (const Drop drop = check_kind(classify(packet.bytes()), rtcp)) return drop;
  Latch& latch = rtcp ? in.rtcp : in.rtp;
  const bool sealed = in.opens.is_open();
  // With SRTP a valid tag is about to be demanded: judge as if it were there.
  const Judgement judgement = latch.judge(now, source, in.config->allow, sealed);
  if (const Drop drop = drop_of(judgement)) return drop;
  if (sealed) {
    if (const Drop drop = open_sealed(in, rtcp, packet)) return drop;
  }
  if (const Drop drop = check_content(rtcp, packet)) return drop;
  if (judgement == Judgement::learn) {
    latch.learn(source, sealed);
    if (!rtcp && !sealed && source == latch.signalled()) in.rtcp.settle();
  }
  in.last_packet = now;
  return std::nullopt;
}

void prepare_rtp(Instant now, StreamSide& in, Packet& packet) {
  const auto header = read_rtp_header(packet.bytes());
  in.heard = true;
  in.reception.on_packet(now, header->ssrc, header->sequence, header->timestamp, in.clock_rate);
  const PayloadKind kind = in.kinds(header->payload_type);
  if (is_speech(kind)) {
    in.codec = kind;
  } else if (kind == PayloadKind::telephone_event) {
    in.events.on_packet(header->ssrc, header->timestamp);
  }
  write_payload_type(packet.bytes(), in.payload_map(header->payload_type));
}

// What the sides say of each other on its way past us: once in some seconds, so no matter for speed.
void note_reports(Instant now, StreamSide& in, StreamSide& out, const Packet& packet) {
  const Reports reports = read_reports(packet.bytes());
  for (const ReportBlock& block : reports.block_list()) {
    if (block.ssrc != out.reception.ssrc()) continue;
    in.round_trip.on_report(now, block);
    in.reported_lost = block.lost;
    in.reported_jitter_us = static_cast<std::uint32_t>(std::uint64_t{block.jitter} * 1'000'000U / out.clock_rate);
  }
  if (reports.sent) out.round_trip.on_sent(now, reports.ntp_middle);
}

Verdict drop(StreamSide& in, DropReason reason) {
  ++in.dropped;
  return Verdict::drop(reason);
}

/// Fax (ITU-T T.38 §9.1): the source check, and nothing else that RTP has.
Verdict forward_udptl(Instant now, Stream& stream, Side from, bool rtcp, const Endpoint& source, const Packet& packet) {
  StreamSide& in = stream.side(from);
  StreamSide& out = stream.side(other(from));
  if (rtcp) return drop(in, DropReason::wrong_port);
  const Judgement judgement = in.rtp.judge(now, source, in.config->allow, false);
  if (const Drop reason = drop_of(judgement)) return drop(in, *reason);
  if (judgement == Judgement::learn) {
    // The last speech may come behind the answer, from the port of before: fax must not be sent there.
    const bool late_speech = source != in.rtp.signalled() && classify(packet.bytes()) == PacketKind::rtp;
    if (late_speech) return drop(in, DropReason::malformed);
    in.rtp.learn(source, false);
  }
  in.last_packet = now;
  in.heard = true;
  if (stream.tap != nullptr) [[unlikely]]
    stream.tap->on_packet(now, source, local(in, rtcp), packet.bytes());
  const Endpoint* const target = target_of(out, rtcp);
  if (target == nullptr) return drop(in, DropReason::no_target);
  if (stream.tap != nullptr) [[unlikely]]
    stream.tap->on_packet(now, local(out, rtcp), *target, packet.bytes());
  ++in.packets;
  in.octets += packet.size;
  in.last_relayed = now;
  return {true, DropReason::no_session, out.ports.rtp(), *target};
}

}  // namespace

Verdict forward(Instant now, Stream& stream, Side from, bool rtcp, const Endpoint& source, Packet& packet) {
  StreamSide& in = stream.side(from);
  StreamSide& out = stream.side(other(from));
  if (!stream.agreed) return drop(in, DropReason::not_agreed);
  if (stream.udptl) [[unlikely]]
    return forward_udptl(now, stream, from, rtcp, source, packet);
  if (in.broken || out.broken) return drop(in, DropReason::srtp_other);
  if (const Drop reason = admit(now, in, rtcp, source, packet)) return drop(in, *reason);
  if (stream.tap != nullptr) [[unlikely]]
    stream.tap->on_packet(now, source, local(in, rtcp), packet.bytes());
  if (rtcp) {
    note_reports(now, in, out, packet);
    packet.size = hide_rtcp(packet.bytes());
  } else {
    prepare_rtp(now, in, packet);
  }
  const std::size_t clear_size = packet.size;
  const Endpoint* const target = target_of(out, rtcp);
  if (target == nullptr) return drop(in, DropReason::no_target);
  if (stream.tap != nullptr) [[unlikely]]
    stream.tap->on_packet(now, local(out, rtcp), *target, packet.bytes());
  if (!seal(out, rtcp, packet)) return drop(in, DropReason::srtp_protect);
  if (!rtcp) {
    ++in.packets;
    in.octets += clear_size;
    in.last_relayed = now;
  }
  return {true, DropReason::no_session, rtcp ? out.ports.rtcp() : out.ports.rtp(), *target};
}

}  // namespace trunkgate::media
