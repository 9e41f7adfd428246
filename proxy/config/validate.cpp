// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/validate.h"

#include "proxy/config/validate_parts.h"

namespace trunkgate::proxy {

std::string listener_text(const Listener& listener) {
  return std::string{to_string(listener.transport)} + "://" + to_string(listener.local);
}

void validate(Config& config, const SourceLines& lines, Problems& problems) {
  validate_listeners(config, lines, problems);
  validate_zone_tls(config, lines, problems);
  validate_zone_allow(config, lines, problems);
  validate_media(config, lines, problems);
  validate_peers(config, lines, problems);
  validate_routes(config, lines, problems);
}

}  // namespace trunkgate::proxy
