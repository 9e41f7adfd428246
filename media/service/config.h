// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "media/config.h"
#include "media/ng/limits.h"
#include "media/ng/server_output.h"

namespace trunkgate::media {

enum class LogFormat : std::uint8_t { json, text };

/// The configuration file of `trunkgate-media` as plain values.
struct ServiceConfig {
  std::string file;
  MediaConfig media;
  std::vector<Endpoint> ng_listen;  ///< UDP
  std::vector<CidrBlock> ng_allow;  ///< who may send commands
  std::chrono::seconds ng_delete_delay = ng::delete_delay_default;
  Endpoint http_listen{Address::v4(127, 0, 0, 1), 9091};
  std::string admin_socket;  ///< path; empty: none
  ng::LogLevel log_level = ng::LogLevel::info;
  LogFormat log_format = LogFormat::json;
  std::chrono::seconds drain_timeout = std::chrono::hours{2};
};

}  // namespace trunkgate::media
