// SPDX-License-Identifier: Apache-2.0
#include "media/ng/reply_cache.h"

namespace trunkgate::media::ng {

std::string ReplyCache::key_of(const Peer& peer, std::string_view cookie) {
  const auto& bytes = peer.endpoint.address.bytes;
  std::string key(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  key += static_cast<char>(peer.endpoint.port >> 8U);
  key += static_cast<char>(peer.endpoint.port & 0xffU);
  key += static_cast<char>(peer.socket);
  return key.append(cookie);
}

ReplyCache::State ReplyCache::look_up(Instant now, const Peer& peer, std::string_view cookie, std::string_view& reply) {
  while (!order_.empty() && (order_.front()->second.expires <= now || order_.size() >= replies_kept_max)) {
    replies_.erase(replies_.find(order_.front()->first));
    order_.pop_front();
  }
  const auto [found, fresh] = replies_.try_emplace(key_of(peer, cookie));
  if (fresh) {
    found->second.expires = now + reply_lifetime;
    order_.push_back(&*found);
    return State::fresh;
  }
  if (found->second.reply.empty()) return State::waiting;
  reply = found->second.reply;
  return State::done;
}

void ReplyCache::store(const Peer& peer, std::string_view cookie, std::string_view reply) {
  const auto found = replies_.find(key_of(peer, cookie));
  if (found != replies_.end()) found->second.reply = reply;
}

}  // namespace trunkgate::media::ng
