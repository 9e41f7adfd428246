// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

namespace trunkgate::proxy {
namespace {

constexpr std::size_t pem_size_max = 256 * 1024;  // a chain is some 10 kB

/// An open regular file, or why it is none.
class OpenFile {
 public:
  // O_NONBLOCK: a FIFO in the place of a file must not stop the start.
  explicit OpenFile(const std::string& path) : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)} {
    struct stat status {};
    if (descriptor_ < 0) {
      state = errno == ENOENT || errno == ENOTDIR ? FileState::missing : FileState::unreadable;
    } else if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
      state = FileState::not_a_file;
    } else {
      open_to_others = (status.st_mode & (S_IRWXO)) != 0;
      state = FileState::good;
    }
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  /// Fills `out` as far as the file goes; -1 on an error.
  std::ptrdiff_t read(char* out, std::size_t size) const {
    std::size_t have = 0;
    while (have < size) {
      const auto got = ::read(descriptor_, out + have, size - have);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return -1;
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
    return static_cast<std::ptrdiff_t>(have);
  }

  FileState state = FileState::missing;
  bool open_to_others = false;

 private:
  int descriptor_;
};

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

FileState judge(std::string_view secret) {
  if (secret.empty()) return FileState::empty;
  const bool one_line = secret.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos;
  return secret.size() <= secret_size_max && one_line ? FileState::good : FileState::too_long;
}

}  // namespace

SecretFile read_secret_file(const std::string& path) {
  const OpenFile file{path};
  if (file.state != FileState::good) return {file.state, {}};
  if (file.open_to_others) return {FileState::open_to_others, {}};
  std::array<char, secret_size_max + 3> bytes;  // the longest secret, its line end, and one more to notice excess
  const auto size = file.read(bytes.data(), bytes.size());
  SecretFile result;
  if (size < 0) {
    result.state = FileState::unreadable;
  } else {
    const auto text = without_line_end({bytes.data(), static_cast<std::size_t>(size)});
    result.state = judge(text);
    if (result.state == FileState::good) result.secret = Secret{text};
  }
  wipe_memory(bytes.data(), bytes.size());
  return result;
}

FileState check_pem_file(const std::string& path, PemKind kind) {
  const OpenFile file{path};
  if (file.state != FileState::good) return file.state;
  if (kind == PemKind::private_key && file.open_to_others) return FileState::open_to_others;
  std::vector<char> bytes(pem_size_max);
  const auto size = file.read(bytes.data(), bytes.size());
  const std::string_view text{bytes.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
  // "-----BEGIN CERTIFICATE-----"; "-----BEGIN PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----", …
  const bool found = text.find(kind == PemKind::certificate ? "-----BEGIN CERTIFICATE-----" : "PRIVATE KEY-----") !=
                     std::string_view::npos;
  wipe_memory(bytes.data(), bytes.size());
  if (size < 0) return FileState::unreadable;
  if (size == 0) return FileState::empty;
  return found ? FileState::good : FileState::wrong_content;
}

bool parent_directory_exists(const std::string& path) {
  const auto parent = std::filesystem::path{path}.parent_path();
  std::error_code ignored;
  return parent.empty() || std::filesystem::is_directory(parent, ignored);
}

}  // namespace trunkgate::proxy
