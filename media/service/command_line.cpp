// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <ostream>
#include <string>

#include "media/service/commands.h"

namespace trunkgate::media {

int run_command_line(int argument_count, const char* const* arguments, std::ostream& out, std::ostream& err) {
  constexpr int exit_usage = 2;
  CLI::App app{"trunkgate-media: a media anchor for Kamailio, OpenSIPS and trunkgate, by rtpengine's ng protocol"};
  app.set_version_flag("--version", "trunkgate-media " TRUNKGATE_VERSION);
  app.require_subcommand(1);
  std::string file;
  const auto with_file = [&](CLI::App* command) {
    command->add_option("-c,--config", file, "the configuration file")->required();
    return command;
  };
  const CLI::App* run = with_file(app.add_subcommand("run", "relay media until SIGTERM"));
  static_cast<void>(with_file(app.add_subcommand("check", "say every error of a configuration, with its line")));
  TapOrder tap;
  CLI::App* const tapping =
      app.add_subcommand("tap", "write one call, decrypted, into a pcapng file until it ends or Ctrl-C");
  tapping->add_option("CALL-ID", tap.call_id, "as in SIP and in the log")->required();
  tapping->add_option("FILE", tap.file, "must not exist yet; - for standard output")->required();
  tapping->add_option("-c,--config", tap.config, "the configuration file of the running process");
  tapping->add_option("-s,--socket", tap.socket, "its admin socket, instead of the configuration file");
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? 0 : exit_usage;
  }
  if (tapping->parsed()) return tap_command(tap, err);
  return run->parsed() ? run_command(file, err) : check_command(file, out, err);
}

}  // namespace trunkgate::media
