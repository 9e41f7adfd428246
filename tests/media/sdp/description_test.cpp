// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/description.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "media/control.h"

namespace trunkgate::media {
namespace {

using namespace std::string_literals;

constexpr std::string_view head = "v=0\r\no=- 1 1 IN IP4 10.0.0.5\r\ns=-\r\nc=IN IP4 10.0.0.5\r\nt=0 0\r\n";

SdpError verdict(const std::string& text) {
  Description description;
  return description.parse(text);
}
SdpError verdict_of_media_line(const std::string& value) { return verdict(std::string(head) + "m=" + value + "\r\n"); }

TEST(Rfc8866_5, Sections_AreCutAtMediaLines) {
  const std::string text = std::string(head) + "m=audio 4000 RTP/AVP 0 8\r\na=ptime:20\r\nm=video 0 RTP/AVP 96\r\n";
  Description description;
  ASSERT_EQ(description.parse(text), SdpError::none);
  EXPECT_EQ(description.session(), head);
  ASSERT_EQ(description.media().size(), 2U);
  const MediaSection& audio = description.media()[0];
  EXPECT_EQ(audio.type, "audio");
  EXPECT_EQ(audio.port, 4000);
  EXPECT_TRUE(audio.single_port);
  EXPECT_EQ(audio.transport, "RTP/AVP");
  EXPECT_EQ(audio.formats, "0 8");
  EXPECT_EQ(audio.text, "a=ptime:20\r\n");
  EXPECT_EQ(description.media()[1].type, "video");
  EXPECT_TRUE(description.media()[1].text.empty());
}

TEST(Rfc8866_5, LineEnds_CrlfOrLf_TrailingBlankLine_Pass) {
  EXPECT_EQ(verdict("v=0\nm=audio 1 RTP/AVP 0\n"), SdpError::none);
  EXPECT_EQ(verdict("v=0\r\nm=audio 1 RTP/AVP 0\r\n\r\n\r\n"), SdpError::none);
  EXPECT_EQ(verdict("v=0\r\n\r\nm=audio 1 RTP/AVP 0\r\n"), SdpError::line);
}

TEST(Rfc8866_5, FirstLine_IsVersionZero) {
  EXPECT_EQ(verdict(""), SdpError::version);
  EXPECT_EQ(verdict("v=1\r\n"), SdpError::version);
  EXPECT_EQ(verdict("v=00\r\n"), SdpError::version);
  EXPECT_EQ(verdict("o=- 1 1 IN IP4 10.0.0.5\r\nv=0\r\n"), SdpError::version);
}

TEST(Rfc8866_5, Line_NeedsTypeAndEqualsSign) {
  EXPECT_EQ(verdict("v=0\r\nab\r\n"), SdpError::line);
  EXPECT_EQ(verdict("v=0\r\na\r\n"), SdpError::line);
  EXPECT_EQ(verdict("v=0\r\nA=x\r\n"), SdpError::line);
  EXPECT_EQ(verdict("v=0\r\n a=x\r\n"), SdpError::line);
}

// PEERS D2 group 15, CVE-2018-1000099.
TEST(HostileSdp, NulInAttributeName_IsRefused) {
  EXPECT_EQ(verdict(std::string(head) + "m=audio 1 RTP/AVP 0\r\na=send\0recv\r\n"s), SdpError::control_octet);
  EXPECT_EQ(verdict(std::string(head) + "a=\x01\r\n"), SdpError::control_octet);
  EXPECT_EQ(verdict(std::string(head) + "a=x\ry\r\n"), SdpError::control_octet);
}

// CVE-2022-31003: the last line has no CRLF. The text stands in a buffer of exactly its size, so ASan sees one octet
// beyond.
TEST(HostileSdp, LastLineWithoutEnd_IsReadToItsLastOctet) {
  const std::string text = std::string(head) + "m=audio 4000 RTP/AVP 0\r\na=sendonly";
  const auto exact = std::make_unique<char[]>(text.size());
  std::ranges::copy(text, exact.get());
  Description description;
  ASSERT_EQ(description.parse({exact.get(), text.size()}), SdpError::none);
  SdpLines lines(description.media()[0].text);
  SdpLine line;
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line.value, "sendonly");
  EXPECT_FALSE(lines.next(line));
}

// CVE-2023-27600: a line without LF, at every length of a body.
TEST(HostileSdp, BodyCutAnywhere_IsReadWithinItsBounds) {
  const std::string text = std::string(head) + "m=audio 4000 RTP/AVP 0 101\r\na=fmtp:101 0-15\r\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto exact = std::make_unique<char[]>(size + 1);
    std::ranges::copy(text.substr(0, size), exact.get());
    Description description;
    const SdpError error = description.parse({exact.get(), size});
    if (error == SdpError::none) {
      EXPECT_LE(description.media().size(), 1U);
    }
    if (size < 3) {
      EXPECT_EQ(error, SdpError::version) << size;
    }
  }
}

