// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "media/attached.h"
#include "media/config.h"

namespace trunkgate::metrics {
class Counters;
}

namespace trunkgate::media {

/// Names of the label `command` of what is counted of remote anchors.
[[nodiscard]] std::vector<std::string> anchor_command_names();

/// One line for the log of the process.
struct RemoteNotice {
  bool warning = false;
  std::string_view event;  ///< "media.anchor_up", "media.anchor_down", "media.anchor_refused"
  std::string_view text;
};

struct RemoteSettings {
  MediaConfig media;                 ///< zones: the anchors know them by the same names
  std::vector<std::string> anchors;  ///< "10.0.0.7:2223", "[2001:db8::7]:2223", "anchor.example.com:2223"
  /// Called on the thread of Remote.
  std::function<void(const RemoteNotice&)> log;
};

/// A pool of media anchors in other processes, ours or rtpengine, driven by the ng protocol over UDP: one thread, one
/// connected socket for each, so that the kernel keeps strangers' datagrams out. What it does is ng/client.h.
/// An event that finds its queue full waits here, and no command is taken meanwhile: post() fails, nothing is lost.
class Remote final : public Attached {
 public:
  /// `counters`: written by that thread alone; borrowed until stop(); may be null. Their Labels::anchors must be
  /// `settings.anchors`, their ng_commands anchor_command_names().
  Remote(RemoteSettings settings, std::uint8_t proxy_workers, metrics::Counters* counters);
  ~Remote() override;
  Remote(const Remote&) = delete;
  Remote& operator=(const Remote&) = delete;

  /// Host names are looked up here, and never again. Throws std::runtime_error, with a whole sentence, when one is not
  /// known.
  void start() override;
  void stop() override;
  [[nodiscard]] bool post(const Command& command) override;
  [[nodiscard]] int event_fd(std::uint8_t proxy_worker) const override;
  [[nodiscard]] bool next_event(std::uint8_t proxy_worker, Event& event) override;

  /// Any thread: how many anchors answer.
  [[nodiscard]] std::size_t up_count() const;

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace trunkgate::media
