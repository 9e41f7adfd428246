// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "media/address.h"
#include "media/sdp/limits.h"

namespace trunkgate::media {

/// Why a body is not SDP (RFC 8866). Each becomes Refusal::malformed_sdp; the sentence is for the log.
enum class SdpError : std::uint8_t {
  none,            ///< it is
  too_long,        ///< longer than sdp_size_max
  control_octet,   ///< NUL or another control octet, or CR without LF
  line,            ///< a line that is not a small letter, "=" and a value; or an empty one in the middle
  version,         ///< does not begin with v=0
  too_many_lines,  ///< more than sdp_section_lines_max in one section
  too_many_media,  ///< more than sdp_media_lines_max m= lines
  media            ///< an m= line that breaks its grammar (§5.14)
};

/// One line: `type` "=" `value`.
struct SdpLine {
  char type = 0;
  std::string_view value;
};

/// Lines of checked SDP text, one after the other. Ends: CRLF, LF, or the end of the text.
class SdpLines {
 public:
  explicit SdpLines(std::string_view text) : rest_(text) {}
  /// False at the end.
  bool next(SdpLine& line);

 private:
  std::string_view rest_;
};

/// One m= line and what belongs to it. Views into the body.
struct MediaSection {
  std::string_view type;       ///< "audio", "video" … letters, digits and "-" alone
  std::uint16_t port = 0;      ///< 0: rejected, or offered as not usable
  bool single_port = true;     ///< not "port/2"
  std::string_view transport;  ///< "RTP/AVP" … letters, digits, "/" and "-" alone
  std::string_view formats;    ///< printable ASCII, parted by blanks
  std::string_view text;       ///< the lines behind the m= line
};

/// A body as a view: sections found, grammar of lines and m= lines checked, attributes left to attribute.h. Holds no
/// copy.
class Description {
 public:
  [[nodiscard]] SdpError parse(std::string_view text);

  [[nodiscard]] std::string_view session() const { return session_; }  ///< the lines before the first m= line
  [[nodiscard]] std::span<const MediaSection> media() const { return {media_.data(), size_}; }
  /// Where the section's media is wanted: its own c= line, else the session's (RFC 8866 §5.7). Nothing when there is
  /// none, or it holds no address literal: names are not resolved.
  [[nodiscard]] std::optional<Address> connection(const MediaSection& section) const;

 private:
  std::string_view session_;
  std::array<MediaSection, sdp_media_lines_max> media_;
  std::size_t size_ = 0;
};

}  // namespace trunkgate::media
