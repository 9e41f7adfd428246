// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "metrics/counters.h"
#include "proxy/config/config.h"
#include "proxy/core/core.h"
#include "proxy/core/output.h"
#include "proxy/hide/seal.h"
#include "proxy/route/limit.h"
#include "sip/message/message.h"

namespace trunkgate::test {

/// One worker's core in memory between a PBX (UDP, zone corporate) and a trunk (TLS, zone twilio), with an anchor that
/// answers what it is told to. One virtual clock: nothing here waits.
class House final : public proxy::Output {
 public:
  static constexpr std::uint8_t corporate = 0;  ///< zone and listener
  static constexpr std::uint8_t twilio = 1;
  static constexpr std::uint16_t pbx = 0;  ///< peer
  static constexpr std::uint16_t trunk = 1;
  static constexpr std::uint16_t second_trunk = 2;

  struct Sent {
    proxy::Flow flow;
    std::string text;
    [[nodiscard]] bool to_pbx() const { return flow.listener == corporate; }
    [[nodiscard]] std::string start_line() const { return text.substr(0, text.find("\r\n")); }
    /// Value of the first header line of that name, as written; empty when there is none.
    [[nodiscard]] std::string header(const std::string& name) const;
    [[nodiscard]] std::string tag(const std::string& name) const;  ///< of From or To
    [[nodiscard]] std::string contact_uri() const;
    [[nodiscard]] std::string body() const;
  };

  /// `adjust` changes the configuration before anything is built from it.
  explicit House(std::uint32_t call_max = 64, const std::function<void(proxy::Config&)>& adjust = {});
  explicit House(const std::function<void(proxy::Config&)>& adjust) : House(64, adjust) {}
  ~House() override;

  void from_pbx(const std::string& message);
  void from_trunk(const std::string& message);
  /// Runs all timers up to `by` from now, in order.
  void advance(std::chrono::milliseconds by);

  /// Everything sent since the last call, in order.
  std::vector<Sent> take_sent();
  /// The only message sent since the last call; fails the test when there is not exactly one to that side.
  Sent take_one(bool to_pbx);

  /// Answers the oldest waiting offer or answer with `body`, or with an SDP that names our side.
  void media_agrees(const std::string& body = {});
  void media_refuses(media::Refusal reason);
  void media_event(media::EventKind kind);
  [[nodiscard]] const std::deque<media::Command>& media_commands() const { return commands_; }

  [[nodiscard]] proxy::Core& core() { return *core_; }
  [[nodiscard]] const proxy::Sealer& sealer() const { return *sealer_; }
  [[nodiscard]] metrics::Counters& counters() { return *counters_; }
  [[nodiscard]] sip::Instant now() const { return now_; }
  [[nodiscard]] const std::vector<std::string>& log_events() const { return events_; }
  /// The text of the last such line; empty when there was none.
  [[nodiscard]] std::string logged(const std::string& event) const;
  /// What a record said, its texts kept.
  struct Record {
    std::string call_id, from_peer, to_peer, caller, called, result, reason;
    sip::Instant started, answered, ended;
    media::Statistics figures;
  };
  [[nodiscard]] const std::vector<Record>& records() const { return records_; }
  media::Statistics figures;  ///< what the anchor gives with the end of a session
  bool anchor_full = false;   ///< its queue takes no command
  int offers_cancelled = 0;   ///< cancel_offer commands so far, which have no reply
  /// No call, no transaction, no timer is left once everything has run out.
  [[nodiscard]] bool at_rest();

  // Output
  void send(const proxy::Flow& flow, std::span<const char> bytes) override;
  void close(const proxy::Flow&) override {}
  bool ask_media(const media::Command& command) override;
  void log(const proxy::LogEvent& event) override;
  void record(const proxy::CallRecord& record) override;

 private:
  proxy::Config config_;
  std::unique_ptr<proxy::Sealer> sealer_;
  std::unique_ptr<metrics::Counters> counters_;
  std::unique_ptr<proxy::PeerLimiter> limiter_;
  std::unique_ptr<proxy::Core> core_;
  std::vector<Sent> sent_;
  std::deque<media::Command> commands_;
  std::vector<std::string> events_;
  std::vector<std::string> texts_;  // of `events_`
  std::vector<Record> records_;
  media::SessionId last_session_ = 0;
  sip::Instant now_{std::chrono::hours(1)};
};

/// Messages of the PBX and the trunk; the parts that a case is about are parameters.
[[nodiscard]] std::string pbx_invite(const std::string& call_id = "inside-call-1@pbx.corp.internal",
                                     const std::string& number = "0912345678", const std::string& extra = {});
/// A response of the trunk to what we sent it.
[[nodiscard]] std::string trunk_response(const House::Sent& request, int status, const std::string& to_tag,
                                         const std::string& body = {}, const std::string& extra = {});
/// An ACK or a request within the dialog, from the PBX, addressed by the 200 that it got.
[[nodiscard]] std::string pbx_in_dialog(const std::string& method, const House::Sent& answer, int cseq,
                                        const std::string& body = {}, const std::string& extra = {});
/// A response of the PBX to a request that we sent it.
[[nodiscard]] std::string pbx_response(const House::Sent& request, int status, const std::string& to_tag,
                                       const std::string& body = {}, const std::string& extra = {});
/// The same from the trunk, addressed by the INVITE that it got and the tag that it answered with.
[[nodiscard]] std::string trunk_in_dialog(const std::string& method, const House::Sent& invite,
                                          const std::string& own_tag, int cseq, const std::string& body = {},
                                          const std::string& extra = {});
/// An INVITE from the trunk to a number of the PBX.
[[nodiscard]] std::string trunk_invite(const std::string& extra = {}, const std::string& body = {});
[[nodiscard]] std::string sdp(const std::string& address);

}  // namespace trunkgate::test
