// SPDX-License-Identifier: Apache-2.0
#include "media/ng/call_table.h"

#include <algorithm>

namespace trunkgate::media::ng {
namespace {

/// Either of them names no branch, or both the same.
bool same_branch(const Dialogue& dialogue, std::string_view branch) {
  return branch.empty() || dialogue.via_branch.empty() || dialogue.via_branch == branch;
}

Match match_both_tags(Call& call, std::string_view from, std::string_view to) {
  for (const auto& dialogue : call.dialogues) {
    if (dialogue->tag_a == from && dialogue->has_b(to)) return {dialogue.get(), Side::a};
    if (dialogue->tag_a == to && dialogue->has_b(from)) return {dialogue.get(), Side::b};
  }
  return {};
}

}  // namespace

bool Dialogue::has_b(std::string_view tag) const { return std::ranges::find(tags_b, tag) != tags_b.end(); }

Call* CallTable::find(std::string_view call_id) {
  const auto found = calls_.find(call_id);
  return found == calls_.end() ? nullptr : found->second.get();
}

Dialogue* CallTable::find(SessionId session) {
  const auto found = by_session_.find(session);
  return found == by_session_.end() ? nullptr : found->second;
}

Match CallTable::match_offer(Call& call, const Request& request) {
  if (!request.to_tag.empty()) {
    if (const Match match = match_both_tags(call, request.from_tag, request.to_tag)) return match;
  }
  for (const auto& dialogue : call.dialogues) {
    // A delayed offer comes from the called side, which has a tag already that nobody has told us of.
    const bool to_fits = request.to_tag.empty() || dialogue->tags_b.empty();
    if (dialogue->tag_a == request.from_tag && to_fits && same_branch(*dialogue, request.via_branch))
      return {dialogue.get(), Side::a};
    if (request.to_tag.empty() && dialogue->has_b(request.from_tag)) return {dialogue.get(), Side::b};
  }
  return {};
}

Match CallTable::match_answer(Call& call, const Request& request) {
  // From the answerer's end: the dialogue's own offerer may be the one who answers now.
  if (const Match match = match_both_tags(call, request.to_tag, request.from_tag)) return match;
  const auto latest = std::find_if(call.dialogues.rbegin(), call.dialogues.rend(), [&request](const auto& dialogue) {
    return dialogue->tag_a == request.from_tag && same_branch(*dialogue, request.via_branch);
  });
  return latest == call.dialogues.rend() ? Match{} : Match{latest->get(), Side::b};
}

bool CallTable::concerns(const Dialogue& dialogue, const Request& request) {
  const auto has = [&dialogue](std::string_view tag) { return dialogue.tag_a == tag || dialogue.has_b(tag); };
  if (!request.from_tag.empty() && !has(request.from_tag)) return false;
  const bool to_counts = request.verb == Verb::query || request.honours_to_tag;
  // An offer that nobody has answered is of no to-tag yet.
  const bool to_fits = request.to_tag.empty() || dialogue.tags_b.empty() || has(request.to_tag);
  if (to_counts && !to_fits) return false;
  return same_branch(dialogue, request.via_branch);
}

Dialogue* CallTable::add(const Request& request, SessionId session) {
  Call* call = find(request.call_id);
  if (call == nullptr) {
    auto fresh = std::make_unique<Call>();
    fresh->call_id = request.call_id;
    call = fresh.get();
    calls_.emplace(std::string_view(call->call_id), std::move(fresh));
  }
  if (call->dialogues.size() == dialogues_per_call_max) return nullptr;
  auto& dialogue = call->dialogues.emplace_back(std::make_unique<Dialogue>());
  dialogue->session = session;
  dialogue->call = call;
  dialogue->tag_a = request.from_tag;
  dialogue->via_branch = request.via_branch;
  if (!request.to_tag.empty()) dialogue->tags_b.emplace_back(request.to_tag);
  by_session_.emplace(session, dialogue.get());
  return dialogue.get();
}

bool CallTable::learn_tag(Dialogue& dialogue, Side side, std::string_view tag) {
  if (side == Side::a) return true;
  const auto known = std::ranges::find(dialogue.tags_b, tag);
  if (known != dialogue.tags_b.end()) {
    std::rotate(known, known + 1, dialogue.tags_b.end());
    return true;
  }
  if (dialogue.tags_b.size() == far_tags_max) return false;
  dialogue.tags_b.emplace_back(tag);
  return true;
}

void CallTable::remove(Dialogue& dialogue) {
  Call& call = *dialogue.call;
  by_session_.erase(dialogue.session);
  std::erase_if(call.dialogues, [&dialogue](const auto& one) { return one.get() == &dialogue; });
  if (!call.dialogues.empty()) return;
  // The key is a view of the call's own text: it must not be looked up while the call is destroyed.
  const auto node = calls_.extract(std::string_view(call.call_id));
}

}  // namespace trunkgate::media::ng
