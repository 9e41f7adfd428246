// SPDX-License-Identifier: Apache-2.0
#include "proxy/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <ostream>
#include <string>

#include "proxy/cli/check.h"
#include "proxy/cli/explain.h"
#include "proxy/cli/run.h"
#include "proxy/cli/version.h"

namespace trunkgate::proxy {

int run_command_line(int argument_count, const char* const* arguments, std::ostream& out, std::ostream& err) {
  constexpr int exit_usage = 2;
  CLI::App app{"trunkgate: an SBC edge proxy between a PBX and Twilio"};
  app.set_version_flag("--version", "trunkgate " + std::string(version));
  app.require_subcommand(1);
  std::string file;
  std::string from;
  std::string number;
  const auto with_file = [&](CLI::App* command) {
    command->add_option("-c,--config", file, "the configuration file")->required();
    return command;
  };
  const CLI::App* run = with_file(app.add_subcommand("run", "serve calls until SIGTERM"));
  const CLI::App* check = with_file(app.add_subcommand("check", "say every error of a configuration, with its line"));
  CLI::App* explain = with_file(app.add_subcommand("explain", "say which way a call would go"));
  explain->add_option("--from", from, "name of the peer that calls")->required();
  explain->add_option("--to", number, "the number it dials")->required();
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? 0 : exit_usage;
  }
  if (run->parsed()) return run_command(file, err);
  if (check->parsed()) return check_command(file, out, err);
  return explain_command(file, from, number, out, err);
}

}  // namespace trunkgate::proxy
