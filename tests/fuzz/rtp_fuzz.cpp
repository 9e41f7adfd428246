// SPDX-License-Identifier: Apache-2.0
// Packets on media ports: a call between a plain phone and a trunk with or without SRTP, of speech or, without SRTP, of
// fax, and whatever arrives. Two octets choose the call; then one octet per operation and what it needs.
#include <optional>

#include "media/rtp/header.h"
#include "media/rtp/rtcp.h"
#include "media/sdp/suite_list.h"
#include "tests/fuzz/input.h"
#include "tests/media/support/house.h"
#include "tests/media/support/parties.h"

namespace trunkgate::fuzz {
namespace {

using media::Endpoint;
using media::House;
using media::Octets;
using media::Party;
using media::Side;
using media::SrtpPolicy;
using media::Suite;

constexpr std::size_t operation_count_max = 100;
constexpr std::uint16_t port_pairs = 4;

class Call {
 public:
  explicit Call(Choices& choices) : choices_(choices), secure_(choices.below(2) == 1), house_(policy(), port_pairs) {
    const auto suite = static_cast<Suite>(choices.below(media::sdes_suite_count));
    if (secure_) {
      house_.config.zones[1].suites = {std::string(media::suite_row(suite).sdes_name)};
      house_.anchor.emplace(house_.config, std::uint8_t{0}, std::uint64_t{1}, house_.ports, house_.keys, nullptr);
      trunk_ = Party{media::trunk_rtp, suite, 33};
    } else {
      house_.pass_t38();
    }
  }

  void run() {
    require(house_.set_up(phone_, trunk_), "a plain call is set up");
    for (std::size_t i = 0; i < operation_count_max && !choices_.empty(); ++i) step();
    static_cast<void>(house_.command(media::CommandKind::remove));
    require(house_.anchor->session_count() == 0 && house_.anchor->ports_in_use() == 0, "a removed call holds nothing");
  }

 private:
  [[nodiscard]] SrtpPolicy policy() const { return secure_ ? SrtpPolicy::required : SrtpPolicy::off; }
  Party& party(bool of_trunk) { return of_trunk ? trunk_ : phone_; }

  void step() {
    const std::size_t operation = choices_.below(8);
    const std::uint8_t flags = choices_.byte();
    const bool from_trunk = (flags & 1) != 0;
    const bool rtcp = (flags & 2) != 0;
    switch (operation) {
      case 0: return arrive(from_trunk, rtcp, octets(), own_source(from_trunk, rtcp));
      case 1: return arrive(from_trunk, rtcp, party(from_trunk).seal(octets(), rtcp), own_source(from_trunk, rtcp));
      case 2: return arrive(from_trunk, rtcp, spoiled(from_trunk, rtcp), own_source(from_trunk, rtcp));
      case 3: return arrive(from_trunk, rtcp, party(from_trunk).seal(audio(), rtcp), other_source(from_trunk));
      case 4: return from_a_stranger(from_trunk, rtcp);
      case 5: return pass_time();
      case 6: return offer_again(from_trunk, flags);
      default: return arrive(from_trunk, false, party(from_trunk).seal(audio()), own_source(from_trunk, false));
    }
  }

  Octets octets() {
    const auto taken = choices_.take(choices_.byte() * std::size_t{6});
    return {taken.begin(), taken.end()};
  }
  Octets audio() { return media::rtp_packet(sequence_++, 0x1234, choices_.byte() & 0x7f); }
  /// A good packet with one octet changed on the way.
  Octets spoiled(bool from_trunk, bool rtcp) {
    Octets packet = party(from_trunk).seal(rtcp ? media::rtcp_packet() : audio(), rtcp);
    const std::size_t at = choices_.byte();
    if (!packet.empty()) packet[at % packet.size()] ^= choices_.byte();
    return packet;
  }
  Endpoint own_source(bool from_trunk, bool rtcp) {
    const Endpoint& rtp = party(from_trunk).offer.rtp;
    return rtcp ? House::above(rtp) : rtp;
  }
  /// Another port of the party, or another address of its zone's ranges.
  Endpoint other_source(bool from_trunk) {
    Endpoint source = party(from_trunk).offer.rtp;
    const std::uint8_t which = choices_.byte();
    source.port = static_cast<std::uint16_t>(source.port + which % 4 * 2);
    if (which > 127) ++source.address.bytes[15];
    return source;
  }

