// SPDX-License-Identifier: Apache-2.0
// Input of the kinds that broke other products, written anew: what the protocol layer makes of it. The number is that
// of the group; what the core does with the same groups stands in tests/proxy/core/bad_input_test.cpp.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include "sip/dialog/dialog.h"
#include "sip/header/challenge.h"
#include "sip/header/name_addr.h"
#include "sip/header/tel_uri.h"
#include "sip/header/value_list.h"
#include "sip/message/framer.h"
#include "sip/message/message.h"
#include "sip/message/response.h"
#include "sip/message/writer.h"

namespace trunkgate::sip {
namespace {

/// An INVITE with `extra` lines before its Content-Length, which is that of `body`.
std::string invite(const std::string& extra = {}, const std::string& body = {}) {
  return "INVITE sip:100@192.0.2.1 SIP/2.0\r\n"
         "Via: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bK1\r\n"
         "From: <sip:a@example.com>;tag=1\r\n"
         "To: <sip:100@example.com>\r\n"
         "Call-ID: c@192.0.2.5\r\n"
         "CSeq: 1 INVITE\r\n"
         "Contact: <sip:a@192.0.2.5>\r\n" +
         extra + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string with(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == std::string::npos) {
    ADD_FAILURE() << "nothing to replace: " << from;
    return text;
  }
  return text.replace(at, from.size(), to);
}

/// Parses from memory of exactly that size, where the sanitizers see a read past its end.
ParseError verdict(const std::string& text) {
  const auto exact = std::make_unique<char[]>(text.size());
  std::copy(text.begin(), text.end(), exact.get());
  const auto message = std::make_unique<Message>();
  return message->parse({exact.get(), text.size()});
}

/// The message written anew from its header table, as everything is that leaves.
std::string rewritten(const std::string& text) {
  const auto message = std::make_unique<Message>();
  EXPECT_EQ(message->parse(text), ParseError::none);
  static std::array<char, message_size_max> buffer;
  Writer writer(buffer);
  writer.request_line(message->method_name(), message->request_uri());
  for (const Header& header : message->headers())
    if (header.id != HeaderId::content_length) writer.header(header);
  const auto written = writer.finish(message->body());
  return {written.data(), written.size()};
}

/// Runs `read` over every prefix of `text`, each in memory of exactly its size.
template <class Reader>
void cut_anywhere(std::string_view text, Reader read) {
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto exact = std::make_unique<char[]>(size);
    std::copy_n(text.data(), size, exact.get());
    read(std::string_view(exact.get(), size));
  }
}

// CVE-2020-28361: a blank before the colon, and the header is neither removed nor believed by the same reader.
TEST(BadInput05, BlankBeforeColon_SameHeaderSameRule) {
  Message message;
  const std::string text = invite("X-Bypass-me : x\r\nP-Asserted-Identity\t \t:<sip:b@c>\r\nSUPPORTED :timer\r\n");
  ASSERT_EQ(message.parse(text), ParseError::none);
  EXPECT_EQ(message.value(HeaderId::p_asserted_identity), "<sip:b@c>");
  EXPECT_EQ(message.value(HeaderId::supported), "timer");
  const std::string written = rewritten(text);
  EXPECT_NE(written.find("\r\nX-Bypass-me: x\r\n"), std::string::npos);
  EXPECT_NE(written.find("\r\nP-Asserted-Identity: <sip:b@c>\r\n"), std::string::npos);
  EXPECT_EQ(written.find(" :"), std::string::npos);
}

TEST(BadInput05, ControlOctetBeforeColon_Refused) {
  for (const char octet : {'\0', '\x01', '\x08', '\x0b', '\x0c', '\x1f', '\x7f'})
    EXPECT_EQ(verdict(invite(std::string("X-Bypass") + octet + ": x\r\n")), ParseError::forbidden_character)
        << int{octet};
  EXPECT_EQ(verdict(invite("X-Bypass\r\n : x\r\n")), ParseError::bad_header) << "a fold before the colon";
}

// CVE-2026-45103, CVE-2026-23457, GHSA-c6j5: 4294967328 is 32 to who keeps 32 bits, and what follows becomes a request.
TEST(BadInput06, ContentLengthThatWraps_StreamIsClosed) {
  for (const char* length : {"4294967328", "4294967296", "18446744073709551648", "99999999999999999999999999", "65536",
                             "-32", "0x20", "32 ", "3 2", "\"32\"", "32;q"}) {
    const std::string text = with(invite(), "Content-Length: 0", std::string("Content-Length: ") + length);
    Framer framer;
    const auto next = framer.next(text + "REGISTER sip:smuggled SIP/2.0\r\n\r\n");
    if (std::string_view(length) == "32 ") {
      EXPECT_EQ(next.kind, Framer::Kind::message) << "a blank behind is none of the number";
      continue;
    }
    EXPECT_EQ(next.kind, Framer::Kind::error) << length;
    EXPECT_EQ(verdict(text), ParseError::bad_content_length) << length;
  }
}

TEST(BadInput06, LeadingZeros_AreNoOverflow) {
  const std::string text = with(invite(), "Content-Length: 0", "Content-Length: " + std::string(300, '0') + "2") + "ab";
  Framer framer;
  const auto next = framer.next(text + "BYE");
  EXPECT_EQ(next.kind, Framer::Kind::message);
  EXPECT_EQ(next.length, text.size());
  EXPECT_EQ(verdict(text), ParseError::none);
}

TEST(BadInput06, TwoLengths_CompactAndLong_StreamIsClosed) {
  Framer framer;
  EXPECT_EQ(framer.next(invite("l: 5\r\n", "hello world")).error, ParseError::bad_content_length);
  // Hidden behind a blank, a fold, or in a header's continuation.
  Framer blank;
  EXPECT_EQ(blank.next(invite("Content-Length : 5\r\n", "hello world")).error, ParseError::bad_content_length);
  Framer folded;
  const auto next = folded.next(invite("X: a\r\n Content-Length: 5\r\n", "hello world"));
  EXPECT_EQ(next.kind, Framer::Kind::message) << "a continuation is no header";
  EXPECT_EQ(next.length, invite("X: a\r\n Content-Length: 5\r\n", "hello world").size());
}

// GHSA-wxfg-3gwh-rhvx: a Via that passes and leaves parts unset which later code reads.
TEST(BadInput08, ViaIsWholeOrRefused) {
  for (const char* via : {"",
                          "SIP",
                          "SIP/",
                          "SIP/2.0",
                          "SIP/2.0/",
                          "SIP/2.0/UDP",
                          "SIP/2.0/UDP ",
                          "SIP/2.0/UDP ;branch=z9hG4bK1",
                          "SIP/2.0/UDP :5060",
                          "SIP/2.0/UDP h:",
                          "SIP/2.0/UDP h:;x",
                          "SIP/2.0/UDP []",
                          "SIP/2.0/UDP [::1",
                          "SIP/2.0/UDPh",
                          "SIP//UDP h",
                          "/2.0/UDP h",
                          "SIP/2.0/UDP h h2",
                          "SIP/2.0/UDP h;branch=\"",
                          "SIP/2.0/UDP h;=x",
                          "SIP/2.0/UDP h;rport=x",
                          "SIP/2.0/UDP h:0",
                          ",SIP/2.0/UDP",
                          "SIP 2.0 UDP h",
                          "HTTP/2.0/UDP h"}) {
    EXPECT_FALSE(Via::parse(via)) << via;
    EXPECT_NE(verdict(with(invite(), "SIP/2.0/UDP 192.0.2.5;branch=z9hG4bK1", via)), ParseError::none) << via;
  }
}

TEST(BadInput08, CutVia_NothingReadPastItsEnd) {
  cut_anywhere("SIP / 2.0 / UDP [2001:db8::1] : 5060 ;branch = \"z9\\\"\" ;rport=5060;received=192.0.2.1;x",
               [](std::string_view text) {
                 const auto via = Via::parse(text);
                 if (!via) return;
                 EXPECT_FALSE(via->transport.empty());
                 EXPECT_FALSE(via->sent_by_host.empty());
               });
}

TEST(BadInput08, BareLineFeed_RefusedWhereverItStands) {
  const std::string good = invite("X: y\r\n");
  for (std::size_t at = good.find("\r\n"); at != std::string::npos; at = good.find("\r\n", at + 1)) {
    std::string lf = good;
    EXPECT_NE(verdict(lf.erase(at, 1)), ParseError::none) << at;
    std::string cr = good;
    EXPECT_NE(verdict(cr.erase(at + 1, 1)), ParseError::none) << at;
  }
}

// CVE-2023-28098, CVE-2026-40892, CVE-2022-24754: digest parameters that end with the buffer, and hostile challenges.
TEST(BadInput09, CutDigest_NothingReadPastItsEnd) {
  cut_anywhere(
      "Digest realm=\"a\\\"b\",nonce=\"n\",opaque=\"\",qop=\"auth,auth-int\",algorithm=MD5,stale=true,domain=\"sip:x\"",
      [](std::string_view text) {
        const auto challenge = Challenge::parse(text);
        EXPECT_TRUE(!challenge || !challenge->nonce.empty()) << text;
      });
  cut_anywhere(
      "Digest username=\"u\",realm=\"r\",nonce=\"n\",uri=\"sip:x\",response=\"0\",cnonce=\"c\",nc=00000001,qop=auth",
      [](std::string_view text) {
        const auto credentials = Credentials::parse(text);
        EXPECT_TRUE(!credentials || !credentials->response.empty()) << text;
      });
}

TEST(BadInput09, HostileChallenge_Refused) {
  for (const char* text :
       {"Digest", "Digest ", "Digest realm", "Digest =", "Digest ==", "Digest realm=\"", "Digest realm=\"\\",
        "Digest realm=\"r\"", "Digest realm=\"r\",nonce=\"\"", "Digest realm=\"r\",realm=\"s\",nonce=\"n\"",
        "Digest nonce=\"n\" x", "Digest nonce=\"n\"x=y", "Basic realm=\"r\",nonce=\"n\"", "Digest nonce=n\"x",
        "Digestnonce=\"n\""})
    EXPECT_FALSE(Challenge::parse(text)) << text;
  // What is echoed in quotes cannot leave them.
  const auto escaped = Challenge::parse("Digest realm=\"r\\\",uri=\\\"x\",nonce=\"n\"");
  ASSERT_TRUE(escaped);
  EXPECT_EQ(escaped->realm, "r\\\",uri=\\\"x");
}

// CVE-2020-27507, CVE-2018-8828, CVE-2018-14767: two To, an empty tag, a tag one octet too long for its buffer.
TEST(BadInput10, TwoOfASingleton_Refused) {
  for (const char* name : {"To", "From", "t", "f", "Call-ID", "i", "CSeq", "Max-Forwards"}) {
    const std::string line = std::string(name) + ": 1\r\n";
    EXPECT_NE(verdict(invite(line + line)), ParseError::none) << name;
  }
  EXPECT_EQ(verdict(invite("To: <sip:100@example.com>;tag=\r\n")), ParseError::duplicate_header);
}

TEST(BadInput10, TagAndBranchAtTheirBound) {
  for (const std::size_t size : {tag_size_max - 1, tag_size_max, tag_size_max + 1, std::size_t{4096}}) {
    const std::string text(size, 't');
    const bool fits = size <= tag_size_max;
    EXPECT_EQ(verdict(with(invite(), ";tag=1", ";tag=" + text)), fits ? ParseError::none : ParseError::bad_from)
        << size;
    EXPECT_EQ(verdict(with(invite(), "<sip:100@example.com>", "<sip:100@example.com>;tag=" + text)),
              fits ? ParseError::none : ParseError::bad_to)
        << size;
  }
  for (const std::size_t size : {branch_size_max - 1, branch_size_max, branch_size_max + 1, std::size_t{4096}})
    EXPECT_EQ(verdict(with(invite(), "branch=z9hG4bK1", "branch=" + std::string(size, 'b'))),
              size <= branch_size_max ? ParseError::none : ParseError::bad_via)
        << size;
}

TEST(BadInput10, TagsThatReadersDisagreeOn_Refused) {
  for (const char* tail :
       {";tag=", ";tag", ";tag=a;tag=b", ";tag=a;TAG=a", ";tag=a b", ";tag=<a>", ";tag=\"a;tag=b\"", ";tag=a,b"})
    EXPECT_EQ(verdict(with(invite(), ";tag=1", tail)), ParseError::bad_from) << tail;
}

// OpenSIPS #3803, GHSA-w522: `*` where a URI is due, and more Contacts than a reader has room for.
TEST(BadInput11, StarIsNoRemoteTarget) {
  Message message;
  for (const char* contact :
       {"Contact: *", "Contact: None", "Contact:", "Contact: <>", "Contact: ,,,", "Contact: \"\\"}) {
    const std::string text = with(invite(), "Contact: <sip:a@192.0.2.5>", contact);
    ASSERT_EQ(message.parse(text), ParseError::none) << contact;
    const auto dialog = std::make_unique<Dialog>();
    EXPECT_FALSE(dialog->create_uas(message, "local")) << contact;
  }
}

TEST(BadInput11, ThousandContacts_ReadOneByOne) {
  std::string many = "Contact: <sip:a@b>";
  for (int i = 0; i < 1000; ++i) many += ",<sip:a@b>;q=0.1";
  const std::string text = with(invite(), "Contact: <sip:a@192.0.2.5>", many);
  Message message;
  ASSERT_EQ(message.parse(text), ParseError::none);
  std::size_t count = 0;
  for (const std::string_view one : values(message.value(HeaderId::contact))) count += NameAddr::parse(one) ? 1 : 0;
  EXPECT_EQ(count, 1001U);
}

// GHSA-358f: tel and urn have no host to put a port to. GHSA-qvj2: To ends inside quotes or behind a backslash.
TEST(BadInput12, UrisWithoutAHost_SayNone) {
  for (const char* text :
       {"tel:+886912345678", "urn:service:sos", "tel:112;phone-context=example.com", "mailto:a@b", "isbn:1"}) {
    const auto uri = Uri::parse(text);
    ASSERT_TRUE(uri) << text;
    EXPECT_TRUE(uri->host.empty()) << text;
    EXPECT_EQ(uri->port, 0) << text;
  }
  for (const char* text :
       {"", ":", "sip", "sip:", "sip:@", "sip:@h", "sip:a@", "sip:a@:5060", "sip:;x", "sip:?x", "sips:a@;x",
        "tel:", "1sip:a@b:x", "sip:a@b;=x", "sip:a@b;x=\"", "sip:a\x80@b", "sip:a@b\x80", "sip:a@\xc3\xbc.de"})
    EXPECT_FALSE(Uri::parse(text)) << text;
}

TEST(BadInput12, CutUri_NothingReadPastItsEnd) {
  cut_anywhere("sips:a%41;p=1:pass@[2001:db8::1]:5061;transport=tls;lr;x=\"y\"?Subject=z&To=%3C",
               [](std::string_view text) {
                 const auto uri = Uri::parse(text);
                 EXPECT_TRUE(!uri || !uri->host.empty()) << text;
               });
  cut_anywhere("tel:+886-912(345)678;ext=1;phone-context=example.com;isub=2", [](std::string_view text) {
    const auto uri = TelUri::parse(text);
    EXPECT_TRUE(!uri || !uri->number.empty()) << text;
  });
}

TEST(BadInput12, ToThatEndsInsideItsQuotes_Refused) {
  for (const char* to : {"<sip:a@b>;x=\"", "<sip:a@b>;x=\"\\", "<sip:a@b>;x=\"y\\\"", "\"", "\"\\", "\"a\\\" <sip:a@b>",
                         "<sip:a@b>;\"x\"=\"", "\"a\" \"b\" <sip:a@b>"}) {
    EXPECT_EQ(verdict(with(invite(), "<sip:100@example.com>", to)), ParseError::bad_to) << to;
    cut_anywhere(to, [](std::string_view text) { static_cast<void>(NameAddr::parse(text)); });
  }
  const auto backslash_last = NameAddr::parse("<sip:a@b>;x=y\\");
  EXPECT_TRUE(backslash_last) << "outside of quotes it is an octet like any other";
}

TEST(BadInput12, CommaInTheUserPart_IsNoSecondValue) {
  std::size_t count = 0;
  for (const std::string_view one : values("<sip:a,b@example.com>, \"c, d\" <sip:e,f@example.com>")) {
    EXPECT_TRUE(NameAddr::parse(one)) << one;
    ++count;
  }
  EXPECT_EQ(count, 2U);
}

TEST(BadInput12, MethodsThatAreAlmostKnown_AreUnknown) {
  for (const char* method : {"INVIT", "INVITEE", "invite", "Invite", "IN%56ITE", "ACKK", "B", "REGISTER1"}) {
    const std::string text =
        with(with(invite(), "INVITE sip", std::string(method) + " sip"), "1 INVITE", std::string("1 ") + method);
    Message message;
    ASSERT_EQ(message.parse(text), ParseError::none) << method;
    EXPECT_EQ(message.method(), Method::unknown) << method;
  }
  for (const char* method : {"", "IN VITE", "INVITE\t", "INV\x80TE", "<INVITE>", "INVITE,"})
    EXPECT_NE(verdict(with(invite(), "INVITE sip", std::string(method) + " sip")), ParseError::none) << method;
}

// CVE-2026-45538: a long name into a stack buffer. drachtio eae06d810b: lines over 4 K and 8 K.
TEST(BadInput13, LongNamesRefused_LongLinesWhole) {
  for (const std::size_t size : {129U, 256U, 257U, 1024U, 4097U, 60000U})
    EXPECT_EQ(verdict(invite(std::string(size, 'n') + ": x\r\n")), ParseError::bad_header) << size;
  for (const std::size_t size : {4095U, 4096U, 4097U, 8192U, 8193U, 60000U}) {
    const std::string text = invite("X-Long: " + std::string(size, 'v') + "\r\n");
    Message message;
    ASSERT_EQ(message.parse(text), ParseError::none) << size;
    EXPECT_NE(rewritten(text).find("\r\nX-Long: " + std::string(size, 'v') + "\r\n"), std::string::npos) << size;
  }
}

TEST(BadInput13, WhatDoesNotFitTheBuffer_IsNotSentInPart) {
  std::array<char, 512> buffer;
  Writer writer(buffer);
  writer.request_line(Method::invite, "sip:a@b").header("X-Long", std::string(600, 'v'));
  EXPECT_TRUE(writer.finish().empty());
}

// CVE-2017-9372, CVE-2018-7284 and the scalars of RFC 4475.
TEST(BadInput17, CSeqMethodOfKilobytes_Refused) {
  EXPECT_EQ(verdict(with(invite(), "1 INVITE", "1 " + std::string(8192, 'M'))), ParseError::bad_cseq);
  const std::string method(8192, 'M');
  EXPECT_EQ(verdict(with(with(invite(), "INVITE sip", method + " sip"), "1 INVITE", "1 " + method)),
            ParseError::bad_start_line);
}

TEST(BadInput17, FiftyLongAcceptHeaders_AreOnlyHeaders) {
  std::string lines;
  for (int i = 0; i < 50; ++i) lines += "Accept: application/" + std::string(1000, 'a') + "\r\n";
  Message message;
  const std::string text = invite(lines);
  ASSERT_EQ(message.parse(text), ParseError::none);
  EXPECT_EQ(message.count(HeaderId::accept), 50U);
}

TEST(BadInput17, NumbersOutOfRange) {
  for (const char* number : {"-1", "256", "4294967296", "4294967366", "18446744073709551616", "1e3", "0x10", "7 0"})
    EXPECT_EQ(verdict(invite(std::string("Max-Forwards: ") + number + "\r\n")), ParseError::bad_max_forwards) << number;
  for (const char* number : {"-1", "2147483648", "4294967297", "18446744073709551617"})
    EXPECT_EQ(verdict(with(invite(), "1 INVITE", std::string(number) + " INVITE")), ParseError::bad_cseq) << number;
  // Of no use to the parser, so no reason to refuse the rest.
  EXPECT_EQ(
      verdict(invite("Expires: 99999999999999999999\r\nMin-SE: -1\r\nRSeq: 4294967296\r\nSession-Expires: -5\r\n")),
      ParseError::none);
}

// Asterisk GHSA-mrq5, GHSA-f7wm, GHSA-589g: Identity without ';' or too long, a message-summary of 600 characters.
TEST(BadInput22, IdentityAndBodies_AreOpaque) {
  for (const std::string& identity :
       {std::string("abc"), std::string(), std::string(";"), std::string(30000, 'e'), std::string(";info=<")}) {
    Message message;
    const std::string text = invite("Identity: " + identity + "\r\n");
    ASSERT_EQ(message.parse(text), ParseError::none);
    EXPECT_EQ(message.value(HeaderId::identity), identity);
  }
  EXPECT_EQ(verdict(invite("Content-Type: application/simple-message-summary\r\n",
                           "Messages-Waiting: yes\r\nMessage-Account: sip:" + std::string(600, 'a') + "\r\n")),
            ParseError::none);
}

}  // namespace
}  // namespace trunkgate::sip
