// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/outbox.h"

namespace trunkgate::proxy {
namespace {

// What an idle connection may keep: a burst's buffers must not stay with thousands of connections.
constexpr std::size_t kept_capacity_max = 16 * 1024;

}  // namespace

bool Outbox::push(std::span<const char> bytes) {
  if (bytes.size() > size_max_ - size()) return false;
  waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
  return true;
}

std::span<const char> Outbox::next_write() {
  if (!writing_.empty() || waiting_.empty()) return {};
  writing_.swap(waiting_);
  return writing_;
}

void Outbox::written() {
  writing_.clear();
  if (writing_.capacity() > kept_capacity_max) std::vector<char>().swap(writing_);
}

}  // namespace trunkgate::proxy
