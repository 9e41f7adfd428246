// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string_view>
#include <vector>

namespace trunkgate::proxy {

/// A password or key text. It prints as "***" wherever it is streamed or formatted, has no conversion to text, and its
/// bytes are zeroed when it is destroyed, assigned over or moved from. `reveal` is the one way to the value.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view value);
  Secret(const Secret& other) = default;
  Secret(Secret&& other) noexcept = default;  // a vector hands its one buffer over: no byte stays behind
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  /// The value itself; borrowed, valid while this object is unchanged. Never for a log.
  [[nodiscard]] std::string_view reveal() const { return {bytes_.data(), bytes_.size()}; }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  void wipe() noexcept;
  std::vector<char> bytes_;
};

std::ostream& operator<<(std::ostream& out, const Secret& secret);
/// What the {fmt} library prints for a Secret.
[[nodiscard]] std::string_view format_as(const Secret& secret);

/// Zeroes memory in a way that the compiler may not leave out.
void wipe_memory(void* memory, std::size_t size) noexcept;

}  // namespace trunkgate::proxy
