// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/header_rules.h"

#include <gtest/gtest.h>

#include <map>

namespace trunkgate::proxy {
namespace {

using sip::HeaderId;

// What may cross or is ours to write. All else is dropped: a new header is so until a row here says otherwise.
const std::map<HeaderId, HeaderRule> not_dropped = {
    {HeaderId::via, HeaderRule::own},
    {HeaderId::from, HeaderRule::own},
    {HeaderId::to, HeaderRule::own},
    {HeaderId::call_id, HeaderRule::own},
    {HeaderId::cseq, HeaderRule::own},
    {HeaderId::max_breadth, HeaderRule::own},
    {HeaderId::max_forwards, HeaderRule::own},
    {HeaderId::contact, HeaderRule::own},
    {HeaderId::route, HeaderRule::own},
    {HeaderId::record_route, HeaderRule::own},
    {HeaderId::path, HeaderRule::own},
    {HeaderId::service_route, HeaderRule::own},
    {HeaderId::content_length, HeaderRule::own},
    {HeaderId::content_type, HeaderRule::own},
    {HeaderId::content_disposition, HeaderRule::own},
    {HeaderId::content_encoding, HeaderRule::own},
    {HeaderId::mime_version, HeaderRule::own},
    {HeaderId::allow, HeaderRule::own},
    {HeaderId::supported, HeaderRule::own},
    {HeaderId::require, HeaderRule::own},
    {HeaderId::proxy_require, HeaderRule::own},
    {HeaderId::unsupported, HeaderRule::own},
    {HeaderId::accept, HeaderRule::own},
    {HeaderId::authorization, HeaderRule::own},
    {HeaderId::proxy_authorization, HeaderRule::own},
    {HeaderId::www_authenticate, HeaderRule::own},
    {HeaderId::proxy_authenticate, HeaderRule::own},
    {HeaderId::authentication_info, HeaderRule::own},
    {HeaderId::session_expires, HeaderRule::own},
    {HeaderId::min_se, HeaderRule::own},
    {HeaderId::rseq, HeaderRule::own},
    {HeaderId::rack, HeaderRule::own},
    {HeaderId::refer_to, HeaderRule::own},
    {HeaderId::referred_by, HeaderRule::own},
    {HeaderId::replaces, HeaderRule::own},
    {HeaderId::event, HeaderRule::own},
    {HeaderId::subscription_state, HeaderRule::own},
    {HeaderId::p_asserted_identity, HeaderRule::identity},
    {HeaderId::p_preferred_identity, HeaderRule::identity},
    {HeaderId::remote_party_id, HeaderRule::identity},
    {HeaderId::diversion, HeaderRule::identity},
    {HeaderId::reason, HeaderRule::reason},
    {HeaderId::retry_after, HeaderRule::number},
    {HeaderId::privacy, HeaderRule::privacy},
};

TEST(HeaderRules, EveryKnownHeader_HasTheRuleExpected) {
  for (unsigned i = 0; i < static_cast<unsigned>(HeaderId::count_); ++i) {
    const auto id = static_cast<HeaderId>(i);
    const auto row = not_dropped.find(id);
    EXPECT_EQ(header_rule(id), row == not_dropped.end() ? HeaderRule::drop : row->second) << sip::canonical_name(id);
  }
}

}  // namespace
}  // namespace trunkgate::proxy
