// SPDX-License-Identifier: Apache-2.0
#include "sip/message/header_id_inline.h"

#include <array>

#include "sip/scan/chars.h"

namespace trunkgate::sip {

namespace {

using detail::IdTable;
using detail::NameRows;

struct Row {
  HeaderId id;
  std::string_view name;
  char compact = 0;  // RFC 3261 §7.3.3 and the RFC that defines the header
  bool singleton = false;
};

using H = HeaderId;
constexpr Row rows[] = {
    {H::accept, "Accept"},
    {H::accept_encoding, "Accept-Encoding"},
    {H::accept_language, "Accept-Language"},
    {H::alert_info, "Alert-Info"},
    {H::allow, "Allow"},
    {H::allow_events, "Allow-Events", 'u'},  // RFC 6665
    {H::authentication_info, "Authentication-Info"},
    {H::authorization, "Authorization"},
    {H::call_id, "Call-ID", 'i', true},
    {H::call_info, "Call-Info"},
    {H::contact, "Contact", 'm'},
    {H::content_disposition, "Content-Disposition", 0, true},
    {H::content_encoding, "Content-Encoding", 'e'},
    {H::content_language, "Content-Language"},
    {H::content_length, "Content-Length", 'l'},  // several that agree are let through
    {H::content_type, "Content-Type", 'c', true},
    {H::cseq, "CSeq", 0, true},
    {H::date, "Date"},
    {H::diversion, "Diversion"},  // RFC 5806
    {H::error_info, "Error-Info"},
    {H::event, "Event", 'o', true},  // RFC 6665
    {H::expires, "Expires", 0, true},
    {H::from, "From", 'f', true},
    {H::geolocation, "Geolocation"},    // RFC 6442
    {H::history_info, "History-Info"},  // RFC 7044
    {H::identity, "Identity", 'y'},     // RFC 8224
    {H::in_reply_to, "In-Reply-To"},
    {H::join, "Join", 0, true},                // RFC 3911
    {H::max_breadth, "Max-Breadth", 0, true},  // RFC 5393
    {H::max_forwards, "Max-Forwards", 0, true},
    {H::mime_version, "MIME-Version"},
    {H::min_expires, "Min-Expires", 0, true},
    {H::min_se, "Min-SE", 0, true},  // RFC 4028
    {H::organization, "Organization"},
    {H::p_access_network_info, "P-Access-Network-Info"},
    {H::p_asserted_identity, "P-Asserted-Identity"},  // RFC 3325
    {H::p_called_party_id, "P-Called-Party-ID"},
    {H::p_charging_vector, "P-Charging-Vector"},
    {H::p_preferred_identity, "P-Preferred-Identity"},
    {H::path, "Path"},  // RFC 3327
    {H::priority, "Priority"},
    {H::privacy, "Privacy"},  // RFC 3323
    {H::proxy_authenticate, "Proxy-Authenticate"},
    {H::proxy_authorization, "Proxy-Authorization"},
    {H::proxy_require, "Proxy-Require"},
    {H::rack, "RAck", 0, true},  // RFC 3262
    {H::reason, "Reason"},       // RFC 3326
    {H::record_route, "Record-Route"},
    {H::refer_to, "Refer-To", 'r', true},        // RFC 3515
    {H::referred_by, "Referred-By", 'b', true},  // RFC 3892
    {H::remote_party_id, "Remote-Party-ID"},
    {H::replaces, "Replaces", 0, true},  // RFC 3891
    {H::reply_to, "Reply-To"},
    {H::require, "Require"},
    {H::retry_after, "Retry-After"},
    {H::route, "Route"},
    {H::rseq, "RSeq", 0, true},  // RFC 3262
    {H::server, "Server"},
    {H::service_route, "Service-Route"},
    {H::session_expires, "Session-Expires", 'x', true},
    {H::session_id, "Session-ID"},  // RFC 7989
    {H::subject, "Subject", 's'},
    {H::subscription_state, "Subscription-State", 0, true},
    {H::supported, "Supported", 'k'},
    {H::timestamp, "Timestamp"},
    {H::to, "To", 't', true},
    {H::unsupported, "Unsupported"},
    {H::user_agent, "User-Agent"},
    {H::user_to_user, "User-to-User"},  // RFC 7433
    {H::via, "Via", 'v'},
    {H::warning, "Warning"},
    {H::www_authenticate, "WWW-Authenticate"},
};
static_assert(std::size(rows) + 1 == static_cast<std::size_t>(HeaderId::count_));

constexpr bool rows_in_order() {
  for (std::size_t i = 0; i < std::size(rows); ++i)
    if (static_cast<std::size_t>(rows[i].id) != i + 1) return false;
  return true;
}
static_assert(rows_in_order(), "rows stand in the order of the enum");

constexpr NameRows make_rows() {
  NameRows made{};
  for (const Row& row : rows) {
    detail::NameRow& one = made[static_cast<std::size_t>(row.id)];
    one.size = static_cast<std::uint32_t>(row.name.size());
    for (std::size_t i = 0; i < row.name.size(); ++i) {
      const char letter = lower(row.name[i]);
      if (i < one.front.size()) one.front[i] = letter;
      if (i < one.front.size()) one.front_bits |= std::uint32_t{1} << i;
      one.back = one.back >> 8 | std::uint64_t{static_cast<unsigned char>(letter)} << 56;
    }
  }
  return made;
}
constexpr NameRows made_rows = make_rows();

constexpr bool rows_are_short() {
  for (const Row& row : rows)
    if (row.name.size() < 2 || row.name.size() > detail::known_name_size_max) return false;
  return true;
}
static_assert(rows_are_short(), "front and back of a name are all of it");

constexpr IdTable make_table() {
  for (std::uint64_t multiplier = 0x9e3779b97f4a7c15u;; multiplier += 2) {
    IdTable table{multiplier, {}};
    bool unique = true;
    for (const Row& row : rows) {
      const detail::NameRow& made = made_rows[static_cast<std::size_t>(row.id)];
      auto& slot = table.slots[table.slot_of(made.back, made.size)];
      if (slot != 0) {
        unique = false;
        break;
      }
      slot = static_cast<std::uint8_t>(row.id);
    }
    if (unique) return table;
  }
}

constexpr auto make_compact() {
  std::array<HeaderId, 128> compact{};
  for (const Row& row : rows)
    if (row.compact != 0) compact[static_cast<unsigned char>(row.compact)] = row.id;
  return compact;
}
constexpr auto compact_forms = make_compact();

}  // namespace

namespace detail {
constinit const NameRows name_rows = made_rows;
constinit const IdTable id_table = make_table();
}  // namespace detail

HeaderId header_id(std::string_view name) {
  if (name.size() == 1) {
    const auto c = static_cast<unsigned char>(lower(name.front()));
    return c < compact_forms.size() ? compact_forms[c] : HeaderId::other;
  }
  if (name.size() > detail::known_name_size_max || !all(host, name)) return HeaderId::other;
  std::array<char, 8 + detail::known_name_size_max + header_name_block> room{};
  std::copy(name.begin(), name.end(), room.begin() + 8);
  return plain_header_id({room.data() + 8, name.size()});
}

std::string_view canonical_name(HeaderId id) {
  return id == HeaderId::other ? std::string_view{} : rows[static_cast<std::size_t>(id) - 1].name;
}

bool is_singleton(HeaderId id) { return id != HeaderId::other && rows[static_cast<std::size_t>(id) - 1].singleton; }

}  // namespace trunkgate::sip
