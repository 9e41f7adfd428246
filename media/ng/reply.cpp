// SPDX-License-Identifier: Apache-2.0
#include "media/ng/reply.h"

#include <algorithm>
#include <array>

namespace trunkgate::media::ng {
namespace {

constexpr std::array<std::string_view, 3> results{"ok", "pong", "error"};

void add_totals(Tree& tree, Value parent, std::string_view name, const StreamTotals& totals) {
  const Value entry = tree.add(parent, name, Kind::dictionary);
  tree.add_number(entry, "packets", totals.packets);
  tree.add_number(entry, "bytes", totals.bytes);
  tree.add_number(entry, "errors", totals.errors);
}

std::optional<StreamTotals> read_totals(Value entry) {
  if (!entry.is(Kind::dictionary)) return std::nullopt;
  return StreamTotals{entry.find("packets").number().value_or(0), entry.find("bytes").number().value_or(0),
                      entry.find("errors").number().value_or(0)};
}

}  // namespace

Value compose_reply(const Reply& reply, Tree& tree) {
  tree.clear();
  const Value root = tree.make_root(Kind::dictionary);
  tree.add(root, "result", results[static_cast<std::size_t>(reply.result)]);
  if (reply.result == Reply::Result::error) tree.add(root, "error-reason", reply.error_reason);
  if (!reply.warning.empty()) tree.add(root, "warning", reply.warning);
  if (!reply.sdp.empty()) tree.add(root, "sdp", reply.sdp);
  if (reply.rtp || reply.rtcp) {
    const Value totals = tree.add(root, "totals", Kind::dictionary);
    add_totals(tree, totals, "RTP", reply.rtp.value_or(StreamTotals{}));
    add_totals(tree, totals, "RTCP", reply.rtcp.value_or(StreamTotals{}));
  }
  return root;
}

std::optional<Reply> read_reply(Value dictionary) {
  const auto result = std::ranges::find(results, dictionary.find("result").text());
  if (result == results.end()) return std::nullopt;
  Reply reply;
  reply.result = static_cast<Reply::Result>(result - results.begin());
  reply.error_reason = dictionary.find("error-reason").text();
  reply.warning = dictionary.find("warning").text();
  reply.sdp = dictionary.find("sdp").text();
  const Value totals = dictionary.find("totals");
  reply.rtp = read_totals(totals.find("RTP"));
  reply.rtcp = read_totals(totals.find("RTCP"));
  return reply;
}

}  // namespace trunkgate::media::ng
