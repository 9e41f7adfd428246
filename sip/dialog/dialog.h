// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sip/dialog/bounded_text.h"
#include "sip/dialog/dialog_limits.h"
#include "sip/message/message.h"
#include "sip/message/method.h"
#include "sip/message/writer.h"

namespace trunkgate::sip {

/// One side of a dialog, RFC 3261 §12. Holds its texts in place (below 3 kB, no heap), so every message it was made
/// from may be gone. `create…`, `confirm`, `set_route_set` and `refresh_target` give false when a text is unreadable or
/// longer than dialog_limits.h allows; after a failed `create…` the dialog must not be used. Not thread-safe.
class Dialog {
 public:
  /// A dialog from its parts, for a B2BUA that has an identity of its own on every leg.
  struct Identity {
    std::string_view call_id;
    std::string_view local_tag;
    std::string_view remote_tag;     ///< may still be empty for a UAC
    std::string_view local_uri;      ///< From value of our requests, without tag
    std::string_view remote_uri;     ///< To value of our requests, without tag
    std::string_view remote_target;  ///< the peer's Contact URI, or the Request-URI of our first request
    std::uint32_t local_seq = 0;     ///< CSeq of the last request sent
    std::uint32_t remote_seq = 0;    ///< CSeq of the last request received; 0: none yet
  };
  enum class SeqCheck : std::uint8_t {
    ok,
    old,  ///< lower than the last one: answer 500 (§12.2.2)
  };

  [[nodiscard]] bool create(const Identity& identity);
  /// §12.1.1: we are the UAS. Route set in the order of Record-Route, fixed at once.
  [[nodiscard]] bool create_uas(const Message& request, std::string_view local_tag);
  /// §12.1.1: the tag that we put into To, known only once the far side of a B2BUA has answered.
  [[nodiscard]] bool set_local_tag(std::string_view tag) { return local_tag_.assign(tag); }
  /// §12.1.2 for a dialog made with create(): a 1xx with a tag gives remote tag, route set and target, those of the
  /// fork that spoke last, until confirm().
  [[nodiscard]] bool adopt_early(const Message& response) {
    return remote_tag_.assign(response.to_tag()) && set_route_set(response, true) && refresh_target(response);
  }
  /// §12.1.2: we are the UAC. Record-Route reversed. Early after a 1xx: its route set can still change in confirm().
  [[nodiscard]] bool create_uac(const Message& sent_request, const Message& response);
  /// From the Record-Route lines of `message`, kept byte by byte; `reversed` for a UAC. Ignored once the dialog is
  /// confirmed (§12.2: the route set never changes), so a re-INVITE that names another `twnat` does no harm.
  [[nodiscard]] bool set_route_set(const Message& message, bool reversed);
  /// §13.2.2.4: a 2xx makes an early dialog of a UAC a confirmed one: remote tag, route set and target are its. The
  /// first 2xx alone does so; a later one only refreshes the target.
  [[nodiscard]] bool confirm(const Message& response);
  /// For a UAS when it sends its 2xx: fixes the route set as it is.
  void confirm();
  /// §12.2.1.2, §12.2.2: Contact of a target refresh (INVITE, UPDATE) or of its 2xx. Without Contact nothing changes.
  [[nodiscard]] bool refresh_target(const Message& message);

  /// §12.2.2, for every request but ACK and CANCEL: compares and remembers its CSeq.
  [[nodiscard]] SeqCheck on_request(const Message& request);
  [[nodiscard]] std::uint32_t next_local_seq() { return ++local_seq_; }
  /// A request from the peer that belongs here: Call-ID, To tag is ours, From tag is the peer's.
  [[nodiscard]] bool matches(const Message& request) const;

  /// §12.2.1.1. The caller writes request_line(), his own Via, headers(), then Contact and the rest. Writes Route,
  /// Max-Forwards, From, To, Call-ID and CSeq; with a strict router in front, its URI is the Request-URI and the remote
  /// target the last Route.
  void request_line(Writer& writer, Method method) const;
  void headers(Writer& writer, Method method, std::uint32_t cseq, int max_forwards = 70) const;
  /// The URI that says where requests go: the first Route, or without routes the remote target.
  [[nodiscard]] std::string_view next_hop_uri() const;

  [[nodiscard]] std::string_view call_id() const { return call_id_.view(); }
  [[nodiscard]] std::string_view local_tag() const { return local_tag_.view(); }
  [[nodiscard]] std::string_view remote_tag() const { return remote_tag_.view(); }
  [[nodiscard]] std::string_view local_uri() const { return local_uri_.view(); }
  [[nodiscard]] std::string_view remote_uri() const { return remote_uri_.view(); }
  [[nodiscard]] std::string_view remote_target() const { return remote_target_.view(); }
  [[nodiscard]] std::string_view route_set() const { return route_set_.view(); }  ///< comma-separated, in order of use
  [[nodiscard]] std::uint32_t local_seq() const { return local_seq_; }
  [[nodiscard]] std::uint32_t remote_seq() const { return remote_seq_; }
  [[nodiscard]] bool confirmed() const { return confirmed_; }

 private:
  void inspect_first_route();

  BoundedText<dialog_call_id_size_max> call_id_;
  BoundedText<dialog_tag_size_max> local_tag_;
  BoundedText<dialog_tag_size_max> remote_tag_;
  BoundedText<dialog_identity_size_max> local_uri_;
  BoundedText<dialog_identity_size_max> remote_uri_;
  BoundedText<dialog_remote_target_size_max> remote_target_;
  BoundedText<dialog_route_set_size_max> route_set_;
  std::uint32_t local_seq_ = 0;
  std::uint32_t remote_seq_ = 0;
  std::uint16_t first_route_size_ = 0;  // of the first value in route_set_
  bool strict_ = false;                 // the first route has no `lr`
  bool route_set_fixed_ = false;
  bool confirmed_ = false;
};
static_assert(sizeof(Dialog) < 3 * 1024);

}  // namespace trunkgate::sip
