// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/media_bridge.h"

#include <gtest/gtest.h>

namespace trunkgate::proxy {
namespace {

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
