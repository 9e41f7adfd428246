// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "proxy/config/load_sections.h"
#include "proxy/config/text_value.h"

namespace trunkgate::proxy {
namespace {

constexpr std::string_view srtp_words[] = {"off", "optional", "required"};
constexpr std::string_view t38_words[] = {"refuse", "pass"};
// RFC 4568 §6.2, RFC 6188, RFC 7714.
constexpr std::string_view suite_names[] = {"AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32",
                                            "AES_256_CM_HMAC_SHA1_80", "AES_256_CM_HMAC_SHA1_32",
                                            "AEAD_AES_128_GCM",        "AEAD_AES_256_GCM"};
constexpr std::uint16_t first_port_min = 1024;
constexpr std::chrono::seconds timeout_min{5};
constexpr std::chrono::seconds timeout_max{std::chrono::hours{1}};
constexpr std::chrono::seconds keepalive_max{std::chrono::minutes{5}};

/// An address that packets can be sent to: not 0.0.0.0, not a name.
std::optional<IpAddress> load_address(const Section& media, std::string_view key) {
  const auto text = media.text(key);
  if (!text) return std::nullopt;
  const auto address = parse_ip(text->value);
  if (address && !address->is_unspecified()) return address;
  const std::string what = media.name_of(key) + " is " + quoted(text->value);
  media.error(text->line, what, "write the one IP address that RTP is sent and received on, as 10.0.0.2");
  return std::nullopt;
}

std::optional<PortRange> load_ports(const Section& media) {
  constexpr std::string_view write = "write ports: 20000-29999, lowest first, from 1024 up, at least one even/odd pair";
  const auto text = media.required_text("ports", write);
  if (!text) return std::nullopt;
  const auto range = parse_port_range(text->value);
  // RFC 3550 §11: RTP on an even port, RTCP on the odd one above it.
  const auto first_even = range ? range->first + range->first % 2 : 0;
  if (range && range->first >= first_port_min && first_even + 1 <= range->last) return range;
  media.error(text->line, media.name_of("ports") + " is " + quoted(text->value), std::string{write});
  return std::nullopt;
}

std::vector<std::string> load_suites(const Section& media) {
  std::vector<std::string> suites;
  for (const Text& text : media.texts("suites", "write suites: [AES_CM_128_HMAC_SHA1_80]")) {
    const bool known = std::find(std::begin(suite_names), std::end(suite_names), text.value) != std::end(suite_names);
    if (!known) {
      media.error(text.line, quoted(text.value) + " is no SRTP suite", "write one of " + join_choices(suite_names));
    } else if (std::find(suites.begin(), suites.end(), text.value) != suites.end()) {
      media.error(text.line, text.value + " stands twice in " + media.name_of("suites"), "delete one of them");
    } else {
      suites.push_back(text.value);
    }
  }
  if (media.find("suites") == nullptr) suites = {std::string{suite_names[0]}, std::string{suite_names[1]}};
  return suites;
}

T38Policy load_t38(const Section& media, SrtpPolicy srtp) {
  const auto policy = static_cast<T38Policy>(media.choice("t38", t38_words).value_or(0));
  if (policy == T38Policy::pass && srtp == SrtpPolicy::required) {
    media.error(media.line_of("t38"), media.name_of("t38") + " is pass while srtp is required: T.38 has no encryption",
                "write t38: refuse, or srtp: optional");
  }
  return policy;
}

}  // namespace

std::optional<ZoneMedia> load_zone_media(const Section& section, const Zone& zone, ZoneLines& lines,
                                         Problems& problems) {
  ZoneMedia media;
  lines.media_address = section.line_of("address");
  lines.media_ports = section.line_of("ports");
  if (section.find("address") == nullptr) section.missing("address", "write address: 10.0.0.2");
  const auto address = load_address(section, "address");
  const auto ports = load_ports(section);
  media.advertise = load_address(section, "advertise");
  if (const auto policy = section.choice("srtp", srtp_words)) media.srtp = static_cast<SrtpPolicy>(*policy);
  media.suites = load_suites(section);
  if (section.find("suites") != nullptr && media.srtp == SrtpPolicy::off) {
    problems.warning(section.line_of("suites"), section.name_of("suites") + " has no effect while srtp is off",
                     "write srtp: optional or srtp: required");
  }
  bool allow_good = true;
  media.allow = section.find("allow") == nullptr ? zone.allow : load_allow(section, allow_good);
  media.timeout = section.duration("timeout", timeout_min, timeout_max).value_or(media.timeout);
  media.keepalive = section.duration("keepalive", std::chrono::seconds{0}, keepalive_max).value_or(media.keepalive);
  media.t38 = load_t38(section, media.srtp);
  if (!address || !ports) return std::nullopt;
  media.address = *address;
  media.ports = *ports;
  return media;
}

}  // namespace trunkgate::proxy
