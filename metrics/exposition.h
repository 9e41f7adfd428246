// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <prometheus/collectable.h>

namespace trunkgate::metrics {

struct Response {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

struct Readiness {
  bool ready = false;
  std::string reason;  ///< one line for the operator, e.g. "draining" or "no healthy trunk"
};

struct ExpositionSettings {
  std::string address = "127.0.0.1";  ///< literal IPv4 or IPv6
  std::uint16_t port = 9090;          ///< 0: any free one, see Exposition::port()
  std::size_t connection_max = 32;    ///< one more is closed at once
  std::size_t header_size_max = 8192;
  std::chrono::milliseconds request_timeout{
      5000};  ///< a whole request must have come, and its answer have left, by then
  std::vector<const prometheus::Collectable*> collectables;  ///< outlive the server
  std::function<Readiness()> readiness;                      ///< asked on the server's thread; none: always ready
  /// Further paths: the path without its query. No value: 404. Runs on the server's thread; must not throw.
  std::function<std::optional<Response>(std::string_view path)> pages;
};

/// HTTP/1.1 server on a thread of its own: GET and HEAD of /metrics, /healthz, /readyz and what `pages` knows. It takes
/// no request body. Not meant for the open internet; it still bounds size, time and number of connections.
class Exposition {
 public:
  explicit Exposition(ExpositionSettings settings);
  ~Exposition();  ///< stops the thread, closes every connection
  Exposition(const Exposition&) = delete;
  Exposition& operator=(const Exposition&) = delete;

  /// Binds and starts. Empty when it runs, else one sentence: what failed and where.
  [[nodiscard]] std::string start();
  /// The port bound; 0 before start().
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace trunkgate::metrics
