// SPDX-License-Identifier: Apache-2.0
#include "media/ng/request_table.h"

#include <algorithm>
#include <charconv>

#include "media/ng/message.h"

namespace trunkgate::media::ng {

RequestTable::RequestTable(std::string prefix) : prefix_(std::move(prefix)) {}

std::optional<std::string_view> RequestTable::open(Instant now, const Addressee& to, std::chrono::milliseconds wait,
                                                   Value dictionary) {
  if (requests_.size() >= requests_max) return std::nullopt;
  const std::uint64_t id = next_++;
  TextWriter out(room_);
  write_message({prefix_ + std::to_string(id), Encoding::bencode, dictionary}, out);
  if (out.overflowed()) return std::nullopt;
  Pending& request = requests_[id];
  request = {to, now, now + retransmit_first, now + wait, retransmit_first, std::string(out.view())};
  schedule_.emplace(due(request), id);
  return request.datagram;
}

std::optional<RequestTable::Pending> RequestTable::take(std::size_t anchor, std::string_view cookie) {
  if (!cookie.starts_with(prefix_)) return std::nullopt;
  const std::string_view digits = cookie.substr(prefix_.size());
  std::uint64_t id = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return std::nullopt;
  const auto found = requests_.find(id);
  if (found == requests_.end() || found->second.to.anchor != anchor) return std::nullopt;
  schedule_.erase({due(found->second), id});
  std::optional<Pending> request(std::move(found->second));
  requests_.erase(found);
  return request;
}

std::optional<RequestTable::Due> RequestTable::take_due(Instant now) {
  if (schedule_.empty() || schedule_.begin()->first > now) return std::nullopt;
  const std::uint64_t id = schedule_.begin()->second;
  schedule_.erase(schedule_.begin());
  const auto found = requests_.find(id);
  Pending& request = found->second;
  if (request.give_up <= now) {
    Due last{id, true, std::move(request)};
    requests_.erase(found);
    return last;
  }
  request.interval = std::min(request.interval * 2, retransmit_interval_max);
  request.again = now + request.interval;
  schedule_.emplace(due(request), id);
  return Due{id, false, request};
}

void RequestTable::give_up(Instant now, std::size_t anchor) {
  for (auto& [id, request] : requests_) {
    if (request.to.anchor != anchor || request.give_up <= now) continue;
    schedule_.erase({due(request), id});
    request.give_up = now;
    schedule_.emplace(due(request), id);
  }
}

Instant RequestTable::deadline() const { return schedule_.empty() ? Instant::max() : schedule_.begin()->first; }

}  // namespace trunkgate::media::ng
