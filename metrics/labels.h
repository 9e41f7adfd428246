// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trunkgate::metrics {

// Values of the labels that are ours, in the order of their names in labels.cpp.
enum class Direction : std::uint8_t { in, out };
enum class Transport : std::uint8_t { udp, tcp, tls };
enum class Role : std::uint8_t { client, server };
enum class CallResult : std::uint8_t { answered, cancelled, refused, failed, timeout };
enum class DigestResult : std::uint8_t { answered, rejected };
enum class SrtpFailure : std::uint8_t { auth, replay, other };
enum class NgResult : std::uint8_t { ok, error, repeated };
enum class AnchorOutcome : std::uint8_t { ok, error, timeout };
enum class AnchorDrop : std::uint8_t { oversize, malformed, unmatched };

/// Names of the label values that only the caller knows. The index given to Counters is the index in these lists, so
/// pass the names of an enum in its order. An empty list counts as {"other"}. Lists are cut at label_value_max.
struct Labels {
  std::vector<std::string> zones;
  std::vector<std::string> peers;
  std::vector<std::string> methods = {"other",   "INVITE",    "ACK",    "BYE",     "CANCEL",
                                      "OPTIONS", "REGISTER",  "PRACK",  "UPDATE",  "INFO",
                                      "REFER",   "SUBSCRIBE", "NOTIFY", "MESSAGE", "PUBLISH"};
  std::vector<std::string> parse_errors;
  std::vector<std::string> source_drops;
  std::vector<std::string> sealed_kinds;
  std::vector<std::string> rtp_drops;
  std::vector<std::string> ng_commands;
  std::vector<std::string> anchors;  ///< remote ones; none: their metrics are not exposed
};

inline constexpr std::size_t label_value_max = 256;  ///< as many peers as a configuration may have

/// The sets that label values are drawn from.
enum class LabelSet : std::uint8_t {
  none,
  direction,
  zone,
  peer,
  method,
  code,
  parse_error,
  source_drop,
  sealed_kind,
  rtp_drop,
  call_result,
  digest_result,
  role,
  transport,
  srtp_failure,
  ng_command,
  ng_result,
  anchor,
  anchor_outcome,
  anchor_drop
};

struct Label {
  std::string_view name;  ///< as exposed
  LabelSet set = LabelSet::none;
};

/// The values of `set`, never empty. Borrows from `labels` or from static storage.
[[nodiscard]] std::vector<std::string_view> label_values(LabelSet set, const Labels& labels);

/// Index of a SIP status code in LabelSet::code. Codes without a name of their own fall under "1xx" … "6xx".
[[nodiscard]] std::uint8_t code_index(int status);

}  // namespace trunkgate::metrics
