// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace trunkgate::sip {

/// What a transaction machine wants done by its owner, who holds the bytes and the flow. Verbs of RFC 3261 figures 5–8.
enum class Step : std::uint8_t {
  send_request,              ///< the request, first time or again
  send_ack,                  ///< ACK for a failure response, §17.1.1.3
  keep_response,             ///< the response at hand is the last one from now on
  send_response,             ///< the last response kept
  pass_to_user,              ///< the response at hand concerns the user
  report_timeout,            ///< inform the user: nobody answered
  report_transport_failure,  ///< inform the user: the transport failed
  report_missing_ack,        ///< inform the user: the 2xx was never acknowledged
  finish,                    ///< terminated; the machine is to be thrown away
};

/// The steps of one event, in order.
class Steps {
 public:
  static constexpr std::size_t capacity = 4;  // the longest sequence has two

  void push(Step step) {
    if (size_ == capacity) std::abort();
    steps_[size_++] = step;
  }
  void clear() { size_ = 0; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Step* begin() const { return steps_.data(); }
  [[nodiscard]] const Step* end() const { return steps_.data() + size_; }

 private:
  std::array<Step, capacity> steps_{};
  std::size_t size_ = 0;
};

}  // namespace trunkgate::sip
