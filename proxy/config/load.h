// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/config/config.h"
#include "proxy/config/problem.h"

namespace trunkgate::proxy {

/// What reading a configuration file came to. `config` is there exactly when `errors` is empty.
struct LoadedConfig {
  std::optional<Config> config;
  std::vector<Problem> errors;    ///< by line; at most problem_count_max
  std::vector<Problem> warnings;  ///< things that work but are seldom meant
};

/// Whether the files and environment variables that a configuration names are looked at.
enum class NamedFiles : std::uint8_t {
  read,  ///< a missing certificate or secret is an error
  skip   ///< for a check away from the machine that runs the service; secrets stay empty
};

/// Reads, checks and completes a YAML configuration file. Every error is collected, not only the first: syntax, unknown
/// keys, values, cross-checks, and files and secrets that the configuration names (they are opened here, TLS material
/// is only probed). Reads files and the environment; start and reload only. Never throws.
[[nodiscard]] LoadedConfig load_config(const std::string& file, NamedFiles files = NamedFiles::read);

/// The same on a text; `file` is only its name in Config::file.
[[nodiscard]] LoadedConfig load_config_text(std::string_view yaml, const std::string& file,
                                            NamedFiles files = NamedFiles::read);

}  // namespace trunkgate::proxy
