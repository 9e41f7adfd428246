// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "proxy/config/config.h"
#include "proxy/config/problem.h"
#include "proxy/config/source_lines.h"

namespace trunkgate::proxy {

/// The parts of `validate`, one per concern.
void validate_listeners(const Config& config, const SourceLines& lines, Problems& problems);
void validate_zone_tls(const Config& config, const SourceLines& lines, Problems& problems);
void validate_zone_allow(const Config& config, const SourceLines& lines, Problems& problems);
void validate_media(const Config& config, const SourceLines& lines, Problems& problems);
void validate_peers(Config& config, const SourceLines& lines, Problems& problems);
void validate_routes(const Config& config, const SourceLines& lines, Problems& problems);

[[nodiscard]] std::string listener_text(const Listener& listener);  ///< "udp://10.0.0.2:5060"

}  // namespace trunkgate::proxy
