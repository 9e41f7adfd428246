// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "media/ng/value.h"
#include "media/sdp/text_writer.h"

namespace trunkgate::media::ng {

/// The JSON form of ng messages (RFC 8259). It has no fractions, and its true, false and null are 1, 0 and "".

/// Fills `tree`; texts are kept in it. False when `text` is not one object or array, or is out of bounds (limits.h).
[[nodiscard]] bool read_json(std::string_view text, Tree& tree);

/// Octets that are not UTF-8 (a Call-ID may hold any) are written as the code points of the same number.
void write_json(Value value, TextWriter& out);

}  // namespace trunkgate::media::ng
