// SPDX-License-Identifier: Apache-2.0
// The readers of the common shape may only take what the parsers beside them take, and must take the same out of it.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "sip/header/cseq.h"
#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"
#include "sip/header/via.h"
#include "sip/message/message.h"
#include "tests/sip/support/corpus.h"

namespace trunkgate::sip {
namespace {

struct Tally {
  std::size_t common = 0;
  std::size_t all = 0;
};

void expect_same(const Uri& common, const Uri& parsed) {
  EXPECT_EQ(common.scheme, parsed.scheme);
  EXPECT_EQ(common.user, parsed.user);
  EXPECT_EQ(common.password, parsed.password);
  EXPECT_EQ(common.host, parsed.host);
  EXPECT_EQ(common.parameters, parsed.parameters);
  EXPECT_EQ(common.headers, parsed.headers);
  EXPECT_EQ(common.port, parsed.port);
  EXPECT_EQ(common.ipv6, parsed.ipv6);
}

// What stood in a value before must not be seen behind the reading of another.
constexpr Uri old_uri{"old", "old", "old", "old", "old", "old", 77, true};
constexpr NameAddr old_address{"old", "old", "old", old_uri, true};
constexpr Via old_via{"old", "old", "old", "old", "old", "old", "old", 77, 77, true, true};
constexpr CSeq old_cseq{77, Method::publish, "old"};

bool check_via(std::string_view text, const Delimiters& delimiters) {
  Via common = old_via;
  if (!Via::read_common(text, delimiters, common)) return false;
  const auto parsed = Via::parse(text);
  EXPECT_TRUE(parsed) << text;
  EXPECT_EQ(common.text, parsed->text);
  EXPECT_EQ(common.version, parsed->version) << text;
  EXPECT_EQ(common.transport, parsed->transport) << text;
  EXPECT_EQ(common.sent_by_host, parsed->sent_by_host) << text;
  EXPECT_EQ(common.sent_by_port, parsed->sent_by_port) << text;
  EXPECT_EQ(common.branch, parsed->branch) << text;
  EXPECT_EQ(common.received, parsed->received) << text;
  EXPECT_EQ(common.parameters, parsed->parameters) << text;
  EXPECT_EQ(common.rport, parsed->rport) << text;
  EXPECT_EQ(common.rport_present, parsed->rport_present) << text;
  EXPECT_EQ(common.ipv6, parsed->ipv6) << text;
  return true;
}

bool check_name_addr(std::string_view text, const Delimiters& delimiters) {
  NameAddr common = old_address;
  std::string_view tag = "old";
  if (!NameAddr::read_common(text, delimiters, common, tag)) return false;
  const auto parsed = NameAddr::parse(text);
  EXPECT_TRUE(parsed) << text;
  SCOPED_TRACE(text);
  EXPECT_EQ(common.display, parsed->display);
  EXPECT_EQ(common.uri_text, parsed->uri_text);
  EXPECT_EQ(common.parameters, parsed->parameters);
  EXPECT_EQ(common.star, parsed->star);
  EXPECT_EQ(tag, parsed->tag());
  expect_same(common.uri, parsed->uri);
  const auto uri = Uri::parse(common.uri_text, delimiters);
  EXPECT_TRUE(uri);
  expect_same(*uri, common.uri);
  return true;
}

bool check_cseq(std::string_view text, const Delimiters& delimiters) {
  CSeq common = old_cseq;
  if (!CSeq::read_common(text, delimiters, common)) return false;
  const auto parsed = CSeq::parse(text);
  EXPECT_TRUE(parsed) << text;
  EXPECT_EQ(common.seq, parsed->seq) << text;
  EXPECT_EQ(common.method, parsed->method) << text;
  EXPECT_EQ(common.method_name, parsed->method_name) << text;
  return true;
}

/// Every value through every reader, whatever header it belongs to.
void check(const Message& message, Tally& tally) {
  const Delimiters delimiters = message.delimiters();
  for (const Header& header : message.headers()) {
    for (std::string_view one : values(header.value)) {
      const bool via = check_via(one, delimiters);
      const bool address = check_name_addr(one, delimiters);
      const bool cseq = check_cseq(one, delimiters);
      switch (header.id) {
        case HeaderId::via: ++tally.all, tally.common += via ? 1 : 0; break;
        case HeaderId::cseq: ++tally.all, tally.common += cseq ? 1 : 0; break;
        case HeaderId::from:
        case HeaderId::to:
        case HeaderId::contact:
        case HeaderId::record_route: ++tally.all, tally.common += address ? 1 : 0; break;
        default: break;
      }
    }
  }
  if (message.is_request() && !message.request_uri().empty()) {
    const Uri* const target = message.request_target();
    const auto parsed = Uri::parse(message.request_uri());
    EXPECT_EQ(target != nullptr, static_cast<bool>(parsed));
    if (target != nullptr && parsed) expect_same(*target, *parsed);
  }
}

TEST(CommonShape, Corpus_ReadAlikeAndMostlyCommon) {
  const auto message = std::make_unique<Message>();
  Tally tally;
  for (const auto& [name, bytes] : corpus()) {
    ASSERT_EQ(message->parse(bytes), ParseError::none) << name;
    check(*message, tally);
  }
  EXPECT_GT(tally.common * 10, tally.all * 8) << tally.common << " of " << tally.all;
}

/// Each byte of each message replaced by what means something somewhere, and taken out, and doubled.
TEST(CommonShape, OneByteChanged_ReadAlike) {
  const auto message = std::make_unique<Message>();
  Tally tally;
  for (const auto& [name, bytes] : corpus()) {
    const std::size_t head = bytes.find("\r\n\r\n");
    for (std::size_t at = 0; at < head; ++at) {
      std::string changed = bytes;
      for (const char c : std::string_view("\0\r ,;:=<@\"\\+", 12)) {
        changed[at] = c;
        (void)message->parse(changed);
        check(*message, tally);
      }
      changed = bytes;
      (void)message->parse(changed.erase(at, 1));
      check(*message, tally);
      changed = bytes;
      (void)message->parse(changed.insert(at, 1, bytes[at]));
      check(*message, tally);
    }
  }
  EXPECT_GT(tally.common, 0u);
}

// What bounds and doublings the parsers refuse, or read in a way of their own.
const std::vector<std::string> odd_vias = {"SIP/2.0/UDP h:0;branch=a",
                                           "SIP/2.0/UDP h:65535;branch=a",
                                           "SIP/2.0/UDP h:65536;branch=a",
                                           "SIP/2.0/UDP h:000005060;branch=a",
                                           "SIP/2.0/UDP h;branch=a;branch=b",
                                           "SIP/2.0/UDP h;branch;branch=b",
                                           "SIP/2.0/UDP h;branch=a;branch",
                                           "SIP/2.0/UDP h;rport=65536",
                                           "SIP/2.0/UDP h;rport=0;rport",
                                           "SIP/2.0/UDP h;received=1;received=2",
                                           "SIP/2.0/UDP h;BRANCH=a;Received=b;RPort=1",
                                           "SIP/2.0/UDP h;;branch=a",
                                           "SIP/2.0/UDP h;branch=\"a\"",
                                           "SIP/2.0/UDP h;branch=a:b",
                                           "SIP/2.0/UDP h;branch=a~b+c",
                                           "SIP/2.0/UDP h;received=1::2",
                                           "SIP/2.0/UDP h;received=\"a\"",
                                           "SIP/2.0/UDP h;rport=1:2",
                                           "SIP/2.0/UDP h;rport=+1",
                                           "SIP/2.0/UDP h~:1;branch=a",
                                           "SIP/2.0/UDP h;branch=a;",
                                           "SIP/2.0/UDP  h;branch=a",
                                           "SIP/2.0/ h;branch=a",
                                           "SIP/2.0/UDP +h;branch=a",
                                           "SIP/3.0/UDP h;branch=a",
                                           "SIP/2.00/UDP h;branch=a",
                                           "SIP/2.0/UDP [::1];branch=a",
                                           "SIP/2.0/UDP [g];branch=a",
                                           "SIP/2.0/UDP h;branch=",
                                           "SIP/2.0/UDP h;branch=a b",
                                           "SIP/2.0/UDP " + std::string(256, 'h') + ";branch=a",
                                           "SIP/2.0/UDP h;branch=" + std::string(250, 'a'),
                                           "SIP/2.0/UDP h;branch=" + std::string(300, 'a')};
const std::vector<std::string> odd_addresses = {"<sip:h>;a=\"b;c\";tag=d",
                                                "<sip:h>;tag=\"a\"",
                                                "<sip:h;a=\"b\">",
                                                "<sip:h;a=b:c>;d=e:f",
                                                "<sip:h>;tag=a:b",
                                                "<sip:h>;a=\"b\"c",
                                                "<sip:h>;a=\"b\\\"c\"",
                                                "<sip:h>;a=\"b",
                                                "<sip:h;a=b@c>",
                                                "<sip:h>;a=",
                                                "<sip:h>;a!b~c=d+e%f",
                                                "<sip:h>;tag=a~b!c",
                                                "<sip:h~i>",
                                                "<sip:h>;tag=a;tag=b",
                                                "<sip:h>;tag",
                                                "<sip:h>;tag=",
                                                "<sip:h>;TAG=a",
                                                "<sip:+1@h>",
                                                "<sip:+1>",
                                                "<sip:u@+h>",
                                                "<sip:@h>",
                                                "<sip:u:p@h>",
                                                "<sip:u:5060@h>",
                                                "<sip:u;x=y@h>",
                                                "<sip:u@h:0>",
                                                "<sip:u@h;lr;x=>",
                                                "<sips:u@h>",
                                                "<SIP:u@h>",
                                                "<tel:+1>",
                                                "<sip:u@h?a=b>",
                                                "<sip:u@h> ;tag=a",
                                                "\"a\"<sip:u@h>",
                                                "\"a\"  <sip:h>",
                                                "\"\\\"<\" <sip:h>",
                                                "\"a<b>\" <sip:u@h>",
                                                "\"\" <sip:h>",
                                                "\"a\"b<sip:h>",
                                                "\"a <sip:h>",
                                                "<sip:u@h:65536>",
                                                "<sip:u@h:5060 >",
                                                "sip:u@h,x",
                                                "sip:u@h?x=y",
                                                "<1tel:1>",
                                                "<sip:[g]>",
                                                "<sip:h;;lr>;;tag=a;",
                                                "<sip:u@" + std::string(300, 'h') + ">"};
const std::vector<std::string> odd_cseqs = {"1 INVITE",
                                            "00000001 INVITE",
                                            "2147483647 INVITE",
                                            "2147483648 INVITE",
                                            "1  INVITE",
                                            "1 INVITE x",
                                            "1 ",
                                            "a INVITE",
                                            "12345678 " + std::string(64, 'M'),
                                            "12345678 " + std::string(65, 'M')};

TEST(CommonShape, OddValues_ReadAlike) {
  std::vector<std::string> odd = odd_vias;
  odd.insert(odd.end(), odd_addresses.begin(), odd_addresses.end());
  odd.insert(odd.end(), odd_cseqs.begin(), odd_cseqs.end());
  for (const std::string& value : odd) {
    const std::string text = "start line\r\nX: " + value + "\r\n\r\n        ";
    LineIndex lines(text);
    std::string_view line;
    for (int i = 0; i < 3; ++i) ASSERT_EQ(lines.next(line), ParseError::none);
    const std::string_view part = std::string_view(text).substr(15, value.size());
    ASSERT_EQ(part, value);
    check_via(part, lines.delimiters());
    check_name_addr(part, lines.delimiters());
    check_cseq(part, lines.delimiters());
  }
}

TEST(CommonShape, TextElsewhere_NotTaken) {
  const std::string text = "start line\r\nX: <sip:u@h>;tag=a\r\n\r\n        ";
  const std::string copy = text;
  LineIndex lines(text);
  std::string_view line;
  for (int i = 0; i < 3; ++i) ASSERT_EQ(lines.next(line), ParseError::none);
  EXPECT_TRUE(check_name_addr(std::string_view(text).substr(15, 15), lines.delimiters()));
  EXPECT_FALSE(check_name_addr(std::string_view(copy).substr(15, 15), lines.delimiters()));
  EXPECT_FALSE(check_name_addr(std::string_view(text).substr(15, 14), lines.delimiters()));  // ends inside the tag
  EXPECT_FALSE(check_name_addr(std::string_view(text).substr(15, 15), Delimiters()));
}

}  // namespace
}  // namespace trunkgate::sip
