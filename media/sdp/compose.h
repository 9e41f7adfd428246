// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "media/address.h"
#include "media/sdp/codec_list.h"
#include "media/sdp/description.h"
#include "media/sdp/media_lines.h"
#include "media/sdp/stream_plan.h"
#include "media/sdp/text_writer.h"
#include "media/srtp/key.h"

namespace trunkgate::media {

/// One a=crypto line of ours.
struct OurCrypto {
  std::uint32_t tag = 1;
  Suite suite = Suite::aes_cm_128_hmac_sha1_80;
  const MasterKey* key = nullptr;
};

/// All that goes into a body that we send.
struct OutgoingBody {
  const Description* heard = nullptr;  ///< whose codecs and bandwidths pass
  const MediaLines* lines = nullptr;
  std::size_t line_count = 0;         ///< the first so many of `lines`
  std::size_t anchored_line = 0;      ///< the anchored one among them
  bool enabled = true;                ///< false: the anchored line is rejected too
  bool udptl = false;                 ///< it is T.38: codecs, profile and crypto mean nothing
  const CodecList* codecs = nullptr;  ///< under their `sent_as` numbers
  Profile profile = Profile::avp;
  Endpoint local;  ///< our advertised address and RTP port
  Direction direction = Direction::sendrecv;
  std::span<const OurCrypto> crypto;
};

/// Writes the body from s= on; v= and o= come before it. Composed anew, from an allow-list (topology hiding):
/// bandwidth, rtpmap, fmtp, ptime, maxptime and what T.38 knows pass when they are well formed, and nothing else of
/// what was heard.
void compose_body(const OutgoingBody& body, TextWriter& out);

/// The same with one line alone, whatever place `section` has where it was heard; `body.lines` is not looked at.
void compose_single_line(const MediaSection& section, const OutgoingBody& body, TextWriter& out);

}  // namespace trunkgate::media
