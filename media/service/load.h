// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "media/service/config.h"
#include "media/service/section.h"

namespace trunkgate::media {

/// What reading a configuration file came to. `config` is there exactly when `errors` is empty.
struct LoadedConfig {
  std::optional<ServiceConfig> config;
  std::vector<Problem> errors;  ///< by line
};

/// Reads and checks a YAML configuration file. Every error is collected, not only the first. Start and reload only.
/// Never throws.
[[nodiscard]] LoadedConfig load_config(const std::string& file);
/// The same on a text; `file` is only its name.
[[nodiscard]] LoadedConfig load_config_text(const std::string& yaml, const std::string& file);

}  // namespace trunkgate::media
