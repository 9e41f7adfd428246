// SPDX-License-Identifier: Apache-2.0
#include "media/service/load.h"

#include <algorithm>
#include <array>
#include <exception>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "media/limits.h"
#include "media/sdp/address_text.h"
#include "media/service/address_block.h"
#include "media/srtp/suite.h"

namespace trunkgate::media {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t file_size_max = 1024 * 1024;
constexpr std::size_t zone_count_max = 16;
constexpr std::size_t listener_count_max = 8;
constexpr std::size_t zone_name_size_max = 32;
constexpr std::uint16_t first_port_min = 1024;
constexpr std::array<std::string_view, 7> top_keys{"zones", "media", "ng", "http", "admin", "log", "drain_timeout"};
constexpr std::array<std::string_view, 2> zone_keys{"media", "allow"};
constexpr std::array<std::string_view, 9> zone_media_keys{"address", "advertise", "ports",     "srtp", "suites",
                                                          "allow",   "timeout",   "keepalive", "t38"};
constexpr std::array<std::string_view, 3> media_keys{"workers", "io", "scheduling"};
constexpr std::array<std::string_view, 3> ng_keys{"listen", "allow", "delete_delay"};
constexpr std::array<std::string_view, 1> http_keys{"listen"};
constexpr std::array<std::string_view, 1> admin_keys{"socket"};
constexpr std::size_t socket_path_max = 107;  // sun_path of unix(7)
constexpr std::array<std::string_view, 2> log_keys{"level", "format"};
constexpr std::array<std::string_view, 3> srtp_words{"off", "optional", "required"};
constexpr std::array<std::string_view, 2> t38_words{"refuse", "pass"};
constexpr std::array<std::string_view, 2> io_words{"auto", "socket"};
constexpr std::array<std::string_view, 2> scheduling_words{"realtime", "normal"};
constexpr std::array<std::string_view, 4> level_words{"debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 2> format_words{"json", "text"};
constexpr std::string_view allow_example = "write allow: [10.0.0.0/8]";
constexpr std::string_view zones_example = "write zones: {inside: {media: {address: 10.0.0.2, ports: 20000-29999}}}";
constexpr std::string_view ng_example = "write listen: [udp://127.0.0.1:2223]";

std::vector<CidrBlock> load_allow(const Section& section) {
  std::vector<CidrBlock> blocks;
  for (const Text& text : section.texts("allow", allow_example)) {
    const auto block = read_cidr(text.value);
    if (block) {
      blocks.push_back(*block);
    } else {
      section.error(text.line, "\"" + text.value + "\" is no block of addresses", allow_example);
    }
  }
  return blocks;
}

/// An address that packets can be sent to.
std::optional<Text> load_address(const Section& media, std::string_view key) {
  const auto text = media.text(key);
  const auto address = text ? read_address(text->value) : std::nullopt;
  if (!text || (address && !address->is_unspecified())) return text;
  media.error(text->line, media.name_of(key) + " is \"" + text->value + "\"",
              "write the one IP address that RTP is sent and received on, as 10.0.0.2");
  return std::nullopt;
}

void load_ports(const Section& media, ZoneConfig& zone) {
  constexpr std::string_view write = "write ports: 20000-29999, lowest first, from 1024 up, at least one even/odd pair";
  if (!media.has("ports")) return media.missing("ports", write);
  const auto text = media.text("ports");
  if (!text) return;
  const auto range = read_port_range(text->value);
  // RFC 3550 §11: RTP on an even port, RTCP on the odd one above it.
  const auto first_even = range ? range->first + range->first % 2 : 0;
  if (!range || range->first < first_port_min || first_even + 1 > range->second) {
    return media.error(text->line, media.name_of("ports") + " is \"" + text->value + "\"", write);
  }
  zone.port_first = range->first;
  zone.port_last = range->second;
}

void load_suites(const Section& media, ZoneConfig& zone) {
  for (const Text& text : media.texts("suites", "write suites: [AES_CM_128_HMAC_SHA1_80]")) {
    if (suite_from_name(text.value)) {
      zone.suites.push_back(text.value);
    } else {
      media.error(text.line, "\"" + text.value + "\" is no SRTP suite", "write AES_CM_128_HMAC_SHA1_80 or another one");
    }
  }
}

void load_t38(const Section& media, ZoneConfig& zone) {
  zone.t38 = static_cast<T38Policy>(media.choice("t38", t38_words).value_or(0));
  if (zone.t38 != T38Policy::pass || zone.srtp != SrtpPolicy::required) return;
  const auto text = media.text("t38");
  media.error(text->line, media.name_of("t38") + " is pass while srtp is required: T.38 has no encryption",
              "write t38: refuse, or srtp: optional");
}

void load_zone_media(const Section& media, ZoneConfig& zone) {
  if (!media.has("address")) media.missing("address", "write address: 10.0.0.2");
  if (const auto address = load_address(media, "address")) zone.bind = read_address(address->value).value();
  if (const auto advertise = load_address(media, "advertise")) zone.advertise = advertise->value;
  load_ports(media, zone);
  // Unlike in the proxy, the client says call by call who speaks SRTP: `optional` lets it.
  zone.srtp = static_cast<SrtpPolicy>(media.choice("srtp", srtp_words).value_or(1));
  load_suites(media, zone);
  if (media.has("allow")) zone.allow = load_allow(media);
  zone.timeout = media.duration("timeout", 5s, 1h).value_or(zone.timeout);
  zone.keepalive = media.duration("keepalive", 0s, 5min).value_or(zone.keepalive);
  load_t38(media, zone);
}

bool is_zone_name(std::string_view name) {
  return !name.empty() && name.size() <= zone_name_size_max && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
}

void load_zones(const Section& top, MediaConfig& media) {
  const auto zones = top.child("zones", {});
  const std::vector<Text> names = zones ? zones->keys() : std::vector<Text>{};
  if (names.empty()) return top.missing("zones", zones_example);
  if (names.size() > zone_count_max) {
    return zones->error(names[zone_count_max].line, "more than " + std::to_string(zone_count_max) + " zones",
                        "delete some");
  }
  for (const Text& name : names) {
    if (!is_zone_name(name.value)) {
      zones->error(name.line, "\"" + name.value + "\" is no name of a zone", "write 1 to 32 letters, digits, - and _");
      continue;
    }
    const auto section = zones->child(name.value, zone_keys);
    if (!section) {
      zones->missing(name.value, zones_example);
      continue;
    }
    ZoneConfig zone;
    zone.name = name.value;
    zone.allow = load_allow(*section);
    if (const auto of_media = section->child("media", zone_media_keys)) {
      load_zone_media(*of_media, zone);
    } else {
      section->missing("media", "write media: {address: 10.0.0.2, ports: 20000-29999}");
    }
    media.zones.push_back(std::move(zone));
  }
}

void load_ng(const Section& top, ServiceConfig& config) {
  const auto ng = top.child("ng", ng_keys);
  config.ng_allow = {{Address::v4(127, 0, 0, 0), 104},
                     {Address{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}}, 128}};
  if (!ng) return top.missing("ng", "write ng: {listen: [udp://127.0.0.1:2223]}");
  constexpr std::string_view scheme = "udp://";
  const auto listeners = ng->texts("listen", ng_example);
  if (listeners.empty()) ng->missing("listen", ng_example);
  for (const Text& text : listeners) {
    const bool udp = text.value.starts_with(scheme);
    const auto endpoint = udp ? read_endpoint(std::string_view{text.value}.substr(scheme.size())) : std::nullopt;
    if (!endpoint || config.ng_listen.size() == listener_count_max) {
      ng->error(text.line, "\"" + text.value + "\" is no place to listen, or one too many", ng_example);
    } else {
      config.ng_listen.push_back(*endpoint);
    }
  }
  if (ng->has("allow")) config.ng_allow = load_allow(*ng);
  config.ng_delete_delay = ng->duration("delete_delay", 0s, 24h).value_or(config.ng_delete_delay);
}

void load_rest(const Section& top, ServiceConfig& config) {
  if (const auto media = top.child("media", media_keys)) {
    config.media.workers = static_cast<std::uint8_t>(media->number("workers", 1, media_workers_max).value_or(1));
    static_cast<void>(media->choice("io", io_words));  // both are sockets
    config.media.realtime = media->choice("scheduling", scheduling_words).value_or(0) == 0;
  }
  if (const auto http = top.child("http", http_keys)) {
    const auto text = http->text("listen");
    const auto endpoint = text ? read_endpoint(text->value) : std::nullopt;
    if (endpoint) config.http_listen = *endpoint;
    if (text && !endpoint) {
      http->error(text->line, "http.listen is \"" + text->value + "\"",
                  "write an IP address and a port, as 127.0.0.1:9091");
    }
  }
  if (const auto admin = top.child("admin", admin_keys)) {
    const auto text = admin->text("socket");
    const bool good = text && text->value.starts_with('/') && text->value.size() <= socket_path_max;
    if (good) config.admin_socket = text->value;
    if (text && !good) {
      admin->error(text->line, "admin.socket is \"" + text->value + "\"",
                   "write a path that begins with / and has at most 107 octets, as /run/trunkgate/media.sock");
    }
  }
  if (const auto log = top.child("log", log_keys)) {
    config.log_level = static_cast<ng::LogLevel>(log->choice("level", level_words).value_or(1));
    config.log_format = static_cast<LogFormat>(log->choice("format", format_words).value_or(0));
  }
  config.drain_timeout = top.duration("drain_timeout", 0s, 48h).value_or(config.drain_timeout);
}

/// RTP of two zones on one address would meet on one port.
void check_ports(const ServiceConfig& config, std::vector<Problem>& problems) {
  const auto& zones = config.media.zones;
  for (std::size_t i = 0; i < zones.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const bool meet = zones[i].bind == zones[k].bind && zones[i].port_first <= zones[k].port_last &&
                        zones[k].port_first <= zones[i].port_last;
      if (!meet || problems.size() >= problem_count_max) continue;
      problems.push_back({0, "the zones " + zones[k].name + " and " + zones[i].name + " share ports of one address",
                          "give each zone a range of its own"});
    }
  }
}

