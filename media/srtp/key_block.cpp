// SPDX-License-Identifier: Apache-2.0
#include "media/srtp/key_block.h"

#include <openssl/crypto.h>

#include <cstdlib>
#include <cstring>

namespace trunkgate::media {
namespace {

thread_local KeyBlock* in_use = nullptr;

}  // namespace

KeyBlock::Pointer KeyBlock::create(Suite suite) {
  static_assert(sizeof(KeyBlock) <= header_size);
  const std::uint16_t room = layouts[static_cast<std::size_t>(suite)].room;
  void* const memory = std::aligned_alloc(cache_line_size, header_size + room);
  if (memory == nullptr) return nullptr;
  std::memset(memory, 0, header_size + room);
  return Pointer{new (memory) KeyBlock(room)};
}

void KeyBlock::Destroy::operator()(KeyBlock* block) const {
  OPENSSL_cleanse(block->octets(), block->used_);
  std::free(block);
}

KeyBlock::Use::Use(KeyBlock* block) : before_(in_use) { in_use = block; }
KeyBlock::Use::~Use() { in_use = before_; }

void* KeyBlock::allocate(std::size_t size) {
  void* const memory = in_use != nullptr ? in_use->take(size) : nullptr;
  return memory != nullptr ? memory : std::calloc(1, size);
}

void KeyBlock::release(void* memory) {
  if (in_use != nullptr && in_use->owns(memory)) {
    in_use->give_back(memory);
  } else {
    std::free(memory);
  }
}

bool KeyBlock::owns(const void* memory) const {
  const auto address = reinterpret_cast<std::uintptr_t>(memory);
  const auto begin = reinterpret_cast<std::uintptr_t>(octets());
  return address >= begin && address < begin + room_;
}

void* KeyBlock::take(std::size_t size) {
  if (size == 0 || size > std::size_t{room_} - used_) return nullptr;
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  last_ = used_;
  used_ = static_cast<std::uint16_t>(used_ + whole);
  return octets() + last_;
}

// Key derivation (RFC 3711 §4.3) takes a cipher for a moment, which is the last piece then.
void KeyBlock::give_back(const void* memory) {
  if (memory != octets() + last_) return;
  OPENSSL_cleanse(octets() + last_, static_cast<std::size_t>(used_ - last_));
  used_ = last_;
}

}  // namespace trunkgate::media

// libsrtp2 calls these by name, and the linker prefers a program's own. Where it should not, its structures are on the
// heap, and only what our ciphers keep is in the block.
extern "C" {
void* srtp_crypto_alloc(std::size_t size);
void srtp_crypto_free(void* memory);

void* srtp_crypto_alloc(std::size_t size) { return size == 0 ? nullptr : trunkgate::media::KeyBlock::allocate(size); }
void srtp_crypto_free(void* memory) { trunkgate::media::KeyBlock::release(memory); }
}
