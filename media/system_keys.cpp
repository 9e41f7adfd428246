// SPDX-License-Identifier: Apache-2.0
#include "media/system_keys.h"

#include <sys/random.h>

#include <cerrno>
#include <system_error>

namespace trunkgate::media {

void SystemKeys::fill(std::span<std::uint8_t> octets) {
  while (!octets.empty()) {
    const auto size = getrandom(octets.data(), octets.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    octets = octets.subspan(static_cast<std::size_t>(size));
  }
}

}  // namespace trunkgate::media
