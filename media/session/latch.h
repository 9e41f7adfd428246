// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "media/address.h"
#include "media/instant.h"

namespace trunkgate::media {

/// How a source came to be believed, weakest first.
enum class Trust : std::uint8_t {
  none,
  allowed,       ///< lies in the zone's media ranges and was the first in the learning window
  same_address,  ///< the signalled address, another port (NAT), first in the learning window
  signalled,     ///< exactly what c= and m= said
  authenticated  ///< its packet carried a valid SRTP tag
};

enum class Judgement : std::uint8_t {
  believe,        ///< the latched source
  learn,          ///< may be latched, once the packet has proved valid: call learn()
  stranger,       ///< neither signalled nor in the zone's ranges: never believed, not even with a valid tag
  window_closed,  ///< could have been learned, but came after the window
  locked          ///< another source is latched, and this one proves nothing better
};

/// Who may send to one local port, as a machine (RTP bleed: CVE-2017-14099, CVE-2025-53399). One for RTP and one for
/// RTCP of each side. The caller authenticates SRTP and checks RTCP before it calls learn(); judge() changes nothing.
class Latch {
 public:
  /// From SDP, with every offer and answer of this side: opens the learning window. A changed endpoint, or `relearn`
  /// (resume after hold), forgets the latched source. An unchanged one keeps it.
  void on_signalled(Instant now, const Endpoint& signalled, bool relearn);
  /// The other side spoke in SDP: the party may begin to send only now. Opens the window, changes nothing else.
  void open_window(Instant now);
  /// Of RTCP: the party's RTP comes from where it signalled, so there is no NAT before it that would move its RTCP.
  /// Until a changed endpoint or `relearn` only the signalled endpoint or a valid tag will do; what was believed on
  /// less is forgotten.
  void settle();

  /// `ranges`: the zone's media allow-list. `tag_valid`: SRTP authenticated this very packet.
  [[nodiscard]] Judgement judge(Instant now, const Endpoint& source, std::span<const CidrBlock> ranges,
                                bool tag_valid) const;
  /// Latches onto `source` after judge() said `learn`.
  void learn(const Endpoint& source, bool tag_valid);

  [[nodiscard]] bool latched() const { return trust_ != Trust::none; }
  [[nodiscard]] Trust trust() const { return trust_; }
  [[nodiscard]] const Endpoint& signalled() const { return signalled_; }
  /// Where to send: the latched source, else the signalled endpoint (RFC 4961: symmetric RTP).
  [[nodiscard]] const Endpoint& target() const { return latched() ? source_ : signalled_; }

 private:
  [[nodiscard]] Trust claim(const Endpoint& source, bool tag_valid) const;

  Endpoint signalled_;
  Endpoint source_;
  Trust trust_ = Trust::none;
  bool settled_ = false;
  Instant window_end_ = Instant::min();
};

}  // namespace trunkgate::media
