// SPDX-License-Identifier: Apache-2.0
#include "media/ng/request.h"

#include <algorithm>
#include <array>

#include "media/ng/flags.h"
#include "media/sdp/capability_table.h"
#include "media/srtp/suite.h"

namespace trunkgate::media::ng {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Verb::count_)> verb_names{
    "ping", "offer", "answer", "delete", "query", "list", "statistics"};

bool carries_sdp(Verb verb) { return verb == Verb::offer || verb == Verb::answer; }
bool names_a_call(Verb verb) { return carries_sdp(verb) || verb == Verb::remove || verb == Verb::query; }

RequestError check(const Request& request, const SdesWishes& sdes) {
  const std::array identifiers{request.call_id, request.from_tag, request.to_tag, request.via_branch};
  const auto too_long = [](std::string_view text) { return text.size() > identifier_size_max; };
  if (names_a_call(request.verb) && request.call_id.empty()) return RequestError::no_call_id;
  if (std::ranges::any_of(identifiers, too_long)) return RequestError::identifier_too_long;
  if (!carries_sdp(request.verb)) return RequestError::none;
  if (request.from_tag.empty()) return RequestError::no_from_tag;
  if (request.verb == Verb::answer && request.to_tag.empty()) return RequestError::no_to_tag;
  if (request.sdp.empty()) return RequestError::no_sdp;
  const OfferedTransport transport = request.terms.transport;
  const bool sealed = transport == OfferedTransport::savp || transport == OfferedTransport::savpf;
  return sdes.off && sealed ? RequestError::no_suite_left : RequestError::none;
}

std::string_view transport_name(OfferedTransport transport) {
  switch (transport) {
    case OfferedTransport::by_zone:
    case OfferedTransport::as_heard: return {};
    case OfferedTransport::avp: return profile_name(Profile::avp);
    case OfferedTransport::savp: return profile_name(Profile::savp);
    case OfferedTransport::avpf: return profile_name(Profile::avpf);
    case OfferedTransport::savpf: return profile_name(Profile::savpf);
  }
  return {};
}

void add_unless_empty(Tree& tree, Value parent, std::string_view name, std::string_view text) {
  if (!text.empty()) tree.add(parent, name, text);
}

void add_list(Tree& tree, Value parent, std::string_view name, std::span<const std::string_view> texts) {
  if (texts.empty()) return;
  const Value list = tree.add(parent, name, Kind::list);
  for (const std::string_view text : texts) tree.add(list, {}, text);
}

/// rtpengine ignores `only-SUITE` in some versions, so what is not wanted is named: first what it offers and we do not
/// have, the suites without encryption above all.
void add_suites_left_out(Tree& tree, Value parent, const OfferTerms& terms) {
  constexpr std::array<std::string_view, 6> never{"no-NULL_HMAC_SHA1_80",       "no-NULL_HMAC_SHA1_32",
                                                  "no-F8_128_HMAC_SHA1_80",     "no-F8_128_HMAC_SHA1_32",
                                                  "no-AES_192_CM_HMAC_SHA1_80", "no-AES_192_CM_HMAC_SHA1_32"};
  const std::uint8_t suites_left_out = terms.suites_left_out;
  const bool plain = terms.transport == OfferedTransport::avp || terms.transport == OfferedTransport::avpf;
  if (plain && suites_left_out == 0) return;
  const Value list = tree.add(parent, "SDES", Kind::list);
  for (const std::string_view text : never) tree.add(list, {}, text);
  for (const SuiteRow& row : suites()) {
    if ((suites_left_out >> static_cast<unsigned>(row.suite) & 1U) == 0) continue;
    std::array<char, 64> room;
    TextWriter text(room);
    text << "no-" << row.sdes_name;
    tree.add(list, {}, tree.keep(text.view()));
  }
}

