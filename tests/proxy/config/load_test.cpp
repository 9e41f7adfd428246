// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/proxy/config/named_files.h"

namespace trunkgate::proxy {
namespace {

using std::chrono_literals::operator""s;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* broken_folder = "tests/data/config/";

/// Every file with one mistake or one kind of mistakes; beside it NAME.expected holds what check prints.
std::vector<std::string> broken_names() {
  std::vector<std::string> names;
  const std::string folder = std::string{TRUNKGATE_SOURCE_DIR} + "/" + broken_folder;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    const bool broken = entry.path().extension() == ".yaml" && entry.path().stem() != "good";
    if (broken) names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string name_of_broken(const testing::TestParamInfo<std::string>& broken) { return broken.param; }

class BrokenFile : public testing::TestWithParam<std::string> {};

TEST_P(BrokenFile, SaysLineWhatIsWrongAndWhatToWrite) {
  const NamedFilesDirectory files;
  const std::string expected = files.source(broken_folder + GetParam() + ".expected");
  ASSERT_NE(expected, "");
  const LoadedConfig loaded = load_config_text(files.here(files.source(broken_folder + GetParam() + ".yaml")), "x");
  EXPECT_FALSE(loaded.config);
  std::string shown;
  for (const Problem& problem : loaded.errors) shown += files.back(to_string("FILE", problem)) + "\n";
  EXPECT_EQ(shown, expected);
}

INSTANTIATE_TEST_SUITE_P(Config, BrokenFile, testing::ValuesIn(broken_names()), name_of_broken);

TEST(Config, BrokenFiles_AllAreThere) { EXPECT_EQ(broken_names().size(), 38u); }

LoadedConfig load_good(const NamedFilesDirectory& files, const std::string& from = "", const std::string& to = "") {
  std::string text = files.source("tests/data/config/good.yaml");
  if (!from.empty()) text.replace(text.find(from), from.size(), to);
  return load_config_text(files.here(text), "good.yaml");
}

std::string first_error(const LoadedConfig& loaded) {
  return loaded.errors.empty() ? "" : to_string("good.yaml", loaded.errors.front());
}

TEST(Config, Good_EveryValueArrives) {
  const NamedFilesDirectory files;
  const LoadedConfig loaded = load_good(files);
  ASSERT_TRUE(loaded.config) << first_error(loaded);
  EXPECT_THAT(loaded.warnings, IsEmpty());
  const Config& config = *loaded.config;
  ASSERT_EQ(config.zones.size(), 2u);
  ASSERT_EQ(config.listeners.size(), 2u);
  ASSERT_EQ(config.peers.size(), 2u);
  ASSERT_EQ(config.routes.size(), 2u);
  const Zone& twilio = config.zones[1];
  EXPECT_EQ(twilio.name, "twilio");
  EXPECT_EQ(twilio.advertise, "sbc.example.com");
  EXPECT_TRUE(twilio.tls->verify_peer);
  EXPECT_EQ(twilio.media->srtp, SrtpPolicy::required);
  EXPECT_EQ(twilio.media->ports.first, 10000);
  EXPECT_EQ(twilio.media->ports.last, 19999);
  EXPECT_EQ(twilio.allow.size(), 8u);
  EXPECT_EQ(twilio.media->allow.size(), 8u) << "without a list of its own, media takes the zone's";
  EXPECT_EQ(to_string(config.listeners[1].local), "192.0.2.10:5061");
  EXPECT_EQ(config.listeners[1].transport, Transport::tls);
  EXPECT_EQ(config.listeners[1].zone, 1);
  EXPECT_EQ(config.peers[1].host, "mytrunk.pstn.twilio.com");
  EXPECT_EQ(config.peers[1].listener, 1);
  EXPECT_FALSE(config.peers[1].literal);
  EXPECT_EQ(config.peers[1].auth->password.reveal(), "Trunk-Password-1") << "the line end is not part of it";
  EXPECT_EQ(config.peers[0].literal, parse_ip("10.0.0.5"));
  EXPECT_EQ(config.routes[0].match, "+*");
  EXPECT_EQ(config.routes[0].line, 21u);
  EXPECT_EQ(config.routes[1].match, "*");
  EXPECT_THAT(config.routes[1].to, ElementsAre(0));
}

TEST(Config, Defaults_AreThoseOfTheContract) {
  const NamedFilesDirectory files;
  const LoadedConfig loaded = load_good(files);
  ASSERT_TRUE(loaded.config) << first_error(loaded);
  const Config& config = *loaded.config;
  EXPECT_EQ(to_string(config.http_listen), "127.0.0.1:9090");
  EXPECT_EQ(config.workers, 1u);
  EXPECT_EQ(config.media_workers, 1u);
  EXPECT_EQ(config.media_io, "auto");
  EXPECT_TRUE(config.media_realtime);
  EXPECT_THAT(config.media_anchors, IsEmpty());
  EXPECT_EQ(config.drain_timeout, 7200s);
  EXPECT_EQ(config.log_format, LogFormat::json);
  EXPECT_EQ(config.sealing_key_file, "/var/lib/trunkgate/sealing.keys");
  EXPECT_FALSE(config.hep_collector);
  EXPECT_EQ(config.zones[0].media->srtp, SrtpPolicy::off);
  EXPECT_THAT(config.zones[0].media->suites, ElementsAre("AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"));
  EXPECT_EQ(config.zones[0].media->timeout, 60s);
  EXPECT_EQ(config.zones[0].media->keepalive, 20s);
  EXPECT_EQ(config.zones[0].media->t38, T38Policy::refuse);
  EXPECT_EQ(config.peers[0].limits.calls, 0u);
  EXPECT_EQ(config.peers[0].options_every, 0s);
}

TEST(Config, Services_EveryValueArrives) {
  const NamedFilesDirectory files;
  const LoadedConfig loaded =
      load_good(files, "routes:",
                "media: {anchor: [\"ng://10.0.0.7:2223\", \"ng://anchor.example.com:2223\"], workers: 3, io: xdp, "
                "scheduling: normal}\n"
                "http: {listen: \"[::1]:9000\"}\nlog: {level: debug, format: text}\n"
                "cdr: {file: /tmp/cdr.jsonl}\nhep: {collector: udp://10.0.0.9:9060, capture_id: 7}\n"
                "sealing: {key_file: /tmp/sealing.keys}\nworkers: 4\ndrain_timeout: 1h30m\nroutes:");
  ASSERT_TRUE(loaded.config) << first_error(loaded);
  const Config& config = *loaded.config;
  EXPECT_THAT(config.media_anchors, ElementsAre("ng://10.0.0.7:2223", "ng://anchor.example.com:2223"));
  EXPECT_EQ(config.media_workers, 3u);
  EXPECT_EQ(config.media_io, "xdp");
  EXPECT_FALSE(config.media_realtime);
  EXPECT_EQ(to_string(config.http_listen), "[::1]:9000");
  EXPECT_EQ(config.log_level, LogLevel::debug);
  EXPECT_EQ(config.log_format, LogFormat::text);
  EXPECT_EQ(config.cdr_file, "/tmp/cdr.jsonl");
  EXPECT_EQ(to_string(*config.hep_collector), "10.0.0.9:9060");
  EXPECT_EQ(config.hep_capture_id, 7u);
  EXPECT_EQ(config.sealing_key_file, "/tmp/sealing.keys");
  EXPECT_EQ(config.workers, 4u);
  EXPECT_EQ(config.drain_timeout, 5400s);
}

TEST(Config, MediaTimes_ArriveAndZeroTurnsKeepalivesOff) {
  const NamedFilesDirectory files;
  const LoadedConfig timed = load_good(files, "srtp: required", "srtp: required, timeout: 2m, keepalive: 45s");
  ASSERT_TRUE(timed.config) << first_error(timed);
  EXPECT_EQ(timed.config->zones[1].media->timeout, 120s);
  EXPECT_EQ(timed.config->zones[1].media->keepalive, 45s);
  const LoadedConfig off = load_good(files, "srtp: required", "srtp: required, keepalive: 0s");
  ASSERT_TRUE(off.config) << first_error(off);
  EXPECT_EQ(off.config->zones[1].media->keepalive, 0s);
}

TEST(Config, T38_PassesByZone) {
  const NamedFilesDirectory files;
  const LoadedConfig loaded = load_good(files, "ports: 20000-29999}", "ports: 20000-29999, t38: pass}");
  ASSERT_TRUE(loaded.config) << first_error(loaded);
  EXPECT_THAT(loaded.warnings, IsEmpty());
  EXPECT_EQ(loaded.config->zones[0].media->t38, T38Policy::pass);
  EXPECT_EQ(loaded.config->zones[1].media->t38, T38Policy::refuse);
}

TEST(Config, Speaks_WhatNoHeaderTells) {
  const NamedFilesDirectory files;
  const LoadedConfig loaded = load_good(files, "    address: sip:10.0.0.5:5060\n",
                                        "    address: sip:10.0.0.5:5060\n    speaks: [100rel, delayed-offer]\n");
  ASSERT_TRUE(loaded.config) << first_error(loaded);
  EXPECT_TRUE(loaded.config->peers[0].reliable_provisional);
  EXPECT_TRUE(loaded.config->peers[0].delayed_offer);
  EXPECT_FALSE(loaded.config->peers[1].reliable_provisional);
  EXPECT_FALSE(loaded.config->peers[1].delayed_offer);
}

TEST(Config, HeaderPass_LowerCase) {
  const NamedFilesDirectory files;
  const LoadedConfig loaded = load_good(files, "    allow: [\"twilio:all\"]",
                                        "    allow: [\"twilio:us1\"]\n    headers: {pass: [User-to-User, \"X-*\"]}");
  ASSERT_TRUE(loaded.config) << first_error(loaded);
  EXPECT_THAT(loaded.config->zones[1].header_pass, ElementsAre("user-to-user", "x-*"));
}

TEST(Config, PasswordFromEnvironment) {
  const NamedFilesDirectory files;
  ::setenv("TRUNKGATE_TEST_PASSWORD", "from-env", 1);
  const LoadedConfig good =
      load_good(files, "password_file: /run/secrets/twilio", "password_env: TRUNKGATE_TEST_PASSWORD");
  ::unsetenv("TRUNKGATE_TEST_PASSWORD");
  ASSERT_TRUE(good.config) << first_error(good);
  EXPECT_EQ(good.config->peers[1].auth->password.reveal(), "from-env");
  const LoadedConfig bad =
      load_good(files, "password_file: /run/secrets/twilio", "password_env: TRUNKGATE_TEST_PASSWORD");
  EXPECT_EQ(first_error(bad),
            "good.yaml:19: the environment variable \"TRUNKGATE_TEST_PASSWORD\" is not set; set it for the service, or "
            "write password_file: FILE");
}

TEST(Config, SecretsNeverInMessages) {
  const NamedFilesDirectory files;
  const LoadedConfig loaded = load_good(files, "username: corp, ", "");
  for (const Problem& problem : loaded.errors) {
    EXPECT_EQ(to_string("x", problem).find("Trunk-Password-1"), std::string::npos);
  }
}

TEST(Config, SkippedFiles_NeedNotExist) {
  const std::string text = NamedFilesDirectory::source("tests/data/config/good.yaml");
  EXPECT_FALSE(load_config_text(text, "x").config);
  const LoadedConfig loaded = load_config_text(text, "x", NamedFiles::skip);
  ASSERT_TRUE(loaded.config);
  EXPECT_TRUE(loaded.config->peers[1].auth->password.empty());
}

TEST(Config, Errors_AtMostFifty) {
  std::string text = "zones: {}\npeers: {}\nroutes: []\n";
  for (int i = 0; i < 200; ++i) text += "unknown" + std::to_string(i) + ": 1\n";
  EXPECT_EQ(load_config_text(text, "x").errors.size(), problem_count_max);
}

TEST(Config, Warnings_DoNotStopIt) {
  const NamedFilesDirectory files;
  const LoadedConfig loaded = load_good(files, "  - {from: twilio, to: [pbx]}",
                                        "  - {from: twilio, to: [pbx]}\n  - {from: twilio, match: \"+1*\", to: [pbx]}");
  ASSERT_TRUE(loaded.config) << first_error(loaded);
  ASSERT_EQ(loaded.warnings.size(), 1u);
  EXPECT_EQ(
      to_string("good.yaml", loaded.warnings[0]),
      "good.yaml:23: this route is never reached: the one in line 22 takes the same calls first; put this one above "
      "it, or delete it");
}

TEST(Config, FileItself_MissingOrDirectory) {
  EXPECT_EQ(load_config("/nonexistent/file").errors.at(0).what, "cannot be read");
  EXPECT_EQ(load_config("/").errors.at(0).what, "cannot be read");
}

std::string name_of_sample(const testing::TestParamInfo<const char*>& sample) {
  std::string name{sample.param, std::string_view{sample.param}.find('.')};
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class Sample : public testing::TestWithParam<const char*> {};

TEST_P(Sample, PassesWithoutWarnings) {
  const NamedFilesDirectory files;
  ::setenv("TWILIO_PASSWORD", "Trunk-Password-1", 1);
  std::string text = files.here(files.source(std::string{"deploy/samples/"} + GetParam()));
  if (const auto at = text.find("/var/log/trunkgate/"); at != std::string::npos) text.replace(at, 19, "/tmp/");
  const LoadedConfig loaded = load_config_text(text, GetParam());
  EXPECT_TRUE(loaded.config) << first_error(loaded);
  for (const Problem& warning : loaded.warnings) ADD_FAILURE() << to_string(GetParam(), warning);
}

INSTANTIATE_TEST_SUITE_P(Config, Sample,
                         testing::Values("asterisk-twilio-tls.yaml", "freepbx-twilio-tls.yaml", "cucm-twilio.yaml",
                                         "lab.yaml"),
                         name_of_sample);

}  // namespace
}  // namespace trunkgate::proxy
