// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "metrics/counters.h"
#include "proxy/call/buffer_pool.h"
#include "proxy/config/config.h"
#include "proxy/core/output.h"
#include "proxy/flow.h"
#include "sip/message/message.h"
#include "sip/message/writer.h"
#include "sip/transaction/layer.h"

namespace trunkgate::proxy {

/// Sends messages for the calls: through the transaction layer or without it, counted and, at log level debug, logged.
/// Keeps what the layer reports meanwhile until the core asks for it. One per core.
class Messenger {
 public:
  Messenger(const Config& config, const sip::Layer::Settings& settings, metrics::Counters& counters, Output& output);

  /// A writer over the one scratch buffer. What it gives is valid until the next compose().
  [[nodiscard]] sip::Writer compose() { return sip::Writer({scratch_->data(), scratch_->size()}); }

  /// Passes a request or response from the wire to the layer. The verdict first, then what the layer wants sent. A
  /// response from another zone than its request went to is a stray one.
  sip::RequestVerdict receive_request(sip::Instant now, const sip::Message& request, const Flow& flow);
  sip::ResponseVerdict receive_response(sip::Instant now, const sip::Message& response, const Flow& flow);

  /// Empty `bytes` (a message that did not fit its buffer) sends nothing and gives no transaction.
  sip::TransactionId request(sip::Instant now, sip::Method method, std::string_view branch, std::span<const char> bytes,
                             const Flow& flow, std::uint64_t user);
  void respond(sip::Instant now, sip::TransactionId server, int status, std::span<const char> bytes);
  /// The last provisional response once more.
  void repeat(sip::Instant now, sip::TransactionId server);
  /// Outside any transaction: an ACK for a 2xx, a stateless 400.
  void send(const Flow& flow, std::span<const char> bytes);
  void confirm(sip::Instant now, sip::TransactionId invite_server);
  void flow_failed(sip::Instant now, const Flow& flow);
  void run_timers(sip::Instant now);

  /// What happened to a transaction without a message: timed_out, transport_failed or ack_missing. Oldest first.
  struct Notice {
    sip::ActionKind kind;
    sip::TransactionId transaction;
    std::uint64_t user;
    Flow flow;
  };
  [[nodiscard]] bool next_notice(Notice& notice);

  [[nodiscard]] sip::Layer& layer() { return layer_; }
  [[nodiscard]] const sip::Layer& layer() const { return layer_; }
  [[nodiscard]] const Listener& listener(const Flow& flow) const { return config_.listeners[flow.listener]; }

  /// One line per message at log level debug, and the count of it.
  void count_in(const sip::Message& message, const Flow& flow);

 private:
  void drain(sip::Instant now);
  void count_out(std::span<const char> bytes, const Flow& flow);
  void log_message(std::string_view event, const sip::Message& message, const Flow& flow);

  const Config& config_;
  metrics::Counters& counters_;
  Output& output_;
  sip::Layer layer_;
  sip::Actions actions_;
  std::unique_ptr<std::array<char, sip::message_size_max>> scratch_;
  static constexpr std::size_t notice_max = 4 * sip::Actions::capacity;
  std::array<Notice, notice_max> notices_;
  std::size_t notice_first_ = 0;
  std::size_t notice_count_ = 0;
  sip::Message logged_;
};

}  // namespace trunkgate::proxy
