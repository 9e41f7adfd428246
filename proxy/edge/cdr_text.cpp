// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/cdr_text.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "proxy/edge/utc_text.h"

namespace trunkgate::proxy {
namespace {

using Json = nlohmann::ordered_json;
using std::chrono::system_clock;

double rounded(double value, int digits) {
  const double scale = std::pow(10, digits);
  return std::round(value * scale) / scale;
}

double seconds(sip::Instant from, sip::Instant to) {
  return rounded(std::chrono::duration<double>(to - from).count(), 3);
}

Json direction(const media::DirectionStatistics& from) {
  Json json;
  if (!from.codec.empty()) json["codec"] = from.codec;
  json["packets"] = from.packets;
  json["octets"] = from.octets;
  if (from.counted()) json["lost"] = from.lost;
  if (from.loss_known()) json["loss"] = rounded(from.loss(), 5);
  if (from.counted()) json["reordered"] = from.reordered;
  if (from.counted()) json["duplicates"] = from.duplicates;
  json["dropped"] = from.dropped;
  if (from.counted()) json["srtp_failures"] = from.srtp_failures;
  if (from.loss_known()) json["jitter_ms"] = rounded(from.jitter_us / 1000.0, 2);
  if (from.loss_known()) json["jitter_max_ms"] = rounded(from.jitter_max_us / 1000.0, 2);
  if (from.round_trip_us > 0) json["round_trip_ms"] = rounded(from.round_trip_us / 1000.0, 2);
  if (from.score > 0) {
    json["mos"] = from.score / 100.0;
    json["mos_lowest"] = from.lowest.score / 100.0;
  }
  if (from.counted()) json["silence_s"] = rounded(from.silence_ms / 1000.0, 1);
  if (from.counted()) json["digits"] = from.events;
  return json;
}

}  // namespace

std::string format_record(const CallRecord& record, system_clock::time_point wall, sip::Instant now) {
  const auto time = [&](sip::Instant at) {
    return utc_text(wall - std::chrono::duration_cast<system_clock::duration>(now - at));
  };
  const bool answered = record.answered != sip::Instant{};
  Json json;
  json["started"] = time(record.started);
  if (answered) json["answered"] = time(record.answered);
  json["ended"] = time(record.ended);
  json["talk_s"] = answered ? seconds(record.answered, record.ended) : 0.0;
  json["call_id"] = record.call_id;
  json["from"] = record.from_peer;
  json["to"] = record.to_peer;
  json["caller"] = record.caller;
  json["called"] = record.called;
  json["result"] = record.result;
  json["reason"] = record.reason;
  if (record.figures.from_a.heard() || record.figures.from_b.heard()) {
    json["media"] = {{"from_caller", direction(record.figures.from_a)},
                     {"from_called", direction(record.figures.from_b)}};
    json["one_way"] = answered && record.figures.one_way();
  }
  // A peer may have sent octets that are no UTF-8.
  return json.dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace trunkgate::proxy
