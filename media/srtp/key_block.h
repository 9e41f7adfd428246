// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

#include "media/prefetch.h"
#include "media/srtp/suite.h"

namespace trunkgate::media {

/// The memory of one SRTP session. libsrtp2 keeps of a session a dozen small structures, each behind a pointer of the
/// one before, and a packet walks through them all. In one block they can be brought into the cache before it comes,
/// cost one allocation, and are wiped together. Begins with a cache line.
class KeyBlock {
 public:
  struct Destroy {
    void operator()(KeyBlock* block) const;
  };
  using Pointer = std::unique_ptr<KeyBlock, Destroy>;

  /// For a session with one SSRC. Null: no memory.
  [[nodiscard]] static Pointer create(Suite suite);

  /// While it lives, what libsrtp2 asks for and gives back on this thread is `block`'s; what does not fit (a second
  /// SSRC, the tables of AES-GCM) is the heap's. Null: all is. Whatever was taken from a block is given back in a Use
  /// of it.
  class Use {
   public:
    explicit Use(KeyBlock* block);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

   private:
    KeyBlock* before_;
  };

  /// What an RTP packet touches.
  [[gnu::always_inline]] void prefetch(Suite suite) const {
    for (const Lines& lines : layouts[static_cast<std::size_t>(suite)].packet_lines)
      media::prefetch(reinterpret_cast<const char*>(this) + lines.first * cache_line_size,
                      lines.count * cache_line_size);
  }
  [[nodiscard]] std::size_t used() const { return used_; }  ///< octets

  /// As libsrtp2's own: zeroed and aligned for any plain type; null when there is none. From the block in use, if any.
  [[nodiscard]] static void* allocate(std::size_t size);
  static void release(void* memory);

 private:
  static constexpr std::size_t alignment = alignof(std::max_align_t);

  struct Lines {
    std::uint8_t first;
    std::uint8_t count;
  };
  /// Which cache lines a packet touches, in the order in which libsrtp2 2.5 allocates: context; end of the list's head;
  /// cipher and authenticator; limit and the first SSRC. What RTCP and a new SSRC need lies between. With another order
  /// the cache is merely used worse.
  struct Layout {
    std::uint16_t room;  // octets: all of a session, but the tables of AES-GCM
    Lines packet_lines[4];
  };
  static constexpr Layout aes_cm_128{1264, {{0, 1}, {2, 1}, {6, 5}, {15, 5}}};
  static constexpr Layout aes_cm_256{1456, {{0, 1}, {2, 1}, {6, 6}, {17, 5}}};
  static constexpr Layout aes_gcm{752, {{0, 1}, {2, 1}, {6, 2}, {8, 4}}};
  static constexpr Layout layouts[] = {aes_cm_128, aes_cm_128, aes_cm_256, aes_cm_256, aes_gcm, aes_gcm};  // by suite

  explicit KeyBlock(std::uint16_t room) : room_(room) {}
  [[nodiscard]] bool owns(const void* memory) const;
  [[nodiscard]] void* take(std::size_t size);
  void give_back(const void* memory);

  /// Behind it, as many as the suite takes.
  [[nodiscard]] std::uint8_t* octets() { return reinterpret_cast<std::uint8_t*>(this) + header_size; }
  [[nodiscard]] const std::uint8_t* octets() const { return reinterpret_cast<const std::uint8_t*>(this) + header_size; }

  static constexpr std::size_t header_size = 16;
  static_assert(header_size % alignment == 0);

  std::uint16_t room_;
  std::uint16_t used_ = 0;
  std::uint16_t last_ = 0;  // where the last piece begins, which alone can be taken again
};

/// What a cipher or an authenticator keeps of a key, in the block in use. Null: no memory.
template <class State>
[[nodiscard]] State* new_key_state() {
  static_assert(alignof(State) <= alignof(std::max_align_t));
  void* const memory = KeyBlock::allocate(sizeof(State));
  return memory == nullptr ? nullptr : new (memory) State;
}

template <class State>
void delete_key_state(State* state) {
  state->~State();
  KeyBlock::release(state);
}

}  // namespace trunkgate::media
