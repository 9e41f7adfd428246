// SPDX-License-Identifier: Apache-2.0
// A peer's 407: whatever it asks, the answer is one header line, says back what was asked, and fits the password.
#include <string>

#include "proxy/call/challenge_answer.h"
#include "proxy/hide/digest_hash.h"
#include "sip/header/challenge.h"
#include "tests/fuzz/sip_text.h"

namespace trunkgate::fuzz {
namespace {

using sip::HeaderId;

constexpr std::string_view fields =
    "Via: SIP/2.0/TLS 192.0.2.10:5061;branch=z9hG4bK1\r\nFrom: <sip:201@sbc.example.com>;tag=a\r\n"
    "To: <sip:+886912345678@trunk.example.com>;tag=b\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n";
constexpr std::size_t field_count = 5;
constexpr std::string_view request_uri = "sip:+886912345678@trunk.example.com";
constexpr std::string_view password = "open sesame";

proxy::Peer make_peer() {
  proxy::Peer peer;
  peer.auth = proxy::PeerAuth{};
  peer.auth->username = "corp";
  peer.auth->password = proxy::Secret(password);
  return peer;
}

void check_credentials(const sip::Challenge& asked, std::string_view value) {
  const auto credentials = sip::Credentials::parse(value);
  require(static_cast<bool>(credentials), "our credentials can be read");
  require(credentials->username == "corp" && credentials->uri == request_uri, "user name and URI are ours");
  require(credentials->realm == asked.realm && credentials->nonce == asked.nonce, "realm and nonce are the peer's");
  require(credentials->opaque == asked.opaque, "opaque is said back");
  require(sip::verify(*credentials, "INVITE", password, proxy::openssl_hash), "the response fits the password");
  require(!sip::verify(*credentials, "INVITE", "another", proxy::openssl_hash), "no other password fits");
}

void run(std::string_view lines) {
  static const proxy::Peer peer = make_peer();
  static const auto message = std::make_unique<sip::Message>();
  if (const auto credentials = sip::Credentials::parse(lines))
    static_cast<void>(sip::verify(*credentials, "REGISTER", password, proxy::openssl_hash));
  // Everything behind the colon comes from the input, which may so bring further lines.
  const std::string challenge =
      "SIP/2.0 407 Asked\r\n" + std::string(fields) + "Proxy-Authenticate: " + std::string(lines) + "\r\n\r\n";
  if (message->parse(challenge) != sip::ParseError::none) return;
  const auto answer = proxy::ChallengeAnswer::answer(*message, peer, 0x1234'5678'9abc'def0);
  if (!answer) return;
  const sip::Challenge asked = *sip::choose(*message, HeaderId::proxy_authenticate);

  sip::Writer writer(scratch());
  writer.request_line(sip::Method::invite, request_uri);
  for (const sip::Header& header : message->headers().first(field_count)) writer.header(header);
  answer->write(writer, sip::Method::invite, request_uri);
  static const auto again = std::make_unique<sip::Message>();
  require(again->parse(writer.finish()) == sip::ParseError::none, "a request with credentials is good");
  // One more than these, and Content-Length.
  require(again->headers().size() == field_count + 2, "an answer is one header line");
  check_credentials(asked, again->value(HeaderId::proxy_authorization));
}

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size <= 16384) trunkgate::fuzz::run(trunkgate::fuzz::text_of({data, size}));
  return 0;
}
