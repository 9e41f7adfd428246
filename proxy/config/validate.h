// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proxy/config/config.h"
#include "proxy/config/problem.h"
#include "proxy/config/source_lines.h"

namespace trunkgate::proxy {

/// Checks between parts of the configuration that are each right alone: sockets that collide, TLS without a
/// certificate, peers without a listener, media ranges that overlap, routes that are never reached. Also settles
/// Peer::listener. Skips what depends on a part that had an error of its own, so that one mistake gives one message.
void validate(Config& config, const SourceLines& lines, Problems& problems);

}  // namespace trunkgate::proxy
