// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/key_file.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "proxy/hide/base64url.h"

namespace trunkgate::proxy {
namespace {

constexpr std::size_t key_file_size_max = 16 * 1024;
constexpr std::string_view blanks = " \t\r";

/// Closes a file descriptor at the end of its scope.
class OpenFile {
 public:
  OpenFile(const std::string& path, int flags, mode_t mode = 0) : descriptor_(::open(path.c_str(), flags, mode)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  explicit operator bool() const { return descriptor_ >= 0; }
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Text that holds keys: wiped when it goes.
struct SecretText {
  std::string text;
  ~SecretText() { OPENSSL_cleanse(text.data(), text.size()); }
};

std::string described(std::string_view path) { return "sealing key file " + std::string(path); }

std::string system_error(std::string_view path, std::string_view what) {
  return described(path) + ": " + std::string(what) + ": " + std::strerror(errno);
}

std::string_view trimmed(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const auto first = line.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool read_hex(std::string_view text, SealingKey::Bytes& key) {
  if (text.size() != 2 * key.size()) return false;
  for (std::size_t at = 0; at < key.size(); ++at) {
    const int high = hex_value(text[2 * at]);
    const int low = hex_value(text[2 * at + 1]);
    if (high < 0 || low < 0) return false;
    key[at] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return true;
}

bool read_base64(std::string_view text, SealingKey::Bytes& key) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::array<char, (SealingKey::size * 8 + 5) / 6> url_form;
  if (text.size() != url_form.size()) return false;
  std::transform(text.begin(), text.end(), url_form.begin(), [](char c) {
    return c == '+' ? '-' : c == '/' ? '_' : c;
  });
  const bool good = base64url_decode({url_form.data(), url_form.size()}, key) == key.size();
  OPENSSL_cleanse(url_form.data(), url_form.size());
  return good;
}

std::string add_error_sentence(KeyRing::AddError error) {
  switch (error) {
    case KeyRing::AddError::none: break;
    case KeyRing::AddError::full:
      return "too many keys: at most " + std::to_string(KeyRing::key_count_max) + " can be in force, remove old ones";
    case KeyRing::AddError::duplicate: return "the same key stands here twice: remove one of the lines";
    case KeyRing::AddError::id_clash:
      return "this key has the id of a key above it, so tokens could not tell them apart: make another one";
  }
  return {};
}

// Empty, or why the line is refused.
std::string add_line(std::string_view line, KeyRing& ring) {
  SealingKey::Bytes bytes{};
  if (!read_hex(line, bytes) && !read_base64(line, bytes)) {
    return "not a key: write 32 random bytes as 64 hexadecimal digits or as base64, e.g. from: openssl rand -hex 32";
  }
  const auto error = ring.add(SealingKey(bytes));
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return add_error_sentence(error);
}

// Empty, or why the open file must not be used.
std::string check_mode(int descriptor, const std::string& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return system_error(path, "cannot be examined");
  if (!S_ISREG(status.st_mode)) return described(path) + " is not a regular file: give the path of a file";
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return described(path) +
           " is open to other users: make new keys if somebody may have read them, then run: chmod 600 " + path;
  }
  return {};
}

KeyFileResult read_keys(const OpenFile& file, const std::string& path) {
  if (auto error = check_mode(file.get(), path); !error.empty()) return {std::nullopt, std::move(error)};
  SecretText content{std::string(key_file_size_max + 1, '\0')};
  std::size_t size = 0;
  while (size < content.text.size()) {
    const auto got = ::read(file.get(), content.text.data() + size, content.text.size() - size);
    if (got < 0) return {std::nullopt, system_error(path, "cannot be read")};
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > key_file_size_max) return {std::nullopt, described(path) + " is too large for a key file: check the path"};
  return parse_keys(std::string_view(content.text).substr(0, size), path);
}

SecretText fresh_key_text() {
  std::array<unsigned char, SealingKey::size> key;
  SecretText content;
  if (RAND_priv_bytes(key.data(), static_cast<int>(key.size())) != 1) return content;
  content.text =
      "# trunkgate sealing keys: 32 bytes in hexadecimal per line. The first seals, all open. Keep secret.\n";
  content.text.reserve(content.text.size() + 2 * key.size() + 1);  // growing would leave a copy behind
  for (const unsigned byte : key) {
    content.text += "0123456789abcdef"[byte >> 4];
    content.text += "0123456789abcdef"[byte & 15];
  }
  content.text += '\n';
  OPENSSL_cleanse(key.data(), key.size());
  return content;
}

// With all that it lies in. Closed to others: what it will hold is nobody else's.
bool make_directory(const std::filesystem::path& directory) {
  if (directory.empty() || ::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) return true;
  return errno == ENOENT && make_directory(directory.parent_path()) &&
         (::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST);
}

// Writes beside `path` and links, so that two programs that start at once agree on one whole file.
std::string create_file(const std::string& path) {
  if (!make_directory(std::filesystem::path(path).parent_path())) {
    return system_error(path, "its directory cannot be made") + "; make it, or change key_file";
  }
  const std::string draft = path + "." + std::to_string(::getpid());
  const auto content = fresh_key_text();
  if (content.text.empty()) return described(path) + ": the random generator gave no key";
  std::string error;
  {
    const OpenFile file(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (!file) return system_error(path, "cannot be created");
    const auto written = ::write(file.get(), content.text.data(), content.text.size());
    if (written != static_cast<ssize_t>(content.text.size()) || ::fsync(file.get()) != 0) {
      error = system_error(path, "cannot be written");
    }
  }
  if (error.empty() && ::link(draft.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    error = system_error(path, "cannot be created");
  }
  ::unlink(draft.c_str());
  return error;
}

}  // namespace

KeyFileResult load_key_file(const std::string& path) {
  constexpr int read_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;  // a named pipe must not hold up the start
  {
    const OpenFile file(path, read_flags);
    if (file) return read_keys(file, path);
    if (errno != ENOENT) return {std::nullopt, system_error(path, "cannot be opened")};
  }
  if (auto error = create_file(path); !error.empty()) return {std::nullopt, std::move(error)};
  const OpenFile file(path, read_flags);
  if (!file) return {std::nullopt, system_error(path, "cannot be opened")};
  return read_keys(file, path);
}

KeyFileResult parse_keys(std::string_view text, std::string_view name) {
  KeyRing ring;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty()) continue;
    if (auto error = add_line(line, ring); !error.empty()) {
      return {std::nullopt, described(name) + ", line " + std::to_string(number) + ": " + error};
    }
  }
  if (ring.empty()) {
    return {std::nullopt,
            described(name) + " holds no key: add one, e.g. with: openssl rand -hex 32 >> " + std::string(name)};
  }
  return {std::move(ring), {}};
}

}  // namespace trunkgate::proxy
