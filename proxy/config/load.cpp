// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/load.h"

#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "proxy/config/load_sections.h"
#include "proxy/config/validate.h"

namespace trunkgate::proxy {
namespace {

/// Keeps where a document begins, of all that a parser tells.
struct DocumentStart final : YAML::EventHandler {
  void OnDocumentStart(const YAML::Mark& at) override { mark = at; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

  YAML::Mark mark;
};

constexpr std::size_t file_size_max = 1024 * 1024;
constexpr std::string_view top_keys[] = {"zones", "peers", "routes",  "media",   "http",         "log",
                                         "cdr",   "hep",   "sealing", "workers", "drain_timeout"};

/// What the YAML reader's commonest complaints mean for somebody who writes this file.
std::string advice_for_syntax(std::string_view line) {
  if (line.find('\t') != std::string_view::npos) return "indent with spaces: YAML allows no tabs";
  if (line.find(": *") != std::string_view::npos) return "put the pattern in quotes: match: \"*\"";
  return "check the indentation, brackets and quotes here and just above";
}

std::string_view line_at(std::string_view text, std::size_t index) {
  for (; index > 0 && !text.empty(); --index) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  return text.substr(0, text.find('\n'));
}

void load_document(const YAML::Node& document, Loading& loading) {
  const Section top{document, "", 1, top_keys, loading.problems};
  if (!document.IsMap()) return;
  for (const std::string_view key : {"zones", "peers", "routes"}) {
    const Member* const member = top.find(key);
    const bool list = member != nullptr && (member->value.IsMap() || member->value.IsSequence());
    if (member == nullptr || (list && member->value.size() == 0)) {
      loading.problems.error(top.line_of(key), "the configuration has no " + std::string{key},
                             "write at least one zone, peer and route; see deploy/samples");
    }
  }
  const auto written = [&](std::string_view key) {
    const Member* const member = top.find(key);
    return member == nullptr || member->value.IsNull() ? nullptr : member;
  };
  if (const Member* const zones = written("zones")) load_zones(*zones, loading);
  if (const Member* const peers = written("peers")) load_peers(*peers, loading);
  if (const Member* const routes = written("routes")) load_routes(*routes, loading);
  load_services(top, loading);
  validate(loading.config, loading.lines, loading.problems);
}

/// Where a second document begins. YAML::LoadAll is not asked: for a comma in front of everything yaml-cpp 0.7 finds an
/// empty document and stays where it is, and LoadAll collects those until memory is used up.
std::optional<YAML::Mark> second_document(const std::string& text) {
  std::istringstream in(text);
  YAML::Parser parser(in);
  DocumentStart first;
  DocumentStart second;
  if (!parser.HandleNextDocument(first) || !parser.HandleNextDocument(second)) return std::nullopt;
  return second.mark;
}

void load_yaml(std::string_view yaml, Loading& loading) {
  try {
    const std::string text{yaml};
    const auto second = second_document(text);
    if (second) {
      loading.problems.error(static_cast<std::uint32_t>(second->line + 1), "the file holds a second document",
                             "delete it and its --- line, or the comma that is out of place");
    }
    const auto document = YAML::Load(text);
    if (document.IsNull()) {
      if (!second) loading.problems.error(0, "the file is empty", "write zones, peers and routes; see deploy/samples");
      return;
    }
    load_document(document, loading);
  } catch (const YAML::Exception& problem) {
    const auto line = problem.mark.is_null() ? 0 : static_cast<std::uint32_t>(problem.mark.line + 1);
    const std::string_view text = line_at(yaml, line == 0 ? 0 : line - 1);
    loading.problems.error(line, "not valid YAML: " + problem.msg, advice_for_syntax(text));
  }
}

}  // namespace

LoadedConfig load_config_text(std::string_view yaml, const std::string& file, NamedFiles files) {
  Config config;
  config.file = file;
  SourceLines lines;
  Problems problems;
  Loading loading{config, lines, problems, files};
  try {
    load_yaml(yaml, loading);
  } catch (const std::exception& problem) {
    problems.error(0, std::string{"cannot be read: "} + problem.what(), "check the file");
  }
  problems.sort_by_line();
  LoadedConfig result;
  if (problems.ok()) result.config = std::move(config);
  result.errors = std::move(problems.errors());
  result.warnings = std::move(problems.warnings());
  return result;
}

LoadedConfig load_config(const std::string& file, NamedFiles files) {
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
  if (text.size() > file_size_max) {
    failed.errors.push_back({0, "is larger than 1 MiB", "write the path of a trunkgate configuration"});
    return failed;
  }
  return load_config_text(text, file, files);
}

}  // namespace trunkgate::proxy
