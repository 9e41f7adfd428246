// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "sip/instant.h"
#include "sip/message/message.h"
#include "sip/message/writer.h"

namespace trunkgate::sip {

inline constexpr std::uint32_t session_interval_min = 90;        ///< RFC 4028 §5: no Min-SE may be lower
inline constexpr std::uint32_t session_interval_default = 1800;  ///< what we ask for; CUCM takes nothing below
inline constexpr std::uint32_t session_interval_max = 24 * 60 * 60;
/// RFC 4028 §10: BYE goes out this much before the end, or a third of the interval when that is less.
inline constexpr std::chrono::seconds session_end_margin_max{32};

/// The session timer of one dialog, RFC 4028, in both roles: who refreshes, when, and when the session is given up.
/// Every INVITE and UPDATE of the dialog with a 2xx is a refresh. Pure; the owner sends what it asks for.
class SessionTimer {
 public:
  enum class Due : std::uint8_t {
    nothing,
    refresh,  ///< send an UPDATE or re-INVITE now; its answer, or postpone(), goes on from there
    expired,  ///< nobody refreshed: send BYE. The timer has stopped
  };

  /// §9: the interval that `request` asks for is below our minimum: answer 422 with write_min_se(). Not to a peer
  /// without timers, whose Session-Expires was left there by somebody further away.
  [[nodiscard]] static bool is_too_small(const Message& request);
  static void write_min_se(Writer& writer);

  /// §9, we are the UAS and answer `request` with 2xx: takes the interval and the refresher that it asks for, or
  /// chooses. A peer that does not say that it has timers gets none, whatever else the request says, and stops one that
  /// runs.
  void accept(Instant now, const Message& request);
  /// §9: Session-Expires and Require of that 2xx; nothing while no timer runs.
  void write_answer(Writer& writer) const;

  /// §7.1, §7.4: Session-Expires and Min-SE of an INVITE or UPDATE of ours. Asks for a timer when one runs already, or
  /// when the peer is known to have them, or has refused for want of a longer one.
  void write_request(Writer& writer, bool peer_has_timer) const;
  /// §7.2: the 2xx to it. Without Session-Expires the session does not expire.
  void on_answer(Instant now, const Message& response);
  /// §7.3: the 422 to it. True: send it once more, write_request() asks for enough now.
  [[nodiscard]] bool on_refused(const Message& response);

  /// After `refresh`: it could not be sent, or was refused for the moment (491, 500 with Retry-After).
  void postpone(Instant until) { refresh_at_ = until; }
  [[nodiscard]] Due on_deadline(Instant now);  ///< early calls do nothing
  [[nodiscard]] Instant deadline() const { return refresh_at_ < expires_at_ ? refresh_at_ : expires_at_; }
  void stop();

  [[nodiscard]] bool running() const { return expires_at_ != never; }
  [[nodiscard]] bool we_refresh() const { return running() && we_refresh_; }
  [[nodiscard]] std::uint32_t interval_seconds() const { return interval_; }

 private:
  void start(Instant now, std::uint32_t interval, bool we_refresh);

  Instant refresh_at_ = never;
  Instant expires_at_ = never;
  std::uint32_t interval_ = session_interval_default;
  std::uint32_t min_se_ = session_interval_min;  // the peer's, from its 422
  bool we_refresh_ = false;
  bool refused_ = false;
};

}  // namespace trunkgate::sip
