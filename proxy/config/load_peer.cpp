// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include "proxy/config/load_sections.h"
#include "proxy/config/text_value.h"

namespace trunkgate::proxy {
namespace {

constexpr std::string_view peer_keys[] = {"zone", "address", "health", "accept_register", "auth", "limits", "speaks"};
constexpr std::string_view health_keys[] = {"options_every"};
constexpr std::string_view auth_keys[] = {"username", "password_file", "password_env", "realm"};
constexpr std::string_view accept_keys[] = {"username", "password_file", "password_env"};
constexpr std::string_view limit_keys[] = {"calls", "cps"};
constexpr std::string_view address_example =
    "write address: sip:10.0.0.5:5060 or sip:mytrunk.pstn.twilio.com;transport=tls";
constexpr std::string_view password_example = "write password_file: /run/secrets/NAME or password_env: VARIABLE";
constexpr std::string_view speaks_example = "write speaks: [100rel, delayed-offer], or one of them";
constexpr std::uint32_t limit_max = 1'000'000;
constexpr std::chrono::seconds options_every_min{1};
constexpr std::chrono::seconds options_every_max{std::chrono::hours{1}};

void load_zone_name(const Section& section, Peer& peer, PeerLines& lines, const Loading& loading) {
  std::vector<std::string_view> names;
  for (const Zone& zone : loading.config.zones) names.push_back(zone.name);
  const auto text = section.required_text("zone", "write zone: " + join_choices(names));
  if (!text) return;
  const auto found = std::find(names.begin(), names.end(), text->value);
  if (found != names.end()) {
    peer.zone = static_cast<std::uint8_t>(found - names.begin());
    lines.zone_good = true;
    return;
  }
  const std::string_view near = nearest_word(text->value, names);
  const std::string advice = names.empty() ? "write the zone under zones: first"
                             : near.empty()
                                 ? "write " + join_choices(names)
                                 : "did you mean " + std::string{near} + "? Zones here: " + join_choices(names);
  section.error(text->line, "peer " + peer.name + " names the unknown zone " + quoted(text->value), advice);
}

void load_address(const Section& section, Peer& peer, PeerLines& lines) {
  const auto text = section.required_text("address", address_example);
  if (!text) return;
  auto address = parse_peer_address(text->value);
  if (!address || (address->literal && address->literal->is_unspecified())) {
    const bool bare = !text->value.starts_with("sip:") && parse_peer_address("sip:" + text->value);
    section.error(text->line, quoted(text->value) + " is no SIP address",
                  bare ? "write address: sip:" + text->value : std::string{address_example});
    return;
  }
  peer.host = std::move(address->host);
  peer.port = address->port;
  peer.user = std::move(address->user);
  peer.transport = address->transport;
  peer.literal = address->literal;
  lines.address_good = true;
}

std::optional<Secret> load_password_from_environment(const Section& section, const Text& variable) {
  const char* const value = std::getenv(variable.value.c_str());
  if (value != nullptr && *value != '\0') return Secret{value};
  section.error(variable.line, "the environment variable " + quoted(variable.value) + " is not set",
                "set it for the service, or write password_file: FILE");
  return std::nullopt;
}

std::optional<Secret> load_password(const Section& section, NamedFiles files) {
  const auto file = section.text("password_file");
  const auto variable = section.text("password_env");
  if (file && variable) {
    section.error(variable->line, section.path() + " has both password_file and password_env", "keep one of them");
    return std::nullopt;
  }
  if (files == NamedFiles::skip && (file || variable)) return Secret{};
  if (variable) return load_password_from_environment(section, *variable);
  if (!file) {
    if (section.find("password_file") == nullptr && section.find("password_env") == nullptr) {
      section.missing("password_file", password_example);
    }
    return std::nullopt;
  }
  SecretFile read = read_secret_file(file->value);
  report_file(section, *file, read.state, "the password, as one line,");
  return read.state == FileState::good ? std::optional<Secret>{std::move(read.secret)} : std::nullopt;
}

void load_limits(const Section& section, PeerLimits& limits) {
  limits.calls = section.number("calls", 1, limit_max).value_or(0);
  limits.cps = section.number("cps", 1, limit_max).value_or(0);
}

void load_speaks(const Section& section, Peer& peer) {
  for (const Text& text : section.texts("speaks", speaks_example)) {
    if (text.value == "100rel") {
      peer.reliable_provisional = true;
    } else if (text.value == "delayed-offer") {
      peer.delayed_offer = true;
    } else {
      section.error(text.line, quoted(text.value) + " in " + section.name_of("speaks") + " is unknown",
                    std::string{speaks_example});
    }
  }
}

void load_peer(const Member& member, Loading& loading) {
  Peer peer;
  PeerLines lines;
  peer.name = member.key;
  const Section section{member.value, "peers." + member.key, member.line, peer_keys, loading.problems};
  lines.peer = member.line;
  lines.address = section.line_of("address");
  load_zone_name(section, peer, lines, loading);
  load_address(section, peer, lines);
  if (const auto health = section.child("health", health_keys)) {
    const auto every = health->duration("options_every", options_every_min, options_every_max);
    peer.options_every = every.value_or(std::chrono::seconds{0});
  }
  if (const auto accept = section.child("accept_register", accept_keys))
    peer.accept_register = load_auth(*accept, loading.files);
  if (const auto auth = section.child("auth", auth_keys)) peer.auth = load_auth(*auth, loading.files);
  if (const auto limits = section.child("limits", limit_keys)) load_limits(*limits, peer.limits);
  load_speaks(section, peer);
  loading.config.peers.push_back(std::move(peer));
  loading.lines.peers.push_back(lines);
}

std::string sentence(FileState state) {
  switch (state) {
    case FileState::good: return "";
    case FileState::missing: return "does not exist";
    case FileState::unreadable: return "may not be read by this user";
    case FileState::not_a_file: return "is not a regular file";
    case FileState::open_to_others: return "may be read or written by any user of this machine";
    case FileState::empty: return "is empty";
    case FileState::too_long: return "holds more than one line, or a line that is too long for a password";
    case FileState::wrong_content: return "does not hold such a PEM block";
  }
  return "";
}

}  // namespace

void report_file(const Section& section, const Text& path, FileState state, std::string_view example) {
  if (state == FileState::good) return;
  std::string write = "put " + std::string{example} + " there, or correct the path";
  if (state == FileState::unreadable) write = "give it to the user that runs trunkgate: chown USER " + path.value;
  if (state == FileState::open_to_others) write = "run chmod 600 " + path.value;
  section.error(path.line, "the file " + path.value + " " + sentence(state), write);
}

std::optional<PeerAuth> load_auth(const Section& section, NamedFiles files) {
  const auto username = section.required_text("username", "write username: NAME");
  auto password = load_password(section, files);
  if (!username || !password) return std::nullopt;
  const bool plain = username->value.find_first_of("\"\\\r\n") == std::string::npos;
  if (!plain) {
    section.error(username->line, section.name_of("username") + " holds a quote, backslash or line end",
                  "write a user name without them");
    return std::nullopt;
  }
  const auto realm = section.text("realm");
  return PeerAuth{username->value, std::move(*password), realm ? realm->value : std::string{}};
}

void load_peers(const Member& peers, Loading& loading) {
  for (const Member& member : read_members(peers.value, "peers", peers.line, loading.problems)) {
    if (member.value.IsNull()) continue;
    if (loading.config.peers.size() == peer_count_max) {
      loading.problems.error(member.line, "more than " + std::to_string(peer_count_max) + " peers", "delete some");
      return;
    }
    if (!is_identifier(member.key)) {
      loading.problems.error(member.line, quoted(member.key) + " is no name for a peer",
                             "use 1 to 32 letters, digits, - and _");
    }
    load_peer(member, loading);
  }
}

}  // namespace trunkgate::proxy
