// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/handoff.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace trunkgate::proxy {

HandoffRing::HandoffRing(std::size_t size) : size_(size), bytes_(std::make_unique_for_overwrite<char[]>(size)) {}

std::size_t HandoffRing::record_size(std::size_t length) {
  constexpr std::size_t alignment = alignof(Header);
  return (sizeof(Header) + length + alignment - 1) / alignment * alignment;
}

void HandoffRing::write_header(std::size_t offset, const Header& header) {
  std::memcpy(bytes_.get() + offset, &header, sizeof header);
}

bool HandoffRing::push(HandoffKind kind, const Flow& flow, std::span<const char> bytes) {
  const std::size_t written = written_.load(std::memory_order_relaxed);
  const std::size_t offset = written % size_;
  const std::size_t needed = record_size(bytes.size());
  const std::size_t to_end = size_ - offset;
  const std::size_t skipped = needed > to_end ? to_end : 0;
  const std::size_t used = written - released_.load(std::memory_order_acquire);
  if (needed + skipped > size_ - used) return false;
  if (skipped >= sizeof(Header)) write_header(offset, {skip_to_start, kind, flow});
  const std::size_t start = skipped > 0 ? 0 : offset;
  write_header(start, {static_cast<std::uint32_t>(bytes.size()), kind, flow});
  if (!bytes.empty()) std::memcpy(bytes_.get() + start + sizeof(Header), bytes.data(), bytes.size());
  written_.store(written + skipped + needed, std::memory_order_release);
  return true;
}

bool HandoffRing::take(HandoffItem& item) {
  released_.store(unreleased_, std::memory_order_release);
  std::size_t position = unreleased_;
  if (position == written_.load(std::memory_order_acquire)) return false;
  Header header;
  const std::size_t to_end = size_ - position % size_;
  const bool fits = to_end >= sizeof header;
  if (fits) std::memcpy(&header, bytes_.get() + position % size_, sizeof header);
  if (!fits || header.length == skip_to_start) {
    position += to_end;
    std::memcpy(&header, bytes_.get(), sizeof header);
  }
  item = {header.kind, header.flow, {bytes_.get() + position % size_ + sizeof header, header.length}};
  unreleased_ = position + record_size(header.length);
  return true;
}

Handoff::Handoff(std::size_t worker_count) : worker_count_(worker_count) {
  for (std::size_t i = 0; i < worker_count * worker_count; ++i) {
    // A worker hands nothing to itself: those places keep the smallest ring.
    const bool own = i / worker_count == i % worker_count;
    rings_.push_back(std::make_unique<HandoffRing>(own ? 64 : handoff_ring_size));
  }
  for (std::size_t i = 0; i < worker_count; ++i) {
    bells_.emplace_back(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!bells_.back().valid()) throw std::system_error(errno, std::generic_category(), "eventfd");
  }
}

bool Handoff::push(std::uint8_t from, std::uint8_t to, HandoffKind kind, const Flow& flow,
                   std::span<const char> bytes) {
  return from < worker_count_ && to < worker_count_ && ring_of(from, to).push(kind, flow, bytes);
}

void Handoff::ring(std::uint8_t to) {
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the bell is ringing already.
  [[maybe_unused]] const ssize_t written = ::write(bells_[to].get(), &one, sizeof one);
}

void Handoff::hush(std::uint8_t worker) {
  std::uint64_t rung = 0;
  [[maybe_unused]] const ssize_t got = ::read(bells_[worker].get(), &rung, sizeof rung);
}

bool Handoff::take(std::uint8_t worker, HandoffItem& item) {
  for (std::size_t from = 0; from < worker_count_; ++from) {
    if (ring_of(static_cast<std::uint8_t>(from), worker).take(item)) return true;
  }
  return false;
}

}  // namespace trunkgate::proxy
