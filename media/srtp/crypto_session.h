// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "media/srtp/key.h"
#include "media/srtp/key_block.h"
#include "media/srtp/suite.h"

struct srtp_ctx_t_;

namespace trunkgate::media {

/// Why a packet was not protected or not believed.
enum class SrtpError : std::uint8_t {
  none,       ///< done
  auth,       ///< the tag does not verify: another key, or a packet tampered with
  replay,     ///< the index was seen before, or lies before the window
  too_short,  ///< no whole RTP or RTCP packet, or the buffer has no room for the tag
  other       ///< no key, too many SSRCs, key used up, or a failure of the library
};

inline constexpr std::size_t replay_window_packets = 128;  ///< RFC 3711 §3.3.2 asks for 64 or more; 2.5 s of audio
inline constexpr std::size_t ssrc_count_max = 64;          ///< of one session, its keepalive's included; 300 bytes each

/// SRTP and SRTCP for one direction of one media stream (RFC 3711, 6188, 7714) over libsrtp2, which keeps roll-over
/// counter and replay window for each SSRC. A session belongs to one thread at a time. No allocation for a packet after
/// the first one of its SSRC. Moves are cheap; a moved-from session has no key.
class SrtpSession {
 public:
  enum class Direction : std::uint8_t { inbound, outbound };

  SrtpSession() = default;

  /// Starts afresh with this key: counters and windows of an earlier key are gone. False when the key does not fit
  /// the suite or the library refuses; the session then has no key.
  [[nodiscard]] bool open(Direction direction, Suite suite, const MasterKey& key);
  void close();
  [[nodiscard]] bool is_open() const { return context_ != nullptr; }
  [[nodiscard]] Suite suite() const { return suite_; }  ///< while it is open
  /// Brings into the cache what a packet will need.
  [[gnu::always_inline]] void prefetch() const {
    if (is_open()) block().prefetch(suite_);
  }

  /// In place: the packet is the first `length` octets of `buffer`; its end moves by the tag (srtp_overhead_max at
  /// most), into room that `buffer` must have. On an error the packet's octets and `length` are undefined: drop it.
  [[nodiscard]] SrtpError protect_rtp(std::span<std::uint8_t> buffer, std::size_t& length);
  [[nodiscard]] SrtpError protect_rtcp(std::span<std::uint8_t> buffer, std::size_t& length);
  [[nodiscard]] SrtpError unprotect_rtp(std::span<std::uint8_t> buffer, std::size_t& length);
  [[nodiscard]] SrtpError unprotect_rtcp(std::span<std::uint8_t> buffer, std::size_t& length);

 private:
  struct Release {
    void operator()(srtp_ctx_t_* context);
    KeyBlock::Pointer block;
  };
  [[nodiscard]] KeyBlock& block() const { return *context_.get_deleter().block; }
  [[nodiscard]] bool knows(std::uint32_t ssrc) const;
  template <class Operation>
  SrtpError apply(std::span<std::uint8_t> buffer, std::size_t& length, std::size_t ssrc_offset, Operation operation);

  std::unique_ptr<srtp_ctx_t_, Release> context_;
  std::uint32_t last_ssrc_ = 0;  // valid once ssrc_count_ is not 0
  std::uint8_t ssrc_count_ = 0;
  Suite suite_ = Suite::aes_cm_128_hmac_sha1_80;
};

}  // namespace trunkgate::media
