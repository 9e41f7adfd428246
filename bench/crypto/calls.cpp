// SPDX-License-Identifier: Apache-2.0
#include "bench/crypto/calls.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "media/drop_reason.h"
#include "tests/media/support/parties.h"

namespace trunkgate::bench {
namespace {

using media::Address;

metrics::Labels labels() {
  metrics::Labels labels;
  labels.zones = {"corporate", "carrier"};
  labels.rtp_drops.assign(media::drop_reason_names.begin(), media::drop_reason_names.end());
  return labels;
}

media::Endpoint party_port(const media::Endpoint& first, std::size_t number) {
  return {first.address, static_cast<std::uint16_t>(first.port + 2 * number)};
}

// SDP names the address behind the carrier zone's 1:1 NAT; the socket is bound to the one in front.
media::Endpoint bound(media::Endpoint told) {
  if (told.address == Address::v4(203, 0, 113, 5)) told.address = Address::v4(192, 0, 2, 10);
  return told;
}

}  // namespace

Calls::Calls(std::size_t count, std::optional<media::Suite> suite, Way way)
    : counters_(labels()),
      house_(suite ? media::SrtpPolicy::required : media::SrtpPolicy::off, static_cast<std::uint16_t>(count)) {
  if (suite) house_.config.zones[media::House::carrier].suites = {std::string(media::suite_row(*suite).sdes_name)};
  house_.anchor.emplace(house_.config, std::uint8_t{0}, std::uint64_t{1}, house_.ports, house_.keys, &counters_);
  for (std::size_t number = 0; number < count; ++number) set_up(number, suite, way);
  for (std::size_t i = 0; i < batch_size; ++i) packets_[i] = {buffers_[i].data(), 0};
}

void Calls::set_up(std::size_t number, std::optional<media::Suite> suite, Way way) {
  media::Party phone{party_port(media::phone_rtp, number)};
  media::Party trunk{party_port(media::trunk_rtp, number), suite, static_cast<std::uint8_t>(number)};
  const media::SessionId id = media::House::id + number;
  const auto offered = house_.command(media::CommandKind::offer, media::Side::a, phone.sdp(), id);
  trunk.told(offered.sdp.view());
  const auto answered = house_.command(media::CommandKind::answer, media::Side::b, trunk.sdp(), id);
  phone.told(answered.sdp.view());
  if (answered.kind != media::EventKind::sdp) std::abort();
  media::Party& sender = way == Way::inside_to_outside ? phone : trunk;
  const auto port = house_.ports.at(bound(sender.peer.rtp));
  calls_.push_back({std::move(sender), port.value(), static_cast<std::uint16_t>(number)});
}

void Calls::prepare() {
  house_.now += std::chrono::milliseconds{20};
  for (std::size_t i = 0; i < batch_size; ++i) {
    Call& call = calls_[next_];
    next_ = (next_ + 1) % calls_.size();
    const media::Octets octets = call.sender.seal(media::rtp_packet(call.sequence++));
    std::copy(octets.begin(), octets.end(), buffers_[i].begin());
    packets_[i].size = octets.size();
    senders_[i] = &call;
  }
}

void Calls::relay() {
  for (std::size_t i = 0; i < batch_size; ++i) {
    const Call& call = *senders_[i];
    const auto verdict = house_.anchor->on_packet(house_.now, call.port, call.sender.offer.rtp, packets_[i]);
    if (!verdict.forward) std::abort();
  }
}

}  // namespace trunkgate::bench
