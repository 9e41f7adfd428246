// SPDX-License-Identifier: Apache-2.0
#include "sip/dialog/reliable_provisional.h"

#include "sip/transaction/timer_values.h"

namespace trunkgate::sip {

std::uint32_t ReliableProvisional::send(Instant now, std::uint32_t seed, bool has_sdp) {
  constexpr std::uint32_t first_rseq_max = 0x7fff'ffff;
  rseq_ = rseq_ == 0 ? seed % first_rseq_max + 1 : rseq_ + 1;
  has_sdp_ = has_sdp;
  acknowledged_ = false;
  interval_ = timer_t1;
  retransmit_at_ = now + interval_;
  give_up_at_ = now + 64 * timer_t1;
  return rseq_;
}

bool ReliableProvisional::on_prack(const RAck& rack, std::uint32_t invite_cseq) {
  if (acknowledged_ || rack.rseq != rseq_ || rack.cseq != invite_cseq || rack.method != Method::invite) return false;
  acknowledged_ = true;
  stop();
  return true;
}

ReliableProvisional::Due ReliableProvisional::on_deadline(Instant now) {
  if (now >= give_up_at_) {
    stop();
    return Due::give_up;
  }
  if (now < retransmit_at_) return Due::nothing;
  interval_ *= 2;
  retransmit_at_ = now + interval_;
  return Due::retransmit;
}

void ReliableProvisional::stop() {
  retransmit_at_ = give_up_at_ = never;
  has_sdp_ = false;
}

ProvisionalOrder::Verdict ProvisionalOrder::on_response(std::uint64_t dialog, std::uint32_t rseq) {
  if (dialog == dialog_ && last_ != 0) {
    if (rseq <= last_) return Verdict::repeated;
    if (rseq != last_ + 1) return Verdict::gap;
  }
  dialog_ = dialog;
  last_ = rseq;
  return Verdict::next;
}

}  // namespace trunkgate::sip
