// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstring>

#include "bench/parser/system.h"
#include "sip/limits.h"

namespace trunkgate::bench {

namespace {

void release_nothing() {}

bool copy(std::string_view bytes, Fields& fields) {
  static std::array<char, sip::message_size_max> room;
  std::memcpy(room.data(), bytes.data(), bytes.size());
  fields.body = {room.data(), bytes.size()};
  return true;
}

bool find_line_ends(std::string_view bytes, Fields& fields) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  int lines = 0;
  while (const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at))) {
    at = static_cast<const char*>(found) + 1;
    ++lines;
  }
  fields.status = lines;
  return true;
}

}  // namespace

System copy_floor() { return {"floor", copy, release_nothing}; }
System newline_floor() { return {"floor-newline", find_line_ends, release_nothing}; }

}  // namespace trunkgate::bench
