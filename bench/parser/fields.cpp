// SPDX-License-Identifier: Apache-2.0
#include "bench/parser/fields.h"

#include <algorithm>
#include <vector>

namespace trunkgate::bench {

namespace {

/// Collects one line of text per field, so that two sets of fields compare line by line.
class Listing {
 public:
  void add(std::string name, std::string_view value) { lines_.push_back(std::move(name.append(" ").append(value))); }
  void add(std::string name, long value) { add(std::move(name), std::to_string(value)); }
  void add(const std::string& name, const UriFields& uri) {
    add(name + " user", uri.user);
    add(name + " host", plain_host(uri.host));
    add(name + " port", static_cast<long>(uri.port));
  }
  template <std::size_t Capacity>
  void add(const std::string& name, const Few<UriFields, Capacity>& uris) {
    add(name + " count", static_cast<long>(uris.size()));
    for (const UriFields& uri : uris) add(name, uri);
  }
  void add(const ViaFields& via) {
    add("Via host", plain_host(via.host));
    add("Via port", static_cast<long>(via.port));
    add("Via branch", via.branch);
    add("Via received", plain_host(via.received));
  }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

 private:
  static std::string_view plain_host(std::string_view host) {
    return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
  }

  std::vector<std::string> lines_;
};

Listing list(const Fields& fields) {
  Listing all;
  all.add("method", fields.method);
  all.add("status", fields.status);
  all.add("Request-URI", fields.request_uri);
  all.add("Via count", static_cast<long>(fields.vias.size()));
  for (const ViaFields& via : fields.vias) all.add(via);
  all.add("From", fields.from);
  all.add("From tag", fields.from_tag);
  all.add("To", fields.to);
  all.add("To tag", fields.to_tag);
  const std::string at = fields.call_id_host.empty() ? "" : "@" + std::string(fields.call_id_host);
  all.add("Call-ID", std::string(fields.call_id) + at);
  all.add("CSeq", static_cast<long>(fields.cseq));
  all.add("CSeq method", fields.cseq_method);
  all.add("Contact", fields.contacts);
  all.add("Route", fields.routes);
  all.add("Record-Route", fields.record_routes);
  all.add("Max-Forwards", fields.max_forwards);
  all.add("Content-Length", fields.content_length);
  all.add("Content-Type", fields.content_type);
  all.add("Content-Type subtype", fields.content_subtype);
  std::vector<std::string_view> options(fields.options.begin(), fields.options.end());
  std::ranges::sort(options);
  for (const std::string_view option : options) all.add("option", option);
  all.add("body", fields.body);
  return all;
}

}  // namespace

void Fields::clear() {
  method = from_tag = to_tag = call_id = call_id_host = cseq_method = content_type = content_subtype = body = {};
  request_uri = from = to = {};
  status = 0;
  cseq = 0;
  max_forwards = content_length = -1;
  vias.clear();
  contacts.clear();
  routes.clear();
  record_routes.clear();
  options.clear();
}

std::string difference(const Fields& one, const Fields& other) {
  const Listing first = list(one);
  const Listing second = list(other);
  const auto [a, b] = std::ranges::mismatch(first.lines(), second.lines());
  if (a == first.lines().end() && b == second.lines().end()) return {};
  return "\"" + (a == first.lines().end() ? std::string() : *a) + "\" against \"" +
         (b == second.lines().end() ? std::string() : *b) + "\"";
}

}  // namespace trunkgate::bench
