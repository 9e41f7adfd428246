// SPDX-License-Identifier: Apache-2.0
#include "metrics/labels.h"

#include <algorithm>
#include <array>

namespace trunkgate::metrics {
namespace {

// The codes of RFC 3261 §21 and its extensions that a trunk really sends; the rest by class.
constexpr std::array<std::uint16_t, 50> own_codes{100, 180, 181, 182, 183, 200, 202, 301, 302, 305, 400, 401, 402,
                                                  403, 404, 405, 406, 407, 408, 410, 413, 414, 415, 416, 420, 421,
                                                  422, 423, 428, 433, 436, 438, 480, 481, 482, 483, 484, 485, 486,
                                                  487, 488, 491, 500, 501, 502, 503, 504, 600, 603, 606};
constexpr std::array<std::string_view, 50> own_code_names{
    "100", "180", "181", "182", "183", "200", "202", "301", "302", "305", "400", "401", "402",
    "403", "404", "405", "406", "407", "408", "410", "413", "414", "415", "416", "420", "421",
    "422", "423", "428", "433", "436", "438", "480", "481", "482", "483", "484", "485", "486",
    "487", "488", "491", "500", "501", "502", "503", "504", "600", "603", "606"};
constexpr std::array<std::string_view, 7> code_classes{"1xx", "2xx", "3xx", "4xx", "5xx", "6xx", "other"};

// Status code to label index, so that counting a response costs one load.
constexpr auto code_indices = [] {
  std::array<std::uint8_t, 700> index{};
  for (std::size_t code = 0; code < index.size(); ++code) {
    const std::size_t code_class = code < 100 ? code_classes.size() - 1 : code / 100 - 1;
    index[code] = static_cast<std::uint8_t>(own_codes.size() + code_class);
  }
  for (std::size_t i = 0; i < own_codes.size(); ++i) index[own_codes[i]] = static_cast<std::uint8_t>(i);
  return index;
}();

template <class Names>
std::vector<std::string_view> bounded(const Names& names) {
  const auto count = std::min<std::size_t>(names.size(), label_value_max);
  std::vector<std::string_view> values(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(count));
  if (values.empty()) values.emplace_back("other");
  return values;
}

std::vector<std::string_view> code_values() {
  std::vector<std::string_view> values(own_code_names.begin(), own_code_names.end());
  values.insert(values.end(), code_classes.begin(), code_classes.end());
  return values;
}

}  // namespace

std::vector<std::string_view> label_values(LabelSet set, const Labels& labels) {
  switch (set) {
    case LabelSet::none: return {""};
    case LabelSet::direction: return {"in", "out"};
    case LabelSet::zone: return bounded(labels.zones);
    case LabelSet::peer: return bounded(labels.peers);
    case LabelSet::method: return bounded(labels.methods);
    case LabelSet::code: return code_values();
    case LabelSet::parse_error: return bounded(labels.parse_errors);
    case LabelSet::source_drop: return bounded(labels.source_drops);
    case LabelSet::sealed_kind: return bounded(labels.sealed_kinds);
    case LabelSet::rtp_drop: return bounded(labels.rtp_drops);
    case LabelSet::call_result: return {"answered", "cancelled", "refused", "failed", "timeout"};
    case LabelSet::digest_result: return {"answered", "rejected"};
    case LabelSet::role: return {"client", "server"};
    case LabelSet::transport: return {"udp", "tcp", "tls"};
    case LabelSet::srtp_failure: return {"auth", "replay", "other"};
    case LabelSet::ng_command: return bounded(labels.ng_commands);
    case LabelSet::ng_result: return {"ok", "error", "repeated"};
    case LabelSet::anchor: return bounded(labels.anchors);
    case LabelSet::anchor_outcome: return {"ok", "error", "timeout"};
    case LabelSet::anchor_drop: return {"oversize", "malformed", "unmatched"};
  }
  return {"other"};
}

std::uint8_t code_index(int status) {
  const auto code = static_cast<std::size_t>(status);
  return code_indices[code < code_indices.size() ? code : 0];
}

}  // namespace trunkgate::metrics
