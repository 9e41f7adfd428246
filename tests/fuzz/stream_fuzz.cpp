// SPDX-License-Identifier: Apache-2.0
// A TCP or TLS stream: however the network cuts it, the same messages come out, and each ends where its reader ends.
#include <string>
#include <vector>

#include "sip/message/framer.h"
#include "tests/fuzz/sip_text.h"

namespace trunkgate::fuzz {
namespace {

using sip::Framer;

/// What a stream came to: one entry per message, ping or error.
struct Event {
  Framer::Kind kind;
  std::string bytes;
  sip::ParseError error;
  friend bool operator==(const Event&, const Event&) = default;
};

/// `piece` gives the size of the next read.
template <class Piece>
std::vector<Event> read(std::string_view stream, Piece&& piece) {
  Framer framer;
  std::string buffered;
  std::vector<Event> events;
  while (!stream.empty()) {
    const std::size_t size = std::min(piece(), stream.size());
    buffered += stream.substr(0, size);
    stream.remove_prefix(size);
    for (;;) {
      const Framer::Next next = framer.next(buffered);
      require(next.skip + next.length <= buffered.size(), "a framer takes no more than there is");
      if (next.kind != Framer::Kind::need_more)
        events.push_back({next.kind, buffered.substr(next.skip, next.length), next.error});
      if (next.kind == Framer::Kind::error) return events;
      buffered.erase(0, next.skip + next.length);
      if (next.kind == Framer::Kind::need_more) break;
    }
    require(buffered.size() < 2 * sip::message_size_max, "what waits for more is bounded");
  }
  return events;
}

/// Smuggling is two readers that see different ends: the message must take all bytes of its frame.
void check_end(std::string_view bytes) {
  static const auto message = std::make_unique<sip::Message>();
  if (message->parse(bytes) != sip::ParseError::none) return;
  require(message->body().data() + message->body().size() == bytes.data() + bytes.size(),
          "a message ends where its frame ends");
}

void run(std::string_view stream) {
  Noise noise(stream);
  const auto whole = read(stream, [&] { return stream.size(); });
  const auto pieces = read(stream, [&] { return 1 + noise.below(noise.below(8) == 0 ? 2000 : 20); });
  require(whole == pieces, "pieces give the same messages as the whole");
  for (const Event& event : whole)
    if (event.kind == Framer::Kind::message) check_end(event.bytes);
}

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trunkgate::fuzz::run(trunkgate::fuzz::text_of({data, size}));
  return 0;
}
