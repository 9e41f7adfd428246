// SPDX-License-Identifier: Apache-2.0
#include "media/io/bell.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace trunkgate::media {

Bell::Bell() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "media: eventfd");
}

Bell::~Bell() { ::close(descriptor_); }

void Bell::ring() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(descriptor_, &one, sizeof one);  // full means: it rings already
}

void Bell::hush() const {
  std::uint64_t times = 0;
  [[maybe_unused]] const auto cleared = read(descriptor_, &times, sizeof times);
}

}  // namespace trunkgate::media
