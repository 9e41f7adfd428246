// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "proxy/config/cidr.h"
#include "proxy/config/load_sections.h"
#include "proxy/config/presets.h"
#include "proxy/config/text_value.h"

namespace trunkgate::proxy {
namespace {

constexpr std::string_view zone_keys[] = {"sip", "advertise", "tls", "media", "allow", "headers", "source_rate"};
constexpr std::string_view tls_keys[] = {"certificate", "key", "ca", "verify_peer"};
constexpr std::string_view header_keys[] = {"pass"};
constexpr std::string_view media_keys[] = {"address", "advertise", "ports",     "srtp", "allow",
                                           "suites",  "timeout",   "keepalive", "t38"};
constexpr std::string_view listener_example = "write it as udp://10.0.0.2:5060, tcp://… or tls://…, with an IP address";
constexpr std::string_view allow_example = "write allow: [10.0.0.0/8] or allow: [\"twilio:all\"]";
constexpr std::uint32_t source_rate_max = 1'000'000;

/// Headers that topology hiding composes itself (RFC 3261 §7.3.3 names the short forms). Passing one would either
/// double it or show the inside.
constexpr std::string_view own_headers[] = {"via",
                                            "v",
                                            "from",
                                            "f",
                                            "to",
                                            "t",
                                            "call-id",
                                            "i",
                                            "cseq",
                                            "contact",
                                            "m",
                                            "route",
                                            "record-route",
                                            "max-forwards",
                                            "content-length",
                                            "l",
                                            "authorization",
                                            "proxy-authorization",
                                            "www-authenticate",
                                            "proxy-authenticate"};

void load_listeners(const Section& section, std::uint8_t zone, Loading& loading) {
  ZoneLines& lines = loading.lines.zones[zone];
  lines.sip_good = true;
  if (section.find("sip") == nullptr) section.missing("sip", "write sip: [udp://10.0.0.2:5060]");
  const auto texts = section.texts("sip", listener_example);
  if (texts.empty()) lines.sip_good = false;
  for (const Text& text : texts) {
    const auto listener = parse_listener(text.value);
    if (!listener) {
      section.error(text.line, quoted(text.value) + " is no SIP listener", std::string{listener_example});
      lines.sip_good = false;
    } else if (loading.config.listeners.size() == listener_count_max) {
      section.error(text.line, "more than " + std::to_string(listener_count_max) + " SIP listeners", "delete some");
    } else {
      loading.config.listeners.push_back({zone, listener->transport, listener->local});
      loading.lines.listeners.push_back(text.line);
    }
  }
}

std::string load_pem(const Section& tls, std::string_view key, PemKind kind, std::string_view content,
                     NamedFiles files) {
  const bool optional = key == "ca";
  const std::string write = "write " + std::string{key} + ": FILE, " + std::string{content};
  const auto path = optional ? tls.text(key) : tls.required_text(key, write);
  if (!path) return {};
  if (files == NamedFiles::read) report_file(tls, *path, check_pem_file(path->value, kind), content);
  return path->value;
}

TlsSettings load_tls(const Section& section, NamedFiles files) {
  TlsSettings tls;
  tls.certificate = load_pem(section, "certificate", PemKind::certificate, "a PEM certificate chain", files);
  tls.key = load_pem(section, "key", PemKind::private_key, "the PEM private key of the certificate", files);
  tls.ca = load_pem(section, "ca", PemKind::certificate, "PEM certificates of the authorities", files);
  tls.verify_peer = section.boolean("verify_peer").value_or(true);
  return tls;
}

bool is_header_pattern(std::string_view name) {
  if (name.ends_with('*')) name.remove_suffix(1);
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view{"-.!%_+`'~"}.find(c) != std::string_view::npos;
  });
}

bool covers_own_header(std::string_view pattern) {
  const bool prefix = pattern.ends_with('*');
  if (prefix) pattern.remove_suffix(1);
  return std::any_of(std::begin(own_headers), std::end(own_headers), [&](std::string_view own) {
    return prefix ? own.size() > 1 && own.starts_with(pattern) : own == pattern;
  });
}

