// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "media/control.h"
#include "proxy/flow.h"
#include "tests/sim/checker/books.h"
#include "tests/sim/packet.h"
#include "tests/sim/world.h"

namespace trunkgate::sim {

/// One promise of the house, watched from its boundary: what has come in and what went out. The books are up to date
/// with a message before a checker sees it. A checker that finds the promise broken says so once and is done.
class Checker {
 public:
  Checker(World& world, const Books& books) : world_(world), books_(books) {}
  virtual ~Checker() = default;
  Checker(const Checker&) = delete;
  Checker& operator=(const Checker&) = delete;

  virtual void on_in(const Message&) {}
  virtual void on_out(const Message&) {}
  virtual void on_media(const media::Command&) {}
  virtual void on_flow_failed(const proxy::Flow&) {}
  /// After everything that one event has brought about.
  virtual void on_step() {}
  /// Once the faults are off and all clocks have run out.
  virtual void at_rest() {}

 protected:
  [[nodiscard]] sip::Instant now() const { return world_.now(); }
  void fail(const std::string& what) { world_.fail(name(), what); }
  [[nodiscard]] virtual std::string_view name() const = 0;

  World& world_;
  const Books& books_;
};

}  // namespace trunkgate::sim