  House::Outcome deliver(bool to_trunk_port, bool rtcp, const Octets& packet, const Endpoint& source) {
    const Endpoint& rtp = party(to_trunk_port).peer.rtp;
    return house_.packet(rtcp ? House::above(rtp) : rtp, source, packet);
  }
  void arrive(bool from_trunk, bool rtcp, const Octets& packet, const Endpoint& source) {
    if (packet.size() > media::packet_size_max) return;
    const auto outcome = deliver(from_trunk, rtcp, packet, source);
    if (outcome.verdict.forward) check_sent(party(!from_trunk), !from_trunk, rtcp, outcome);
  }
  /// RTP bleed: neither signalled nor in the zone's ranges is never believed, whatever it sends.
  void from_a_stranger(bool to_trunk_port, bool rtcp) {
    const Octets packet = (choices_.byte() & 1) != 0 ? octets() : audio();
    const Endpoint stranger{media::Address::v4(198, 51, 100, 66), 9999};
    require(!deliver(to_trunk_port, rtcp, packet, stranger).verdict.forward, "a stranger's packet goes nowhere");
  }
  void check_sent(Party& to, bool to_trunk, bool rtcp, const House::Outcome& outcome) {
    require(outcome.octets.size() <= media::packet_size_max + media::packet_tail_room,
            "a packet grows by its tag alone");
    require(outcome.verdict.to.port != 0 && !outcome.verdict.to.address.is_unspecified(), "a target is an address");
    if (fax_) return require(!rtcp, "fax has no RTCP");
    Octets clear = outcome.octets;
    if (to_trunk && secure_) {
      clear = to.open(outcome.octets, rtcp);
      require(!clear.empty(), "what goes to a secure trunk opens with our key");
    }
    if (rtcp)
      require(media::check_rtcp(clear) == media::RtcpError::none, "RTCP that we relay is well formed");
    else
      require(media::read_rtp_header(clear).has_value(), "RTP that we relay is well formed");
  }

  void pass_time() {
    house_.now += std::chrono::milliseconds{100} * choices_.byte();
    house_.look();
    for (const auto& [via, to, octets] : house_.ports.sent) {
      const bool to_trunk = via.address == house_.config.zones[House::carrier].bind;
      check_sent(party(to_trunk), to_trunk, false, {{true, {}, 0, to}, octets, via});
    }
    house_.ports.sent.clear();
    media::EventList events;
    static_cast<void>(house_.anchor->deliver_events(events));
  }
  /// Hold, resume, a moved port, another key; accepted, refused or left open.
  void offer_again(bool from_trunk, std::uint8_t flags) {
    if ((flags & 128) != 0 && !secure_) return offer_fax(from_trunk, flags);
    Party& offerer = party(from_trunk);
    Party& answerer = party(!from_trunk);
    const Side side = from_trunk ? Side::b : Side::a;
    static constexpr std::array directions{"sendrecv", "sendonly", "recvonly", "inactive"};
    offerer.offer.direction = directions[flags >> 2 & 3];
    ++offerer.offer.version;
    if ((flags & 16) != 0) offerer.offer.rtp.port = static_cast<std::uint16_t>(offerer.offer.rtp.port + 2);
    if ((flags & 32) != 0 && offerer.offer.suite) offerer.use_key(media::key_of(*offerer.offer.suite, ++key_));
    const media::Event offered = house_.offer(side, offerer);
    if (offered.kind != media::EventKind::sdp) return;
    if ((flags & 64) != 0) return static_cast<void>(house_.command(media::CommandKind::cancel_offer, side));
    answerer.told(offered.sdp.view());
    const media::Event answered = house_.answer(media::other(side), answerer);
    if (answered.kind != media::EventKind::sdp) return;
    offerer.told(answered.sdp.view());
    fax_ = false;
  }
  /// At the ports of speech or next to them; taken, declined, refused or left open.
  void offer_fax(bool from_trunk, std::uint8_t flags) {
    const Side side = from_trunk ? Side::b : Side::a;
    Endpoint at = party(from_trunk).offer.rtp;
    if ((flags & 16) != 0) at.port = static_cast<std::uint16_t>(at.port + 2);
    const auto offered = house_.command(media::CommandKind::offer, side, media::fax_sdp_of(at));
    require(offered.kind == media::EventKind::sdp, "fax passes where both zones say so");
    if ((flags & 64) != 0) return static_cast<void>(house_.command(media::CommandKind::cancel_offer, side));
    if ((flags & 32) != 0) return;
    const bool declined = (flags & 8) != 0;
    const std::string body = media::fax_sdp_of(party(!from_trunk).offer.rtp, declined ? "0" : "");
    const auto answered = house_.command(media::CommandKind::answer, media::other(side), body);
    require(answered.kind == media::EventKind::sdp, "an answer of fax is taken");
    fax_ = fax_ || !declined;
  }

  Choices& choices_;
  bool secure_;
  House house_;
  Party phone_ = media::phone();
  Party trunk_ = media::trunk();
  std::uint16_t sequence_ = 1;
  std::uint8_t key_ = 40;
  bool fax_ = false;
};

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trunkgate::fuzz::Choices choices({data, size});
  trunkgate::fuzz::Call(choices).run();
  return 0;
}
