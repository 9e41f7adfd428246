// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/listener_face.h"

#include <gtest/gtest.h>

namespace trunkgate::proxy {
namespace {

ListenerFace face_of(const std::string& advertise, Transport transport, const std::string& address,
                     std::uint16_t port) {
  Config config;
  config.zones.resize(1);
  config.zones[0].advertise = advertise;
  config.listeners = {{0, transport, {*parse_ip(address), port}}};
  const auto faces = make_listener_faces(config);
  EXPECT_EQ(faces.size(), 1u);
  return faces.at(0);
}

TEST(Rfc3261_20_42, Advertised_NameInsteadOfTheAddress) {
  const ListenerFace face = face_of("sbc.example.com", Transport::tls, "10.0.0.2", 5061);
  EXPECT_EQ(face.host, "sbc.example.com");
  EXPECT_EQ(face.via_prefix, "SIP/2.0/TLS sbc.example.com:5061");
  EXPECT_EQ(face.contact_tail, "@sbc.example.com:5061;transport=tls>");
}

TEST(Rfc3261_19_1_1, Udp_NoTransportParameter) {
  const ListenerFace face = face_of("", Transport::udp, "10.0.0.2", 5060);
  EXPECT_EQ(face.host, "10.0.0.2");
  EXPECT_EQ(face.via_prefix, "SIP/2.0/UDP 10.0.0.2:5060");
  EXPECT_EQ(face.contact_tail, "@10.0.0.2:5060>");
}

TEST(Rfc3261_19_1_1, Ipv6_InBrackets) {
  const ListenerFace face = face_of("", Transport::tcp, "2001:db8::1", 5070);
  EXPECT_EQ(face.host, "[2001:db8::1]");
  EXPECT_EQ(face.via_prefix, "SIP/2.0/TCP [2001:db8::1]:5070");
  EXPECT_EQ(face.contact_tail, "@[2001:db8::1]:5070;transport=tcp>");
}

TEST(ListenerFace, EachListener_TheFaceOfItsZone) {
  Config config;
  config.zones.resize(2);
  config.zones[1].advertise = "sbc.example.com";
  config.listeners = {{1, Transport::tls, {*parse_ip("192.0.2.10"), 5061}},
                      {0, Transport::udp, {*parse_ip("10.0.0.2"), 5060}}};
  const auto faces = make_listener_faces(config);
  ASSERT_EQ(faces.size(), 2u);
  EXPECT_EQ(faces[0].host, "sbc.example.com");
  EXPECT_EQ(faces[1].host, "10.0.0.2");
}

}  // namespace
}  // namespace trunkgate::proxy
