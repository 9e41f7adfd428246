// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <sstream>
#include <type_traits>

// Looks at one buffer at the moment it is freed.
namespace {
const void* watched = nullptr;
std::size_t watched_size = 0;
bool zeroed = false;

void look_at(const void* memory) {
  if (memory == nullptr || memory != watched) return;
  const auto* const bytes = static_cast<const char*>(memory);
  zeroed = std::all_of(bytes, bytes + watched_size, [](char byte) { return byte == '\0'; });
  watched = nullptr;
}
}  // namespace

void* operator new(std::size_t size) {
  if (void* const memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept {
  look_at(memory);
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  look_at(memory);
  std::free(memory);
}

namespace trunkgate::proxy {
namespace {

void watch(const Secret& secret) {
  watched = secret.reveal().data();
  watched_size = secret.reveal().size();
  zeroed = false;
}

TEST(Secret, StreamAndFormat_Masked) {
  const Secret secret{"hunter2-hunter2"};
  std::ostringstream out;
  out << secret;
  EXPECT_EQ(out.str(), "***");
  EXPECT_EQ(format_as(secret), "***");
  EXPECT_EQ(testing::PrintToString(secret), "***");
}

TEST(Secret, NoConversionToText) {
  EXPECT_FALSE((std::is_convertible_v<Secret, std::string>));
  EXPECT_FALSE((std::is_convertible_v<Secret, std::string_view>));
  EXPECT_FALSE((std::is_convertible_v<const char*, Secret>)) << "making one is deliberate";
}

TEST(Secret, Destroyed_BytesZeroedBeforeTheyAreFreed) {
  {
    const Secret secret{"hunter2-hunter2"};
    watch(secret);
  }
  EXPECT_EQ(watched, nullptr) << "freed";
  EXPECT_TRUE(zeroed);
}

TEST(Secret, Assigned_OldBytesZeroed) {
  Secret copied_over{"hunter2-hunter2"};
  watch(copied_over);
  const Secret other{"other"};
  copied_over = other;
  EXPECT_EQ(watched, nullptr);
  EXPECT_TRUE(zeroed);
  EXPECT_EQ(copied_over.reveal(), "other");

  Secret moved_over{"hunter2-hunter2"};
  watch(moved_over);
  moved_over = Secret{"another"};
  EXPECT_EQ(watched, nullptr);
  EXPECT_TRUE(zeroed);
  EXPECT_EQ(moved_over.reveal(), "another");
}

TEST(Secret, MovedFrom_Empty) {
  Secret first{"hunter2-hunter2"};
  const Secret second{std::move(first)};
  EXPECT_TRUE(first.empty());
  EXPECT_EQ(second.reveal(), "hunter2-hunter2");
  Secret third{"x"};
  Secret fourth{"y"};
  third = std::move(fourth);
  EXPECT_EQ(third.reveal(), "y");
  EXPECT_TRUE(fourth.empty());
}

TEST(Secret, CopyIsIndependent) {
  Secret first{"one"};
  const Secret second{first};
  first = Secret{"two"};
  EXPECT_EQ(second.reveal(), "one");
  first = static_cast<const Secret&>(first);
  EXPECT_EQ(first.reveal(), "two");
}

}  // namespace
}  // namespace trunkgate::proxy
