// SPDX-License-Identifier: Apache-2.0
#include "sip/message/header_id.h"

#include <array>

#include "sip/scan/chars.h"

namespace trunkgate::sip {

namespace {

struct Row {
  HeaderId id;
  std::string_view name;
  char compact = 0;        // RFC 3261 §7.3.3 and the RFC that defines the header
  bool singleton = false;
};

using H = HeaderId;
constexpr Row rows[] = {
    {H::accept, "Accept"},
    {H::accept_encoding, "Accept-Encoding"},
    {H::accept_language, "Accept-Language"},
    {H::alert_info, "Alert-Info"},
    {H::allow, "Allow"},
    {H::allow_events, "Allow-Events", 'u'},           // RFC 6665
    {H::authentication_info, "Authentication-Info"},
    {H::authorization, "Authorization"},
    {H::call_id, "Call-ID", 'i', true},
    {H::call_info, "Call-Info"},
    {H::contact, "Contact", 'm'},
    {H::content_disposition, "Content-Disposition", 0, true},
    {H::content_encoding, "Content-Encoding", 'e'},
    {H::content_language, "Content-Language"},
    {H::content_length, "Content-Length", 'l'},       // several that agree are let through
    {H::content_type, "Content-Type", 'c', true},
    {H::cseq, "CSeq", 0, true},
    {H::date, "Date"},
    {H::diversion, "Diversion"},                      // RFC 5806
    {H::error_info, "Error-Info"},
    {H::event, "Event", 'o', true},                   // RFC 6665
    {H::expires, "Expires", 0, true},
    {H::from, "From", 'f', true},
    {H::geolocation, "Geolocation"},                  // RFC 6442
    {H::history_info, "History-Info"},                // RFC 7044
    {H::identity, "Identity", 'y'},                   // RFC 8224
    {H::in_reply_to, "In-Reply-To"},
    {H::join, "Join", 0, true},                       // RFC 3911
    {H::max_forwards, "Max-Forwards", 0, true},
    {H::mime_version, "MIME-Version"},
    {H::min_expires, "Min-Expires", 0, true},
    {H::min_se, "Min-SE", 0, true},                   // RFC 4028
    {H::organization, "Organization"},
    {H::p_access_network_info, "P-Access-Network-Info"},
    {H::p_asserted_identity, "P-Asserted-Identity"},  // RFC 3325
    {H::p_called_party_id, "P-Called-Party-ID"},
    {H::p_charging_vector, "P-Charging-Vector"},
    {H::p_preferred_identity, "P-Preferred-Identity"},
    {H::path, "Path"},                                // RFC 3327
    {H::priority, "Priority"},
    {H::privacy, "Privacy"},                          // RFC 3323
    {H::proxy_authenticate, "Proxy-Authenticate"},
    {H::proxy_authorization, "Proxy-Authorization"},
    {H::proxy_require, "Proxy-Require"},
    {H::rack, "RAck", 0, true},                       // RFC 3262
    {H::reason, "Reason"},                            // RFC 3326
    {H::record_route, "Record-Route"},
    {H::refer_to, "Refer-To", 'r', true},             // RFC 3515
    {H::referred_by, "Referred-By", 'b', true},       // RFC 3892
    {H::remote_party_id, "Remote-Party-ID"},
    {H::replaces, "Replaces", 0, true},               // RFC 3891
    {H::reply_to, "Reply-To"},
    {H::require, "Require"},
    {H::retry_after, "Retry-After"},
    {H::route, "Route"},
    {H::rseq, "RSeq", 0, true},                       // RFC 3262
    {H::server, "Server"},
    {H::service_route, "Service-Route"},
    {H::session_expires, "Session-Expires", 'x', true},
    {H::session_id, "Session-ID"},                    // RFC 7989
    {H::subject, "Subject", 's'},
    {H::subscription_state, "Subscription-State", 0, true},
    {H::supported, "Supported", 'k'},
    {H::timestamp, "Timestamp"},
    {H::to, "To", 't', true},
    {H::unsupported, "Unsupported"},
    {H::user_agent, "User-Agent"},
    {H::user_to_user, "User-to-User"},                // RFC 7433
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

constexpr std::size_t slot_count = 1024;
constexpr unsigned slot_shift = 32 - 10;

// Length, first, middle and last letter tell all names apart; the multiplier that spreads them without a collision is
// found when this file is compiled, so a lookup is one multiplication and one comparison.
constexpr std::uint32_t key_of(std::string_view name) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(lower(name[i]))); };
  return (static_cast<std::uint32_t>(name.size()) << 24) ^ (at(0) << 16) ^ (at(name.size() / 2) << 8) ^ at(name.size() - 1);
}
constexpr std::size_t slot_of(std::string_view name, std::uint32_t multiplier) {
  return (key_of(name) * multiplier) >> slot_shift;
}

struct Table {
  std::uint32_t multiplier = 0;
  std::array<std::uint8_t, slot_count> slots{};
};

constexpr Table make_table() {
  for (std::uint32_t multiplier = 0x9e3779b1u;; multiplier += 2) {
    Table table{multiplier, {}};
    bool unique = true;
    for (const Row& row : rows) {
      auto& slot = table.slots[slot_of(row.name, multiplier)];
      if (slot != 0) {
        unique = false;
        break;
      }
      slot = static_cast<std::uint8_t>(row.id);
    }
    if (unique) return table;
  }
}
constexpr Table table = make_table();

constexpr auto make_compact() {
  std::array<HeaderId, 128> compact{};
  for (const Row& row : rows)
    if (row.compact != 0) compact[static_cast<unsigned char>(row.compact)] = row.id;
  return compact;
}
constexpr auto compact_forms = make_compact();

}  // namespace

HeaderId header_id(std::string_view name) {
  if (name.empty()) return HeaderId::other;
  if (name.size() == 1) {
    const auto c = static_cast<unsigned char>(lower(name.front()));
    return c < compact_forms.size() ? compact_forms[c] : HeaderId::other;
  }
  const std::uint8_t slot = table.slots[slot_of(name, table.multiplier)];
  if (slot == 0 || !equal_ignoring_case(rows[slot - 1].name, name)) return HeaderId::other;
  return static_cast<HeaderId>(slot);
}

std::string_view canonical_name(HeaderId id) {
  return id == HeaderId::other ? std::string_view{} : rows[static_cast<std::size_t>(id) - 1].name;
}

bool is_singleton(HeaderId id) { return id != HeaderId::other && rows[static_cast<std::size_t>(id) - 1].singleton; }

}  // namespace trunkgate::sip
