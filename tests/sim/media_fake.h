// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "media/control.h"
#include "tests/sim/world.h"

namespace trunkgate::sim {

/// An anchor that answers what it likes, when it likes. Keeps the name line of each SDP, so that a checker sees whose
/// SDP a message carries, and puts its own addresses in.
class MediaFake {
 public:
  using Deliver = std::function<void(const media::Event&)>;
  MediaFake(World& world, Deliver deliver);

  [[nodiscard]] bool post(const media::Command& command);
  /// Every session reports that no packet comes.
  void fall_silent();
  /// Sessions that were never removed, save those whose removal was not taken.
  [[nodiscard]] std::size_t session_count() const;

 private:
  struct Session {
    std::uint32_t version = 0;
    bool offered = false;
    bool abandoned = false;
  };
  void reply(const media::Command& command);
  [[nodiscard]] bool answer(const media::Command& command, Session& session, media::Event& event);

  World& world_;
  Random random_;
  Deliver deliver_;
  std::map<media::SessionId, Session> sessions_;
};

}  // namespace trunkgate::sim
