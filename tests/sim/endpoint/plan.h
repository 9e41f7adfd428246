// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tests/sim/world.h"

namespace trunkgate::sim {

/// What happens within one call once it is answered. Drawn from the seed and the number of the call alone, so that both
/// ends know it and can do a thing at the same moment without having agreed on it.
struct TalkPlan {
  sip::Duration hang_up_after{};
  sip::Duration reinvite_after{};
  bool caller_hangs_up = true;
  bool both_hang_up = false;
  bool reinvite = false;
  bool glare = false;
  bool refer = false;
  bool replace = false;  ///< one end calls anew and replaces the call
  bool caller_transfers = true;
  sip::Duration transfer_after{};
  bool update = false;  ///< the other changes are UPDATEs
};
[[nodiscard]] TalkPlan talk_plan(const World& world, int call);

/// What a site speaks besides RFC 3261; it says so in Allow and Supported.
struct SitePlan {
  bool timer = false;
  bool refer = false;
  bool update = false;
};
[[nodiscard]] SitePlan site_plan(const World& world, Random& random);

/// How the calling side behaves until the answer and its ACK.
struct CallerPlan {
  bool offerless = false;
  bool big = false;
  bool cancels = false;
  bool merged = false;
  bool no_ack = false;
  sip::Duration cancel_after{};
  sip::Duration ack_after{};
  int copies = 1;
  /// RFC 3262: the header that speaks of 100rel; null for none.
  const char* reliable = nullptr;
  bool no_prack = false;
};
[[nodiscard]] CallerPlan caller_plan(const World& world, Random& random);

/// What the called side says to an INVITE.
struct CalleePlan {
  enum class Kind : std::uint8_t { answer, refuse, challenge, nothing };
  struct Ringing {
    sip::Duration after{};
    int fork = 0;
    int status = 180;
    bool with_sdp = false;
  };
  Kind kind = Kind::answer;
  bool trying = false;
  bool reliable = false;  ///< rings reliably where the INVITE allows it
  std::vector<Ringing> rings;
  int status = 200;
  int fork = 0;  ///< which of the tags gives the final answer
  sip::Duration final_after{};
  bool second_answer = false;
  sip::Duration second_after{};
};
[[nodiscard]] CalleePlan callee_plan(const World& world, Random& random, bool may_challenge);

}  // namespace trunkgate::sim
