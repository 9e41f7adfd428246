// SPDX-License-Identifier: Apache-2.0
#include "bench/rtp/options.h"

#include <arpa/inet.h>

#include <charconv>
#include <string_view>

namespace trunkgate::bench {
namespace {

constexpr std::size_t streams_max = 10'000;
constexpr std::size_t seconds_max = 600;
constexpr std::size_t calls_max = 1'000'000;

/// Takes words one after the other; one that does not fit spoils the rest.
class Words {
 public:
  Words(int argc, char** argv) : next_(argv + 1), end_(argv + argc) {}

  std::string_view word() {
    if (next_ < end_) return *next_++;
    good_ = false;
    return {};
  }
  std::size_t number(std::size_t max) {
    const std::string_view text = word();
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    good_ = good_ && error == std::errc{} && end == text.data() + text.size() && value <= max;
    return value;
  }
  /// 127.0.0.0/8 alone: no load ever leaves the machine.
  in_addr address() {
    in_addr value{};
    good_ = good_ && inet_pton(AF_INET, std::string(word()).c_str(), &value) == 1 && ntohl(value.s_addr) >> 24 == 127;
    return value;
  }
  [[nodiscard]] bool all_taken() const { return good_ && next_ == end_; }

 private:
  char** next_;
  char** end_;
  bool good_ = true;
};

}  // namespace

std::optional<Options> Options::read(int argc, char** argv) {
  Words words(argc, argv);
  Options options;
  options.server = static_cast<pid_t>(words.number(1 << 22));
  options.parties = {words.address(), words.address()};
  const std::string_view name = words.word();
  options.secure = name == "srtp";
  options.streams = words.number(streams_max);
  options.seconds = std::chrono::seconds(words.number(seconds_max));
  options.calls = words.number(calls_max);
  const std::string_view kind = words.word();
  if (kind == "ng") {
    options.ng.sin_family = AF_INET;
    options.ng.sin_addr = words.address();
    options.ng.sin_port = htons(static_cast<std::uint16_t>(words.number(65535)));
  } else if (kind == "relay") {
    options.inside = words.address();
    options.outside = words.address();
    options.relay_port = static_cast<std::uint16_t>(words.number(65535));
  }
  const bool good = words.all_taken() && options.streams > 0 && (name == "rtp" || name == "srtp") &&
                    (options.ng.sin_port != 0 || options.relay_port != 0);
  return good ? std::optional{options} : std::nullopt;
}

}  // namespace trunkgate::bench
