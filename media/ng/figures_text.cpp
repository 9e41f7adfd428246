// SPDX-License-Identifier: Apache-2.0
#include "media/ng/figures_text.h"

#include <array>
#include <cstdio>

namespace trunkgate::media::ng {
namespace {

std::string direction(const DirectionStatistics& from) {
  if (!from.heard()) return "nothing";
  std::array<char, 256> text;
  std::snprintf(text.data(), text.size(), "%llu packets of %.*s, %.2f %% lost, jitter %.1f ms at most",
                static_cast<unsigned long long>(from.packets), static_cast<int>(from.codec.size()), from.codec.data(),
                100 * from.loss(), from.jitter_max_us / 1000.0);
  std::string all = text.data();
  if (from.score > 0) {
    std::snprintf(text.data(), text.size(), ", MOS %.2f (lowest %.2f)", from.score / 100.0, from.lowest.score / 100.0);
    all += text.data();
  }
  if (from.events > 0) all += ", " + std::to_string(from.events) + " digits";
  return all;
}

}  // namespace

std::string figures_text(const Statistics& statistics) {
  std::string text = "from a " + direction(statistics.from_a) + "; from b " + direction(statistics.from_b);
  if (statistics.one_way()) text += "; one-way audio";
  return text;
}

}  // namespace trunkgate::media::ng
