// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/media_bridge.h"

#include <gtest/gtest.h>

namespace trunkgate::proxy {
namespace {

using std::chrono::seconds;

TEST(MediaConfigOfProxy, ZoneMedia_ArrivesWhole) {
  ZoneMedia written;
  written.ports = {10000, 19999};
  written.srtp = SrtpPolicy::required;
  written.suites = {"AEAD_AES_256_GCM"};
  written.timeout = seconds{90};
  written.keepalive = seconds{45};
  Config config;
  config.zones.resize(2);
  config.zones[0].name = "signalling-only";
  config.zones[1].name = "twilio";
  config.zones[1].media = written;
  const media::MediaConfig media = to_media_config(config);
  ASSERT_EQ(media.zones.size(), 2U);
  const media::ZoneConfig& zone = media.zones[1];
  EXPECT_EQ(zone.name, "twilio");
  EXPECT_EQ(zone.port_first, 10000);
  EXPECT_EQ(zone.port_last, 19999);
  EXPECT_EQ(zone.srtp, media::SrtpPolicy::required);
  EXPECT_EQ(zone.suites, written.suites);
  EXPECT_EQ(zone.timeout, seconds{90});
  EXPECT_EQ(zone.keepalive, seconds{45});
}

TEST(MediaBridge, Zones_SayTheSameToTheAnchor) {
  Config config;
  config.zones.resize(3);
  config.zones[0].media.emplace();
  config.zones[1].media.emplace();
  config.zones[0].media->srtp = SrtpPolicy::optional;
  config.zones[0].media->t38 = T38Policy::pass;
  config.zones[1].media->srtp = SrtpPolicy::required;
  const media::MediaConfig anchor = to_media_config(config);
  ASSERT_EQ(anchor.zones.size(), 3U);
  EXPECT_EQ(anchor.zones[0].srtp, media::SrtpPolicy::optional);
  EXPECT_EQ(anchor.zones[0].t38, media::T38Policy::pass);
  EXPECT_EQ(anchor.zones[1].srtp, media::SrtpPolicy::required);
  EXPECT_EQ(anchor.zones[1].t38, media::T38Policy::refuse);
  EXPECT_EQ(anchor.zones[2].port_last, 0) << "a zone without media has no ports";
}

}  // namespace
}  // namespace trunkgate::proxy
