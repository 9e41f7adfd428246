// SPDX-License-Identifier: Apache-2.0
#include "media/service/tap_feed.h"

#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <utility>

#include "media/service/pcapng.h"

namespace trunkgate::media {
namespace {

namespace asio = boost::asio;

constexpr std::size_t piece_size_max = 64 * 1024;

std::int64_t nanoseconds(auto since_epoch) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count();
}

}  // namespace

TapFeed::TapFeed(Stream stream, std::shared_ptr<TapQueue> queue, Done on_done)
    : stream_(std::move(stream)),
      queue_(std::move(queue)),
      ready_(stream_.get_executor(), ::dup(queue_->ready())),
      on_done_(std::move(on_done)),
      clock_offset_ns_(nanoseconds(std::chrono::system_clock::now().time_since_epoch()) -
                       nanoseconds(std::chrono::steady_clock::now().time_since_epoch())) {}

void TapFeed::start(const std::string& call_id) {
  piece_ = "ok\n";
  append_header("Decrypted audio of the call " + call_id, piece_);
  watch_reader();
  write();
}

// He has nothing to say any more; that he says so, or is gone, ends the tap.
void TapFeed::watch_reader() {
  stream_.async_read_some(asio::buffer(&unused_, 1), [self = shared_from_this()](auto error, std::size_t) {
    if (!error) return self->watch_reader();
    self->reader_done_ = true;
    self->write();
  });
}

void TapFeed::wait() {
  if (waiting_ || finishing_) return;
  waiting_ = true;
  ready_.async_wait(asio::posix::descriptor_base::wait_read, [self = shared_from_this()](auto error) {
    self->waiting_ = false;
    if (!error) self->write();
  });
}

void TapFeed::write() {
  if (writing_ || finishing_) return;
  const bool over = reader_done_ || queue_->ended();  // asked first: what was queued before the end is still there
  while (piece_.size() < piece_size_max && queue_->pop(*packet_)) {
    append_datagram(nanoseconds(packet_->at.time_since_epoch()) + clock_offset_ns_, packet_->from, packet_->to,
                    packet_->bytes(), piece_);
    ++written_;
  }
  if (over && piece_.size() < piece_size_max) return finish();
  if (piece_.empty()) return wait();
  writing_ = true;
  asio::async_write(stream_, asio::buffer(piece_), [self = shared_from_this()](auto error, std::size_t) {
    self->writing_ = false;
    self->piece_.clear();
    if (error) return self->finish();
    self->write();
  });
}

void TapFeed::finish() {
  finishing_ = true;
  queue_->close();
  append_statistics(nanoseconds(std::chrono::system_clock::now().time_since_epoch()), written_, queue_->dropped(),
                    piece_);
  asio::async_write(stream_, asio::buffer(piece_), [self = shared_from_this()](auto, std::size_t) {
    boost::system::error_code ignored;
    self->stream_.close(ignored);  // ends the read that waits for the reader, and with it this object
    self->ready_.close(ignored);
    self->on_done_(self->written_, self->queue_->dropped());
  });
}

}  // namespace trunkgate::media
