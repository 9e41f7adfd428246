// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "media/tap_queue.h"

namespace trunkgate::media {

/// One tap under way: takes packets out of its queue and writes them as pcapng to whoever asked, until the call ends or
/// he hangs up. Writes one piece at a time and holds no more than that: what he does not take in time stays in the
/// queue, and what finds that full is counted as dropped. Lives as long as its operations.
class TapFeed : public std::enable_shared_from_this<TapFeed> {
 public:
  using Stream = boost::asio::local::stream_protocol::socket;
  /// What became of it.
  using Done = std::function<void(std::uint64_t written, std::uint64_t dropped)>;
  TapFeed(Stream stream, std::shared_ptr<TapQueue> queue, Done on_done);

  /// `call_id` goes into the file.
  void start(const std::string& call_id);

 private:
  void watch_reader();
  void wait();
  void write();
  void finish();

  Stream stream_;
  std::shared_ptr<TapQueue> queue_;
  boost::asio::posix::stream_descriptor ready_;
  Done on_done_;
  std::int64_t clock_offset_ns_;  // from the workers' clock to 1970's
  std::unique_ptr<TappedPacket> packet_ = std::make_unique<TappedPacket>();
  std::string piece_;
  std::uint64_t written_ = 0;
  char unused_ = 0;
  bool waiting_ = false;
  bool writing_ = false;
  bool reader_done_ = false;
  bool finishing_ = false;
};

}  // namespace trunkgate::media
