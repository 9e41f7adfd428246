// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace trunkgate::media {

/// A test in text, tests/data/sdp/*.txt: lines of set-up, then steps, each of a line "---- <what>" and a body.
///   zone a|b off|optional|required [suite …]      set-up; default: off, and the default suites
///   t38 a|b pass                                  set-up; default: refuse
///   local a|b <address> <port>                    set-up; default: 192.0.2.10 10000 and 203.0.113.5 20000
///   ---- offer a|b    ---- answer a|b             the body is heard on that side
///   ---- sent         what goes to the other side, octet by octet
///   ---- refused <name of media::Refusal>
///   ---- cancel a|b   the offer of that side was refused by the other
/// "#" begins a comment before the first step. Bodies have CRLF on the wire, whatever the file has.
struct SdpFile {
  struct Step {
    std::string what;
    std::string argument;
    std::string body;
  };
  std::vector<std::string> set_up;
  std::vector<Step> steps;
};

inline std::filesystem::path sdp_file_folder() {
  return std::filesystem::path(TRUNKGATE_SOURCE_DIR) / "tests" / "data" / "sdp";
}

inline SdpFile read_sdp_file(std::istream& in) {
  SdpFile file;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("---- ")) {
      std::istringstream words(line.substr(5));
      file.steps.emplace_back();
      words >> file.steps.back().what >> file.steps.back().argument;
    } else if (!file.steps.empty()) {
      file.steps.back().body += line + "\r\n";
    } else if (!line.empty() && line.front() != '#') {
      file.set_up.push_back(line);
    }
  }
  return file;
}
inline SdpFile read_sdp_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  return read_sdp_file(in);
}

inline std::vector<std::string> sdp_file_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(sdp_file_folder())) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace trunkgate::media
