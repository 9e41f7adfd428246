// SPDX-License-Identifier: Apache-2.0
#include "sip/message/response.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace trunkgate::sip {
namespace {

std::string request(const std::string& via, const std::string& more = {}, const std::string& to = "To: <sip:b@h>\r\n") {
  return "INVITE sip:b@h SIP/2.0\r\n" + via + "From: <sip:a@h>;tag=f\r\n" + to + "Call-ID: c\r\nCSeq: 7 INVITE\r\n" +
         more + "\r\n";
}

std::string response_to(const std::string& text, int status, std::string_view to_tag = "t",
                        std::string_view source_ip = "192.0.2.1", std::uint16_t source_port = 40000) {
  Message message;
  EXPECT_EQ(message.parse(text), ParseError::none) << text;
  std::array<char, 2048> buffer;
  Writer writer(buffer);
  begin_response(writer, message, status, "Phrase", to_tag, source_ip, source_port);
  const auto bytes = writer.finish();
  return {bytes.data(), bytes.size()};
}

const std::string plain_via = "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1\r\n";

TEST(Rfc3261_8_2_6_2, Response_CopiesWhatTheRfcNames) {
  EXPECT_EQ(response_to(request(plain_via, "Max-Forwards: 70\r\nContact: <sip:a@h>\r\nTimestamp: 54\r\n"), 486),
            "SIP/2.0 486 Phrase\r\n" + plain_via +
                "From: <sip:a@h>;tag=f\r\nTo: <sip:b@h>;tag=t\r\nCall-ID: c\r\nCSeq: 7 INVITE\r\n"
                "Content-Length: 0\r\n\r\n");
}

TEST(Rfc3261_8_2_6_1, Trying_TimestampAndNoTag) {
  EXPECT_EQ(response_to(request(plain_via, "Timestamp: 54\r\n"), 100),
            "SIP/2.0 100 Phrase\r\n" + plain_via +
                "From: <sip:a@h>;tag=f\r\nTo: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 7 INVITE\r\nTimestamp: 54\r\n"
                "Content-Length: 0\r\n\r\n");
}

TEST(Rfc3261_8_2_6_2, ToThatHasATag_Kept) {
  const std::string text = response_to(request(plain_via, {}, "To: <sip:b@h>;tag=theirs\r\n"), 481);
  EXPECT_NE(text.find("\r\nTo: <sip:b@h>;tag=theirs\r\n"), std::string::npos) << text;
}

std::string vias_of(const std::string& response) {
  const std::size_t begin = response.find("Via: ");
  return response.substr(begin, response.find("From: ") - begin);
}

TEST(Rfc3261_18_2_1, SentByOfAnotherAddress_Received) {
  EXPECT_EQ(vias_of(response_to(request(plain_via), 200, "t", "198.51.100.9")),
            "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;received=198.51.100.9\r\n");
  EXPECT_EQ(vias_of(response_to(request("Via: SIP/2.0/UDP pbx.example\r\n"), 200, "t", "192.0.2.1")),
            "Via: SIP/2.0/UDP pbx.example;received=192.0.2.1\r\n");
}

TEST(Rfc3581_4, Rport_SourcePortAndAlwaysReceived) {
  EXPECT_EQ(vias_of(response_to(request("Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1\r\n"), 200)),
            "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport=40000;received=192.0.2.1\r\n");
}

TEST(Rfc3581_4, ClaimsOfTheSender_Replaced) {
  EXPECT_EQ(vias_of(response_to(
                request("Via: SIP/2.0/UDP 192.0.2.1;received=10.9.9.9;rport=1;branch=z9hG4bK1;x=\"a;b\"\r\n"), 200)),
            "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1;x=\"a;b\";rport=40000;received=192.0.2.1\r\n");
}

TEST(Rfc3261_8_2_6_2, AllVias_InOrderOnlyTheTopOneChanged) {
  EXPECT_EQ(
      vias_of(response_to(
          request("v: SIP/2.0/TCP h1;branch=z9hG4bK1,\r\n SIP/2.0/UDP h2;rport\r\nVia: SIP/2.0/UDP h3\r\n"), 200)),
      "Via: SIP/2.0/TCP h1;branch=z9hG4bK1;received=192.0.2.1\r\nVia: SIP/2.0/UDP h2;rport\r\n"
      "Via: SIP/2.0/UDP h3\r\n");
}

TEST(Rfc3261_12_1_1, RecordRoute_OnlyInWhatMakesADialog) {
  const std::string text = request(plain_via, "Record-Route: <sip:p1;lr>\r\nRecord-Route: <sip:p2;lr>\r\n");
  const std::string routes = "\r\nRecord-Route: <sip:p1;lr>\r\nRecord-Route: <sip:p2;lr>\r\n";
  for (const int status : {101, 180, 200, 299})
    EXPECT_NE(response_to(text, status).find(routes), std::string::npos) << status;
  for (const int status : {100, 300, 486})
    EXPECT_EQ(response_to(text, status).find("Record-Route"), std::string::npos) << status;
}

TEST(Rfc3261_21, Phrases_OfTheCodeOrItsClass) {
  EXPECT_EQ(reason_phrase(100), "Trying");
  EXPECT_EQ(reason_phrase(407), "Proxy Authentication Required");
  EXPECT_EQ(reason_phrase(606), "Not Acceptable");
  const std::pair<int, const char*> classes[] = {
      {189, "Session Progress"},      {299, "OK"},      {399, "Redirected"}, {499, "Bad Request"},
      {599, "Server Internal Error"}, {699, "Declined"}};
  for (const auto& [status, phrase] : classes) EXPECT_EQ(reason_phrase(status), phrase) << status;
}

const std::string sent_invite =
    "INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP us;branch=z9hG4bKus\r\nMax-Forwards: 69\r\nRoute: <sip:p1;lr>\r\n"
    "Route: <sip:p2;lr>\r\nFrom: <sip:a@h>;tag=f\r\nTo: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 7 INVITE\r\n"
    "Contact: <sip:us>\r\nProxy-Authorization: Digest x=\"y\"\r\nContent-Type: application/sdp\r\n"
    "Content-Length: 2\r\n\r\nv=";

std::string head_of(const std::string& method) {
  return method +
         " sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP us;branch=z9hG4bKus\r\nRoute: <sip:p1;lr>\r\nRoute: <sip:p2;lr>\r\n"
         "Max-Forwards: 70\r\nFrom: <sip:a@h>;tag=f\r\n";
}

TEST(Rfc3261_9_1, Cancel_AsItsInvite) {
  Message message;
  ASSERT_EQ(message.parse(sent_invite), ParseError::none);
  std::array<char, 1024> buffer;
  Writer writer(buffer);
  const auto bytes = cancel_for(writer, message);
  EXPECT_EQ(std::string(bytes.data(), bytes.size()),
            head_of("CANCEL") + "To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 7 CANCEL\r\nContent-Length: 0\r\n\r\n");
}

TEST(Rfc3261_17_1_1_3, AckOfAFailure_ToOfTheResponse) {
  Message message;
  Message response;
  const std::string busy =
      "SIP/2.0 486 Busy\r\nVia: SIP/2.0/UDP us;branch=z9hG4bKus\r\nFrom: <sip:a@h>;tag=f\r\n"
      "To: <sip:b@h>;tag=theirs\r\nCall-ID: c\r\nCSeq: 7 INVITE\r\n\r\n";
  ASSERT_EQ(message.parse(sent_invite), ParseError::none);
  ASSERT_EQ(response.parse(busy), ParseError::none);
  std::array<char, 1024> buffer;
  Writer writer(buffer);
  const auto bytes = ack_for_failure(writer, message, response);
  EXPECT_EQ(std::string(bytes.data(), bytes.size()),
            head_of("ACK") + "To: <sip:b@h>;tag=theirs\r\nCall-ID: c\r\nCSeq: 7 ACK\r\nContent-Length: 0\r\n\r\n");
}

TEST(Response, EveryBufferTooSmall_Empty) {
  Message message;
  ASSERT_EQ(message.parse(sent_invite), ParseError::none);
  std::array<char, 1024> buffer;
  Writer whole(buffer);
  const std::size_t size = cancel_for(whole, message).size();
  ASSERT_GT(size, 0u);
  for (std::size_t room = 0; room < size; ++room) {
    Writer writer(std::span<char>(buffer.data(), room));
    EXPECT_TRUE(cancel_for(writer, message).empty());
  }
}

}  // namespace
}  // namespace trunkgate::sip
