// SPDX-License-Identifier: Apache-2.0
#include "sip/message/value_reader.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/sip/support/corpus.h"

namespace trunkgate::sip {
namespace {

/// `bytes` must outlive it.
std::unique_ptr<Message> parsed(const std::string& bytes) {
  auto message = std::make_unique<Message>();
  EXPECT_EQ(message->parse(bytes), ParseError::none) << bytes;
  return message;
}

std::string with_headers(const std::string& headers) {
  return "OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\n" + headers +
         "From: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n\r\n";
}

struct Read {
  std::vector<std::string> texts;
  ParseError error;
};

Read addresses(const Message& message, HeaderId id) {
  Read read;
  ValueReader<NameAddr> reader(message, id);
  for (NameAddr one; reader.next(one);) read.texts.push_back(one.star ? "*" : std::string(one.uri_text));
  read.error = reader.error();
  return read;
}

Read hosts(const Message& message) {
  Read read;
  ValueReader<Via> reader(message, HeaderId::via);
  for (Via one; reader.next(one);) read.texts.emplace_back(one.sent_by_host);
  read.error = reader.error();
  return read;
}

using Texts = std::vector<std::string>;

TEST(Rfc3261_7_3_1, ListsOnSeveralLines_ReadInOrder) {
  const std::string bytes = with_headers(
      "Route: <sip:a;lr>\r\nContact: <sip:c>\r\nRoute: <sip:b;lr>, \"x, y\" <sip:d>,,<sip:e>\r\nRoute: <sip:f>\r\n");
  const auto message = parsed(bytes);
  EXPECT_EQ(addresses(*message, HeaderId::route).texts, (Texts{"sip:a;lr", "sip:b;lr", "sip:d", "sip:e", "sip:f"}));
  EXPECT_EQ(addresses(*message, HeaderId::contact).texts, Texts{"sip:c"});
  EXPECT_EQ(addresses(*message, HeaderId::record_route).texts, Texts{});
  EXPECT_EQ(addresses(*message, HeaderId::record_route).error, ParseError::none);
}

TEST(Rfc3261_7_3_1, CommaInQuotesOrBrackets_OneValue) {
  const std::string bytes = with_headers("Contact: \"a, b\" <sip:c>\r\nContact: <sip:d;x=1,2>\r\nContact: *\r\n");
  EXPECT_EQ(addresses(*parsed(bytes), HeaderId::contact).texts, (Texts{"sip:c", "sip:d;x=1,2", "*"}));
}

TEST(Rfc3261_7_3_1, UnreadableValue_StopsWithError) {
  const std::string bytes = with_headers("Route: <sip:a>, <sip:b>, nothing, <sip:c>\r\nRoute: <sip:d>\r\n");
  const auto message = parsed(bytes);
  const Read read = addresses(*message, HeaderId::route);
  EXPECT_EQ(read.texts, (Texts{"sip:a", "sip:b"}));
  EXPECT_EQ(read.error, ParseError::bad_name_addr);
}

TEST(Rfc3261_20_42, ViasOnSeveralLines_TopFirst) {
  const std::string bytes = with_headers(
      "Via: SIP/2.0/TCP b:5062;branch=z9hG4bK2,SIP/2.0/UDP c\r\nVia: SIP/2.0/UDP [2001:db8::1];branch=z9hG4bK3\r\n");
  EXPECT_EQ(hosts(*parsed(bytes)).texts, (Texts{"a", "b", "c", "2001:db8::1"}));
}

TEST(Rfc3261_20_42, SeveralViasOnTopLine_TopFirst) {
  const std::string bytes =
      with(with_headers(""), "a;branch=z9hG4bK1", "a;branch=z9hG4bK1 , SIP/2.0/UDP b;branch=z9hG4bK2");
  EXPECT_EQ(hosts(*parsed(bytes)).texts, (Texts{"a", "b"}));
}

/// What has not the common shape, and all behind it, is read as any list is.
TEST(Rfc3261_7_3_1, ListsOfTokens_ReadAsValues) {
  for (const std::string_view list : {"", "timer", "timer,100rel", "timer, 100rel,\treplaces", "timer , 100rel",
                                      " ,, timer,", "a!b, c", "a, b!c, d", "\"x, y\", z", "a;b=\"c,d\", e", "<a,b>, c",
                                      "(a, b), c", "a b, c", "one,\r\n two, three", "a,b\r\n ,c", "\xc3\xbc, b"}) {
    const std::string text = "OPTIONS sip:h SIP/2.0\r\nSupported: " + std::string(list) +
                             "\r\nSubject: x\r\nk:last\r\nContent-Length: 0\r\n\r\n";
    const auto message = std::make_unique<Message>();
    (void)message->parse(text);
    std::vector<std::string_view> wanted;
    for (const Header& header : message->headers())
      if (header.id == HeaderId::supported)
        for (const std::string_view one : values(header.value)) wanted.push_back(one);
    std::vector<std::string_view> found;
    TokenReader tokens(*message, HeaderId::supported);
    for (std::string_view one; tokens.next(one);) found.push_back(one);
    EXPECT_EQ(found, wanted) << list;
    EXPECT_EQ(found.back(), "last") << list;
  }
}

}  // namespace
}  // namespace trunkgate::sip
