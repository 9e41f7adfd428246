// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/listener_face.h"

namespace trunkgate::proxy {

std::vector<ListenerFace> make_listener_faces(const Config& config) {
  std::vector<ListenerFace> faces;
  for (const Listener& listener : config.listeners) {
    const Zone& zone = config.zones[listener.zone];
    ListenerFace face;
    face.host = zone.advertise;
    if (face.host.empty()) {
      char text[48];
      face.host.assign(text, write_ip(listener.local.address, true, text));
    }
    const std::string sent_by = face.host + ":" + std::to_string(listener.local.port);
    face.via_prefix = "SIP/2.0/" + std::string(via_name(listener.transport)) + " " + sent_by;
    face.contact_tail = "@" + sent_by;
    if (listener.transport != Transport::udp)
      face.contact_tail += ";transport=" + std::string(to_string(listener.transport));
    face.contact_tail += ">";
    faces.push_back(std::move(face));
  }
  return faces;
}

}  // namespace trunkgate::proxy
