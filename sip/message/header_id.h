// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace trunkgate::sip {

/// The headers that this product knows by name, from RFC 3261 and the extensions named in the rows of header_id.cpp. To
/// know another: an enumerator here and its row there.
enum class HeaderId : std::uint8_t {
  other,
  accept,
  accept_encoding,
  accept_language,
  alert_info,
  allow,
  allow_events,
  authentication_info,
  authorization,
  call_id,
  call_info,
  contact,
  content_disposition,
  content_encoding,
  content_language,
  content_length,
  content_type,
  cseq,
  date,
  diversion,
  error_info,
  event,
  expires,
  from,
  geolocation,
  history_info,
  identity,
  in_reply_to,
  join,
  max_breadth,
  max_forwards,
  mime_version,
  min_expires,
  min_se,
  organization,
  p_access_network_info,
  p_asserted_identity,
  p_called_party_id,
  p_charging_vector,
  p_preferred_identity,
  path,
  priority,
  privacy,
  proxy_authenticate,
  proxy_authorization,
  proxy_require,
  rack,
  reason,
  record_route,
  refer_to,
  referred_by,
  remote_party_id,
  replaces,
  reply_to,
  require,
  retry_after,
  route,
  rseq,
  server,
  service_route,
  session_expires,
  session_id,
  subject,
  subscription_state,
  supported,
  timestamp,
  to,
  unsupported,
  user_agent,
  user_to_user,
  via,
  warning,
  www_authenticate,
  count_
};

/// Without case, compact forms too (§7.3.3). `other` for what is not known.
[[nodiscard]] HeaderId header_id(std::string_view name);
/// "Call-ID"; empty for `other`.
[[nodiscard]] std::string_view canonical_name(HeaderId id);
/// May be there once only: two of them are an ambiguity that parsers settle differently.
[[nodiscard]] bool is_singleton(HeaderId id);

}  // namespace trunkgate::sip
