// SPDX-License-Identifier: Apache-2.0
#include "sip/dialog/dialog.h"

#include <array>

#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"

namespace trunkgate::sip {
namespace {

constexpr std::size_t route_count_max = 32;  // Record-Route values of one message

// `text` without the parameter whose value is the view `parameter` of it; the rest byte by byte.
template <std::size_t capacity>
bool assign_without(BoundedText<capacity>& kept, std::string_view text, std::string_view parameter) {
  if (parameter.empty()) return kept.assign(text);
  const auto at = static_cast<std::size_t>(parameter.data() - text.data());
  const auto next = text.find(';', at);
  const auto tail = next == std::string_view::npos ? std::string_view{} : text.substr(next);
  return kept.assign({text.substr(0, text.rfind(';', at)), tail});
}

template <std::size_t capacity>
bool assign_without_tag(BoundedText<capacity>& kept, std::string_view value) {
  const auto address = NameAddr::parse(value);
  return address && assign_without(kept, value, address->tag());
}

// The URI of the first Contact; empty when there is none or it is "*".
std::string_view contact_uri(const Message& message) {
  const auto address = NameAddr::parse(values(message.value(HeaderId::contact)).first());
  return address && !address->star ? address->uri_text : std::string_view{};
}

}  // namespace

bool Dialog::create(const Identity& identity) {
  local_seq_ = identity.local_seq;
  remote_seq_ = identity.remote_seq;
  confirmed_ = route_set_fixed_ = strict_ = false;
  route_set_.clear();
  first_route_size_ = 0;
  return call_id_.assign(identity.call_id) && local_tag_.assign(identity.local_tag) &&
         remote_tag_.assign(identity.remote_tag) && local_uri_.assign(identity.local_uri) &&
         remote_uri_.assign(identity.remote_uri) && remote_target_.assign(identity.remote_target);
}

bool Dialog::create_uas(const Message& request, std::string_view local_tag) {
  const bool created = create({.call_id = request.call_id(),
                               .local_tag = local_tag,
                               .remote_tag = request.from_tag(),
                               .local_uri = {},
                               .remote_uri = {},
                               .remote_target = contact_uri(request),
                               .local_seq = 0,
                               .remote_seq = request.cseq().seq});
  if (!created || remote_target_.empty()) return false;
  if (!assign_without_tag(local_uri_, request.to()) || !assign_without_tag(remote_uri_, request.from())) return false;
  if (!set_route_set(request, false)) return false;
  route_set_fixed_ = true;
  return true;
}

bool Dialog::create_uac(const Message& sent_request, const Message& response) {
  const auto contact = contact_uri(response);
  const bool created = create({.call_id = sent_request.call_id(),
                               .local_tag = sent_request.from_tag(),
                               .remote_tag = response.to_tag(),
                               .local_uri = {},
                               .remote_uri = {},
                               .remote_target = contact.empty() ? sent_request.request_uri() : contact,
                               .local_seq = sent_request.cseq().seq,
                               .remote_seq = 0});
  if (!created) return false;
  if (!assign_without_tag(local_uri_, sent_request.from())) return false;
  if (!assign_without_tag(remote_uri_, sent_request.to())) return false;
  if (!set_route_set(response, true)) return false;
  if (response.status() >= 200) confirm();
  return true;
}

bool Dialog::confirm(const Message& response) {
  if (!confirmed_) {
    if (!remote_tag_.assign(response.to_tag()) || !set_route_set(response, true)) return false;
    confirm();
  }
  return refresh_target(response);
}

void Dialog::confirm() {
  confirmed_ = true;
  route_set_fixed_ = true;
}

bool Dialog::refresh_target(const Message& message) {
  if (message.find(HeaderId::contact) == nullptr) return true;
  const auto uri = contact_uri(message);
  return !uri.empty() && remote_target_.assign(uri);
}

bool Dialog::set_route_set(const Message& message, bool reversed) {
  if (route_set_fixed_) return true;
  std::array<std::string_view, route_count_max> routes;
  std::size_t count = 0;
  for (const auto& header : message.headers()) {
    if (header.id != HeaderId::record_route) continue;
    for (const std::string_view route : values(header.value)) {
      if (count == route_count_max) return false;
      routes[count++] = route;
    }
  }
  route_set_.clear();
  for (std::size_t position = 0; position < count; ++position) {
    const auto route = routes[reversed ? count - 1 - position : position];
    if (position > 0 && !route_set_.append(", ")) return false;
    if (!NameAddr::parse(route) || !route_set_.append(route)) return false;
  }
  inspect_first_route();
  return true;
}

void Dialog::inspect_first_route() {
  const auto first = values(route_set_.view()).first();
  const auto address = NameAddr::parse(first);
  first_route_size_ = static_cast<std::uint16_t>(first.size());
  strict_ = !first.empty() && address && !address->uri.param("lr");
}

Dialog::SeqCheck Dialog::on_request(const Message& request) {
  const auto seq = request.cseq().seq;
  if (seq < remote_seq_) return SeqCheck::old;
  remote_seq_ = seq;
  return SeqCheck::ok;
}

bool Dialog::matches(const Message& request) const {
  return request.call_id() == call_id() && request.to_tag() == local_tag() && request.from_tag() == remote_tag();
}

std::string_view Dialog::next_hop_uri() const {
  if (route_set_.empty()) return remote_target();
  return NameAddr::parse(route_set().substr(0, first_route_size_))->uri_text;
}

void Dialog::request_line(Writer& writer, Method method) const {
  if (!strict_) {
    writer.request_line(method, remote_target());
    return;
  }
  // §12.2.1.1: what may not stand in a Request-URI goes: headers, and the method parameter (§19.1.1).
  const auto next_hop = next_hop_uri();
  const auto without_headers = next_hop.substr(0, next_hop.find('?'));
  const auto uri = Uri::parse(without_headers);
  BoundedText<dialog_route_set_size_max> request_uri;
  const auto forbidden = uri ? uri->param("method").value_or(std::string_view{}) : std::string_view{};
  if (assign_without(request_uri, without_headers, forbidden)) writer.request_line(method, request_uri.view());
}

void Dialog::headers(Writer& writer, Method method, std::uint32_t cseq, int max_forwards) const {
  const auto routes = strict_ ? route_set().substr(first_route_size_) : route_set();
  for (const std::string_view route : values(routes)) writer.header(HeaderId::route, route);
  if (strict_) writer.begin(HeaderId::route).text("<").text(remote_target()).text(">").end();
  writer.begin(HeaderId::max_forwards).number(static_cast<std::uint64_t>(max_forwards)).end();
  writer.begin(HeaderId::from).text(local_uri());
  if (!local_tag_.empty()) writer.text(";tag=").text(local_tag());
  writer.end();
  writer.begin(HeaderId::to).text(remote_uri());
  if (!remote_tag_.empty()) writer.text(";tag=").text(remote_tag());
  writer.end();
  writer.header(HeaderId::call_id, call_id());
  writer.begin(HeaderId::cseq).number(cseq).text(" ").text(to_string(method)).end();
}

}  // namespace trunkgate::sip
