// SPDX-License-Identifier: Apache-2.0
#include "sip/dialog/answered_invite.h"

#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"

namespace trunkgate::sip {

AnsweredInvite::AnsweredInvite(const Message& invite, const Message& success)
    : invite_(invite), success_(success), remote_target_(invite.request_uri()) {
  const auto contact = NameAddr::parse(values(success.value(HeaderId::contact)).first());
  if (contact && !contact->star) remote_target_ = contact->uri_text;
  next_hop_ = remote_target_;
  if (!read_routes()) route_count_ = 0;
  if (route_count_ == 0) return;
  const auto first = NameAddr::parse(routes_[route_count_ - 1]);
  next_hop_ = first->uri_text;
  strict_ = !first->uri.param("lr");
}

bool AnsweredInvite::read_routes() {
  for (const Header& header : success_.headers()) {
    if (header.id != HeaderId::record_route) continue;
    for (const std::string_view route : values(header.value)) {
      const auto address = NameAddr::parse(route);
      if (route_count_ == route_count_max || !address || address->star) return false;
      routes_[route_count_++] = route;
    }
  }
  return true;
}

void AnsweredInvite::request_line(Writer& writer, Method method) const {
  // §12.2.1.1: headers of a strict router's URI may not stand in a Request-URI.
  writer.request_line(method, strict_ ? next_hop_.substr(0, next_hop_.find('?')) : remote_target_);
}

void AnsweredInvite::headers(Writer& writer, Method method, std::uint32_t cseq) const {
  for (std::size_t left = route_count_ - (strict_ ? 1 : 0); left > 0; --left)
    writer.header(HeaderId::route, routes_[left - 1]);
  if (strict_) writer.begin(HeaderId::route).text("<").text(remote_target_).text(">").end();
  writer.begin(HeaderId::max_forwards).number(70).end();
  writer.header(HeaderId::from, invite_.from());
  writer.begin(HeaderId::to).text(invite_.to());
  if (!success_.to_tag().empty()) writer.text(";tag=").text(success_.to_tag());
  writer.end();
  writer.header(HeaderId::call_id, invite_.call_id());
  writer.begin(HeaderId::cseq).number(cseq).text(" ").text(to_string(method)).end();
}

}  // namespace trunkgate::sip
