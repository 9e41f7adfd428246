// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "proxy/call/call.h"
#include "proxy/call/identities.h"
#include "proxy/call/listener_face.h"
#include "proxy/config/config.h"
#include "sip/dialog/answered_invite.h"
#include "sip/header/event.h"
#include "sip/header/rack.h"
#include "sip/message/message.h"
#include "sip/message/writer.h"

namespace trunkgate::proxy {

/// Writes what leaves: the one place where identities of a leg, headers that may cross, and a body become a message.
/// Every function gives the bytes in the writer's buffer, empty when they do not fit. One per core.
class Composer {
 public:
  Composer(const Config& config, Identities& identities);

  /// The INVITE of the leg opposite to the one that `source` came in on. `credentials` writes its header, or is null.
  struct Outgoing {
    const Call& call;
    Side to;
    std::string_view branch;
    std::uint32_t cseq = 0;
    std::string_view sdp;
    int max_forwards = 70;
    std::string_view replaces = {};  ///< of an INVITE (RFC 3891), in the names of the side that it goes to
  };
  class Credentials {
   public:
    virtual ~Credentials() = default;
    virtual void write(sip::Writer& writer, sip::Method method, std::string_view request_uri) const = 0;
  };
  /// `source`: the request that it carries across, or null when the re-INVITE is our own.
  std::span<const char> invite(sip::Writer writer, const Outgoing& out, const sip::Message* source,
                               const Credentials* credentials) const;
  /// UPDATE: without SDP a session refresh (RFC 4028 §7.4), else an offer within an early dialog (RFC 3311 §5.1).
  std::span<const char> update(sip::Writer writer, const Outgoing& out, const Credentials* credentials) const;
  /// ACK for a 2xx (RFC 3261 §13.2.2.4).
  std::span<const char> ack(sip::Writer writer, const Outgoing& out, const Credentials* credentials) const;
  /// `refer_to`: in the names of the side that it goes to (RFC 3515).
  std::span<const char> refer(sip::Writer writer, const Outgoing& out, std::string_view refer_to,
                              const Credentials* credentials) const;
  /// The NOTIFY of a transfer: how far it is, without what the far side's sipfrag says besides (RFC 3515 §2.4.5).
  struct Progress {
    int status = 100;
    std::uint32_t id = 0;  ///< CSeq of the REFER; 0: not written
    sip::SubscriptionState state;
  };
  std::span<const char> notify(sip::Writer writer, const Outgoing& out, const Progress& progress) const;
  /// PRACK of a reliable response to our INVITE (RFC 3262 §4), in the early dialog of `leg` that sent it.
  std::span<const char> prack(sip::Writer writer, const Leg& leg, const sip::Dialog& early, std::string_view branch,
                              std::uint32_t cseq, const sip::RAck& rack) const;
  /// `source`: the BYE that the other leg sent, or null when we hang up ourselves.
  std::span<const char> bye(sip::Writer writer, const Outgoing& out, const sip::Message* source,
                            const Credentials* credentials) const;

  /// ACK or BYE for a 2xx that no leg keeps (RFC 3261 §13.2.2.4).
  std::span<const char> end_answered(sip::Writer writer, const sip::AnsweredInvite& answered, std::uint8_t listener,
                                     std::string_view branch, sip::Method method, std::uint32_t cseq) const;

  /// A response to `request` on leg `to`, carrying what may cross of `source` (the other leg's response; null: ours).
  /// `rseq`: of a reliable provisional one (RFC 3262 §3), else 0.
  std::span<const char> response(sip::Writer writer, const Call& call, Side to, const sip::Message& request,
                                 const Flow& flow, int status, const sip::Message* source, std::string_view sdp,
                                 std::uint32_t rseq = 0) const;

  /// A response of our own to any request. Tag: of the dialog, or fresh when empty (none for 100).
  void begin_answer(sip::Writer& writer, const sip::Message& request, const Flow& flow, int status,
                    std::string_view to_tag);
  std::span<const char> answer(sip::Writer writer, const sip::Message& request, const Flow& flow, int status,
                               std::string_view to_tag = {});

  void via(sip::Writer& writer, std::uint8_t listener, std::string_view branch) const;
  /// Our Contact on `leg`: the other leg's remote target under the seal.
  void contact(sip::Writer& writer, const Leg& leg, std::string_view other_target) const;
  static void capabilities(sip::Writer& writer);  ///< Allow, Accept, Supported, outside any call
  /// The same towards leg `to` of a call: REFER when the other leg's peer takes it, and so on. `reliable`: with 100rel.
  void capabilities(sip::Writer& writer, const Call& call, Side to, bool reliable = false) const;

  [[nodiscard]] const ListenerFace& face(std::uint8_t listener) const { return faces_[listener]; }

 private:
  void head(sip::Writer& writer, const Outgoing& out, sip::Method method) const;
  void crossing(sip::Writer& writer, const sip::Message& source, const Leg& to) const;

  const Config& config_;
  Identities& identities_;
  std::vector<ListenerFace> faces_;
};

}  // namespace trunkgate::proxy
