// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/sim/endpoint/server_side.h"

namespace trunkgate::sim {

/// One end of a call at an endpoint, RFC 3261 §12.
struct Dialog {
  /// RFC 3262 §3, of an early dialog at the called side.
  struct Reliable {
    std::uint32_t rseq = 0;  ///< of the last one sent; 0: none yet
    bool pending = false;    ///< … and no PRACK has come for it
    bool holds_answer = false;
  };

  enum class State : std::uint8_t { early, up, over };
  /// RFC 4028: the timer of this dialog, the same at both its ends.
  struct Session {
    std::chrono::seconds interval{};  ///< 0: none
    bool ours = false;                ///< we refresh
    std::uint64_t serial = 0;         ///< of the last refresh
  };

  int call = 0;        ///< which call of the run
  int tag_number = 0;  ///< of the own tag
  bool caller = false;
  State state = State::early;
  std::string call_id;
  std::string local;  ///< From value of own requests, without tag
  std::string remote;
  std::string local_tag;
  std::string remote_tag;
  std::string target;
  std::vector<std::string> routes;
  std::uint32_t local_seq = 0;
  std::uint32_t remote_seq = 0;
  Session session;
  int sdp_version = 1;
  bool updating = false;  ///< an UPDATE of its own with an offer is not answered yet
  bool referred = false;  ///< a REFER of its own was sent: NOTIFYs may come
  bool inviting = false;  ///< an INVITE of its own is not answered yet
  ServerPtr invited;      ///< the last INVITE of the other side
  ServerPtr second;       ///< … answered a second time with this dialog's tag
  Reliable reliable;
  std::string ack;  ///< for the last 2xx; sent again for a repeated one
};
using DialogPtr = std::shared_ptr<Dialog>;

/// RFC 3891 §6.1: names the dialog to its other end.
[[nodiscard]] inline std::string replaces_of(const Dialog& dialog) {
  return dialog.call_id + ";to-tag=" + dialog.remote_tag + ";from-tag=" + dialog.local_tag;
}

}  // namespace trunkgate::sim
