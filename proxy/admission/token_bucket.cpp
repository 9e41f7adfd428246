// SPDX-License-Identifier: Apache-2.0
#include "proxy/admission/token_bucket.h"

namespace trunkgate::proxy {

Rate Rate::of(std::uint32_t per_second, std::uint32_t burst) {
  const auto interval = sip::Duration{std::chrono::seconds{1}} / per_second;
  return {interval, interval * (burst - 1)};
}

bool TokenBucket::take(sip::Instant now, const Rate& rate) {
  const sip::Instant from = full_at_ < now ? now : full_at_;
  if (from - now > rate.tolerance) return false;
  full_at_ = from + rate.interval;
  return true;
}

}  // namespace trunkgate::proxy
