// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/media_bridge.h"

#include <algorithm>

namespace trunkgate::proxy {
namespace {

media::Address to_media(const IpAddress& address) { return {address.bytes}; }

media::SrtpPolicy to_media(SrtpPolicy policy) {
  switch (policy) {
    case SrtpPolicy::off: return media::SrtpPolicy::off;
    case SrtpPolicy::optional: return media::SrtpPolicy::optional;
    case SrtpPolicy::required: return media::SrtpPolicy::required;
  }
  return media::SrtpPolicy::required;
}

media::ZoneConfig to_media(const Zone& zone) {
  media::ZoneConfig out;
  out.name = zone.name;
  if (!zone.media) return out;  // a zone without media: no ports, so every offer into it is refused
  out.bind = to_media(zone.media->address);
  if (zone.media->advertise) out.advertise = to_string(*zone.media->advertise);
  out.port_first = zone.media->ports.first;
  out.port_last = zone.media->ports.last;
  out.srtp = to_media(zone.media->srtp);
  out.suites = zone.media->suites;
  for (const CidrBlock& block : zone.media->allow) out.allow.push_back({to_media(block.network), block.prefix});
  out.timeout = zone.media->timeout;
  out.keepalive = zone.media->keepalive;
  out.t38 = zone.media->t38 == T38Policy::pass ? media::T38Policy::pass : media::T38Policy::refuse;
  return out;
}

}  // namespace

std::vector<std::string> remote_anchor_names(const Config& config) {
  std::vector<std::string> names;
  for (const std::string& anchor : config.media_anchors) names.push_back(anchor.substr(ng_scheme.size()));
  return names;
}

media::MediaConfig to_media_config(const Config& config) {
  media::MediaConfig out;
  for (const Zone& zone : config.zones) out.zones.push_back(to_media(zone));
  out.workers = static_cast<std::uint8_t>(std::clamp<std::uint32_t>(config.media_workers, 1, 255));
  out.realtime = config.media_realtime;
  return out;
}

MediaBridge::MediaBridge(boost::asio::io_context& io, media::Attached& anchor, std::uint8_t worker, Handler on_event,
                         std::function<void()> on_batch_end)
    : anchor_(anchor),
      worker_(worker),
      on_event_(std::move(on_event)),
      on_batch_end_(std::move(on_batch_end)),
      readable_(io, anchor.event_fd(worker)),
      event_(std::make_unique<media::Event>()) {}

// The descriptor is the anchor's, which closes it.
MediaBridge::~MediaBridge() { readable_.release(); }

void MediaBridge::start() { wait(); }

void MediaBridge::wait() {
  readable_.async_wait(boost::asio::posix::descriptor_base::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    while (anchor_.next_event(worker_, *event_)) on_event_(*event_);
    on_batch_end_();
    wait();
  });
}

}  // namespace trunkgate::proxy
