// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sip/header/rack.h"
#include "sip/instant.h"

namespace trunkgate::sip {

/// The reliable provisional responses to one INVITE that we have received, RFC 3262 §3. One is under way at a time; the
/// owner keeps back what follows until it is acknowledged. Pure; the transaction keeps the bytes.
class ReliableProvisional {
 public:
  enum class Due : std::uint8_t {
    nothing,
    retransmit,  ///< send the response again: after T1, 2*T1, 4*T1 …, with no upper bound (§3)
    give_up,     ///< 64*T1 without a PRACK: reject the INVITE with a 5xx
  };

  /// A reliable response is sent: the RSeq for it. `seed` chooses the first, from 1 to 2^31 - 1.
  [[nodiscard]] std::uint32_t send(Instant now, std::uint32_t seed, bool has_sdp);
  /// True when the PRACK acknowledges the response under way: answer 200 and go on. False: answer 481 (§3).
  [[nodiscard]] bool on_prack(const RAck& rack, std::uint32_t invite_cseq);
  [[nodiscard]] Due on_deadline(Instant now);
  [[nodiscard]] Instant deadline() const { return retransmit_at_ < give_up_at_ ? retransmit_at_ : give_up_at_; }
  /// The INVITE has its final response: nothing is repeated any more, but a PRACK on its way still matches (§3).
  void stop();

  [[nodiscard]] bool pending() const { return give_up_at_ != never; }
  /// §3: while an offer or answer is not acknowledged there must be no 2xx.
  [[nodiscard]] bool holds_success() const { return pending() && has_sdp_; }

 private:
  Instant retransmit_at_ = never;
  Instant give_up_at_ = never;
  Duration interval_{};
  std::uint32_t rseq_ = 0;
  bool acknowledged_ = true;
  bool has_sdp_ = false;
};

/// The same on the other side, RFC 3262 §4: which reliable responses to our INVITE are to be acknowledged. Numbers run
/// per early dialog; the one that spoke last is remembered.
class ProvisionalOrder {
 public:
  enum class Verdict : std::uint8_t {
    next,      ///< send a PRACK and process it
    repeated,  ///< the PRACK is on its way and is retransmitted by itself
    gap,       ///< one is missing: §4 says do not acknowledge, do not process
  };
  /// `dialog` tells the early dialogs apart.
  [[nodiscard]] Verdict on_response(std::uint64_t dialog, std::uint32_t rseq);

 private:
  std::uint64_t dialog_ = 0;
  std::uint32_t last_ = 0;
};

}  // namespace trunkgate::sip
