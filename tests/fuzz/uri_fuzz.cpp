// SPDX-License-Identifier: Apache-2.0
// URIs: put together again from their parts they are the same; <> around one and parameters behind it change nothing.
#include <string>

#include "proxy/route/number_rewrite.h"
#include "sip/header/name_addr.h"
#include "sip/header/uri.h"
#include "tests/fuzz/input.h"

namespace trunkgate::fuzz {
namespace {

using sip::Uri;

bool same(const Uri& a, const Uri& b) {
  return a.scheme == b.scheme && a.user == b.user && a.password == b.password && a.host == b.host && a.port == b.port &&
         a.ipv6 == b.ipv6 && a.parameters == b.parameters && a.headers == b.headers;
}

std::string join(const Uri& uri) {
  std::string text = std::string(uri.scheme) + ":" + std::string(uri.user);
  if (uri.is_tel()) return text + std::string(uri.parameters);
  if (!uri.password.empty()) text += ":" + std::string(uri.password);
  if (!uri.user.empty()) text += "@";
  text += uri.ipv6 ? "[" + std::string(uri.host) + "]" : std::string(uri.host);
  if (uri.port != 0) text += ":" + std::to_string(uri.port);
  text += uri.parameters;
  return uri.headers.empty() ? text : text + "?" + std::string(uri.headers);
}

/// RFC 3966 §3, RFC 3261 §19.1.6: what is dialled, written as a user part, is dialled again.
void check_number(const Uri& uri) {
  const auto number = proxy::called_number(uri.is_tel() ? uri.number() : uri.user);
  if (!number) return;
  std::array<char, 3 * proxy::number_size_max> user{};
  const std::size_t size = proxy::write_user_part(number->view(), user);
  require(size > 0, "three times the size is always enough");
  const auto again = proxy::called_number({user.data(), size});
  require(again && *again == number->view(), "a number survives its user part");
}

void check_in_brackets(std::string_view text, const Uri& uri) {
  const std::string value = "\"Q \\\" <x>\" <" + std::string(text) + ">;tag=t;q=\"a;b\"";
  const auto address = sip::NameAddr::parse(value);
  require(static_cast<bool>(address), "a good URI is good in brackets");
  require(same(address->uri, uri), "brackets do not change a URI");
  require(address->tag() == "t", "what stands behind the brackets belongs to the header");
}

void run(std::string_view text) {
  static_cast<void>(sip::NameAddr::parse(text));
  const auto uri = Uri::parse(text);
  if (!uri) return;
  require(!uri->scheme.empty(), "a URI has a scheme");
  static_cast<void>(uri->param("transport"));
  check_in_brackets(text, *uri);
  if (!uri->is_sip() && !uri->is_sips() && !uri->is_tel()) return;
  require(uri->is_tel() || !uri->host.empty(), "a SIP URI has a host");
  const std::string joined = join(*uri);
  const auto again = Uri::parse(joined);
  require(again && same(*again, *uri), "a URI is the sum of its parts");
  check_number(*uri);
}

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trunkgate::fuzz::run(trunkgate::fuzz::text_of({data, size}));
  return 0;
}
