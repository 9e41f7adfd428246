// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/secret.h"

#include <string.h>  // explicit_bzero

#include <ostream>

namespace trunkgate::proxy {
namespace {

constexpr std::string_view mask = "***";

}  // namespace

void wipe_memory(void* memory, std::size_t size) noexcept {
  if (size != 0) explicit_bzero(memory, size);
}

// Sized at once: growing step by step would leave copies behind in freed memory.
Secret::Secret(std::string_view value) : bytes_(value.begin(), value.end()) {}

Secret& Secret::operator=(const Secret& other) {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::vector<char>(other.bytes_);
  return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::move(other.bytes_);
  other.bytes_.clear();
  return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe() noexcept {
  wipe_memory(bytes_.data(), bytes_.size());
  bytes_.clear();
}

std::ostream& operator<<(std::ostream& out, const Secret&) { return out << mask; }

std::string_view format_as(const Secret&) { return mask; }

}  // namespace trunkgate::proxy
