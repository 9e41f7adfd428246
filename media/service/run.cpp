// SPDX-License-Identifier: Apache-2.0
#include <sys/prctl.h>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <ostream>

#include "media/service/address_block.h"
#include "media/service/commands.h"
#include "media/service/load.h"
#include "media/service/log.h"
#include "media/service/process_signals.h"
#include "media/service/service.h"
#include "metrics/exposition.h"
#include "metrics/process.h"

namespace trunkgate::media {
namespace {

constexpr int exit_cannot_start = 2;

/// SRTP keys live in our memory: no core file may carry them away. A sanitizer's leak check attaches to the process and
/// needs what this forbids.
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
  explicit Run(ServiceConfig config)
      : log_(config.log_format, config.log_level),
        registry_(metric_labels(config), {TRUNKGATE_VERSION, {}}),
        service_(std::move(config), io_, log_, registry_) {}

  [[nodiscard]] std::string start();
  void serve();

 private:
  [[nodiscard]] std::string start_exposition();
  void reload();
  void say(ng::LogLevel level, std::string_view event, const std::string& text) {
    log_.write_always({level, event, {}, text});
  }

  boost::asio::io_context io_;
  Log log_;
  metrics::Registry registry_;
  metrics::ProcessCollector process_;
  Service service_;
  std::unique_ptr<metrics::Exposition> exposition_;
};

std::string Run::start() {
  if (std::string error = service_.start(); !error.empty()) return error;
  if (std::string error = start_exposition(); !error.empty()) return error;
  say(ng::LogLevel::info, "start",
      std::string("trunkgate-media " TRUNKGATE_VERSION " serves ") +
          std::to_string(service_.config().media.zones.size()) + " zones");
  return {};
}

std::string Run::start_exposition() {
  const Endpoint listen = service_.config().http_listen;
  metrics::ExpositionSettings settings;
  settings.address = to_string(listen.address);
  settings.port = listen.port;
  settings.collectables = {&registry_, &process_};
  settings.readiness = [this] { return service_.readiness(); };
  exposition_ = std::make_unique<metrics::Exposition>(std::move(settings));
  const std::string error = exposition_->start();
  if (!error.empty()) return "http.listen: " + error + "; choose another address or port";
  say(ng::LogLevel::info, "metrics.up",
      "http://" + to_string(Endpoint{listen.address, exposition_->port()}) + "/metrics");
  return {};
}

void Run::reload() {
  const std::string file = service_.config().file;
  const LoadedConfig loaded = load_config(file);
  for (const Problem& problem : loaded.errors) say(ng::LogLevel::error, "reload.error", to_string(file, problem));
  if (!loaded.config) return say(ng::LogLevel::error, "reload.failed", "the old configuration stays in force");
  log_.set_level(loaded.config->log_level);
  const bool all = service_.apply(*loaded.config);
  say(all ? ng::LogLevel::info : ng::LogLevel::warning, "reload.done",
      all ? "log.level, ng.allow and ng.delete_delay are in force"
          : "log.level, ng.allow and ng.delete_delay are in force; the other changes need a restart");
}

void Run::serve() {
  ProcessSignals signals(io_, service_.config().drain_timeout,
                         {[this] {
                            say(ng::LogLevel::info, "drain",
                                "no new calls; " + std::to_string(service_.calls()) + " go on");
                            service_.drain();
                          },
                          [this] { io_.stop(); }, [this] { reload(); }, [this] { return service_.calls(); }});
  signals.start();
  io_.run();
  service_.stop();
  say(ng::LogLevel::info, "stop", "trunkgate-media stopped");
}

}  // namespace

int run_command(const std::string& file, std::ostream& err) {
  forbid_core_dumps();
  LoadedConfig loaded = load_config(file);
  for (const Problem& problem : loaded.errors) err << to_string(file, problem) << '\n';
  if (!loaded.config) return exit_cannot_start;
  Run run(std::move(*loaded.config));
  if (const std::string error = run.start(); !error.empty()) {
    err << "trunkgate-media: " << error << '\n';
    return exit_cannot_start;
  }
  run.serve();
  return 0;
}

}  // namespace trunkgate::media
