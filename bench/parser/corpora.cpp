// SPDX-License-Identifier: Apache-2.0
#include "bench/parser/corpora.h"

#include <cstdlib>
#include <iostream>
#include <memory>

#include "bench/parser/variants.h"
#include "tests/sip/support/corpus.h"

namespace trunkgate::bench {

namespace {

constexpr std::uint64_t seed = 20261125;
constexpr std::size_t variants_per_message = 40;
constexpr std::size_t invite_count = 1024;
constexpr std::string_view invite_name = "twilio_invite_udp";

/// Why the message can't be used; empty when all systems take the same out of it.
std::string objection(std::span<const System> systems, std::string_view bytes) {
  const auto ours = std::make_unique<Fields>();
  const auto theirs = std::make_unique<Fields>();
  if (!systems.front().parse(bytes, *ours)) return "refused by " + std::string(systems.front().name);
  std::string found;
  for (const System& system : systems.subspan(1)) {
    const bool accepted = system.parse(bytes, *theirs);
    std::string differs = accepted ? difference(*ours, *theirs) : "";
    system.release();
    if (!accepted) found += " refused by " + std::string(system.name);
    if (!differs.empty()) found += " " + std::string(system.name) + " differs: " + differs;
  }
  return found;
}

void require_agreement(std::span<const System> systems, std::string_view variant) {
  const std::string why = objection(systems, variant);
  if (why.empty()) return;
  std::cerr << "a variant that not all systems read alike:" << why << '\n' << variant << '\n';
  std::exit(1);
}

}  // namespace

Corpora load_corpora(std::span<const System> systems) {
  Corpora corpora;
  Variants variants(seed);
  for (const sip::CorpusMessage& base : sip::corpus()) {
    if (const std::string why = objection(systems, base.bytes); !why.empty()) {
      std::cerr << "excluded: " << base.name << ":" << why << '\n';
      ++corpora.excluded;
      continue;
    }
    corpora.same.push_back(base.bytes);
    for (std::size_t i = 0; i < variants_per_message; ++i) {
      corpora.varied.push_back(variants.of(base.bytes));
      require_agreement(systems, corpora.varied.back());
    }
  }
  const std::string invite = sip::corpus_message(invite_name);
  while (corpora.invites.size() < invite_count) {
    corpora.invites.push_back(variants.of(invite));
    require_agreement(systems, corpora.invites.back());
  }
  return corpora;
}

}  // namespace trunkgate::bench
