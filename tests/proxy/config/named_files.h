// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace trunkgate::proxy {

/// The files that sample configurations name under /etc/trunkgate and /run/secrets, made in a directory of its own that
/// goes with the object. `here` points a text at it, `back` undoes that in messages.
class NamedFilesDirectory {
 public:
  NamedFilesDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "trunkgate-XXXXXX").string();
    path_ = std::string{::mkdtemp(pattern.data())} + "/";
    add("twilio", "Trunk-Password-1\n", 0600);
    add("pbx", "Pbx-Password-1\n", 0640);
    add("open", "seen by all\n", 0644);
    add("blank", "\n", 0600);
    add("two-lines", "one\ntwo\n", 0600);
    add("tls.crt",
        "-----BEGIN "
        "CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
        0644);
    add("tls.key",
        "-----BEGIN "
        "PRIVATE "
        "KEY-----\nAA==\n-----END PRIVATE "
        "KEY-----\n",
        0600);
  }
  NamedFilesDirectory(const NamedFilesDirectory&) = delete;
  NamedFilesDirectory& operator=(const NamedFilesDirectory&) = delete;
  ~NamedFilesDirectory() { std::filesystem::remove_all(path_); }

  std::string add(const std::string& name, const std::string& content, ::mode_t mode) const {
    std::ofstream{path_ + name} << content;
    ::chmod((path_ + name).c_str(), mode);
    return path_ + name;
  }

  [[nodiscard]] std::string here(const std::string& text) const {
    return replaced(replaced(text, "/run/secrets/", path_), "/etc/trunkgate/", path_);
  }
  [[nodiscard]] std::string back(const std::string& text) const { return replaced(text, path_, "DIR/"); }

  /// The text of a file below the top folder of the sources.
  [[nodiscard]] static std::string source(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream{std::string{TRUNKGATE_SOURCE_DIR} + "/" + path}.rdbuf();
    return text.str();
  }

 private:
  static std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
      text.replace(at, from.size(), to);
    }
    return text;
  }
  std::string path_;
};

}  // namespace trunkgate::proxy
