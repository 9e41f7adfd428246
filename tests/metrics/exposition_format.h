// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <sstream>
#include <string>

namespace trunkgate::metrics::test {

/// A page of the Prometheus text format 0.0.4, read line by line: every sample under a TYPE line of its family, no
/// sample twice, every value a number. `error` holds the first line that breaks a rule.
struct ExpositionFormat {
  std::map<std::string, double> samples;  ///< series as written, labels included
  std::map<std::string, std::string> types;
  std::string error;

  explicit ExpositionFormat(const std::string& page) {
    std::istringstream lines{page};
    std::string line;
    while (error.empty() && std::getline(lines, line)) {
      if (!take(line)) error = line;
    }
    if (error.empty() && (page.empty() || page.back() != '\n')) error = "last line does not end";
  }

  [[nodiscard]] double value(const std::string& series) const {
    const auto found = samples.find(series);
    return found == samples.end() ? -1 : found->second;
  }

 private:
  bool take(const std::string& line) {
    if (line.starts_with("# HELP ")) return true;
    if (line.starts_with("# TYPE ")) {
      const auto space = line.find(' ', 7);
      if (space == std::string::npos) return false;
      family_ = line.substr(7, space - 7);
      const std::string type = line.substr(space + 1);
      if (!std::set<std::string>{"counter", "gauge", "histogram"}.contains(type)) return false;
      return types.emplace(family_, type).second;
    }
    const auto brace = line.find('{');
    const auto name = line.substr(0, std::min(brace, line.find(' ')));
    if (!belongs(name)) return false;
    const auto end = brace == std::string::npos ? name.size() : line.rfind('}') + 1;
    if (end >= line.size() || line[end] != ' ') return false;
    std::size_t used = 0;
    const std::string number = line.substr(end + 1);
    const double parsed = std::stod(number, &used);
    return used == number.size() && samples.emplace(line.substr(0, end), parsed).second;
  }

  [[nodiscard]] bool belongs(const std::string& name) const {
    if (name == family_) return types.at(family_) != "histogram";
    if (family_.empty() || types.at(family_) != "histogram" || !name.starts_with(family_)) return false;
    return std::set<std::string>{"_bucket", "_sum", "_count"}.contains(name.substr(family_.size()));
  }

  std::string family_;
};

}  // namespace trunkgate::metrics::test
