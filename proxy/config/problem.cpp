// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/problem.h"

#include <algorithm>
#include <numeric>

namespace trunkgate::proxy {
namespace {

/// Edits between two words: insert, delete, change a letter, or swap two neighbours (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  std::iota(last.begin(), last.end(), 0u);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({change, last[j] + 1, current[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, current);
  }
  return last[b.size()];
}

void add(std::vector<Problem>& list, std::uint32_t line, std::string what, std::string write) {
  if (list.size() < problem_count_max) list.push_back({line, std::move(what), std::move(write)});
}

void sort(std::vector<Problem>& list) {
  std::stable_sort(list.begin(), list.end(), [](const Problem& a, const Problem& b) { return a.line < b.line; });
}

}  // namespace

std::string to_string(std::string_view file, const Problem& problem) {
  std::string text{file};
  if (problem.line != 0) text.append(":").append(std::to_string(problem.line));
  text.append(": ").append(problem.what);
  if (!problem.write.empty()) text.append("; ").append(problem.write);
  return text;
}

void Problems::error(std::uint32_t line, std::string what, std::string write) {
  add(errors_, line, std::move(what), std::move(write));
}

void Problems::warning(std::uint32_t line, std::string what, std::string write) {
  add(warnings_, line, std::move(what), std::move(write));
}

void Problems::sort_by_line() {
  sort(errors_);
  sort(warnings_);
}

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string join_choices(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text.append(i + 1 == words.size() ? " or " : ", ");
    text.append(words[i]);
  }
  return text;
}

}  // namespace trunkgate::proxy
