// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "media/address.h"
#include "media/instant.h"
#include "media/ng/limits.h"

namespace trunkgate::media::ng {

/// Who sent a message and waits for its reply.
struct Peer {
  Endpoint endpoint;
  std::uint8_t socket = 0;  ///< which of our sockets it came in on: the reply leaves from there
};

/// The cookies of the last reply_lifetime with their replies: a client whose reply was lost repeats its command, and it
/// must not be done twice. Bounded by replies_kept_max.
class ReplyCache {
 public:
  enum class State : std::uint8_t {
    fresh,    ///< never seen: it is noted, do it
    waiting,  ///< being done: its reply will come
    done      ///< `reply` is what was said
  };
  /// `reply` is good until the next call.
  [[nodiscard]] State look_up(Instant now, const Peer& peer, std::string_view cookie, std::string_view& reply);
  void store(const Peer& peer, std::string_view cookie, std::string_view reply);
  [[nodiscard]] std::size_t size() const { return replies_.size(); }

 private:
  struct Entry {
    std::string reply;  ///< empty while it is waited for
    Instant expires{};
  };
  static std::string key_of(const Peer& peer, std::string_view cookie);

  using Entries = std::unordered_map<std::string, Entry>;
  Entries replies_;
  std::deque<const Entries::value_type*> order_;  // by the time they were noted
};

}  // namespace trunkgate::media::ng
