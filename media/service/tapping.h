// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "media/control.h"
#include "media/ng/server_output.h"
#include "media/service/admin_socket.h"
#include "media/session/tap.h"

namespace trunkgate::media {

/// What an administrator may ask of the running process: `tap CALL-ID`, which is answered with "ok", an end of line and
/// a capture of the call in the clear, or with "error: " and one sentence.
class Tapping {
 public:
  /// What the process around it does.
  struct Actions {
    std::function<std::vector<SessionId>(std::string_view call_id)> sessions_of;
    std::function<void(SessionId session, std::shared_ptr<PacketTap> tap)> show_to;
    std::function<void(const ng::LogEvent& event)> log;
  };
  Tapping(boost::asio::io_context& io, Actions actions);

  /// Empty when it listens, else one sentence.
  [[nodiscard]] std::string start(const std::string& path) { return socket_.start(path); }
  void stop() { socket_.stop(); }

 private:
  void on_request(const std::string& request, AdminSocket::Stream stream);
  /// Empty when the tap has begun.
  [[nodiscard]] std::string tap(const std::string& call_id, AdminSocket::Stream& stream);

  Actions actions_;
  AdminSocket socket_;
  std::shared_ptr<std::size_t> taps_ = std::make_shared<std::size_t>(0);  // a tap may end after us
};

}  // namespace trunkgate::media
