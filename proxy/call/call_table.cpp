// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/call_table.h"

#include <bit>
#include <functional>

namespace trunkgate::proxy {

namespace {
constexpr std::uint32_t generation_max = 0x00ff'ffff;  // CallId::session has room for 24 bits
}

CallTable::CallTable(std::uint32_t capacity) : capacity_(capacity), buckets_(std::bit_ceil(capacity * 2)) {
  slots_.reserve(capacity);
  free_.reserve(capacity);
}

Call* CallTable::create() {
  std::uint32_t slot = 0;
  if (!free_.empty()) {
    slot = free_.back();
    free_.pop_back();
  } else {
    if (slots_.size() >= capacity_) return nullptr;
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.push_back(std::make_unique<Slot>());
  }
  Slot& taken = *slots_[slot];
  taken.call = Call{};
  taken.generation = taken.generation % generation_max + 1;
  taken.call.id = {slot, taken.generation};
  ++size_;
  return &taken.call;
}

void CallTable::destroy(Call& call) {
  const std::uint32_t slot = call.id.index;
  remove(slot, Side::a);
  remove(slot, Side::b);
  call.id = {};
  free_.push_back(slot);
  --size_;
}

Call* CallTable::find(CallId id) {
  if (!id || id.index >= slots_.size()) return nullptr;
  Call& call = slots_[id.index]->call;
  return call.id == id ? &call : nullptr;
}

void CallTable::index(const Call& call, Side side) {
  const std::uint32_t slot = call.id.index;
  const auto s = static_cast<std::size_t>(side);
  Slot& entered = *slots_[slot];
  remove(slot, side);
  const std::size_t hash = std::hash<std::string_view>{}(call.leg(side).dialog.call_id());
  entered.bucket[s] = static_cast<std::uint32_t>(hash & (buckets_.size() - 1));
  entered.next[s] = buckets_[entered.bucket[s]];
  entered.indexed[s] = true;
  buckets_[entered.bucket[s]] = entry(slot, side);
}

CallTable::Found CallTable::find_dialog(std::string_view call_id, std::string_view local_tag,
                                        std::string_view remote_tag) {
  const std::size_t hash = std::hash<std::string_view>{}(call_id);
  for (std::uint32_t at = buckets_[hash & (buckets_.size() - 1)]; at != 0;) {
    const std::uint32_t slot = (at - 1) / 2;
    const auto side = static_cast<Side>((at - 1) % 2);
    Slot& candidate = *slots_[slot];
    const sip::Dialog& dialog = candidate.call.leg(side).dialog;
    if (dialog.call_id() == call_id && dialog.local_tag() == local_tag && dialog.remote_tag() == remote_tag)
      return {&candidate.call, side};
    at = candidate.next[static_cast<std::size_t>(side)];
  }
  return {};
}

void CallTable::remove(std::uint32_t slot, Side side) {
  const auto s = static_cast<std::size_t>(side);
  Slot& gone = *slots_[slot];
  if (!gone.indexed[s]) return;
  gone.indexed[s] = false;
  std::uint32_t* link = &buckets_[gone.bucket[s]];
  while (*link != 0) {
    if (*link == entry(slot, side)) {
      *link = gone.next[s];
      return;
    }
    link = &slots_[(*link - 1) / 2]->next[(*link - 1) % 2];
  }
}

}  // namespace trunkgate::proxy
