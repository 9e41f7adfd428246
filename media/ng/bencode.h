// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "media/ng/value.h"
#include "media/sdp/text_writer.h"

namespace trunkgate::media::ng {

/// Bencode, the encoding that Kamailio and OpenSIPS speak: `3:abc` is a string, `i7e` an integer, `l…e` a list and
/// `d…e` a dictionary of string keys. Keys need not be in order: no writer of ng messages sorts them.

/// Fills `tree`; texts are views of `text`. False when it is not exactly one value, or is out of bounds (limits.h):
/// numbers are strict, without leading zeros or a negative zero. Takes no stack by depth.
[[nodiscard]] bool read_bencode(std::string_view text, Tree& tree);

/// Members in the order in which they were added.
void write_bencode(Value value, TextWriter& out);

}  // namespace trunkgate::media::ng
