// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/parser/system.h"

namespace trunkgate::bench {

/// What is parsed. `same`: the realistic messages of tests/data/messages, again and again. `varied`: random variants of
/// each of them. `invites`: random variants of one INVITE of about 1.2 kB.
struct Corpora {
  std::vector<std::string> same;
  std::vector<std::string> varied;
  std::vector<std::string> invites;
  std::size_t excluded = 0;  ///< realistic messages that a system refuses or misreads, left out for all
};

/// Keeps what all systems read alike, else they would not do the same work; says on stderr what is left out and why.
/// Ends the program when they differ on a variant of a message on which they agree.
[[nodiscard]] Corpora load_corpora(std::span<const System> systems);

}  // namespace trunkgate::bench
