// SPDX-License-Identifier: Apache-2.0
#include "proxy/cli/run.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <ostream>

#include "metrics/exposition.h"
#include "metrics/process.h"
#include "proxy/cli/version.h"
#include "proxy/config/load.h"
#include "proxy/edge/edge.h"
#include "proxy/edge/log.h"
#include "proxy/edge/signals.h"
#include "proxy/hide/key_file.h"

namespace trunkgate::proxy {
namespace {

constexpr int exit_cannot_start = 2;

/// Keys and passwords live in our memory: no core file may carry them away. A sanitizer's leak check attaches to the
/// process and needs what this forbids.
void forbid_core_dumps() {
#ifndef __SANITIZE_ADDRESS__
  prctl(PR_SET_DUMPABLE, 0);
#endif
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

/// The parts of one run, in the order in which they must end.
class Run {
 public:
  Run(Config config, KeyRing keys)
      : log_(config.log_format, config.log_level),
        registry_(metric_labels(config), {std::string(version), {}}),
        edge_(std::move(config), std::move(keys), io_, log_, registry_) {}

  /// `warnings` of the configuration become the first lines of the log.
  [[nodiscard]] std::string start(const std::vector<Problem>& warnings);
  void serve();

 private:
  [[nodiscard]] std::string start_exposition();
  void log_start();
  void reload();
  void say(LogLevel level, std::string_view event, const std::string& text) {
    log_.write_always({level, event, {}, {}, text});
  }

  boost::asio::io_context io_;
  Log log_;
  metrics::Registry registry_;
  metrics::ProcessCollector process_;
  Edge edge_;
  std::unique_ptr<metrics::Exposition> exposition_;
};

std::string Run::start(const std::vector<Problem>& warnings) {
  for (const Problem& problem : warnings)
    say(LogLevel::warning, "configuration.warning", to_string(edge_.config().file, problem));
  if (std::string error = edge_.start(); !error.empty()) return error;
  if (std::string error = start_exposition(); !error.empty()) return error;
  log_start();
  return {};
}

std::string Run::start_exposition() {
  const Endpoint listen = edge_.config().http_listen;
  metrics::ExpositionSettings settings;
  settings.address = to_string(listen.address);
  settings.port = listen.port;
  settings.collectables = {&registry_, &process_};
  settings.readiness = [this] { return edge_.readiness(); };
  exposition_ = std::make_unique<metrics::Exposition>(std::move(settings));
  const std::string error = exposition_->start();
  return error.empty() ? error : "http.listen: " + error + "; choose another address or port";
}

void Run::log_start() {
  const Config& config = edge_.config();
  for (const Listener& listener : config.listeners) {
    log_.write_always({LogLevel::info,
                       "listener.up",
                       {},
                       config.zones[listener.zone].name,
                       std::string(to_string(listener.transport)) + "://" + to_string(listener.local)});
  }
  const Endpoint http{config.http_listen.address, exposition_->port()};
  say(LogLevel::info, "metrics.up", "http://" + to_string(http) + "/metrics");
  say(LogLevel::info, "start",
      "trunkgate " + std::string(version) + " serves " + std::to_string(config.peers.size()) + " peers with " +
          std::to_string(config.workers) + " workers");
}

void Run::reload() {
  const Config& running = edge_.config();
  if (!edge_.reopen_records())
    say(LogLevel::error, "cdr.error", "cannot open " + running.cdr_file + " anew; the old file stays");
  LoadedConfig loaded = load_config(running.file);
  for (const Problem& problem : loaded.errors) say(LogLevel::error, "reload.error", to_string(running.file, problem));
  if (!loaded.config) {
    say(LogLevel::error, "reload.failed", "the old configuration stays in force");
    return;
  }
  log_.set_level(loaded.config->log_level);
  const bool applied = edge_.apply_allow_lists(*loaded.config);
  say(applied ? LogLevel::info : LogLevel::warning, "reload.done",
      applied ? "log.level, and allow-lists and rates of the zones are in force; other changes need a restart"
              : "log.level is in force; zones or listeners differ, which needs a restart");
}

void Run::serve() {
  Signals signals(io_, edge_.config().drain_timeout,
                  {[this] {
                     say(LogLevel::info, "drain", "no new calls; " + std::to_string(edge_.calls()) + " go on");
                     edge_.drain();
                   },
                   [this] {
                     say(LogLevel::info, "hang_up", "ending " + std::to_string(edge_.calls()) + " calls");
                     edge_.drain();
                     edge_.hang_up_all();
                   },
                   [this] { io_.stop(); }, [this] { reload(); }, [this] { return edge_.calls(); }});
  signals.start();
  io_.run();
  edge_.stop();
  say(LogLevel::info, "stop", "trunkgate stopped");
}

}  // namespace

int run_command(const std::string& file, std::ostream& err) {
  forbid_core_dumps();
  LoadedConfig loaded = load_config(file);
  for (const Problem& problem : loaded.errors) err << to_string(file, problem) << '\n';
  if (!loaded.config) return exit_cannot_start;
  KeyFileResult keys = load_key_file(loaded.config->sealing_key_file);
  if (!keys) {
    err << "trunkgate: " << keys.error << '\n';
    return exit_cannot_start;
  }
  Run run(std::move(*loaded.config), std::move(*keys.keys));
  if (const std::string error = run.start(loaded.warnings); !error.empty()) {
    err << "trunkgate: " << error << '\n';
    return exit_cannot_start;
  }
  run.serve();
  return 0;
}

}  // namespace trunkgate::proxy
