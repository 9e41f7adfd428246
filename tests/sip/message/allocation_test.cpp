// SPDX-License-Identifier: Apache-2.0
// Replaces the allocator of this test program by one that counts: parsing and writing must not touch it.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <new>

#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"
#include "sip/message/message.h"
#include "sip/message/response.h"
#include "sip/message/writer.h"
#include "tests/sip/support/corpus.h"

namespace {
thread_local std::size_t allocations = 0;
}

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define COUNTS_MALLOC 1
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) noexcept {
  ++allocations;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  ++allocations;
  return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) noexcept {
  ++allocations;
  return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  ++allocations;
  return __libc_memalign(alignment, size);
}
}
#endif

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace trunkgate::sip {
namespace {

struct Room {
  Message message;
  std::array<char, message_size_max> buffer;
};

void parse_and_write(Room& room, std::string_view bytes, bool& good) {
  Message& message = room.message;
  good = message.parse(bytes) == ParseError::none;
  for (const Header& header : message.headers())
    if (header.id == HeaderId::contact || header.id == HeaderId::record_route)
      for (std::string_view one : values(header.value)) good = good && NameAddr::parse(one);
  Writer writer(room.buffer);
  if (message.is_request())
    writer.request_line(message.method_name(), message.request_uri());
  else
    writer.status_line(message.status(), message.reason());
  for (const Header& header : message.headers())
    if (header.id != HeaderId::content_length) writer.header(header);
  good = good && !writer.finish(message.body()).empty();
  Writer reply(room.buffer);
  begin_response(reply, message, 400, reason_phrase(400), "t1", "192.0.2.1", 5060);
  good = good && !reply.finish().empty();
}

TEST(Allocation, Counter_SeesNewAndMalloc) {
  const std::size_t before = allocations;
  const auto one = std::make_unique<Room>();
  EXPECT_GT(allocations, before);
#if defined(COUNTS_MALLOC)
  const std::size_t between = allocations;
  void* volatile two = std::malloc(10);
  EXPECT_EQ(allocations, between + 1);
  std::free(two);
#endif
}

TEST(Allocation, ParseAndRewriteOfEveryMessage_None) {
  const auto messages = corpus();
  const auto room = std::make_unique<Room>();
  for (const auto& [name, bytes] : messages) {
    bool good = false;
    const std::size_t before = allocations;
    parse_and_write(*room, bytes, good);
    const std::size_t after = allocations;
    EXPECT_TRUE(good) << name;
    EXPECT_EQ(after - before, 0u) << name;
  }
}

TEST(Allocation, BrokenMessages_None) {
  const auto room = std::make_unique<Room>();
  for (const auto& [name, bytes] : corpus()) {
    const std::size_t before = allocations;
    std::size_t refused = 0;
    for (std::size_t size = 0; size < bytes.size(); size += 13)
      refused += room->message.parse({bytes.data(), size}) != ParseError::none ? 1 : 0;
    const std::size_t after = allocations;
    EXPECT_GT(refused, 0u) << name;
    EXPECT_EQ(after - before, 0u) << name;
  }
}

}  // namespace
}  // namespace trunkgate::sip
