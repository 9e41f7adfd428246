// SPDX-License-Identifier: Apache-2.0
#include "media/service/load.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

const std::string good =
    "zones:\n"
    "  inside:\n"
    "    media: {address: 10.0.0.2, ports: 20000-29999, srtp: off}\n"
    "    allow: [10.0.0.0/8]\n"
    "  outside:\n"
    "    media: {address: 192.0.2.10, advertise: 203.0.113.5, ports: 10000-19999, allow: [198.51.100.0/24],\n"
    "            suites: [AEAD_AES_256_GCM], timeout: 30s, keepalive: 45s, t38: pass}\n"
    "ng: {listen: [\"udp://127.0.0.1:2223\", \"udp://[::1]:2223\"], allow: [127.0.0.0/8, 10.0.0.7], delete_delay: 5s}\n"
    "media: {workers: 2, io: auto, scheduling: normal}\n"
    "http: {listen: 127.0.0.1:9095}\n"
    "log: {level: debug, format: text}\n"
    "drain_timeout: 10m\n"
    "admin: {socket: /run/trunkgate/media.sock}\n";

std::vector<std::string> errors_of(const std::string& yaml) {
  std::vector<std::string> lines;
  const LoadedConfig loaded = load_config_text(yaml, "f");
  EXPECT_EQ(loaded.config.has_value(), loaded.errors.empty());
  for (const Problem& problem : loaded.errors) lines.push_back(to_string("f", problem));
  return lines;
}
std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

TEST(MediaConfigFile, EverythingWritten_IsRead) {
  const LoadedConfig loaded = load_config_text(good, "f");
  ASSERT_TRUE(loaded.config) << to_string("f", loaded.errors.front());
  const ServiceConfig& config = *loaded.config;
  ASSERT_EQ(config.media.zones.size(), 2U);
  const ZoneConfig& inside = config.media.zones[0];
  const ZoneConfig& outside = config.media.zones[1];
  EXPECT_EQ(config.admin_socket, "/run/trunkgate/media.sock");
  EXPECT_EQ(inside.name, "inside");
  EXPECT_EQ(inside.srtp, SrtpPolicy::off);
  EXPECT_EQ(inside.t38, T38Policy::refuse);
  EXPECT_EQ(outside.t38, T38Policy::pass);
  EXPECT_TRUE(inside.allow.at(0).contains(Address::v4(10, 9, 9, 9)));  // the zone's, since media has none
  EXPECT_EQ(outside.bind, Address::v4(192, 0, 2, 10));
  EXPECT_EQ(outside.advertise, "203.0.113.5");
  EXPECT_EQ(outside.port_first, 10000);
  EXPECT_EQ(outside.port_last, 19999);
  EXPECT_EQ(outside.srtp, SrtpPolicy::optional);
  EXPECT_EQ(outside.suites, std::vector<std::string>{"AEAD_AES_256_GCM"});
  EXPECT_EQ(outside.timeout, std::chrono::seconds{30});
  EXPECT_EQ(outside.keepalive, std::chrono::seconds{45});
  EXPECT_EQ(inside.keepalive, std::chrono::seconds{20}) << "the default";
  EXPECT_FALSE(outside.allow.at(0).contains(Address::v4(10, 9, 9, 9)));
  EXPECT_EQ(config.ng_listen.at(1).port, 2223);
  EXPECT_TRUE(config.ng_allow.at(1).contains(Address::v4(10, 0, 0, 7)));
  EXPECT_FALSE(config.ng_allow.at(1).contains(Address::v4(10, 0, 0, 8)));
  EXPECT_EQ(config.ng_delete_delay, std::chrono::seconds{5});
  EXPECT_EQ(config.media.workers, 2);
  EXPECT_FALSE(config.media.realtime);
  EXPECT_EQ(config.http_listen, (Endpoint{Address::v4(127, 0, 0, 1), 9095}));
  EXPECT_EQ(config.log_level, ng::LogLevel::debug);
  EXPECT_EQ(config.log_format, LogFormat::text);
  EXPECT_EQ(config.drain_timeout, std::chrono::minutes{10});
}

TEST(MediaConfigFile, LittleWritten_RestIsSafe) {
  const LoadedConfig loaded = load_config_text(
      "zones: {a: {media: {address: 10.0.0.2, ports: 20000-20999}}}\nng: {listen: [\"udp://127.0.0.1:2223\"]}\n", "f");
  ASSERT_TRUE(loaded.config);
  EXPECT_TRUE(loaded.config->ng_allow.at(0).contains(Address::v4(127, 0, 0, 1)));
  EXPECT_FALSE(loaded.config->ng_allow.at(0).contains(Address::v4(10, 0, 0, 1)));
  EXPECT_EQ(loaded.config->http_listen.address, Address::v4(127, 0, 0, 1));
  EXPECT_EQ(loaded.config->ng_delete_delay, std::chrono::seconds{30});
  EXPECT_TRUE(loaded.config->media.zones[0].allow.empty());
}

TEST(MediaConfigFile, KeepaliveOfZero_IsOff) {
  const LoadedConfig loaded = load_config_text(replaced(good, "keepalive: 45s", "keepalive: 0s"), "f");
  ASSERT_TRUE(loaded.config);
  EXPECT_EQ(loaded.config->media.zones[1].keepalive, std::chrono::seconds{0});
}

