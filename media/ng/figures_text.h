// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "media/control.h"

namespace trunkgate::media::ng {

/// What a session was like, in one sentence for the log: first what the caller's side (a) sent, then the other's.
[[nodiscard]] std::string figures_text(const Statistics& statistics);

}  // namespace trunkgate::media::ng
