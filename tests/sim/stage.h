// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "tests/sim/checker/checker.h"
#include "tests/sim/endpoint/agent.h"
#include "tests/sim/house.h"
#include "tests/sim/media_fake.h"
#include "tests/sim/network.h"

namespace trunkgate::sim {

/// One run set up: the house, the sites around it, the anchor, the checkers, and the order of a run: trouble, then
/// quiet, then rest.
class Stage {
 public:
  Stage(World& world, bool streams_inside, bool streams_outside);

  void play();

 private:
  [[nodiscard]] sip::Duration trouble_length() const;
  void make_checkers();
  void plan_calls();
  void plan_incidents();
  void plan_pause(std::size_t site);
  void plan_stop();
  void hang_up_all();
  void house_receives(const proxy::Flow& flow, const Packet& packet);
  void house_sends(const proxy::Flow& flow, std::string_view bytes);
  void run_until(sip::Instant end);
  void after_input();
  void be_quiet();
  void check_rest();
  template <class Visit>
  void each_checker(Visit visit) {
    for (const auto& checker : checkers_) visit(*checker);
  }

  World& world_;
  Random random_;
  Network network_;
  MediaFake media_;
  House house_;
  Books books_;
  std::vector<std::unique_ptr<Checker>> checkers_;
  std::vector<std::unique_ptr<Agent>> agents_;
};

}  // namespace trunkgate::sim
