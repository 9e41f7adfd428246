// SPDX-License-Identifier: Apache-2.0
#include "sip/message/header_id_inline.h"

#include <algorithm>
#include <array>

#include "sip/scan/chars.h"

namespace trunkgate::sip {

namespace {

using detail::NameTable;

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

/// A known name without its case bits, its letters at the upper end of what 24 bytes hold.
struct Letters {
  std::uint64_t first = 0;
  std::uint64_t middle = 0;
  std::uint64_t last = 0;
  std::size_t size = 0;
};

constexpr auto make_letters() {
  std::array<Letters, detail::id_count> made{};
  for (const Row& row : rows) {
    Letters& one = made[static_cast<std::size_t>(row.id)];
    one.size = row.name.size();
    for (const char c : row.name) {
      one.first = one.first >> 8 | one.middle << 56;
      one.middle = one.middle >> 8 | one.last << 56;
      one.last = one.last >> 8 | (std::uint64_t{static_cast<unsigned char>(c)} << 56 & ~detail::case_bits);
    }
  }
  return made;
}
constexpr auto letters = make_letters();

constexpr bool rows_are_short() {
  for (const Row& row : rows)
    if (row.name.size() < 2 || row.name.size() > detail::known_name_size_max) return false;
  return true;
}
static_assert(rows_are_short(), "three words hold all of a name");

/// Of `size` letters at the upper end of several words, those in the word that has `behind` letters behind it.
constexpr std::uint64_t mask_of(std::size_t size, std::size_t behind) {
  if (size <= behind) return 0;
  return ~std::uint64_t{0} << 8 * (8 - std::min<std::size_t>(size - behind, 8));
}

/// False when two names share a slot.
constexpr bool fill_slots(NameTable& table) {
  for (const Row& row : rows) {
    const Letters& one = letters[static_cast<std::size_t>(row.id)];
    auto& slot = table.slots[table.slot_of(one.last, one.size)];
    if (slot != 0) return false;
    slot = static_cast<std::uint8_t>(row.id);
  }
  return true;
}

constexpr NameTable make_table() {
  NameTable table;
  for (std::size_t size = 0; size < table.last_masks.size(); ++size) {
    table.last_masks[size] = mask_of(size, 0) & ~detail::case_bits;
    table.middle_masks[size] = mask_of(size, 8) & ~detail::case_bits;
  }
  for (std::size_t id = 0; id < detail::id_count; ++id) {
    const bool is_long = letters[id].size > header_name_block;
    table.last[id] = is_long ? ~std::uint64_t{0} : letters[id].last;
    table.middle[id] = letters[id].middle;
  }
  for (table.multiplier = 0x9e3779b97f4a7c15u; !fill_slots(table); table.multiplier += 2) table.slots = {};
  return table;
}

constexpr auto make_compact() {
  std::array<HeaderId, 128> compact{};
  for (const Row& row : rows)
    if (row.compact != 0) compact[static_cast<unsigned char>(row.compact)] = row.id;
  return compact;
}
constexpr auto compact_forms = make_compact();

}  // namespace

constinit const detail::NameTable detail::name_table = make_table();

HeaderId detail::long_header_id(std::string_view name) {
  if (name.size() > known_name_size_max) return HeaderId::other;
  const auto letters_at = [](const char* at) { return common_shape::load_8(at) & ~case_bits; };
  const char* const end = name.data() + name.size();
  const std::uint64_t last = letters_at(end - 8);
  const std::uint8_t slot = name_table.slots[name_table.slot_of(last, name.size())];
  const Letters& known = letters[slot];
  const std::uint64_t first = letters_at(name.data()) << 8 * (known_name_size_max - name.size());
  const bool same =
      known.size == name.size() && known.last == last && known.middle == letters_at(end - 16) && known.first == first;
  return same ? static_cast<HeaderId>(slot) : HeaderId::other;
}

HeaderId header_id(std::string_view name) {
  if (name.size() == 1) {
    const auto c = static_cast<unsigned char>(lower(name.front()));
    return c < compact_forms.size() ? compact_forms[c] : HeaderId::other;
  }
  if (name.size() > detail::known_name_size_max || !all(host, name)) return HeaderId::other;
  std::array<char, header_name_block + detail::known_name_size_max> room{};
  std::copy(name.begin(), name.end(), room.begin() + header_name_block);
  return plain_header_id({room.data() + header_name_block, name.size()});
}

std::string_view canonical_name(HeaderId id) {
  return id == HeaderId::other ? std::string_view{} : rows[static_cast<std::size_t>(id) - 1].name;
}

bool is_singleton(HeaderId id) { return id != HeaderId::other && rows[static_cast<std::size_t>(id) - 1].singleton; }

}  // namespace trunkgate::sip
