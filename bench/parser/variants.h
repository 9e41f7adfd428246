// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace trunkgate::bench {

/// Makes messages that differ from a given one in what differs between calls: numbers, hosts, ports, tags, branches,
/// Call-ID, CSeq, their lengths, the order of the headers, a few unknown headers. So a branch predictor cannot learn
/// the corpus by heart. The same seed makes the same messages everywhere.
class Variants {
 public:
  explicit Variants(std::uint64_t seed) : random_(seed) {}

  [[nodiscard]] std::string of(std::string_view message);

 private:
  [[nodiscard]] std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
  [[nodiscard]] std::string word(std::size_t size_min, std::size_t size_max);
  [[nodiscard]] std::string digits(std::size_t size);
  [[nodiscard]] std::string host_like(std::string_view host);
  [[nodiscard]] std::string user_like(std::string_view user);
  [[nodiscard]] std::string line(std::string_view line);
  [[nodiscard]] std::string host_and_port(std::string_view text);
  [[nodiscard]] std::string uri(std::string_view text);
  [[nodiscard]] std::string body(std::string_view text);
  void shuffle(std::vector<std::string>& lines);

  std::mt19937_64 random_;
};

}  // namespace trunkgate::bench
