// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "proxy/config/load_sections.h"
#include "proxy/config/pattern.h"

namespace trunkgate::proxy {
namespace {

constexpr std::string_view route_keys[] = {"from", "match", "strip", "prefix", "to"};
constexpr std::string_view route_example = "write - {from: pbx, match: \"+*\", to: [twilio]}";
constexpr std::uint32_t strip_max = 32;
constexpr std::size_t prefix_size_max = 32;

/// Reports a name that is no peer, with the nearest one.
std::optional<std::uint16_t> peer_index(const Section& section, const Text& name, const Loading& loading) {
  std::vector<std::string_view> names;
  for (const Peer& peer : loading.config.peers) names.push_back(peer.name);
  const auto found = std::find(names.begin(), names.end(), name.value);
  if (found != names.end()) return static_cast<std::uint16_t>(found - names.begin());
  const std::string_view near = nearest_word(name.value, names);
  const std::string advice = names.empty() ? "write the peer under peers: first"
                             : near.empty()
                                 ? "write " + join_choices(names)
                                 : "did you mean " + std::string{near} + "? Peers here: " + join_choices(names);
  section.error(name.line, section.path() + " names the unknown peer " + quoted(name.value), advice);
  return std::nullopt;
}

bool is_dialable(std::string_view text) {
  return text.size() <= prefix_size_max && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  std::string_view{"+*#-._"}.find(c) != std::string_view::npos;
         });
}

void load_number_rules(const Section& section, Route& route) {
  if (const auto match = section.text("match")) {
    route.match = match->value;
    if (!is_pattern(match->value)) {
      section.error(match->line, section.name_of("match") + " is " + quoted(match->value),
                    "write * for any digits, ? for one, [1-9] for one of a set, closed by ]");
    }
  }
  route.strip = static_cast<std::uint8_t>(section.number("strip", 0, strip_max).value_or(0));
  const Member* const prefix = section.find("prefix");
  if (prefix == nullptr || (prefix->value.IsScalar() && prefix->value.Scalar().empty())) return;
  const auto text = section.text("prefix");
  if (text && !is_dialable(text->value)) {
    section.error(text->line, section.name_of("prefix") + " is " + quoted(text->value),
                  "write at most 32 digits, letters, + * # - . or _, as \"+886\"");
  }
  if (text) route.prefix = text->value;
}

void load_route(const YAML::Node& node, std::size_t number, std::uint32_t line, Loading& loading) {
  const Section section{node, "route " + std::to_string(number), line, route_keys, loading.problems};
  if (!node.IsMap()) return;
  Route route;
  route.line = line;
  bool good = true;
  const auto from = section.required_text("from", route_example);
  const auto from_index = from ? peer_index(section, *from, loading) : std::nullopt;
  good = good && from_index;
  load_number_rules(section, route);
  if (section.find("to") == nullptr) section.missing("to", route_example);
  for (const Text& to : section.texts("to", "write to: [PEER]")) {
    const auto index = peer_index(section, to, loading);
    good = good && index;
    if (index) route.to.push_back(*index);
  }
  const Member* const to = section.find("to");
  if (to != nullptr && to->value.IsSequence() && to->value.size() == 0) {
    section.error(to->line, section.name_of("to") + " is empty", "write to: [PEER], the best one first");
  }
  if (!good) return;
  route.from = *from_index;
  loading.config.routes.push_back(std::move(route));
}

}  // namespace

void load_routes(const Member& routes, Loading& loading) {
  if (!routes.value.IsSequence()) {
    loading.problems.error(routes.line, "routes must be a list", std::string{route_example});
    return;
  }
  if (routes.value.size() > route_count_max) {
    loading.problems.error(routes.line, "more than " + std::to_string(route_count_max) + " routes",
                           "join some by a wider match");
    return;
  }
  std::size_t number = 0;
  for (const YAML::Node& node : routes.value) load_route(node, ++number, line_of_node(node), loading);
}

}  // namespace trunkgate::proxy
