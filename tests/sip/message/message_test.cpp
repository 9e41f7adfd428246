// SPDX-License-Identifier: Apache-2.0
#include "sip/message/message.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "sip/limits.h"

namespace trunkgate::sip {
namespace {

const std::string via = "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\n";
const std::string from = "From: \"A\" <sip:a@example.com>;tag=f1\r\n";
const std::string to = "To: <sip:b@example.com>\r\n";
const std::string call_id = "Call-ID: c1@192.0.2.1\r\n";
const std::string cseq = "CSeq: 7 INVITE\r\n";
const std::string mandatory = via + from + to + call_id + cseq;
const std::string invite = "INVITE sip:b@example.com SIP/2.0\r\n";

/// One buffer for all, as in production: what a message leaves behind must not be seen in the next.
const Message& parsed(const std::string& text, ParseError expected = ParseError::none) {
  static std::string kept;
  static Message message;
  kept = text;
  EXPECT_EQ(name(message.parse(kept)), name(expected)) << text.substr(0, 400);
  return message;
}

void refused(const std::string& text, ParseError error) { parsed(text, error); }

TEST(Rfc3261_7_1, Request_EveryPartFound) {
  const Message& m = parsed(invite + mandatory + "Max-Forwards: 70\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_TRUE(m.is_request());
  EXPECT_EQ(m.method(), Method::invite);
  EXPECT_EQ(m.method_name(), "INVITE");
  EXPECT_EQ(m.request_uri(), "sip:b@example.com");
  EXPECT_EQ(m.status(), 0);
  EXPECT_EQ(m.call_id(), "c1@192.0.2.1");
  EXPECT_EQ(m.from_tag(), "f1");
  EXPECT_EQ(m.to_tag(), "");
  EXPECT_EQ(m.cseq().seq, 7u);
  EXPECT_EQ(m.top_via().branch, "z9hG4bK1");
  EXPECT_EQ(m.max_forwards(), 70);
  EXPECT_EQ(m.body(), "body");
  EXPECT_EQ(m.headers().size(), 7u);
}

TEST(Rfc3261_7_2, Response_EveryPartFound) {
  const Message& m =
      parsed("SIP/2.0 486 Busy Here\r\n" + via + from + "To: <sip:b@example.com>;tag=t1\r\n" + call_id + cseq + "\r\n");
  EXPECT_FALSE(m.is_request());
  EXPECT_EQ(m.status(), 486);
  EXPECT_EQ(m.reason(), "Busy Here");
  EXPECT_EQ(m.to_tag(), "t1");
  EXPECT_EQ(m.max_forwards(), -1);
}

TEST(Rfc3261_7_2, StatusLine_BoundsAndMissingPhrase) {
  EXPECT_EQ(parsed("SIP/2.0 100 \r\n" + mandatory + "\r\n").reason(), "");
  EXPECT_EQ(parsed("sip/2.0 699\r\n" + mandatory + "\r\n").status(), 699);
  for (const std::string line :
       {"SIP/2.0 099 x", "SIP/2.0 700 x", "SIP/2.0 20 OK", "SIP/2.0 2000 OK", "SIP/2.0 200OK", "SIP/2.0 2x0 OK",
        "SIP/2.0  200 OK", "SIP/2.0", "SIP/2.0 ", "SIP/2.0\t200 OK", "SIP/2.00 200 OK"})
    refused(line + "\r\n" + mandatory + "\r\n", ParseError::bad_start_line);
}

TEST(Rfc3261_7_1, RequestLine_NotOne) {
  for (const std::string line : {"INVITE", "INVITE sip:b@example.com", "INVITE SIP/2.0", " INVITE sip:b SIP/2.0",
                                 "INV(TE sip:b SIP/2.0", "\tINVITE sip:b SIP/2.0"})
    refused(line + "\r\n" + mandatory + "\r\n", ParseError::bad_start_line);
  for (const std::string line : {"INVITE sip:b HTTP/1.1", "INVITE sip:b SIP/2.0 ", "INVITE sip:b SIP/2.0x"})
    refused(line + "\r\n" + mandatory + "\r\n", ParseError::bad_start_line);
  for (const std::string line : {"INVITE sip:b SIP/3.0", "INVITE sip:b SIP/2.00", "INVITE sip:b SIP/10.1"})
    refused(line + "\r\n" + mandatory + "\r\n", ParseError::bad_version);
  for (const std::string line : {"INVITE  SIP/2.0", "INVITE  sip:b SIP/2.0", "INVITE sip:b  SIP/2.0",
                                 "INVITE sip:b c SIP/2.0", "INVITE <sip:b> SIP/2.0", "INVITE sip:b\t SIP/2.0"})
    refused(line + "\r\n" + mandatory + "\r\n", ParseError::bad_request_uri);
}

TEST(Rfc3261_7_1, MethodAndUri_BoundsHitExactlyAndByOne) {
  const auto with_method = [](const std::string& m) {
    return m + " sip:b SIP/2.0\r\n" + via + from + to + call_id + "CSeq: 7 " + m + "\r\n\r\n";
  };
  EXPECT_EQ(parsed(with_method(std::string(method_size_max, 'M'))).method(), Method::unknown);
  refused(with_method(std::string(method_size_max + 1, 'M')), ParseError::bad_start_line);
  const std::string uri = "sip:" + std::string(uri_size_max - 4, 'h');
  parsed("INVITE " + uri + " SIP/2.0\r\n" + mandatory + "\r\n");
  refused("INVITE " + uri + "h SIP/2.0\r\n" + mandatory + "\r\n", ParseError::bad_request_uri);
}

TEST(Rfc3261_7_5, LineEndsInFront_PassedOver) {
  EXPECT_EQ(parsed("\r\n\r\n" + invite + mandatory + "\r\n").method(), Method::invite);
  refused("", ParseError::empty);
  refused("\r\n\r\n", ParseError::empty);
}

TEST(Message, Size_BoundHitExactlyAndByOne) {
  const std::string head = invite + mandatory + "\r\n";
  const std::string body(message_size_max - head.size(), 'x');
  EXPECT_EQ(parsed(head + body).body().size(), body.size());
  refused(head + body + "x", ParseError::too_large);
}

TEST(Message, HeaderCount_BoundHitExactlyAndByOne) {
  std::string more;
  for (std::size_t i = 5; i < header_count_max; ++i) more += "Own: 1\r\n";
  EXPECT_EQ(parsed(invite + mandatory + more + "\r\n").headers().size(), header_count_max);
  refused(invite + mandatory + more + "Own: 1\r\n\r\n", ParseError::too_many_headers);
}

TEST(Rfc3261_7_3_1, HeaderLine_NotOne) {
  for (const std::string line : {"no colon", ": x", "X Y: 1", "X(: 1", "\xc3\xa9: 1"})
    refused(invite + mandatory + line + "\r\n\r\n", ParseError::bad_header);
  refused(invite + " folded: 1\r\n" + mandatory + "\r\n", ParseError::bad_header);
  parsed(invite + mandatory + std::string(header_name_size_max, 'X') + ": 1\r\n\r\n");
  refused(invite + mandatory + std::string(header_name_size_max + 1, 'X') + ": 1\r\n\r\n", ParseError::bad_header);
}

TEST(Rfc3261_7_3_1, SpellingsOfAHeader_OneHeader) {
  const Message& m = parsed(invite +
                            "v: SIP/2.0/UDP h;branch=z9hG4bK1\r\nf :<sip:a@b>;tag=1\r\nT\t: <sip:c@d>\r\n"
                            "CALL-ID:x\r\ncseq: 7\r\n INVITE\r\nSubject: a\r\n\tb\r\nsubject2:\r\n\r\n");
  EXPECT_EQ(m.from_tag(), "1");
  EXPECT_EQ(m.call_id(), "x");
  EXPECT_EQ(m.cseq().seq, 7u);
  EXPECT_EQ(m.value(HeaderId::subject), "a\r\n\tb");
  EXPECT_EQ(m.headers().back().name, "subject2");
  EXPECT_EQ(m.headers().back().value, "");
}

TEST(Smuggling, LineEndsAlone_Refused) {
  for (const std::string line : {"X: a\rb", "X: a\nb", "X: a\n\r", "X: a\r\r"})
    refused(invite + mandatory + line + "\r\n\r\n", ParseError::bare_line_end);
  refused("INVITE sip:b SIP/2.0\n" + mandatory + "\r\n", ParseError::bare_line_end);
}

TEST(Smuggling, ControlCharacters_Refused) {
  for (const char c : {'\0', '\x01', '\x0b', '\x1f', '\x7f'})
    refused(invite + mandatory + "X: a" + c + "b\r\n\r\n", ParseError::forbidden_character);
  parsed(invite + mandatory + "X: a\tb\xff\r\n\r\n");
}

TEST(Message, EveryTruncation_Refused) {
  const std::string whole = invite + mandatory + "Content-Length: 4\r\n\r\nbody";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    auto bytes = std::make_unique<char[]>(size + 1);  // so that a sanitizer sees a read past the end
    std::copy_n(whole.begin(), size, bytes.get());
    auto message = std::make_unique<Message>();
    EXPECT_NE(message->parse({bytes.get(), size}), ParseError::none) << size;
  }
  refused(invite + mandatory, ParseError::unterminated);
}

TEST(Rfc3261_8_1_1, MandatoryHeaderMissing_Refused) {
  for (const auto& missing : {via, from, to, call_id, cseq}) {
    std::string lines = mandatory;
    lines.erase(lines.find(missing), missing.size());
    refused(invite + lines + "\r\n", ParseError::missing_header);
    // The peer finds its transaction by Via and CSeq; without these there is nobody to answer.
    const bool can_be_answered = missing != via && missing != cseq;
    EXPECT_EQ(parsed(invite + lines + "\r\n", ParseError::missing_header).has_reply_headers(), can_be_answered);
  }
}

TEST(Smuggling, SingletonTwice_Refused) {
  for (const auto& line : {from, to, call_id, cseq})
    refused(invite + mandatory + line + "\r\n", ParseError::duplicate_header);
  refused(invite + mandatory + "i: other\r\n\r\n", ParseError::duplicate_header);
  refused(invite + mandatory + "Max-Forwards: 70\r\nMax-Forwards: 70\r\n\r\n", ParseError::duplicate_header);
  EXPECT_EQ(parsed(invite + via + mandatory + "\r\n").count(HeaderId::via), 2u);
}

std::string with_line(const std::string& old_line, const std::string& line) {
  std::string lines = mandatory;
  lines.replace(lines.find(old_line), old_line.size(), line + "\r\n");
  return invite + lines + "\r\n";
}

TEST(Rfc3261_8_1_1, MandatoryHeaderUnreadable_NamedByItsError) {
  for (const std::string value : {"", "x", "SIP/2.0/UDP", "SIP/3.0/UDP h"})
    refused(with_line(via, "Via: " + value), ParseError::bad_via);
  for (const std::string value : {"", "7", "INVITE", "2147483648 INVITE"})
    refused(with_line(cseq, "CSeq: " + value), ParseError::bad_cseq);
  for (const std::string value : {"BYE", "invite", "INVITED"})
    refused(with_line(cseq, "CSeq: 7 " + value), ParseError::cseq_method_mismatch);
  for (const std::string value : {"", "a b", "a\tb", "a\xc3\xa9"})
    refused(with_line(call_id, "Call-ID: " + value), ParseError::bad_call_id);
  for (const std::string value :
       {"", "*", "<sip:a@b", "<sip:a@b>;tag=", "<sip:a@b>;tag", "<sip:a@b>;tag=1;tag=1", "<sip:a@b>;tag=1;TAG=2",
        "<sip:a@b>;tag=a b", "<sip:a@b>;tag=\"a@\"", "<sip:a@b>, <sip:c@d>"}) {
    refused(with_line(from, "From: " + value), ParseError::bad_from);
    refused(with_line(to, "To: " + value), ParseError::bad_to);
  }
}

TEST(Message, CallIdAndTag_BoundsHitExactlyAndByOne) {
  parsed(with_line(call_id, "Call-ID: " + std::string(call_id_size_max, 'c')));
  refused(with_line(call_id, "Call-ID: " + std::string(call_id_size_max + 1, 'c')), ParseError::bad_call_id);
  parsed(with_line(from, "From: <sip:a@b>;tag=" + std::string(tag_size_max, 't')));
  refused(with_line(from, "From: <sip:a@b>;tag=" + std::string(tag_size_max + 1, 't')), ParseError::bad_from);
  refused(with_line(to, "To: <sip:a@b>;tag=" + std::string(tag_size_max + 1, 't')), ParseError::bad_to);
}

TEST(Rfc3261_8_1_1_3, FromWithoutTag_OfRfc2543_Read) {
  EXPECT_EQ(parsed(with_line(from, "From: sip:a@b")).from_tag(), "");
}

TEST(Rfc3261_25_1, CallId_EveryWordCharacter) {
  const std::string odd = "-.!%*_+`'~()<>:\\\"/[]?{}@a";
  EXPECT_EQ(parsed(with_line(call_id, "Call-ID: " + odd)).call_id(), odd);
}

TEST(Rfc3261_20_22, MaxForwards_BoundsHitExactlyAndByOne) {
  EXPECT_EQ(parsed(invite + mandatory + "Max-Forwards: 0\r\n\r\n").max_forwards(), 0);
  EXPECT_EQ(parsed(invite + mandatory + "Max-Forwards: 255\r\n\r\n").max_forwards(), 255);
  for (const std::string value : {"256", "-1", "", "x", "1 1"})
    refused(invite + mandatory + "Max-Forwards: " + value + "\r\n\r\n", ParseError::bad_max_forwards);
}

TEST(Rfc3261_18_3, ContentLength_CutsTheBodyOrIsRefused) {
  EXPECT_EQ(parsed(invite + mandatory + "Content-Length: 2\r\n\r\nbody").body(), "bo");
  EXPECT_EQ(parsed(invite + mandatory + "\r\nbody").body(), "body");
  EXPECT_EQ(parsed(invite + mandatory + "l: 4\r\nContent-Length: 04\r\n\r\nbody").body(), "body");
  refused(invite + mandatory + "Content-Length: 5\r\n\r\nbody", ParseError::content_length_mismatch);
  refused(invite + mandatory + "Content-Length: 4\r\nl: 3\r\n\r\nbody", ParseError::bad_content_length);
  for (const std::string value : {"", "x", "-1", "4x", "4 4", "65536", "4294967300"})
    refused(invite + mandatory + "Content-Length: " + value + "\r\n\r\nbody", ParseError::bad_content_length);
}

TEST(Message, AfterAnError_ReplyHeadersTellWhetherA400CanBeSent) {
  EXPECT_TRUE(parsed(invite + mandatory + "bad line\r\n\r\n", ParseError::bad_header).has_reply_headers());
  EXPECT_TRUE(parsed("INVITE sip:b SIP/7.0\r\n" + mandatory + "\r\n", ParseError::bad_version).has_reply_headers());
  EXPECT_FALSE(parsed(with_line(via, "Via: x"), ParseError::bad_via).has_reply_headers());
  EXPECT_FALSE(parsed("junk\r\n" + mandatory + "\r\n", ParseError::bad_start_line).has_reply_headers());
}

TEST(Message, SecondParse_NothingLeftOfTheFirst) {
  parsed(invite + mandatory + "Max-Forwards: 70\r\nSubject: s\r\n\r\nbody");
  const Message& m = parsed("SIP/2.0 200 OK\r\n" + via + from + to + call_id + cseq + "\r\n");
  EXPECT_EQ(m.max_forwards(), -1);
  EXPECT_EQ(m.find(HeaderId::subject), nullptr);
  EXPECT_EQ(m.body(), "");
  EXPECT_EQ(m.method(), Method::unknown);
  EXPECT_EQ(m.request_uri(), "");
}

TEST(Rfc3261_7_3_1, HasToken_InAnyLineWithoutCase) {
  const Message& m = parsed(invite + mandatory + "Supported: timer, 100REL\r\nk: replaces\r\nRequire: x\r\n\r\n");
  for (const auto* token : {"timer", "100rel", "Replaces"})
    EXPECT_TRUE(has_token(m, HeaderId::supported, token)) << token;
  for (const auto* token : {"x", "time", "100", ""}) EXPECT_FALSE(has_token(m, HeaderId::supported, token)) << token;
}

}  // namespace
}  // namespace trunkgate::sip
