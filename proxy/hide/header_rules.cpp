// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/header_rules.h"

#include <array>

namespace trunkgate::proxy {

namespace {

struct Row {
  sip::HeaderId id;
  HeaderRule rule;
};

// One row per header that does not simply stay behind. What is missing here (Warning, User-Agent, Server, Call-Info,
// History-Info, Organization, Session-ID, Date, Geolocation, every unknown header …) names hosts, software or
// identifiers of the inside and is dropped.
constexpr Row rows[] = {
    {sip::HeaderId::via, HeaderRule::own},
    {sip::HeaderId::from, HeaderRule::own},
    {sip::HeaderId::to, HeaderRule::own},
    {sip::HeaderId::call_id, HeaderRule::own},
    {sip::HeaderId::cseq, HeaderRule::own},
    {sip::HeaderId::max_breadth, HeaderRule::own},
    {sip::HeaderId::max_forwards, HeaderRule::own},
    {sip::HeaderId::contact, HeaderRule::own},
    {sip::HeaderId::route, HeaderRule::own},
    {sip::HeaderId::record_route, HeaderRule::own},
    {sip::HeaderId::path, HeaderRule::own},
    {sip::HeaderId::service_route, HeaderRule::own},
    {sip::HeaderId::content_length, HeaderRule::own},
    {sip::HeaderId::content_type, HeaderRule::own},
    {sip::HeaderId::content_disposition, HeaderRule::own},
    {sip::HeaderId::content_encoding, HeaderRule::own},
    {sip::HeaderId::mime_version, HeaderRule::own},
    {sip::HeaderId::allow, HeaderRule::own},
    {sip::HeaderId::supported, HeaderRule::own},
    {sip::HeaderId::require, HeaderRule::own},
    {sip::HeaderId::proxy_require, HeaderRule::own},
    {sip::HeaderId::unsupported, HeaderRule::own},
    {sip::HeaderId::accept, HeaderRule::own},
    {sip::HeaderId::authorization, HeaderRule::own},
    {sip::HeaderId::proxy_authorization, HeaderRule::own},
    {sip::HeaderId::www_authenticate, HeaderRule::own},
    {sip::HeaderId::proxy_authenticate, HeaderRule::own},
    {sip::HeaderId::authentication_info, HeaderRule::own},
    {sip::HeaderId::session_expires, HeaderRule::own},
    {sip::HeaderId::min_se, HeaderRule::own},
    {sip::HeaderId::rseq, HeaderRule::own},
    {sip::HeaderId::rack, HeaderRule::own},
    {sip::HeaderId::refer_to, HeaderRule::own},
    {sip::HeaderId::referred_by, HeaderRule::own},
    {sip::HeaderId::replaces, HeaderRule::own},
    {sip::HeaderId::event, HeaderRule::own},
    {sip::HeaderId::subscription_state, HeaderRule::own},
    {sip::HeaderId::p_asserted_identity, HeaderRule::identity},
    {sip::HeaderId::p_preferred_identity, HeaderRule::identity},
    {sip::HeaderId::remote_party_id, HeaderRule::identity},
    {sip::HeaderId::diversion, HeaderRule::identity},
    {sip::HeaderId::reason, HeaderRule::reason},
    {sip::HeaderId::retry_after, HeaderRule::number},
    {sip::HeaderId::privacy, HeaderRule::privacy},
};

constexpr auto make_table() {
  std::array<HeaderRule, static_cast<std::size_t>(sip::HeaderId::count_)> table{};
  for (const Row& row : rows) table[static_cast<std::size_t>(row.id)] = row.rule;
  return table;
}
constexpr auto table = make_table();

}  // namespace

HeaderRule header_rule(sip::HeaderId id) { return table[static_cast<std::size_t>(id)]; }

}  // namespace trunkgate::proxy
