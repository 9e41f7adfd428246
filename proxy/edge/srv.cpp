// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/srv.h"

#include <algorithm>

namespace trunkgate::proxy {
namespace {

/// RFC 2782, "Weight": draws the index of one record of [first, last), all of one priority, weight 0 placed first.
std::size_t draw(const std::vector<SrvRecord>& records, std::size_t first, std::size_t last, std::uint32_t random) {
  std::uint32_t sum = 0;
  for (std::size_t i = first; i < last; ++i) sum += records[i].weight;
  const std::uint32_t mark = random % (sum + 1);
  std::uint32_t running = 0;
  for (std::size_t i = first; i < last; ++i) {
    running += records[i].weight;
    if (running >= mark) return i;
  }
  return last - 1;
}

}  // namespace

std::vector<SrvRecord> order_srv(std::vector<SrvRecord> records, const std::function<std::uint32_t()>& random) {
  std::erase_if(records, [](const SrvRecord& record) { return record.target.empty() || record.target == "."; });
  std::ranges::stable_sort(records, [](const SrvRecord& a, const SrvRecord& b) {
    return a.priority != b.priority ? a.priority < b.priority : a.weight < b.weight;
  });
  for (std::size_t i = 0; i < records.size(); ++i) {
    std::size_t last = i;
    while (last < records.size() && records[last].priority == records[i].priority) ++last;
    const auto chosen = records.begin() + static_cast<std::ptrdiff_t>(draw(records, i, last, random()));
    std::rotate(records.begin() + static_cast<std::ptrdiff_t>(i), chosen, chosen + 1);
  }
  return records;
}

std::string srv_name(Transport transport, const std::string& host) {
  switch (transport) {
    case Transport::udp: return "_sip._udp." + host;
    case Transport::tcp: return "_sip._tcp." + host;
    case Transport::tls: return "_sips._tcp." + host;
  }
  return host;
}

std::uint16_t default_port(Transport transport) { return transport == Transport::tls ? 5061 : 5060; }

}  // namespace trunkgate::proxy