void load_headers(const Section& headers, Zone& zone) {
  for (const Text& text : headers.texts("pass", "write pass: [User-to-User, \"X-*\"]")) {
    std::string name = text.value;
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    if (!is_header_pattern(name)) {
      headers.error(text.line, quoted(text.value) + " is no header name",
                    "write a name, or the start of one and a *, as \"X-*\"");
    } else if (covers_own_header(name)) {
      headers.error(text.line, quoted(text.value) + " covers a header that trunkgate writes itself",
                    "name only headers that carry no address of the inside, as User-to-User or \"X-*\"");
    } else {
      zone.header_pass.push_back(std::move(name));
    }
  }
}

void load_advertise(const Section& section, Zone& zone) {
  const auto advertise = section.text("advertise");
  if (!advertise) return;
  const auto literal = parse_ip(advertise->value);
  if ((literal && !literal->is_unspecified()) || (!literal && is_host_name(advertise->value))) {
    zone.advertise = advertise->value;
    return;
  }
  section.error(advertise->line, section.name_of("advertise") + " is " + quoted(advertise->value),
                "write a host name or an IP address without a port, as sbc.example.com");
}

void load_zone(const Member& member, Loading& loading) {
  const auto index = static_cast<std::uint8_t>(loading.config.zones.size());
  Zone& zone = loading.config.zones.emplace_back();
  ZoneLines& lines = loading.lines.zones.emplace_back();
  zone.name = member.key;
  const Section section{member.value, "zones." + member.key, member.line, zone_keys, loading.problems};
  lines.zone = member.line;
  lines.advertise = section.line_of("advertise");
  lines.tls = section.line_of("tls");
  lines.allow = section.line_of("allow");
  lines.media = section.line_of("media");
  if (section.find("allow") == nullptr) section.missing("allow", allow_example);
  zone.allow = load_allow(section, lines.allow_good);
  load_listeners(section, index, loading);
  load_advertise(section, zone);
  if (const auto tls = section.child("tls", tls_keys)) zone.tls = load_tls(*tls, loading.files);
  if (const auto headers = section.child("headers", header_keys)) load_headers(*headers, zone);
  if (const auto rate = section.number("source_rate", 1, source_rate_max)) zone.source_rate = *rate;
  if (const auto media = section.child("media", media_keys)) {
    zone.media = load_zone_media(*media, zone, lines, loading.problems);
  } else if (section.find("media") == nullptr) {
    section.missing("media", "write media: {address: 10.0.0.2, ports: 20000-29999}");
  }
}

}  // namespace

std::vector<CidrBlock> load_allow(const Section& section, bool& good) {
  std::vector<CidrBlock> blocks;
  const auto texts = section.texts("allow", allow_example);
  good = !texts.empty();
  for (const Text& text : texts) {
    if (const auto preset = find_preset(text.value)) {
      blocks.insert(blocks.end(), preset->begin(), preset->end());
      continue;
    }
    const auto block = parse_cidr(text.value);
    if (block && network_of(*block).network == block->network) {
      blocks.push_back(*block);
      continue;
    }
    good = false;
    const std::string what = quoted(text.value) + " in " + section.name_of("allow");
    if (block) {
      section.error(text.line, what + " has bits set beyond its prefix", "write " + to_string(network_of(*block)));
    } else if (text.value.find("twilio") != std::string::npos) {
      section.error(text.line, what + " is no preset", "write one of " + join_choices(preset_names()));
    } else {
      section.error(text.line, what + " is no address block",
                    "write it as 10.0.0.0/8 or 192.0.2.1, or a preset such as \"twilio:all\"");
    }
  }
  if (section.find("allow") != nullptr && texts.empty() && section.find("allow")->value.IsSequence() &&
      section.find("allow")->value.size() == 0) {
    section.error(section.line_of("allow"), section.name_of("allow") + " is empty: nobody could reach this zone",
                  std::string{allow_example});
  }
  return blocks;
}

void load_zones(const Member& zones, Loading& loading) {
  for (const Member& member : read_members(zones.value, "zones", zones.line, loading.problems)) {
    if (member.value.IsNull()) continue;
    if (loading.config.zones.size() == zone_count_max) {
      loading.problems.error(member.line, "more than " + std::to_string(zone_count_max) + " zones", "delete some");
      return;
    }
    if (!is_identifier(member.key)) {
      loading.problems.error(member.line, quoted(member.key) + " is no name for a zone",
                             "use 1 to 32 letters, digits, - and _");
    }
    load_zone(member, loading);
  }
}

}  // namespace trunkgate::proxy
