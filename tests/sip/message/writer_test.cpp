// SPDX-License-Identifier: Apache-2.0
#include "sip/message/writer.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace trunkgate::sip {
namespace {

std::string_view text_of(std::span<const char> bytes) { return {bytes.data(), bytes.size()}; }

TEST(Rfc3261_7, RequestWithBody_AsTheGrammarWantsIt) {
  std::array<char, 512> buffer;
  Writer writer(buffer);
  writer.request_line(Method::invite, "sip:bob@example.com").header(HeaderId::call_id, "a1").header("X-Own", "v");
  writer.begin(HeaderId::via).text("SIP/2.0/UDP h:").number(5060).end();
  EXPECT_EQ(text_of(writer.finish("v=0\r\n", "application/sdp")),
            "INVITE sip:bob@example.com SIP/2.0\r\nCall-ID: a1\r\nX-Own: v\r\nVia: SIP/2.0/UDP h:5060\r\n"
            "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n");
}

TEST(Rfc3261_7_2, StatusWithoutBody) {
  std::array<char, 64> buffer;
  Writer writer(buffer);
  EXPECT_EQ(text_of(writer.status_line(200, "OK").finish()), "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n");
}

TEST(Rfc3261_7_3_1, ReceivedHeader_CanonicalNameUnfoldedValue) {
  std::array<char, 256> buffer;
  Writer writer(buffer);
  writer.status_line(200, "OK").header(Header{HeaderId::supported, "k", "a,\r\n  b,\r\n\tc"});
  writer.header(Header{HeaderId::other, "x-UnKnown", "1"});
  EXPECT_EQ(text_of(writer.finish()),
            "SIP/2.0 200 OK\r\nSupported: a, b, c\r\nx-UnKnown: 1\r\nContent-Length: 0\r\n\r\n");
}

TEST(Smuggling, LineEndAndNulInValue_BeginNoHeader) {
  std::array<char, 256> buffer;
  Writer writer(buffer);
  writer.status_line(200, "OK\r\nX-Evil: 1").header(HeaderId::subject, {"a\r\nX-Evil: 2\0z\x01\x7f\n\rq", 20});
  EXPECT_EQ(text_of(writer.finish()),
            "SIP/2.0 200 OK X-Evil: 1\r\nSubject: a X-Evil: 2z q\r\nContent-Length: 0\r\n\r\n");
}

TEST(Writer, EveryBufferTooSmall_EmptyAndNothingWrittenPastIt) {
  std::array<char, 512> whole;
  const auto compose = [](std::span<char> out) {
    Writer writer(out);
    writer.request_line(Method::bye, "sip:a@b").header(HeaderId::to, "<sip:a@b>").begin("X").number(1234567).end();
    const auto written = writer.finish("body", "text/plain");
    EXPECT_EQ(written.empty(), writer.overflowed());
    return written.size();
  };
  const std::size_t size = compose(whole);
  ASSERT_GT(size, 0u);
  for (std::size_t room = 0; room < size; ++room) {
    std::array<char, 512> buffer;
    buffer.fill('#');
    EXPECT_EQ(compose(std::span(buffer).first(room)), 0u) << room;
    for (std::size_t i = room; i < buffer.size(); ++i) ASSERT_EQ(buffer[i], '#') << room;
  }
  std::array<char, 512> exact;
  EXPECT_EQ(compose(std::span(exact).first(size)), size);
}

}  // namespace
}  // namespace trunkgate::sip
