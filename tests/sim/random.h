// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>

#include "sip/instant.h"

namespace trunkgate::sim {

/// SplitMix64: the only source of chance in a run. Every actor has its own, drawn from the seed and a stream number, so
/// that what one of them asks for does not change what the others get.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream) : state_(seed * 0x2545f4914f6cdd1du + stream) { next(); }

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t count) { return count == 0 ? 0 : next() % count; }
  double fraction() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  bool chance(double probability) { return fraction() < probability; }
  sip::Duration between(sip::Duration low, sip::Duration high) {
    return low +
           sip::Duration(static_cast<sip::Duration::rep>(below(static_cast<std::uint64_t>((high - low).count()) + 1)));
  }
  template <class Value>
  Value pick(std::initializer_list<Value> values) {
    return values.begin()[below(values.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace trunkgate::sim
