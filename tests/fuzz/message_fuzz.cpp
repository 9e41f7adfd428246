// SPDX-License-Identifier: Apache-2.0
// One datagram: read, every structured value asked for, written again, answered.
#include "sip/auth/digest.h"
#include "sip/header/challenge.h"
#include "sip/header/cseq.h"
#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"
#include "sip/header/via.h"
#include "sip/message/response.h"
#include "tests/fuzz/sip_text.h"

namespace trunkgate::fuzz {
namespace {

using sip::HeaderId;
using sip::Message;
using sip::ParseError;

bool lies_within(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

/// Every reader on every value, whatever header it stands in: a call may ask any of them for any text.
void read_values(const Message& message) {
  for (const sip::Header& header : message.headers()) {
    for (const std::string_view one : sip::values(header.value)) {
      require(lies_within(one, header.value), "a value of a list lies within its header");
      if (const auto address = sip::NameAddr::parse(one)) {
        require(lies_within(address->tag(), one), "a tag lies within its value");
        require(lies_within(address->uri.transport(), one), "a transport lies within its value");
      }
      if (const auto via = sip::Via::parse(one)) require(!via->sent_by_host.empty(), "a Via has a sent-by");
    }
    static_cast<void>(sip::CSeq::parse(header.value));
    static_cast<void>(sip::Challenge::parse(header.value));
    static_cast<void>(sip::Credentials::parse(header.value));
    static_cast<void>(sip::has_token(message, header.id, "100rel"));
  }
}

void compare_identities(const Message& a, const Message& b) {
  require(b.call_id() == a.call_id(), "the Call-ID survives rewriting");
  require(b.from_tag() == a.from_tag() && b.to_tag() == a.to_tag(), "the tags survive rewriting");
  require(b.cseq().seq == a.cseq().seq && b.cseq().method_name == a.cseq().method_name, "CSeq survives rewriting");
  require(b.max_forwards() == a.max_forwards(), "Max-Forwards survives rewriting");
  const sip::Via& via = a.top_via();
  const sip::Via& again = b.top_via();
  require(again.sent_by_host == via.sent_by_host && again.sent_by_port == via.sent_by_port,
          "sent-by survives rewriting");
  require(again.transport == via.transport, "the transport survives rewriting");
  require(again.branch == via.branch, "the branch survives rewriting");
  require(again.rport_present == via.rport_present && again.rport == via.rport, "rport survives rewriting");
}

void compare(const Message& a, const Message& b) {
  require(b.is_request() == a.is_request() && b.status() == a.status(), "the status survives rewriting");
  require(b.method_name() == a.method_name() && b.request_uri() == a.request_uri(), "the request line survives");
  require(b.reason() == a.reason(), "the reason phrase survives rewriting");
  require(b.body() == a.body(), "the body survives rewriting");
  compare_identities(a, b);
  auto next = b.headers().begin();
  for (const sip::Header& header : a.headers()) {
    if (header.id == HeaderId::content_length) continue;
    require(next != b.headers().end(), "no header is lost");
    require(next->id == header.id, "a header stays what it is");
    require(header.id != HeaderId::other || next->name == header.name, "a name that we do not know stays as it is");
    require(next->value == on_the_wire(header.value), "a value stays what it is, unfolded");
    ++next;
  }
  require(next + 1 == b.headers().end() && next->id == HeaderId::content_length, "only Content-Length is added");
}

/// RFC 3261 §8.2.6, for good requests and for those whose 400 is composed from what could be read.
void answer(const Message& request, Message& again) {
  sip::Writer writer(scratch());
  sip::begin_response(writer, request, 400, sip::reason_phrase(400), "our-tag", "192.0.2.1", 5060);
  require(!is_broken_structure(again.parse(writer.finish())), "an answer is one whole message");
  require(again.status() == 400, "an answer has our status");
}

/// RFC 3261 §9.1 and §17.1.1.3, as if the request were one of ours.
void follow(const Message& invite, Message& again) {
  sip::Writer cancel(scratch());
  require(again.parse(sip::cancel_for(cancel, invite)) == ParseError::none, "the CANCEL of a good INVITE is good");
  require(again.cseq().seq == invite.cseq().seq && again.call_id() == invite.call_id(), "a CANCEL names its INVITE");
  sip::Writer ack(scratch());
  require(again.parse(sip::ack_for_failure(ack, invite, invite)) == ParseError::none, "the ACK of a failure is good");
}

void run(std::span<const char> bytes) {
  static const auto message = std::make_unique<Message>();
  static const auto again = std::make_unique<Message>();
  const ParseError error = message->parse(bytes);
  require(!sip::sentence(error).empty() && !sip::name(error).empty(), "every error has a sentence and a name");
  if (error != ParseError::none) {
    if (message->is_request() && message->has_reply_headers()) answer(*message, *again);
    return;
  }
  read_values(*message);
  // There would be one more, the Content-Length.
  if (message->headers().size() == sip::header_count_max) return;
  const std::string written = rewrite(*message);
  if (written.size() > sip::message_size_max) return;
  require(again->parse(written) == ParseError::none, "what we write can be read");
  compare(*message, *again);
  require(rewrite(*again) == written, "writing is stable");
  if (!message->is_request()) return;
  answer(*message, *again);
  if (message->method() == sip::Method::invite) follow(*message, *again);
}

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trunkgate::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
