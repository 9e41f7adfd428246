// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "proxy/hide/key_ring.h"

namespace trunkgate::proxy {

/// What became of a key file: keys, or one sentence for the operator (what, where, what to do).
struct KeyFileResult {
  std::optional<KeyRing> keys;
  std::string error;

  explicit operator bool() const { return keys.has_value(); }
};

/// Reads the sealing keys. One key per line: 32 bytes as 64 hexadecimal digits, or as base64 or base64url with or
/// without padding; blank lines and what follows a '#' are ignored. The first key seals, all keys open, so a rotation
/// puts a new line on top and drops the old one when the last call sealed with it is over.
/// A file that group or others may read is refused. When `path` does not exist, it is created with mode 0600 and one
/// fresh key, its missing parent directories with mode 0700. Touches files: for program start, not for the call path.
[[nodiscard]] KeyFileResult load_key_file(const std::string& path);

/// The same for text that was read already. `name` stands for the file in error sentences.
[[nodiscard]] KeyFileResult parse_keys(std::string_view text, std::string_view name);

}  // namespace trunkgate::proxy
