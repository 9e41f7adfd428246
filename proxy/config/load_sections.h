// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string_view>

#include "proxy/config/config.h"
#include "proxy/config/load.h"
#include "proxy/config/load_node.h"
#include "proxy/config/secret_file.h"
#include "proxy/config/source_lines.h"

namespace trunkgate::proxy {

/// What the readers of the sections fill. They run in the order zones, peers, routes, because each names the former.
struct Loading {
  Config& config;
  SourceLines& lines;
  Problems& problems;
  NamedFiles files;
};

void load_zones(const Member& zones, Loading& loading);
void load_peers(const Member& peers, Loading& loading);
void load_routes(const Member& routes, Loading& loading);
/// media, http, log, cdr, hep, sealing, workers, drain_timeout.
void load_services(const Section& top, Loading& loading);

/// `media:` of a zone.
[[nodiscard]] std::optional<ZoneMedia> load_zone_media(const Section& media, const Zone& zone, ZoneLines& lines,
                                                       Problems& problems);
/// A list of blocks and presets. `good` becomes false when an entry is not readable.
[[nodiscard]] std::vector<CidrBlock> load_allow(const Section& section, bool& good);
/// `accept_register:` or `auth:`, with the secret read from its file or environment variable.
[[nodiscard]] std::optional<PeerAuth> load_auth(const Section& section, NamedFiles files);
/// One sentence on a file that is not good, as an error at `line`. `example` says what belongs in it.
void report_file(const Section& section, const Text& path, FileState state, std::string_view example);

}  // namespace trunkgate::proxy
