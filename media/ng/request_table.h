// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "media/instant.h"
#include "media/ng/limits.h"
#include "media/ng/request.h"
#include "media/ng/value.h"

namespace trunkgate::media::ng {

/// The requests of a client that wait for their replies: cookies, retransmission with back-off, and an end to it. At
/// most requests_max. Pure; the owner sends what it is given.
class RequestTable {
 public:
  /// The owner's; given back with the request.
  struct Addressee {
    std::size_t anchor = 0;
    Verb verb = Verb::ping;
    std::uint64_t user = 0;
    bool owed = false;  ///< a delete of a session that is forgotten
  };
  struct Pending {
    Addressee to;
    Instant sent{};   ///< first
    Instant again{};  ///< next retransmission
    Instant give_up{};
    std::chrono::milliseconds interval{};
    std::string datagram;
  };
  /// A request whose time has come: to be sent again, or given up and not in the table any more.
  struct Due {
    std::uint64_t id = 0;
    bool expired = false;
    Pending request;
  };

  /// `prefix` begins every cookie; unguessable, and another one in each process: rtpengine answers a cookie that it
  /// has seen with its reply of then.
  explicit RequestTable(std::string prefix);

  /// Writes `dictionary` under a fresh cookie and keeps it for `wait`. Nothing when the table is full, or the message
  /// does not fit into a datagram. The view lives until the request ends.
  [[nodiscard]] std::optional<std::string_view> open(Instant now, const Addressee& to, std::chrono::milliseconds wait,
                                                     Value dictionary);
  /// Takes out the request that `cookie` names, if it was sent to `anchor`.
  [[nodiscard]] std::optional<Pending> take(std::size_t anchor, std::string_view cookie);
  /// Call until nothing is due.
  [[nodiscard]] std::optional<Due> take_due(Instant now);
  /// All that waits for `anchor` is due: it is known not to answer.
  void give_up(Instant now, std::size_t anchor);

  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] std::size_t size() const { return requests_.size(); }

 private:
  using Schedule = std::set<std::pair<Instant, std::uint64_t>>;
  static Instant due(const Pending& request) { return std::min(request.again, request.give_up); }

  std::string prefix_;
  std::uint64_t next_ = 1;
  std::unordered_map<std::uint64_t, Pending> requests_;
  Schedule schedule_;
  std::vector<char> room_ = std::vector<char>(datagram_size_max);
};

}  // namespace trunkgate::media::ng
