// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "media/attached.h"
#include "media/config.h"
#include "proxy/config/config.h"

namespace trunkgate::proxy {

/// The anchors' names as metrics and log have them: "10.0.0.7:2223".
[[nodiscard]] std::vector<std::string> remote_anchor_names(const Config& config);

/// The anchor's configuration out of ours: zones in the same order, so that a ZoneIndex means the same in both.
[[nodiscard]] media::MediaConfig to_media_config(const Config& config);

/// Brings the anchor's events into one proxy worker's loop.
class MediaBridge {
 public:
  using Handler = std::function<void(const media::Event&)>;

  /// `on_event` runs on the io_context's thread; `on_batch_end` after the last of a batch.
  MediaBridge(boost::asio::io_context& io, media::Attached& anchor, std::uint8_t worker, Handler on_event,
              std::function<void()> on_batch_end);
  ~MediaBridge();
  void start();

 private:
  void wait();

  media::Attached& anchor_;
  std::uint8_t worker_;
  Handler on_event_;
  std::function<void()> on_batch_end_;
  boost::asio::posix::stream_descriptor readable_;
  std::unique_ptr<media::Event> event_;  // 8 kB, filled again and again
};

}  // namespace trunkgate::proxy
