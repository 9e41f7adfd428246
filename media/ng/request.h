// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "media/control.h"
#include "media/ng/codec_rules.h"
#include "media/ng/value.h"

namespace trunkgate::media::ng {

/// The commands that we know, by the names that they have on the wire (`delete` is a word of C++).
enum class Verb : std::uint8_t { ping, offer, answer, remove, query, list, statistics, count_ };
[[nodiscard]] std::string_view verb_name(Verb verb);

/// What a client asks for. Views of the message that it was read from, or of whoever composes it.
struct Request {
  Verb verb = Verb::ping;
  std::string_view call_id;
  std::string_view from_tag;  ///< of who wrote an offer; in an answer, of who wrote the offer that it answers
  std::string_view to_tag;
  std::string_view via_branch;  ///< parts the branches of a forked offer
  std::string_view sdp;

  std::string_view from_zone;  ///< `direction`: the zone of the offerer …
  std::string_view to_zone;    ///< … and that of the other side; empty: ours to choose
  OfferTerms terms{OfferedTransport::as_heard, 0};
  CodecRules codecs;

  bool honours_to_tag = false;  ///< flag `to-tag` of a delete: end that dialogue alone
  bool fatal = false;           ///< of a delete: what is not there is an error, not a warning
  std::optional<std::chrono::seconds> delete_delay;
  std::uint32_t limit = 32;  ///< of a list

  std::span<const std::string_view> flags;  ///< further ones for compose_request; not filled when read
};

enum class RequestError : std::uint8_t {
  none,
  no_command,
  unknown_command,
  no_call_id,
  no_from_tag,
  no_to_tag,
  no_sdp,
  identifier_too_long,  ///< identifier_size_max
  no_suite_left         ///< SDES=off where SRTP is asked for: there is no other way of keying
};
/// What the client reads in `error-reason`.
[[nodiscard]] std::string_view sentence(RequestError error);

/// Learns what a message asked for and we do not do, such as "ICE=force".
class FlagSink {
 public:
  virtual ~FlagSink() = default;
  /// `name` is a view of the message, perhaps with a value behind "=" in `value`.
  virtual void not_honoured(std::string_view name, std::string_view value) = 0;
};

/// Reads the dictionary of a message. What it does not know goes to `sink` and changes nothing. On an error `request`
/// holds what could be read; its verb is `count_` when that is not known.
[[nodiscard]] RequestError read_request(Value dictionary, Request& request, FlagSink& sink);

/// The dictionary of a message to any server of the protocol, ours or rtpengine: SDP addresses are trusted, origin and
/// session-level addresses replaced, ICE, DTLS and rtcp-mux removed, no suite without encryption. Texts are views of
/// `request` or of `tree`.
void compose_request(const Request& request, Tree& tree);

}  // namespace trunkgate::media::ng