TEST(MediaConfigFile, UnknownKeys_AreErrorsWithTheirLine) {
  EXPECT_EQ(
      errors_of(replaced(good, "drain_timeout", "drain_time")),
      std::vector<std::string>{"f:12: unknown key \"drain_time\" in the configuration; write one of zones, media, ng, "
                               "http, admin, log or drain_timeout"});
  EXPECT_EQ(errors_of(replaced(good, "    allow: [10", "    sip: [10")),
            std::vector<std::string>{"f:4: unknown key \"sip\" in zones.inside; write one of media or allow"});
  EXPECT_EQ(errors_of(replaced(good, "workers: 2", "worker: 2")),
            std::vector<std::string>{"f:9: unknown key \"worker\" in media; write one of workers, io or scheduling"});
}

TEST(MediaConfigFile, EachWrongValue_IsSaidWithItsLine) {
  const struct {
    std::string_view what;
    std::string_view with;
    std::string_view begins;
  } rows[] = {
      {"20000-29999", "29999-20000", "f:3: zones.inside.media.ports is \"29999-20000\"; "},
      {"20000-29999", "21-22", "f:3: zones.inside.media.ports is"},
      {"address: 10.0.0.2", "address: 0.0.0.0", "f:3: zones.inside.media.address is \"0.0.0.0\"; "},
      {"address: 10.0.0.2, ", "", "f:3: zones.inside.media has no address:; "},
      {"srtp: off", "srtp: maybe", "f:3: zones.inside.media.srtp is \"maybe\"; write off, optional or required"},
      {"[10.0.0.0/8]", "[10.0.0.0/33]", "f:4: \"10.0.0.0/33\" is no block of addresses; "},
      {"AEAD_AES_256_GCM", "ROT13", "f:7: \"ROT13\" is no SRTP suite; "},
      {"t38: pass", "t38: 1", "f:7: zones.outside.media.t38 is \"1\"; write refuse or pass"},
      {"t38: pass", "t38: pass, srtp: required",
       "f:7: zones.outside.media.t38 is pass while srtp is required: T.38 has no encryption; write t38: refuse, or "
       "srtp: optional"},
      {"timeout: 30s", "timeout: 1s", "f:7: zones.outside.media.timeout is \"1s\"; "},
      {"keepalive: 45s", "keepalive: 301s", "f:7: zones.outside.media.keepalive is \"301s\"; write a time between 0s "},
      {"udp://127.0.0.1:2223", "tcp://127.0.0.1:2223", "f:8: \"tcp://127.0.0.1:2223\" is no place to listen"},
      {"delete_delay: 5s", "delete_delay: 5", "f:8: ng.delete_delay is \"5\"; "},
      {"workers: 2", "workers: 65", "f:9: media.workers is \"65\"; write a number from 1 to 64"},
      {"normal}", "nice}", "f:9: media.scheduling is \"nice\"; write realtime or normal"},
      {"io: auto", "io: xdp", "f:9: media.io is \"xdp\"; write auto or socket"},
      {"127.0.0.1:9095", "localhost:9095", "f:10: http.listen is \"localhost:9095\"; "},
      {"level: debug", "level: loud", "f:11: log.level is \"loud\"; "},
      {"  outside:\n", "  out side:\n", "f:5: \"out side\" is no name of a zone; "},
      {"/run/trunkgate", "run/trunkgate", "f:13: admin.socket is \"run/trunkgate/media.sock\"; write a path that"},
      {"10m", "10", "f:12: drain_timeout is \"10\"; "},
      {"ng: {", "http: {", "f:1: the configuration has no ng:; "},
  };
  for (const auto& row : rows) {
    const auto errors = errors_of(replaced(good, row.what, row.with));
    ASSERT_FALSE(errors.empty()) << row.with;
    EXPECT_TRUE(errors[0].starts_with(row.begins)) << errors[0];
  }
}

TEST(MediaConfigFile, ZonesThatSharePorts_AreRefused) {
  const std::string yaml = replaced(good, "address: 192.0.2.10", "address: 10.0.0.2");
  EXPECT_TRUE(errors_of(yaml).empty());
  EXPECT_EQ(
      errors_of(replaced(yaml, "10000-19999", "10000-20001")),
      std::vector<std::string>{"f: the zones inside and outside share ports of one address; give each zone a range "
                               "of its own"});
}

TEST(MediaConfigFile, NotYaml_IsSaidNotThrown) {
  for (const std::string_view yaml :
       {"", "[", "a: b: c", "- x", "\t", "zones: {a: }", "zones: [1]", "ng: 7\nzones: 7", "&a *a"})
    EXPECT_FALSE(errors_of(std::string{yaml}).empty()) << yaml;
  EXPECT_EQ(errors_of("zones: [\n")[0].substr(0, 18), "f:2: not valid YAM");
}

TEST(MediaConfigFile, NoFile_IsSaid) {
  const LoadedConfig loaded = load_config("/nonexistent.yaml");
  ASSERT_EQ(loaded.errors.size(), 1U);
  EXPECT_EQ(loaded.errors[0].what, "cannot be read");
}

}  // namespace
}  // namespace trunkgate::media