// https://github.com/signalwire/freeswitch/issues/1518
TEST(HostileSdp, NonAsciiInMediaLine_IsRefused) {
  EXPECT_EQ(verdict_of_media_line("audio 4000 RTP/AVP 0 \xc3\xa4"), SdpError::media);
  EXPECT_EQ(verdict_of_media_line("aud\xefo 4000 RTP/AVP 0"), SdpError::media);
  EXPECT_EQ(verdict(std::string(head) + "i=\xc3\xa4\r\n"), SdpError::none) << "free text may be UTF-8";
}

TEST(Rfc8866_5_14, MediaLine_BrokenPorts_AreRefused) {
  EXPECT_EQ(verdict_of_media_line("audio 65536 RTP/AVP 0"), SdpError::media);
  EXPECT_EQ(verdict_of_media_line("audio 4294967297 RTP/AVP 0"), SdpError::media);
  EXPECT_EQ(verdict_of_media_line("audio -1 RTP/AVP 0"), SdpError::media);
  EXPECT_EQ(verdict_of_media_line("audio  RTP/AVP 0"), SdpError::media);
  EXPECT_EQ(verdict_of_media_line("audio 4000/0 RTP/AVP 0"), SdpError::media);
  EXPECT_EQ(verdict_of_media_line("audio 4000 RTP/AVP"), SdpError::media);
  EXPECT_EQ(verdict_of_media_line("audio"), SdpError::media);
  EXPECT_EQ(verdict_of_media_line(""), SdpError::media);
}

TEST(Rfc8866_5_14, MediaLine_TransportWithDot_IsRefused) {
  EXPECT_EQ(verdict_of_media_line("audio 0 10.0.0.5 0"), SdpError::media) << "no address passes as a transport";
}

TEST(Rfc8866_5_14, MediaLine_PortCount_IsNoted) {
  Description description;
  ASSERT_EQ(description.parse("v=0\r\nm=audio 4000/2 RTP/AVP 0\r\n"), SdpError::none);
  EXPECT_FALSE(description.media()[0].single_port);
}

TEST(SdpLimits, MediaLines_SixteenPass_SeventeenAreRefused) {
  std::string text(head);
  for (std::size_t i = 0; i < sdp_media_lines_max; ++i) text += "m=audio 4000 RTP/AVP 0\r\n";
  EXPECT_EQ(verdict(text), SdpError::none);
  EXPECT_EQ(verdict(text + "m=audio 4000 RTP/AVP 0\r\n"), SdpError::too_many_media);
}

TEST(SdpLimits, LinesOfOneSection_AreBounded) {
  std::string text = "v=0\r\nm=audio 4000 RTP/AVP 0\r\n";
  for (std::size_t i = 0; i < sdp_section_lines_max; ++i) text += "a=x\r\n";
  EXPECT_EQ(verdict(text), SdpError::none);
  EXPECT_EQ(verdict(text + "a=x\r\n"), SdpError::too_many_lines);
}

TEST(SdpLimits, Body_OneOctetOverTheBound_IsRefused) {
  std::string text = "v=0\r\ns=";
  text.resize(sdp_size_max, 'x');
  EXPECT_EQ(verdict(text), SdpError::none);
  EXPECT_EQ(verdict(text + "x"), SdpError::too_long);
}

std::optional<Address> connection_of(const std::string& session, const std::string& media) {
  const std::string text = "v=0\r\n" + session + "m=audio 4000 RTP/AVP 0\r\n" + media;
  Description description;
  EXPECT_EQ(description.parse(text), SdpError::none);
  return description.connection(description.media()[0]);
}

TEST(Rfc8866_5_7, Connection_OfTheMediaBeforeThatOfTheSession) {
  EXPECT_EQ(connection_of("c=IN IP4 10.0.0.1\r\n", ""), Address::v4(10, 0, 0, 1));
  EXPECT_EQ(connection_of("c=IN IP4 10.0.0.1\r\n", "c=IN IP4 10.0.0.2\r\n"), Address::v4(10, 0, 0, 2));
  EXPECT_EQ(connection_of("", "c=IN IP4 239.1.1.1/127/2\r\n"), Address::v4(239, 1, 1, 1));
}

TEST(Rfc8866_5_7, Connection_NoAddressLiteral_IsNothing) {
  EXPECT_FALSE(connection_of("", ""));
  EXPECT_FALSE(connection_of("c=IN IP4 media.corp.example\r\n", ""));
  EXPECT_FALSE(connection_of("c=IN IP4 10.0.0.1\r\n", "c=IN IP4 corp\r\n")) << "a broken own line is not passed over";
  EXPECT_FALSE(connection_of("c=IN IP6 10.0.0.1\r\n", ""));
  EXPECT_FALSE(connection_of("c=IN IP4 2001:db8::1\r\n", ""));
  EXPECT_FALSE(connection_of("c=IN IP4 10.0.0.1 x\r\n", ""));
  EXPECT_FALSE(connection_of("c=\r\n", ""));
}

}  // namespace
}  // namespace trunkgate::media
