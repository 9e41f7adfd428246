// SPDX-License-Identifier: Apache-2.0
#include "media/srtp/crypto_session.h"

#include <openssl/crypto.h>
#include <srtp2/srtp.h>

#include <algorithm>
#include <array>
#include <utility>

#include "media/srtp/primitives.h"

namespace trunkgate::media {
namespace {

constexpr std::size_t rtp_header_size = 12;  // RFC 3550 §5.1
constexpr std::size_t rtp_ssrc_offset = 8;
constexpr std::size_t rtcp_header_size = 8;  // RFC 3550 §6.4.2: the least, a report without blocks
constexpr std::size_t rtcp_ssrc_offset = 4;
constexpr std::size_t srtcp_index_size = 4;  // RFC 3711 §3.4: E bit and index
// libsrtp2 counts lengths in int; no UDP payload is longer than this.
constexpr std::size_t packet_size_max = 65535;

std::uint32_t ssrc_at(std::span<const std::uint8_t> packet, std::size_t offset) {
  return static_cast<std::uint32_t>(packet[offset]) << 24 | static_cast<std::uint32_t>(packet[offset + 1]) << 16 |
         static_cast<std::uint32_t>(packet[offset + 2]) << 8 | packet[offset + 3];
}

void set_crypto_policy(Suite suite, srtp_policy_t& policy) {
  switch (suite) {
    case Suite::aes_cm_128_hmac_sha1_80:
    case Suite::aes_cm_128_hmac_sha1_32:
      srtp_crypto_policy_set_rtp_default(&policy.rtp);
      srtp_crypto_policy_set_rtcp_default(&policy.rtcp);
      break;
    case Suite::aes_256_cm_hmac_sha1_80:
    case Suite::aes_256_cm_hmac_sha1_32:
      srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy.rtp);
      srtp_crypto_policy_set_aes_cm_256_hmac_sha1_80(&policy.rtcp);
      break;
    case Suite::aead_aes_128_gcm:
      srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp);
      srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp);
      break;
    case Suite::aead_aes_256_gcm:
      srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp);
      srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp);
      break;
  }
  // The suites with a 32-bit tag differ in this alone (RFC 4568 §6.2.2).
  policy.rtp.auth_tag_len = suite_row(suite).rtp_tag_size;
}

SrtpError error_of(srtp_err_status_t status) {
  switch (status) {
    case srtp_err_status_ok: return SrtpError::none;
    case srtp_err_status_auth_fail: return SrtpError::auth;
    case srtp_err_status_replay_fail:
    case srtp_err_status_replay_old: return SrtpError::replay;
    case srtp_err_status_bad_param:
    case srtp_err_status_parse_err: return SrtpError::too_short;
    default: return SrtpError::other;
  }
}

}  // namespace

bool SrtpSession::open(Direction direction, Suite suite, const MasterKey& key) {
  close();
  if (!key.fits(suite) || !install_fast_primitives().ready) return false;
  KeyBlock::Pointer block = KeyBlock::create(suite);
  if (block == nullptr) return false;
  std::array<std::uint8_t, master_size_max> master;  // libsrtp2 wants it writable, and copies what it needs
  std::copy(key.bytes().begin(), key.bytes().end(), master.begin());
  srtp_policy_t policy{};
  set_crypto_policy(suite, policy);
  policy.ssrc.type = direction == Direction::inbound ? ssrc_any_inbound : ssrc_any_outbound;
  policy.key = master.data();
  policy.window_size = replay_window_packets;
  srtp_t context = nullptr;
  const srtp_err_status_t status = [&] {
    const KeyBlock::Use use(block.get());
    return srtp_create(&context, &policy);
  }();
  OPENSSL_cleanse(master.data(), master.size());
  if (status != srtp_err_status_ok) return false;
  context_ = {context, Release{std::move(block)}};
  suite_ = suite;
  return true;
}

void SrtpSession::close() {
  context_.reset();
  ssrc_count_ = 0;
}

void SrtpSession::Release::operator()(srtp_ctx_t_* context) {
  {
    const KeyBlock::Use use(block.get());
    srtp_dealloc(context);
  }
  block.reset();
}

bool SrtpSession::knows(std::uint32_t ssrc) const {
  std::uint32_t roc = 0;
  return srtp_get_stream_roc(context_.get(), ssrc, &roc) == srtp_err_status_ok;
}

template <class Operation>
SrtpError SrtpSession::apply(std::span<std::uint8_t> buffer, std::size_t& length, std::size_t ssrc_offset,
                             Operation operation) {
  // Inbound, the SSRC is unauthenticated here: its state is looked up, none is created.
  const std::uint32_t ssrc = ssrc_at(buffer, ssrc_offset);
  const bool stranger = !(ssrc_count_ != 0 && ssrc == last_ssrc_) && !knows(ssrc);
  if (stranger && ssrc_count_ == ssrc_count_max) return SrtpError::other;
  int size = static_cast<int>(length);
  const KeyBlock::Use use(&block());
  const SrtpError error = error_of(operation(context_.get(), buffer.data(), &size));
  if (stranger && knows(ssrc)) ++ssrc_count_;
  if (error != SrtpError::none) return error;
  length = static_cast<std::size_t>(size);
  last_ssrc_ = ssrc;
  return SrtpError::none;
}

SrtpError SrtpSession::protect_rtp(std::span<std::uint8_t> buffer, std::size_t& length) {
  if (!is_open()) return SrtpError::other;
  const std::size_t room = length + suite_row(suite_).rtp_tag_size;
  if (length < rtp_header_size || room > packet_size_max || room > buffer.size()) return SrtpError::too_short;
  return apply(buffer, length, rtp_ssrc_offset, srtp_protect);
}

SrtpError SrtpSession::protect_rtcp(std::span<std::uint8_t> buffer, std::size_t& length) {
  if (!is_open()) return SrtpError::other;
  const std::size_t room = length + suite_row(suite_).rtcp_tag_size + srtcp_index_size;
  if (length < rtcp_header_size || room > packet_size_max || room > buffer.size()) return SrtpError::too_short;
  return apply(buffer, length, rtcp_ssrc_offset, srtp_protect_rtcp);
}

SrtpError SrtpSession::unprotect_rtp(std::span<std::uint8_t> buffer, std::size_t& length) {
  if (!is_open()) return SrtpError::other;
  const std::size_t least = rtp_header_size + suite_row(suite_).rtp_tag_size;
  if (length < least || length > packet_size_max || length > buffer.size()) return SrtpError::too_short;
  return apply(buffer, length, rtp_ssrc_offset, srtp_unprotect);
}

SrtpError SrtpSession::unprotect_rtcp(std::span<std::uint8_t> buffer, std::size_t& length) {
  if (!is_open()) return SrtpError::other;
  const std::size_t least = rtcp_header_size + suite_row(suite_).rtcp_tag_size + srtcp_index_size;
  if (length < least || length > packet_size_max || length > buffer.size()) return SrtpError::too_short;
  return apply(buffer, length, rtcp_ssrc_offset, srtp_unprotect_rtcp);
}

}  // namespace trunkgate::media
