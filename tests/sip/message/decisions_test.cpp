// SPDX-License-Identifier: Apache-2.0
// The rows of the table "Decisions" in sip/README.md: Lenient_01 is its first row on the left, Strict_01 on the right.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"
#include "sip/message/framer.h"
#include "sip/message/message.h"
#include "sip/message/writer.h"

namespace trunkgate::sip {
namespace {

using namespace std::string_view_literals;

struct Parts {
  std::string start_line = "OPTIONS sip:100@192.0.2.1 SIP/2.0";
  std::string via = "Via: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bK1\r\n";
  std::string from = "From: <sip:a@example.com>;tag=1\r\n";
  std::string to = "To: <sip:100@example.com>\r\n";
  std::string call_id = "Call-ID: c@192.0.2.5\r\n";
  std::string cseq = "CSeq: 1 OPTIONS\r\n";
  std::string rest;
  std::string length = "Content-Length: 0\r\n";
  std::string body;

  [[nodiscard]] std::string text() const {
    return start_line + "\r\n" + via + from + to + call_id + cseq + rest + length + "\r\n" + body;
  }
};

/// Parsed from a copy of its own, so that a read past the end is seen by the sanitizers.
struct Read {
  std::string bytes;
  Message message;
  ParseError error;
  explicit Read(const Parts& parts) : bytes(parts.text()), error(message.parse(bytes)) {}
};

ParseError verdict(const Parts& parts) { return Read(parts).error; }

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

TEST(Lenient, L01_HeadersInAnyOrder) {
  Parts parts;
  const std::string bytes = parts.start_line + "\r\n" + parts.length + parts.cseq + parts.call_id + parts.to +
                            parts.from + "Max-Forwards: 70\r\n" + parts.via + "\r\n";
  Message message;
  EXPECT_EQ(message.parse(bytes), ParseError::none);
  EXPECT_EQ(message.top_via().branch, "z9hG4bK1");
}

TEST(Lenient, L02_CompactForms_AnyCase_BlanksBeforeTheColon) {
  const Read read({.via = "v\t : SIP/2.0/UDP 192.0.2.5;branch=z9hG4bK1\r\n",
                   .from = "F :<sip:a@example.com>;tag=1\r\n",
                   .to = "tO  :  <sip:100@example.com>\r\n",
                   .call_id = "i:c@192.0.2.5\r\n",
                   .rest = "s : \r\nK: timer\r\nM: <sip:a@b>\r\nC: application/sdp\r\nx: 1800\r\n",
                   .length = "L : 0\r\n"});
  ASSERT_EQ(read.error, ParseError::none);
  for (const HeaderId id :
       {HeaderId::via, HeaderId::from, HeaderId::to, HeaderId::call_id, HeaderId::subject, HeaderId::supported,
        HeaderId::contact, HeaderId::content_type, HeaderId::session_expires, HeaderId::content_length})
    EXPECT_EQ(read.message.count(id), 1U) << canonical_name(id);
  // Known long, short and blank-ridden, so known as a repetition too.
  EXPECT_EQ(verdict({.rest = "f : <sip:b@example.com>;tag=2\r\n"}), ParseError::duplicate_header);
}

TEST(Lenient, L03_FoldedLines_WrittenUnfolded) {
  const Read read({.from = "From:\r\n <sip:a@example.com>\r\n\t;tag\r\n = 1\r\n", .rest = "X-Text: one\r\n \ttwo\r\n"});
  ASSERT_EQ(read.error, ParseError::none);
  EXPECT_EQ(read.message.from_tag(), "1");
  std::array<char, 256> buffer;
  Writer writer(buffer);
  writer.header(read.message.headers()[5]);
  const auto written = writer.finish();
  EXPECT_TRUE(std::string_view(written.data(), written.size()).starts_with("X-Text: one two\r\n"));
}

TEST(Lenient, L04_PaddedNumbers) {
  const Read read({.cseq = "CSeq:\t 0000000007   OPTIONS  \r\n",
                   .rest = "Max-Forwards:   0070 \r\n",
                   .length = "Content-Length:     0002\r\n",
                   .body = "ab"});
  ASSERT_EQ(read.error, ParseError::none);
  EXPECT_EQ(read.message.cseq().seq, 7U);
  EXPECT_EQ(read.message.max_forwards(), 70);
  EXPECT_EQ(read.message.body(), "ab");
}

TEST(Lenient, L05_StatusLineWithoutTheLastBlank) {
  EXPECT_EQ(verdict({.start_line = "SIP/2.0 180"}), ParseError::none);
  EXPECT_EQ(verdict({.start_line = "SIP/2.0 180 "}), ParseError::none);
  EXPECT_EQ(verdict({.start_line = "SIP/2.0 180Ringing"}), ParseError::bad_start_line);
}

TEST(Lenient, L06_EmptyListValuesAndParameters) {
  const Read read(
      {.to = "To: <sip:100@example.com>;;x;\r\n", .rest = "Supported: ,timer,, 100rel ,\r\nSupported:\r\n"});
  ASSERT_EQ(read.error, ParseError::none);
  EXPECT_TRUE(has_token(read.message, HeaderId::supported, "timer"));
  EXPECT_TRUE(has_token(read.message, HeaderId::supported, "100rel"));
  EXPECT_FALSE(has_token(read.message, HeaderId::supported, ""));
}

TEST(Lenient, L07_ContentLengthRepeatedAlike_OrMissingInADatagram) {
  const Read twice({.length = "Content-Length: 2\r\nl: 2\r\n", .body = "ab"});
  EXPECT_EQ(twice.error, ParseError::none);
  const Read none({.length = "", .body = "abc"});
  EXPECT_EQ(none.error, ParseError::none);
  EXPECT_EQ(none.message.body(), "abc");
}

TEST(Lenient, L08_OctetsBehindTheBodyOfADatagram_Ignored) {
  const Read read({.length = "Content-Length: 2\r\n", .body = "abINVITE sip:x SIP/2.0\r\n\r\n"});
  ASSERT_EQ(read.error, ParseError::none);
  EXPECT_EQ(read.message.body(), "ab");
}

TEST(Lenient, L09_NameAddr_BareUtf8_NoBlankBeforeTheBracket_BlanksInside) {
  for (const char* from : {"J\xc3\xbcrgen <sip:a@example.com>;tag=1", "Joe<sip:a@example.com>;tag=1",
                           "\"Joe\"< sip:a@example.com >;tag=1", "<sip:a@example.com>\t;\ttag\t=\t1"}) {
    const Read read({.from = std::string("From: ") + from + "\r\n"});
    ASSERT_EQ(read.error, ParseError::none) << from;
    EXPECT_EQ(NameAddr::parse(read.message.from())->uri_text, "sip:a@example.com") << from;
    EXPECT_EQ(read.message.from_tag(), "1") << from;
  }
}

TEST(Lenient, L10_HashInTheUserPart_UnderscoreInAHost) {
  const auto uri = Uri::parse("sip:#31#0912@pbx_1.example.com");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->user, "#31#0912");
  EXPECT_EQ(uri->host, "pbx_1.example.com");
}

TEST(Lenient, L11_Rfc2543_NoTagNoBranchNoMaxForwards) {
  const Read read({.via = "Via: SIP/2.0/UDP 192.0.2.5\r\n", .from = "From: <sip:a@example.com>\r\n"});
  EXPECT_EQ(read.error, ParseError::none);
  EXPECT_EQ(read.message.max_forwards(), -1);
}

TEST(Lenient, L12_HeadersInARequestUri_SetAside) {
  const Read read({.start_line = "OPTIONS sip:100@192.0.2.1?Route=%3Csip:x%3E SIP/2.0"});
  ASSERT_EQ(read.error, ParseError::none);
  EXPECT_EQ(Uri::parse(read.message.request_uri())->host, "192.0.2.1");
  EXPECT_EQ(read.message.find(HeaderId::route), nullptr);
}

TEST(Lenient, L13_Ipv6References_ColonsNotCounted_ReceivedEitherWay) {
  EXPECT_EQ(Uri::parse("sip:[2001:db8:::192.0.2.1]:5070")->port, 5070);
  for (const char* received : {"[2001:db8::1]", "2001:db8::1"}) {
    const Read read(
        {.via = std::string("Via: SIP/2.0/UDP [2001:DB8::9]:5060;received=") + received + ";branch=z9hG4bK1\r\n"});
    ASSERT_EQ(read.error, ParseError::none);
    EXPECT_EQ(read.message.top_via().sent_by_host, "2001:DB8::9");
    EXPECT_EQ(read.message.top_via().received, received);
  }
  for (const char* bad :
       {"sip:a@[::1", "sip:a@[]", "sip:a@[fe80::1%eth0]", "sip:a@[::g]", "sip:2001:db8::1", "sip:a@::1"})
    EXPECT_FALSE(Uri::parse(bad)) << bad;
  EXPECT_EQ(verdict({.via = "Via: SIP/2.0/UDP [<x>];branch=z9hG4bK1\r\n"}), ParseError::bad_via);
}

TEST(Lenient, L14_QuotedControlCharacters_ReadAndWrittenAsQuestionMarks) {
  const Read read({.from = std::string("From: \"a\\\0b\\\x7f\\\"\" <sip:a@example.com>;tag=1\r\n"sv)});
  ASSERT_EQ(read.error, ParseError::none);
  std::array<char, 256> buffer;
  Writer writer(buffer);
  writer.header(HeaderId::from, read.message.from());
  const auto written = writer.finish();
  EXPECT_TRUE(std::string_view(written.data(), written.size())
                  .starts_with("From: \"a\\?b\\?\\\"\" <sip:a@example.com>;tag=1\r\n"));
}

TEST(Lenient, L15_LineEndsBeforeTheStartLine) {
  EXPECT_EQ(verdict({.start_line = "\r\n\r\n\r\nOPTIONS sip:100@192.0.2.1 SIP/2.0"}), ParseError::none);
}

TEST(Lenient, L16_WhatWeDoNotUse_IsNotJudged) {
  EXPECT_EQ(verdict({.rest = "Date: yesterday\r\nWarning: 1812 overture\r\nRetry-After: 949302838503028349304023988\r\n"
                             "X: ;;,,;\"\r\nTimestamp: abc\r\nAccept: ,\r\nAuthorization: None a=b\r\n"}),
            ParseError::none);
}

TEST(Strict, S01_CrOrLfAlone_ControlCharacters) {
  EXPECT_EQ(verdict({.rest = "X: a\nY: b\r\n"}), ParseError::bare_line_end);
  EXPECT_EQ(verdict({.rest = "X: a\rY: b\r\n"}), ParseError::bare_line_end);
  for (const char octet : {'\0', '\x01', '\x08', '\x0b', '\x1b', '\x7f'}) {
    EXPECT_EQ(verdict({.rest = std::string("X: a") + octet + "b\r\n"}), ParseError::forbidden_character) << int{octet};
    EXPECT_EQ(verdict({.rest = std::string("X") + octet + ": b\r\n"}), ParseError::forbidden_character) << int{octet};
    EXPECT_EQ(verdict({.rest = std::string("X: \\") + octet + "\r\n"}), ParseError::forbidden_character) << int{octet};
    EXPECT_EQ(verdict({.rest = std::string("X: \"\\\\") + octet + "\"\r\n"}), ParseError::forbidden_character);
    EXPECT_EQ(verdict({.start_line = std::string("OPTIONS sip:\"\\") + octet + "\"@b SIP/2.0"}),
              ParseError::forbidden_character);
  }
}

TEST(Strict, S02_ContentLength_OneReading) {
  EXPECT_EQ(verdict({.length = "Content-Length: 1\r\nl: 2\r\n", .body = "ab"}), ParseError::bad_content_length);
  for (const char* length : {"-1", "+1", "0x1", "1 2", "1,1", "five", "", "4294967297", "18446744073709551617"})
    EXPECT_EQ(verdict({.length = std::string("Content-Length: ") + length + "\r\n", .body = "ab"}),
              ParseError::bad_content_length)
        << length;
  EXPECT_EQ(verdict({.length = "Content-Length: 3\r\n", .body = "ab"}), ParseError::content_length_mismatch);
  Framer framer;
  const std::string no_length = Parts{.length = ""}.text();
  EXPECT_EQ(framer.next(no_length).error, ParseError::missing_content_length);
}

TEST(Strict, S03_SingletonsAndIdentifyingParametersOnce) {
  for (const char* line :
       {"To: <sip:b@example.com>", "t: <sip:b@example.com>", "Call-ID: d", "CSeq: 1 OPTIONS",
        "Max-Forwards: 70\r\nMax-Forwards: 70", "Content-Type: a/b\r\nc: a/b", "Replaces: a\r\nReplaces: b"})
    EXPECT_EQ(verdict({.rest = std::string(line) + "\r\n"}), ParseError::duplicate_header) << line;
  EXPECT_EQ(verdict({.from = "From: <sip:a@example.com>;tag=1;tag=2\r\n"}), ParseError::bad_from);
  EXPECT_EQ(verdict({.from = "From: <sip:a@example.com>, <sip:b@example.com>;tag=2\r\n"}), ParseError::bad_from);
  EXPECT_EQ(verdict({.to = "To: <sip:a@example.com>;tag=\r\n"}), ParseError::bad_to);
  EXPECT_EQ(verdict({.via = "Via: SIP/2.0/UDP a;branch=z9hG4bK1;branch=z9hG4bK2\r\n"}), ParseError::bad_via);
}

TEST(Strict, S04_NumbersInRange) {
  EXPECT_EQ(verdict({.cseq = "CSeq: 2147483647 OPTIONS\r\n"}), ParseError::none);
  for (const char* cseq :
       {"2147483648 OPTIONS", "-1 OPTIONS", "1", "OPTIONS", "1OPTIONS", "1 OPTIONS x", "1.0 OPTIONS"})
    EXPECT_EQ(verdict({.cseq = std::string("CSeq: ") + cseq + "\r\n"}), ParseError::bad_cseq) << cseq;
  EXPECT_EQ(verdict({.cseq = "CSeq: 1 options\r\n"}), ParseError::cseq_method_mismatch);
  for (const char* hops : {"256", "-1", "", "ten", "99999999999999999999"})
    EXPECT_EQ(verdict({.rest = std::string("Max-Forwards: ") + hops + "\r\n"}), ParseError::bad_max_forwards) << hops;
  for (const char* port : {"sip:a@b:0", "sip:a@b:65536", "sip:a@b:", "sip:a@b:-1", "sip:a@b:99999999999"})
    EXPECT_FALSE(Uri::parse(port)) << port;
  EXPECT_EQ(verdict({.via = "Via: SIP/2.0/UDP a:65536;branch=z9hG4bK1\r\n"}), ParseError::bad_via);
}

TEST(Strict, S05_StartLine_SingleBlanks) {
  for (const char* line : {"OPTIONS  sip:a@b SIP/2.0", "OPTIONS sip:a@b  SIP/2.0", "OPTIONS <sip:a@b> SIP/2.0",
                           "OPTIONS sip:a@b; lr SIP/2.0", "OPTIONS sip:a@b SIP/2.0 ", " OPTIONS sip:a@b SIP/2.0",
                           "OPTIONS\tsip:a@b SIP/2.0", "OPTIONS sip:a@b", "OPTIONS", "OPT(IONS sip:a@b SIP/2.0",
                           "SIP/2.0 99 Low", "SIP/2.0 700 High", "SIP/2.0 2x0 No", "SIP/2.0  200 OK"}) {
    const ParseError error = verdict({.start_line = line});
    EXPECT_TRUE(error == ParseError::bad_start_line || error == ParseError::bad_request_uri) << line;
  }
}

TEST(Strict, S06_TopVia_WithoutEmptyParameters) {
  for (const char* tail : {";", ";;branch=z9hG4bK1", ";branch=z9hG4bK1;", ";branch=z9hG4bK1; "})
    EXPECT_EQ(verdict({.via = std::string("Via: SIP/2.0/UDP a") + tail + "\r\n"}), ParseError::bad_via) << tail;
  EXPECT_EQ(verdict({.via = "Via: SIP/2.0/UDP a;branch=z9hG4bK1;x=\";;\"\r\n"}), ParseError::none);
}

TEST(Strict, S07_Quotes_Balanced_DisplayNamesOfTokens) {
  for (const char* from : {"\"Joe <sip:a@example.com>", "\"Joe\\\" <sip:a@example.com>", "Bell, A. <sip:a@example.com>",
                           "\"Joe\" x <sip:a@example.com>", "<sip:a@example.com", "<sip:a@example.com>;x=\"", "<>", ""})
    EXPECT_EQ(verdict({.from = std::string("From: ") + from + "\r\n"}), ParseError::bad_from) << from;
}

TEST(Strict, S08_UriWithoutBrackets_NoQuestionMarkNoComma) {
  for (const char* to :
       {"sip:a@example.com?Route=%3Cx%3E", "sip:a,b@example.com", "sip:a@example.com,sip:b@example.com"})
    EXPECT_EQ(verdict({.to = std::string("To: ") + to + "\r\n"}), ParseError::bad_to) << to;
  EXPECT_EQ(verdict({.to = "To: <sip:a,b@example.com?Subject=x>\r\n"}), ParseError::none);
}

TEST(Strict, S09_Bounds) {
  const std::size_t without = Read(Parts{}).message.headers().size();
  EXPECT_EQ(verdict({.rest = repeated("X-Y: z\r\n", header_count_max - without)}), ParseError::none);
  EXPECT_EQ(verdict({.rest = repeated("X-Y: z\r\n", header_count_max - without + 1)}), ParseError::too_many_headers);
  EXPECT_EQ(verdict({.rest = std::string(header_name_size_max, 'x') + ": y\r\n"}), ParseError::none);
  EXPECT_EQ(verdict({.rest = std::string(header_name_size_max + 1, 'x') + ": y\r\n"}), ParseError::bad_header);
  const std::size_t room = message_size_max - Parts{.rest = "X: \r\n"}.text().size();
  EXPECT_EQ(verdict({.rest = "X: " + std::string(room, 'y') + "\r\n"}), ParseError::none);
  EXPECT_EQ(verdict({.rest = "X: " + std::string(room + 1, 'y') + "\r\n"}), ParseError::too_large);
  const std::string method(method_size_max, 'M');
  EXPECT_EQ(verdict({.start_line = method + " sip:a@b SIP/2.0", .cseq = "CSeq: 1 " + method + "\r\n"}),
            ParseError::none);
  EXPECT_EQ(verdict({.start_line = method + "M sip:a@b SIP/2.0"}), ParseError::bad_start_line);
  EXPECT_EQ(verdict({.start_line = "OPTIONS sip:" + std::string(uri_size_max, 'a') + " SIP/2.0"}),
            ParseError::bad_request_uri);
  EXPECT_EQ(verdict({.from = "From: <sip:a@b>;tag=" + std::string(tag_size_max + 1, 'a') + "\r\n"}),
            ParseError::bad_from);
  EXPECT_EQ(verdict({.call_id = "Call-ID: " + std::string(call_id_size_max + 1, 'a') + "\r\n"}),
            ParseError::bad_call_id);
  EXPECT_EQ(verdict({.via = "Via: SIP/2.0/UDP a;branch=" + std::string(branch_size_max + 1, 'a') + "\r\n"}),
            ParseError::bad_via);
}

TEST(Strict, S10_OtherVersions_AreKnownAsSuch) {
  EXPECT_EQ(verdict({.start_line = "OPTIONS sip:a@b SIP/7.0"}), ParseError::bad_version);
  EXPECT_EQ(verdict({.start_line = "OPTIONS sip:a@b sip/2.0"}), ParseError::none);
  EXPECT_EQ(verdict({.start_line = "OPTIONS sip:a@b HTTP/1.1"}), ParseError::bad_start_line);
  EXPECT_EQ(verdict({.start_line = "OPTIONS sip:a@b SIP/two"}), ParseError::bad_start_line);
}

TEST(Strict, S11_HeaderNamesAreTokens) {
  for (const char* line : {"X Y: a", "X@Y: a", ": a", "X\x80: a", "no colon"})
    EXPECT_EQ(verdict({.rest = std::string(line) + "\r\n"}), ParseError::bad_header) << line;
  EXPECT_EQ(verdict({.rest = "X-!.%*+_`'~: a\r\n"}), ParseError::none);
}

}  // namespace
}  // namespace trunkgate::sip
