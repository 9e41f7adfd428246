// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "media/control.h"
#include "media/instant.h"
#include "media/ng/limits.h"
#include "media/ng/request.h"

namespace trunkgate::media::ng {

struct Call;

/// One session of the anchor as its client knows it: who made the first offer (side a), and who answered (side b).
struct Dialogue {
  SessionId session = 0;
  Call* call = nullptr;
  std::string tag_a;
  std::vector<std::string> tags_b;  ///< in the order in which they came; the last one is who answered last
  std::string via_branch;           ///< of the first offer; may be empty
  ZoneIndex zone_a = 0;
  ZoneIndex zone_b = 0;
  Instant created{};
  Instant last_signal{};
  Instant delete_at = Instant::max();
  bool asked = false;     ///< the anchor has been sent an offer
  bool accepted = false;  ///< and has taken one: it knows the session

  [[nodiscard]] bool has_b(std::string_view tag) const;
};

struct Call {
  std::string call_id;
  std::vector<std::unique_ptr<Dialogue>> dialogues;
};

/// Which dialogue a message is about, and who sent its body.
struct Match {
  Dialogue* dialogue = nullptr;
  Side from = Side::a;
  explicit operator bool() const { return dialogue != nullptr; }
};

/// All calls by Call-ID, tags and branch. A dialogue is matched from either end, since either may offer anew.
class CallTable {
 public:
  [[nodiscard]] Call* find(std::string_view call_id);
  [[nodiscard]] Dialogue* find(SessionId session);
  [[nodiscard]] std::size_t size() const { return calls_.size(); }
  [[nodiscard]] std::size_t dialogue_count() const { return by_session_.size(); }

  /// The dialogue that an offer belongs to; none: it begins one. Two tags must be those of the two sides; with one tag
  /// a branch that differs parts dialogues.
  [[nodiscard]] static Match match_offer(Call& call, const Request& request);
  /// The dialogue that an answer belongs to. A to-tag that is new belongs to the one that its branch names, else to the
  /// latest offer of the from-tag.
  [[nodiscard]] static Match match_answer(Call& call, const Request& request);
  /// Whether a delete or a query is about the dialogue.
  [[nodiscard]] static bool concerns(const Dialogue& dialogue, const Request& request);

  /// Null when the call has dialogues_per_call_max.
  Dialogue* add(const Request& request, SessionId session);
  /// False when the dialogue has far_tags_max.
  static bool learn_tag(Dialogue& dialogue, Side side, std::string_view tag);
  /// Ends with it the call whose last one it was.
  void remove(Dialogue& dialogue);

  /// For each call until `visit` returns false.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const auto& [id, call] : calls_) {
      if (!visit(*call)) return;
    }
  }

 private:
  std::unordered_map<std::string_view, std::unique_ptr<Call>> calls_;  // keys are views of Call::call_id
  std::unordered_map<SessionId, Dialogue*> by_session_;
};

}  // namespace trunkgate::media::ng
