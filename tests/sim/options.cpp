// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/options.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace trunkgate::sim {

namespace {

bool read_number(const char* text, double& value) {
  char* end = nullptr;
  value = std::strtod(text, &end);
  return end != text && *end == '\0' && value >= 0;
}

bool take_trouble(Options& options, const std::string& name, const char* text) {
  const auto all = knobs();
  const auto knob = std::find_if(all.begin(), all.end(), [&](const Knob& one) { return one.name == name; });
  double value = 0;
  if (knob == all.end() || !read_number(text, value)) return false;
  options.sets.push_back({knob->value, value});
  options.sets_text += " --" + name + " " + text;
  return true;
}

bool take(Options& options, const std::string& name, const char* text) {
  double number = 0;
  if (name == "mode") {
    options.mode = std::string(text) == "lite" ? Mode::lite : Mode::swarm;
    return std::string(text) == "lite" || std::string(text) == "swarm";
  }
  if (name != "seeds" && name != "first" && name != "seed" && name != "jobs") return take_trouble(options, name, text);
  if (!read_number(text, number)) return false;
  if (name == "seeds") options.seeds = static_cast<std::uint64_t>(number);
  if (name == "first" || name == "seed") options.first = static_cast<std::uint64_t>(number);
  if (name == "seed") options.seeds = 1;
  if (name == "jobs") options.jobs = static_cast<unsigned>(number);
  return true;
}

}  // namespace

Options parse_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--ladder") {
      options.ladder = true;
    } else if (word == "--help") {
      options.help = true;
    } else if (!word.starts_with("--") || i + 1 == argc || !take(options, word.substr(2), argv[i + 1])) {
      options.error = "not understood: " + word;
      return options;
    } else {
      ++i;
    }
  }
  return options;
}

std::string usage() {
  std::string text =
      "simulate [--seeds N] [--first S] [--seed S [--ladder]] [--mode lite|swarm] [--jobs N] [--TROUBLE AMOUNT …]\n"
      "Runs the product's core against simulated peers, one run per seed. A trouble given here replaces what the "
      "seeds\n"
      "pick; amounts are probabilities unless it says otherwise:\n";
  for (const Knob& knob : knobs()) {
    char line[128];
    std::snprintf(line, sizeof line, "  --%-16.*s %.*s\n", static_cast<int>(knob.name.size()), knob.name.data(),
                  static_cast<int>(knob.help.size()), knob.help.data());
    text += line;
  }
  return text;
}

Trouble trouble_of(const Options& options, std::uint64_t seed) {
  Trouble trouble = pick_trouble(seed, options.mode);
  for (const auto& [knob, value] : options.sets) trouble.*knob = value;
  return trouble;
}

std::string replay_command(const Options& options, std::uint64_t seed) {
  return "build/simulate --seed " + std::to_string(seed) + " --ladder" +
         (options.mode == Mode::lite ? " --mode lite" : "") + options.sets_text;
}

}  // namespace trunkgate::sim