void add_codecs(Tree& tree, Value parent, const CodecRules& rules) {
  if (!rules.any()) return;
  constexpr std::array<std::string_view, 1> all{"all"};
  const Value codec = tree.add(parent, "codec", Kind::dictionary);
  add_list(tree, codec, "strip", rules.strips_all ? std::span<const std::string_view>(all) : rules.strip.view());
  add_list(tree, codec, "except", rules.except.view());
  add_list(tree, codec, "offer", rules.offer.view());
}

void add_offer_or_answer(Tree& tree, Value root, const Request& request) {
  // Without zero-address rtpengine hands c=0.0.0.0 on, and nobody could send to us (RFC 3264 §8.4).
  constexpr std::array<std::string_view, 3> replaced{"origin", "session-connection", "zero-address"};
  constexpr std::array<std::string_view, 1> demux{"demux"};
  tree.add(root, "sdp", request.sdp);
  add_list(tree, root, "replace", replaced);
  tree.add(root, "ICE", "remove");
  tree.add(root, "DTLS", "off");  // else rtpengine offers DTLS-SRTP beside SDES
  add_list(tree, root, "rtcp-mux", demux);
  add_list(tree, root, "flags", request.flags);
  if (request.verb == Verb::answer) return;
  if (!request.from_zone.empty() && !request.to_zone.empty()) {
    add_list(tree, root, "direction", std::array{request.from_zone, request.to_zone});
  }
  add_unless_empty(tree, root, "transport-protocol", transport_name(request.terms.transport));
  add_suites_left_out(tree, root, request.terms);
  add_codecs(tree, root, request.codecs);
}

void add_delete(Tree& tree, Value root, const Request& request) {
  const Value flags = tree.add(root, "flags", Kind::list);
  if (request.honours_to_tag) tree.add(flags, {}, "to-tag");
  if (request.fatal) tree.add(flags, {}, "fatal");
  for (const std::string_view flag : request.flags) tree.add(flags, {}, flag);
  if (request.delete_delay) tree.add_number(root, "delete-delay", request.delete_delay->count());
}

}  // namespace

std::string_view verb_name(Verb verb) { return verb_names[static_cast<std::size_t>(verb)]; }

std::string_view sentence(RequestError error) {
  switch (error) {
    case RequestError::none: return "";
    case RequestError::no_command: return "the message has no command";
    case RequestError::unknown_command: return "the command is not known here";
    case RequestError::no_call_id: return "the message has no call-id";
    case RequestError::no_from_tag: return "the message has no from-tag";
    case RequestError::no_to_tag: return "the message has no to-tag";
    case RequestError::no_sdp: return "the message has no sdp";
    case RequestError::identifier_too_long: return "the call-id, a tag or the via-branch is longer than 255 octets";
    case RequestError::no_suite_left: return "SRTP is asked for with SDES off, and nothing else can key it here";
  }
  return "";
}

RequestError read_request(Value dictionary, Request& request, FlagSink& sink) {
  request = Request{};
  request.verb = Verb::count_;
  const std::string_view command = dictionary.find("command").text();
  if (command.empty()) return RequestError::no_command;
  const auto verb = std::ranges::find(verb_names, command);
  if (verb == verb_names.end()) return RequestError::unknown_command;
  request.verb = static_cast<Verb>(verb - verb_names.begin());
  SdesWishes sdes;
  read_members(dictionary, request, sdes, sink);
  request.terms.suites_left_out = sdes.left_out();
  return check(request, sdes);
}

void compose_request(const Request& request, Tree& tree) {
  tree.clear();
  const Value root = tree.make_root(Kind::dictionary);
  tree.add(root, "command", verb_name(request.verb));
  add_unless_empty(tree, root, "call-id", request.call_id);
  add_unless_empty(tree, root, "from-tag", request.from_tag);
  add_unless_empty(tree, root, "to-tag", request.to_tag);
  add_unless_empty(tree, root, "via-branch", request.via_branch);
  if (carries_sdp(request.verb)) add_offer_or_answer(tree, root, request);
  if (request.verb == Verb::remove) add_delete(tree, root, request);
  if (request.verb == Verb::list) tree.add_number(root, "limit", request.limit);
}

}  // namespace trunkgate::media::ng
