// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "proxy/config/load_sections.h"
#include "proxy/config/text_value.h"

namespace trunkgate::proxy {
namespace {

constexpr std::string_view media_keys[] = {"anchor", "workers", "io", "scheduling"};
constexpr std::string_view http_keys[] = {"listen"};
constexpr std::string_view log_keys[] = {"level", "format"};
constexpr std::string_view cdr_keys[] = {"file"};
constexpr std::string_view hep_keys[] = {"collector", "capture_id"};
constexpr std::string_view sealing_keys[] = {"key_file"};
constexpr std::string_view level_words[] = {"debug", "info", "warning", "error"};
constexpr std::string_view format_words[] = {"json", "text"};
constexpr std::string_view io_words[] = {"auto", "socket", "xdp"};
constexpr std::string_view scheduling_words[] = {"realtime", "normal"};
constexpr std::string_view anchor_example = "write anchor: embedded, or anchor: [ng://10.0.0.7:2223]";
constexpr std::uint32_t worker_count_max = 64;
constexpr std::size_t anchor_count_max = 64;
constexpr std::chrono::seconds drain_timeout_max{std::chrono::hours{48}};

bool is_ng_address(std::string_view text) {
  return text.starts_with(ng_scheme) && is_host_and_port(text.substr(ng_scheme.size()));
}

void load_anchor(const Section& media, Config& config) {
  const Member* const anchor = media.find("anchor");
  if (anchor == nullptr || (anchor->value.IsScalar() && anchor->value.Scalar() == "embedded")) return;
  const auto texts = media.texts("anchor", anchor_example);
  if (anchor->value.IsSequence() && (texts.empty() || texts.size() > anchor_count_max)) {
    media.error(anchor->line, "media.anchor has " + std::to_string(texts.size()) + " anchors",
                "write anchor: embedded, or a list of 1 to " + std::to_string(anchor_count_max));
  }
  for (const Text& text : texts) {
    if (!is_ng_address(text.value)) {
      media.error(text.line, quoted(text.value) + " is no media anchor", std::string{anchor_example});
    } else if (std::ranges::find(config.media_anchors, text.value) != config.media_anchors.end()) {
      media.error(text.line, text.value + " stands twice in media.anchor", "delete one of them");
    }
    config.media_anchors.push_back(text.value);
  }
}

void load_media(const Section& media, Config& config) {
  load_anchor(media, config);
  config.media_workers = media.number("workers", 1, worker_count_max).value_or(config.media_workers);
  if (const auto io = media.choice("io", io_words)) config.media_io = io_words[*io];
  if (const auto word = media.choice("scheduling", scheduling_words)) config.media_realtime = *word == 0;
}

void load_http(const Section& http, Loading& loading) {
  const auto listen = http.text("listen");
  if (!listen) return;
  loading.lines.http_listen = listen->line;
  if (const auto endpoint = parse_endpoint(listen->value)) {
    loading.config.http_listen = *endpoint;
    return;
  }
  http.error(listen->line, "http.listen is " + quoted(listen->value),
             "write an IP address and a port, as listen: 127.0.0.1:9090");
}

void load_log(const Section& log, Config& config) {
  if (const auto level = log.choice("level", level_words)) config.log_level = static_cast<LogLevel>(*level);
  if (const auto format = log.choice("format", format_words)) config.log_format = static_cast<LogFormat>(*format);
}

void load_hep(const Section& hep, Config& config) {
  constexpr std::string_view write = "write collector: udp://10.0.0.9:9060";
  config.hep_capture_id = hep.number("capture_id", 0, 0xffff'ffff).value_or(0);
  const auto text = hep.required_text("collector", write);
  if (!text) return;
  constexpr std::string_view scheme = "udp://";
  const bool udp = text->value.starts_with(scheme);
  const auto endpoint = udp ? parse_endpoint(std::string_view{text->value}.substr(scheme.size())) : std::nullopt;
  if (endpoint && endpoint->port != 0 && !endpoint->address.is_unspecified()) {
    config.hep_collector = *endpoint;
  } else {
    hep.error(text->line, "hep.collector is " + quoted(text->value), std::string{write});
  }
}

/// A file that trunkgate writes: its directory should be there. Only a warning, since it may be made on the machine
/// that runs the service.
std::string load_written_file(const Section& section, std::string_view key, std::string_view write,
                              Problems& problems) {
  const auto path = section.required_text(key, write);
  if (!path) return {};
  if (!parent_directory_exists(path->value)) {
    problems.warning(path->line, "the directory of " + path->value + " does not exist", "create it before the start");
  }
  return path->value;
}

}  // namespace

void load_services(const Section& top, Loading& loading) {
  Config& config = loading.config;
  config.http_listen = Endpoint{*parse_ip("127.0.0.1"), 9090};
  if (const auto media = top.child("media", media_keys)) load_media(*media, config);
  if (const auto http = top.child("http", http_keys)) load_http(*http, loading);
  if (const auto log = top.child("log", log_keys)) load_log(*log, config);
  if (const auto cdr = top.child("cdr", cdr_keys)) {
    config.cdr_file = load_written_file(*cdr, "file", "write file: /var/log/trunkgate/cdr.jsonl", loading.problems);
  }
  if (const auto hep = top.child("hep", hep_keys)) load_hep(*hep, config);
  if (const auto sealing = top.child("sealing", sealing_keys)) {
    config.sealing_key_file =
        load_written_file(*sealing, "key_file", "write key_file: /var/lib/trunkgate/sealing.keys", loading.problems);
  }
  config.workers = top.number("workers", 1, worker_count_max).value_or(config.workers);
  config.drain_timeout =
      top.duration("drain_timeout", std::chrono::seconds{0}, drain_timeout_max).value_or(config.drain_timeout);
}

}  // namespace trunkgate::proxy
