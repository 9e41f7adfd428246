// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <srtp2/auth.h>
#include <srtp2/cipher.h>

#include <memory>

#include "bench/crypto/providers.h"
#include "media/session/packet.h"
#include "media/srtp/suite.h"

namespace trunkgate::bench {

/// The floor: a suite's cipher and tag over a packet and nothing else, no key to find, no counter, no replay window.
class Primitive {
 public:
  Primitive(const Provider& provider, media::Suite suite);

  /// Enciphers what follows a 12-octet RTP header and writes the tag behind it. Same work in either direction: what is
  /// opened is authenticated and deciphered once as well.
  void compute(const media::Packet& packet);

 private:
  struct Release {
    void operator()(srtp_cipher_t* cipher) const { srtp_cipher_dealloc(cipher); }
    void operator()(srtp_auth_t* auth) const { srtp_auth_dealloc(auth); }
  };
  void seal(const media::Packet& packet);
  void encipher_and_tag(const media::Packet& packet);

  std::unique_ptr<srtp_cipher_t, Release> cipher_;
  std::unique_ptr<srtp_auth_t, Release> auth_;
  std::uint8_t tag_size_;
  bool aead_;
};

}  // namespace trunkgate::bench
