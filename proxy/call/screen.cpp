// SPDX-License-Identifier: Apache-2.0
#include "proxy/call/screen.h"

#include <algorithm>
#include <utility>

#include "sip/dialog/session_timer.h"
#include "sip/header/tel_uri.h"
#include "sip/header/uri.h"
#include "sip/header/value_list.h"
#include "sip/scan/chars.h"
#include "sip/scan/parameters.h"

namespace trunkgate::proxy {

using sip::HeaderId;

namespace {

using sip::equal_ignoring_case;
using sip::trim;

std::string_view media_type(std::string_view content_type) {
  return trim(content_type.substr(0, content_type.find(';')));
}

std::string_view boundary_of(std::string_view content_type) {
  const std::size_t semicolon = std::min(content_type.find(';'), content_type.size());
  return sip::find_parameter(content_type.substr(semicolon), "boundary").value_or(std::string_view{});
}

/// The content of one MIME part when its Content-Type is application/sdp (RFC 2046 §5.1).
std::string_view sdp_of_part(std::string_view part) {
  const std::size_t split = part.find("\r\n\r\n");
  if (split == std::string_view::npos) return {};
  std::string_view head = part.substr(0, split);
  while (!head.empty()) {
    const std::size_t end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !equal_ignoring_case(trim(line.substr(0, colon)), "content-type")) continue;
    if (equal_ignoring_case(media_type(line.substr(colon + 1)), "application/sdp")) return part.substr(split + 4);
  }
  return {};
}

/// RFC 2046 §5.1.1: a delimiter begins a line; elsewhere the same characters are content.
std::size_t find_delimiter(std::string_view body, std::string_view delimiter, std::size_t from) {
  std::size_t at = body.find(delimiter, from);
  while (at != std::string_view::npos && at != 0 && body[at - 1] != '\n') at = body.find(delimiter, at + 1);
  return at;
}

std::string_view sdp_of_multipart(std::string_view body, std::string_view boundary) {
  constexpr std::size_t boundary_size_max = 70;  // RFC 2046 §5.1.1
  if (boundary.empty() || boundary.size() > boundary_size_max) return {};
  std::array<char, boundary_size_max + 2> text{'-', '-'};
  std::copy(boundary.begin(), boundary.end(), text.begin() + 2);
  const std::string_view delimiter(text.data(), boundary.size() + 2);
  std::size_t at = find_delimiter(body, delimiter, 0);
  while (at != std::string_view::npos) {
    const std::size_t begin = at + delimiter.size();
    const std::size_t end = find_delimiter(body, delimiter, begin);
    // A last part without its closing boundary (PEERS of ours wrote past buffers on it) is no part.
    if (end == std::string_view::npos) return {};
    const std::string_view sdp = sdp_of_part(body.substr(begin, end - begin));
    if (!sdp.empty()) return sdp;
    at = end;
  }
  return {};
}

/// RFC 3261 §20.1: without Accept a caller takes application/sdp; with one, that must be among its media ranges.
bool accepts_sdp(const sip::Message& invite) {
  if (invite.find(HeaderId::accept) == nullptr) return true;
  for (const sip::Header& header : invite.headers()) {
    if (header.id != HeaderId::accept) continue;
    for (const std::string_view range : sip::values(header.value))
      for (const std::string_view wanted : {"application/sdp", "application/*", "*/*"})
        if (equal_ignoring_case(media_type(range), wanted)) return true;
  }
  return false;
}

constexpr std::string_view supported_tags[] = {"timer", "100rel", "replaces"};

/// Of one header; visits the option tags that we do not speak.
template <class Visitor>
void for_each_unsupported(const sip::Message& request, HeaderId which, Visitor&& visit) {
  for (const sip::Header& header : request.headers()) {
    if (header.id != which) continue;
    for (std::string_view tag : sip::values(header.value)) {
      const bool supported = std::any_of(std::begin(supported_tags), std::end(supported_tags),
                                         [&](std::string_view known) { return equal_ignoring_case(known, tag); });
      if (!supported) visit(tag);
    }
  }
}

bool has_unsupported(const sip::Message& request, HeaderId which) {
  bool found = false;
  for_each_unsupported(request, which, [&](std::string_view) { found = true; });
  return found;
}

}  // namespace

