// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/key.h"

#include "sip/message/message.h"
#include "sip/transaction/key_hash.h"

namespace trunkgate::sip {
namespace {

constexpr std::string_view magic_cookie = "z9hG4bK";  // §8.1.1.7

// One number per use, so that keys of different uses never meet.
enum class Use : std::uint64_t { client, server, server_rfc2543, merge };

KeyHash begin(const KeySeed& seed, Use use) {
  KeyHash hash(seed);
  hash.number(static_cast<std::uint64_t>(use));
  return hash;
}

// An extension method is known by its name alone.
void add_method(KeyHash& hash, Method method, std::string_view method_name) {
  hash.number(static_cast<std::uint64_t>(method));
  if (method == Method::unknown) hash.part(method_name);
}

}  // namespace

Key client_key(const KeySeed& seed, std::string_view branch, Method method) {
  auto hash = begin(seed, Use::client);
  hash.part(branch).number(static_cast<std::uint64_t>(method));
  return hash.finish();
}

Key server_key(const KeySeed& seed, const Message& request, Method method, std::string_view method_name) {
  const auto& via = request.top_via();
  // The cookie alone identifies nothing, so that request is told apart as RFC 2543 had it (RFC 4475 §3.2.1).
  const bool has_cookie = via.branch.starts_with(magic_cookie) && via.branch.size() > magic_cookie.size();
  auto hash = begin(seed, has_cookie ? Use::server : Use::server_rfc2543);
  if (has_cookie) {
    hash.part(via.branch).lower_part(via.sent_by_host).number(via.sent_by_port);
  } else {
    hash.part(request.request_uri()).part(request.from_tag()).part(request.call_id()).number(request.cseq().seq);
    hash.part(via.text);
  }
  add_method(hash, method, method_name);
  return hash.finish();
}

Key merge_key(const KeySeed& seed, const Message& request) {
  auto hash = begin(seed, Use::merge);
  hash.part(request.from_tag()).part(request.call_id()).number(request.cseq().seq);
  add_method(hash, request.method(), request.method_name());
  return hash.finish();
}

}  // namespace trunkgate::sip
