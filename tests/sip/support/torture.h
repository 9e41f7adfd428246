// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace trunkgate::sip {

/// Names of the torture messages below tests/data, without their extension, in order. RFC 4475's are the octets of its
/// Appendix A, with the blank line that `baddn` lacks there. RFC 5118's archive ends its lines with LF alone, so those
/// are as its section 4 shows them, with CRLF and, where that changes the body's size, the Content-Length that fits.
inline std::vector<std::string> torture_names(std::string_view rfc) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(TRUNKGATE_SOURCE_DIR "/tests/data/" + std::string(rfc)))
    names.push_back(entry.path().stem().string());
  std::ranges::sort(names);
  return names;
}

inline std::string torture_message(std::string_view rfc, std::string_view name) {
  std::ifstream file(TRUNKGATE_SOURCE_DIR "/tests/data/" + std::string(rfc) + "/" + std::string(name) + ".dat",
                     std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace trunkgate::sip
