// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "proxy/config/secret.h"

namespace trunkgate::proxy {

inline constexpr std::size_t secret_size_max = 4096;

enum class FileState : std::uint8_t {
  good,
  missing,         ///< no such file
  unreadable,      ///< it is there, but may not be opened by this user
  not_a_file,      ///< a directory, socket or device
  open_to_others,  ///< readable or writable by any user of the machine
  empty,           ///< nothing in it but an end of line
  too_long,        ///< above secret_size_max, or more than one line: hardly a password
  wrong_content    ///< not the kind of PEM that was expected
};

struct SecretFile {
  FileState state = FileState::missing;
  Secret secret;  ///< set when good; one end of line at the end is not part of it
};

/// Reads a password from a file that only its owner (and group) may read. No copy of the bytes stays behind.
[[nodiscard]] SecretFile read_secret_file(const std::string& path);

enum class PemKind : std::uint8_t { certificate, private_key };
/// Whether the file holds such a PEM block; a private key must not be open to others. Does not parse it: TLS set-up
/// does.
[[nodiscard]] FileState check_pem_file(const std::string& path, PemKind kind);

/// Whether the directory that `path` would be created in exists.
[[nodiscard]] bool parent_directory_exists(const std::string& path);

}  // namespace trunkgate::proxy