SdpBody sdp_of(const sip::Message& message) {
  const std::string_view body = message.body();
  if (body.empty()) return {};
  const std::string_view type = message.value(HeaderId::content_type);
  if (equal_ignoring_case(media_type(type), "application/sdp")) return {body, false};
  if (type.size() > 10 && equal_ignoring_case(type.substr(0, 10), "multipart/")) {
    const std::string_view sdp = sdp_of_multipart(body, boundary_of(type));
    return {sdp, sdp.empty()};
  }
  return {{}, true};
}

std::optional<int> max_breadth_of(const sip::Message& request) {
  constexpr std::uint64_t breadth_max = 60;  // §5.3.3.1: no request is allowed more
  const sip::Header* header = request.find(HeaderId::max_breadth);
  if (header == nullptr) return -1;
  const std::string_view text = trim(header->value);
  std::uint64_t breadth = 0;
  if (!sip::all(sip::digit, text)) return std::nullopt;
  return sip::read_number(text, breadth_max, breadth) ? static_cast<int>(breadth) : static_cast<int>(breadth_max);
}

bool demands_unsupported(const sip::Message& request) {
  return has_unsupported(request, HeaderId::require) || has_unsupported(request, HeaderId::proxy_require);
}

void write_unsupported(sip::Writer& writer, const sip::Message& request) {
  const bool required = has_unsupported(request, HeaderId::require);
  bool first = true;
  writer.begin(HeaderId::unsupported);
  for_each_unsupported(request, required ? HeaderId::require : HeaderId::proxy_require,
                       [&](std::string_view tag) { writer.text(std::exchange(first, false) ? "" : ", ").text(tag); });
  writer.end();
}

Screening screen_request(const sip::Message& request) {
  const sip::Uri* const uri = request.request_target();
  if (uri == nullptr) return {.refusal = 400, .reason = "the Request-URI is not readable"};
  if (!uri->is_sip() && !uri->is_sips() && !uri->is_tel())
    return {.refusal = 416, .reason = "the Request-URI is not sip, sips or tel"};
  if (uri->is_tel() && !sip::TelUri::parse(request.request_uri()))
    return {.refusal = 400, .reason = "the tel URI holds no telephone number"};
  if (demands_unsupported(request)) return {.refusal = 420, .reason = "an extension is required that is not supported"};
  return {};
}

Screening screen_invite(const sip::Message& invite, std::uint16_t from_peer, const RouteTable& routes,
                        std::string_view user) {
  Screening result = screen_request(invite);
  if (result.refusal != 0) return result;
  const auto refuse = [&](int status, std::string_view reason) {
    result.refusal = status;
    result.reason = reason;
    return result;
  };
  if (invite.max_forwards() == 0) return refuse(483, "Max-Forwards has reached 0");
  const auto breadth = max_breadth_of(invite);
  if (!breadth) return refuse(400, "Max-Breadth is no number");
  if (*breadth == 0) return refuse(440, "Max-Breadth has reached 0");
  if (sip::SessionTimer::is_too_small(invite)) return refuse(422, "the session interval is below 90 s");
  if (invite.count(HeaderId::contact) != 1) return refuse(400, "an INVITE needs exactly one Contact");
  if (!accepts_sdp(invite)) return refuse(406, "the caller accepts no application/sdp");
  if (sdp_of(invite).other) return refuse(415, "the body holds no application/sdp");

  const sip::Uri* const uri = invite.request_target();
  const auto number = called_number(!user.empty() ? user : uri->is_tel() ? uri->number() : uri->user);
  if (!number) return refuse(484, "the Request-URI has no number");
  const RouteDecision decision = routes.find(from_peer, number->view());
  if (decision.outcome == RouteOutcome::no_route) return refuse(404, "no route matches the number");
  if (decision.outcome == RouteOutcome::bad_number) return refuse(484, "the route leaves no valid number");
  result.route = decision.route;
  result.number = decision.number;
  return result;
}

}  // namespace trunkgate::proxy
