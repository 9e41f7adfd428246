// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

namespace trunkgate::bench {

/// INVITE/100/180/200/ACK through sip::Layer as a proxy between two UDP peers sees it: a server transaction towards the
/// caller and a client transaction towards the callee, from the first message until both are over (RFC 6026 Timers L
/// and M). The messages are parsed beforehand.
class TransactionRounds {
 public:
  static constexpr std::size_t call_count = 64;

  TransactionRounds();
  ~TransactionRounds();
  /// Carries `call_count` calls at once, then lets the time pass until nothing is left of them.
  void run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace trunkgate::bench
