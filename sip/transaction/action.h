// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "sip/flow_id.h"

namespace trunkgate::sip {

/// Names one transaction of one Layer. Stays unique: an id whose transaction is gone names nothing, ever again.
struct TransactionId {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;  ///< 0: no transaction

  explicit operator bool() const { return generation != 0; }
  friend bool operator==(const TransactionId&, const TransactionId&) = default;
};

enum class ActionKind : std::uint8_t {
  send,       ///< `bytes` go out on `flow`
  timed_out,  ///< client: no final response (Timers B and F). Server: no ACK for a failure (H), or no answer by us
  transport_failed,  ///< the flow is gone. All but an INVITE server transaction end with it (RFC 6026)
  ack_missing,       ///< 64*T1 after a 2xx to INVITE there is still no ACK: §13.3.1.4 wants a BYE
  finished,          ///< the transaction is over, its id is dead; comes exactly once for every transaction
};

struct Action {
  ActionKind kind = ActionKind::send;
  TransactionId transaction;
  std::uint64_t user = 0;  ///< as given to Layer::start_client or Layer::set_user
  FlowId flow;
  std::span<const char> bytes;  ///< of `send`: valid until the next call into the layer that takes `now`
};

/// What the layer wants done, in order. Belongs to the caller, who drains and clears it after every call.
class Actions {
 public:
  static constexpr std::size_t capacity = 64;

  /// More than `capacity` actions without draining is a fault of ours, not of a peer.
  void push(const Action& action) {
    if (size_ == capacity) std::abort();
    actions_[size_++] = action;
  }
  void clear() { size_ = 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t room() const { return capacity - size_; }
  [[nodiscard]] const Action* begin() const { return actions_.data(); }
  [[nodiscard]] const Action* end() const { return actions_.data() + size_; }
  [[nodiscard]] const Action& operator[](std::size_t index) const { return actions_[index]; }

 private:
  std::array<Action, capacity> actions_;
  std::size_t size_ = 0;
};

}  // namespace trunkgate::sip
