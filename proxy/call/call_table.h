// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "proxy/call/call.h"

namespace trunkgate::proxy {

/// All calls of one worker: a bounded pool, found by handle or by the dialog identifiers of either leg. Grows to its
/// bound and then reuses: no heap after warm-up.
class CallTable {
 public:
  struct Found {
    Call* call = nullptr;
    Side side = Side::a;  ///< the leg whose dialog it is
  };

  explicit CallTable(std::uint32_t capacity);

  /// Null when the table is full.
  [[nodiscard]] Call* create();
  void destroy(Call& call);
  /// Null when the call is gone.
  [[nodiscard]] Call* find(CallId id);

  /// Enters a leg under its dialog's Call-ID; again when another peer gave the leg another one.
  void index(const Call& call, Side side);
  /// A dialog as its peer names it: Call-ID, the To tag (ours) and the From tag (theirs) of its request (RFC 3261 §12).
  [[nodiscard]] Found find_dialog(std::string_view call_id, std::string_view local_tag, std::string_view remote_tag);

  [[nodiscard]] std::uint32_t size() const { return size_; }
  template <class Visitor>
  void for_each(Visitor&& visit) {
    for (auto& slot : slots_)
      if (slot->call.id) visit(slot->call);
  }

 private:
  struct Slot {
    Call call;
    std::uint32_t generation = 0;
    std::uint32_t next[2] = {0, 0};  ///< chain per side: entry number, 0 ends
    std::uint32_t bucket[2] = {0, 0};
    bool indexed[2] = {false, false};
  };
  // An entry is slot * 2 + side + 1.
  static std::uint32_t entry(std::uint32_t slot, Side side) { return slot * 2 + static_cast<std::uint32_t>(side) + 1; }
  void remove(std::uint32_t slot, Side side);

  std::uint32_t capacity_;
  std::uint32_t size_ = 0;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> buckets_;
};

}  // namespace trunkgate::proxy
