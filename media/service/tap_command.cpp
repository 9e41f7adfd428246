// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ostream>
#include <string_view>
#include <utility>

#include "media/service/commands.h"
#include "media/service/load.h"

namespace trunkgate::media {
namespace {

constexpr int exit_failed = 2;
constexpr std::size_t first_line_max = 1024;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

volatile std::sig_atomic_t interrupted = 0;

// Without SA_RESTART a read ends, and the capture with it.
void catch_interrupt() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = 1; };
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int fail(std::ostream& err, const std::string& sentence) {
  err << "trunkgate-media: " << sentence << "\n";
  return exit_failed;
}

std::string reason() { return std::strerror(errno); }

bool write_all(int descriptor, std::string_view octets) {
  while (!octets.empty()) {
    const auto size = ::write(descriptor, octets.data(), octets.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

int connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor >= 0 && connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int error = errno;
    ::close(descriptor);
    errno = error;
    return -1;
  }
  return descriptor;
}

/// Empty when the connection has ended. On an interrupt the process is told that nobody wants more, and sends the rest.
std::string_view receive(int socket, std::array<char, 65536>& room) {
  for (;;) {
    if (std::exchange(interrupted, 0) != 0) shutdown(socket, SHUT_WR);
    const auto size = recv(socket, room.data(), room.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    return {room.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
  }
}

/// The answer's first line; what came behind it is left in `rest`.
std::string first_line(int socket, std::string& rest) {
  std::array<char, 65536> room;
  while (rest.find('\n') == std::string::npos && rest.size() < first_line_max) {
    const std::string_view more = receive(socket, room);
    if (more.empty()) return "error: the process closed the connection";
    rest.append(more);
  }
  const std::size_t end = rest.find('\n');
  std::string line = rest.substr(0, end);
  rest.erase(0, end == std::string::npos ? end : end + 1);
  return line;
}

int copy(int socket, int file, std::string_view begin, const std::string& name, std::ostream& err) {
  std::array<char, 65536> room;
  std::size_t size = begin.size();
  bool good = write_all(file, begin);
  for (std::string_view more = receive(socket, room); good && !more.empty(); more = receive(socket, room)) {
    good = write_all(file, more);
    size += more.size();
  }
  if (!good) return fail(err, "cannot write " + name + ": " + reason());
  err << name << ": " << size << " octets\n";
  return 0;
}

}  // namespace

int tap_command(const TapOrder& order, std::ostream& err) {
  std::string path = order.socket;
  if (path.empty()) {
    const LoadedConfig loaded = load_config(order.config);
    for (const Problem& problem : loaded.errors) err << to_string(order.config, problem) << "\n";
    if (!loaded.config) return exit_failed;
    path = loaded.config->admin_socket;
  }
  if (path.empty()) return fail(err, order.config + " has no admin: {socket: PATH}; write one and restart the process");
  catch_interrupt();
  const Descriptor socket(connect_to(path));
  if (socket.number() < 0)
    return fail(err, "cannot connect to " + path + ": " + reason() + "; is the process running?");
  if (!write_all(socket.number(), "tap " + order.call_id + "\n")) return fail(err, path + ": " + reason());
  std::string rest;
  const std::string answer = first_line(socket.number(), rest);
  if (answer != "ok") return fail(err, answer);
  if (order.file == "-") return copy(socket.number(), STDOUT_FILENO, rest, "standard output", err);
  const Descriptor file(
      ::open(order.file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (file.number() < 0) return fail(err, "cannot create " + order.file + ": " + reason());
  err << "writing the decrypted call to " << order.file << " until it ends or Ctrl-C\n";
  return copy(socket.number(), file.number(), rest, order.file, err);
}

}  // namespace trunkgate::media
