// SPDX-License-Identifier: Apache-2.0
#include "bench/parser/rewrite.h"

#include <array>
#include <memory>
#include <string>

#include "proxy/hide/rewrite.h"
#include "sip/message/message.h"
#include "sip/message/writer.h"

namespace trunkgate::bench {

namespace {

using sip::HeaderId;

// As long as sealed identifiers are.
constexpr std::string_view our_call_id = "AYq3v0zP1mJ8sL2kX9wB4nD7fH6gT5cR0eU1iO2pA3sD4fG5hJ6kL7zX8cV9bN0m";
constexpr std::string_view our_branch = "z9hG4bKAcQ5t8yU2iO4pA6sD8fG1hJ3kL5zX7cV9bN0mQwErTyUi";
constexpr std::string_view our_contact =
    "<sip:AdF7gH9jK1lZ3xC5vB7nM9qW2eR4tY6uI8oP0aSdFgHjKlZxCvBnM@192.0.2.30:5061;transport=tls>";
constexpr std::string_view our_from = "<sip:+15557654321@192.0.2.30>;tag=AbC8dE0fG2hI4jK6lM8nO0pQ2rS4tU6vW8";
constexpr std::string_view our_to = "<sip:+442071838750@198.51.100.5>";

const std::array<std::string, 2> pass = {"user-to-user", "x-*"};

}  // namespace

std::span<const char> rewrite_invite(std::string_view bytes) {
  static sip::Message message;
  static std::array<char, sip::message_size_max> room;
  if (message.parse(bytes) != sip::ParseError::none) return {};
  sip::Writer writer(room);
  writer.request_line(sip::Method::invite, "sip:+442071838750@198.51.100.5:5060");
  writer.begin(HeaderId::via).text("SIP/2.0/TLS 192.0.2.30:5061").text(";branch=").text(our_branch).end();
  writer.header(HeaderId::max_forwards, "70").header(HeaderId::from, our_from).header(HeaderId::to, our_to);
  writer.header(HeaderId::call_id, our_call_id);
  writer.begin(HeaderId::cseq).number(message.cseq().seq).text(" INVITE").end();
  writer.header(HeaderId::contact, our_contact);
  writer.header(HeaderId::allow, "INVITE, ACK, CANCEL, BYE, OPTIONS").header(HeaderId::accept, "application/sdp");
  proxy::write_crossing_headers(writer, message, {"192.0.2.30", pass});
  writer.header(HeaderId::user_agent, "trunkgate");
  return writer.finish(message.body(), "application/sdp");
}

bool is_rewritten(std::span<const char> written, std::string_view received) {
  const auto before = std::make_unique<sip::Message>();
  const auto after = std::make_unique<sip::Message>();
  if (before->parse(received) != sip::ParseError::none || after->parse(written) != sip::ParseError::none) return false;
  const std::string_view text(written.data(), written.size());
  for (const std::string_view inside : {before->call_id(), before->from_tag(), before->top_via().branch})
    if (text.find(inside) != std::string_view::npos) return false;
  return after->body() == before->body() && after->call_id() == our_call_id && after->top_via().branch == our_branch &&
         after->count(HeaderId::via) == 1;
}

}  // namespace trunkgate::bench