void load_yaml(const std::string& yaml, ServiceConfig& config, std::vector<Problem>& problems) {
  const YAML::Node document = YAML::Load(yaml);
  const Section top{document, "", 1, top_keys, problems};
  if (!document.IsMap()) return;
  load_zones(top, config.media);
  load_ng(top, config);
  load_rest(top, config);
  if (problems.empty()) check_ports(config, problems);
}

}  // namespace

LoadedConfig load_config_text(const std::string& yaml, const std::string& file) {
  LoadedConfig result;
  ServiceConfig config;
  config.file = file;
  try {
    load_yaml(yaml, config, result.errors);
  } catch (const YAML::Exception& problem) {
    const auto line = problem.mark.is_null() ? 0 : static_cast<std::uint32_t>(problem.mark.line + 1);
    result.errors.push_back(
        {line, "not valid YAML: " + problem.msg, "check the indentation, brackets and quotes here"});
  } catch (const std::exception& problem) {
    result.errors.push_back({0, std::string{"cannot be read: "} + problem.what(), "check the file"});
  }
  std::ranges::stable_sort(result.errors, {}, &Problem::line);
  if (result.errors.empty()) result.config = std::move(config);
  return result;
}

LoadedConfig load_config(const std::string& file) {
  std::error_code ignored;
  std::ifstream stream{file, std::ios::binary};
  LoadedConfig failed;
  if (!stream || std::filesystem::is_directory(file, ignored)) {
    failed.errors.push_back({0, "cannot be read", "write the path of a file that this user may read"});
    return failed;
  }
  std::string text(file_size_max + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() <= file_size_max) return load_config_text(text, file);
  failed.errors.push_back({0, "is larger than 1 MiB", "write the path of a configuration of trunkgate-media"});
  return failed;
}

}  // namespace trunkgate::media
