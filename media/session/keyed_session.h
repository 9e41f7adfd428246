// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "media/srtp/crypto_session.h"
#include "media/srtp/key.h"
#include "media/srtp/suite.h"

namespace trunkgate::media {

/// One direction of SRTP that outlives re-offers: a body that names the key in use changes nothing, so roll-over
/// counters and replay windows go on (RFC 3711 §3.2.1; a counter lost on hold or session refresh is silence after 22
/// minutes). Without a key the direction is plain RTP.
class KeyedSession {
 public:
  /// False when `key` does not fit `suite`; the direction then has no key.
  [[nodiscard]] bool use(SrtpSession::Direction direction, Suite suite, const MasterKey& key) {
    if (session_.is_open() && suite == suite_ && key == key_) return true;
    suite_ = suite;
    key_ = key;
    return session_.open(direction, suite, key);
  }
  void clear() {
    session_.close();
    key_.wipe();
  }

  [[nodiscard]] bool sealed() const { return session_.is_open(); }
  [[nodiscard]] Suite suite() const { return suite_; }
  [[nodiscard]] SrtpSession& session() { return session_; }

 private:
  SrtpSession session_;
  Suite suite_ = Suite::aes_cm_128_hmac_sha1_80;
  MasterKey key_;
};

}  // namespace trunkgate::media
