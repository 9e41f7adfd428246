// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/messenger.h"

#include <charconv>
#include <cstdio>

namespace trunkgate::proxy {

namespace {

using metrics::Counter;
using metrics::Direction;

/// The status in "SIP/2.0 200 OK…", 0 for a request. Our own bytes, so a look at the start is enough.
int status_of(std::span<const char> bytes) {
  const std::string_view text(bytes.data(), bytes.size());
  if (!text.starts_with("SIP/2.0 ") || text.size() < 11) return 0;
  int status = 0;
  std::from_chars(text.data() + 8, text.data() + 11, status);
  return status;
}

std::string_view method_of(std::span<const char> bytes) {
  const std::string_view text(bytes.data(), bytes.size());
  return text.substr(0, text.find(' '));
}

}  // namespace

Messenger::Messenger(const Config& config, const sip::Layer::Settings& settings, metrics::Counters& counters,
                     Output& output)
    : config_(config),
      counters_(counters),
      output_(output),
      layer_(settings),
      scratch_(std::make_unique_for_overwrite<std::array<char, sip::message_size_max>>()) {}

sip::RequestVerdict Messenger::receive_request(sip::Instant now, const sip::Message& request, const Flow& flow) {
  const bool reliable = listener(flow).transport != Transport::udp;
  const auto verdict = layer_.on_request(now, request, to_flow_id(flow, reliable), actions_);
  drain(now);
  return verdict;
}

sip::ResponseVerdict Messenger::receive_response(sip::Instant now, const sip::Message& response, const Flow& flow) {
  // RFC 3261 §18.1.2: what another zone says is no answer, whatever branch it names. Else it could draw the credentials
  // of a peer of this one, or end its calls.
  if (const auto client = layer_.client_of(response)) {
    const Flow asked = to_flow(layer_.flow_of(client));
    if (listener(asked).zone != listener(flow).zone) return {};
  }
  const auto verdict = layer_.on_response(now, response, actions_);
  drain(now);
  return verdict;
}

sip::TransactionId Messenger::request(sip::Instant now, sip::Method method, std::string_view branch,
                                      std::span<const char> bytes, const Flow& flow, std::uint64_t user) {
  if (bytes.empty()) return {};
  const bool reliable = listener(flow).transport != Transport::udp;
  const auto id = layer_.start_client(now, method, branch, bytes, to_flow_id(flow, reliable), user, actions_);
  drain(now);
  return id;
}

void Messenger::respond(sip::Instant now, sip::TransactionId server, int status, std::span<const char> bytes) {
  if (bytes.empty()) return;
  layer_.respond(now, server, status, bytes, actions_);
  drain(now);
}

void Messenger::repeat(sip::Instant now, sip::TransactionId server) {
  layer_.repeat(now, server, actions_);
  drain(now);
}

void Messenger::send(const Flow& flow, std::span<const char> bytes) {
  if (bytes.empty()) return;
  count_out(bytes, flow);
  output_.send(flow, bytes);
}

void Messenger::confirm(sip::Instant now, sip::TransactionId invite_server) {
  layer_.confirm(now, invite_server, actions_);
  drain(now);
}

void Messenger::flow_failed(sip::Instant now, const Flow& flow) {
  const bool reliable = listener(flow).transport != Transport::udp;
  layer_.on_flow_failed(now, to_flow_id(flow, reliable), actions_);
  drain(now);
}

void Messenger::run_timers(sip::Instant now) {
  // The notices of one round must be read before the next, so one round is what this does.
  layer_.on_deadline(now, actions_);
  drain(now);
}

void Messenger::drain(sip::Instant) {
  for (const sip::Action& action : actions_) {
    switch (action.kind) {
      case sip::ActionKind::send: send(to_flow(action.flow), action.bytes); break;
      case sip::ActionKind::finished: break;
      case sip::ActionKind::timed_out:
      case sip::ActionKind::transport_failed:
      case sip::ActionKind::ack_missing:
        if (notice_count_ == notice_max) break;  // the call's own deadline ends it then
        notices_[(notice_first_ + notice_count_++) % notice_max] = {action.kind, action.transaction, action.user,
                                                                    to_flow(action.flow)};
        break;
    }
  }
  actions_.clear();
}

bool Messenger::next_notice(Notice& notice) {
  if (notice_count_ == 0) return false;
  notice = notices_[notice_first_];
  notice_first_ = (notice_first_ + 1) % notice_max;
  --notice_count_;
  return true;
}

void Messenger::count_in(const sip::Message& message, const Flow& flow) {
  const std::uint8_t zone = listener(flow).zone;
  if (message.is_request())
    counters_.add(Counter::sip_requests, {Direction::in, zone, message.method()});
  else
    counters_.add(Counter::sip_responses,
                  {Direction::in, zone, message.cseq().method, metrics::code_index(message.status())});
  if (config_.log_level == LogLevel::debug) log_message("sip.in", message, flow);
}

void Messenger::count_out(std::span<const char> bytes, const Flow& flow) {
  const std::uint8_t zone = listener(flow).zone;
  const int status = status_of(bytes);
  if (config_.log_level == LogLevel::debug && logged_.parse(bytes) == sip::ParseError::none)
    log_message("sip.out", logged_, flow);
  if (status == 0) {
    counters_.add(Counter::sip_requests, {Direction::out, zone, sip::parse_method(method_of(bytes))});
    return;
  }
  const std::string_view text(bytes.data(), bytes.size());
  const std::size_t cseq = text.find("\r\nCSeq: ");
  std::string_view method = text.substr(cseq == std::string_view::npos ? text.size() : cseq + 8);
  method = method.substr(0, method.find('\r'));
  method.remove_prefix(std::min(method.find(' ') + 1, method.size()));
  counters_.add(Counter::sip_responses, {Direction::out, zone, sip::parse_method(method), metrics::code_index(status)});
}

void Messenger::log_message(std::string_view event, const sip::Message& message, const Flow& flow) {
  std::array<char, 160> text;
  const auto method = message.is_request() ? message.method_name() : message.cseq().method_name;
  std::array<char, 48> address;
  const std::size_t size = write_ip(flow.remote_address, true, address.data());
  const int written = std::snprintf(text.data(), text.size(), "%.*s %d %.*s:%u", static_cast<int>(method.size()),
                                    method.data(), message.is_request() ? 0 : message.status(), static_cast<int>(size),
                                    address.data(), static_cast<unsigned>(flow.remote_port));
  const std::size_t length = std::min(static_cast<std::size_t>(std::max(written, 0)), text.size() - 1);
  output_.log(
      {LogLevel::debug, event, message.call_id(), config_.zones[listener(flow).zone].name, {text.data(), length}});
}

}  // namespace trunkgate::proxy
