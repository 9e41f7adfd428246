// SPDX-License-Identifier: Apache-2.0
#include "sip/scan/chars.h"
#include "sip/scan/control.h"
#include "sip/scan/line_index.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace trunkgate::sip {

void index_blocks_scalar(const char* text, std::size_t block_count, std::uint64_t* controls,
                         std::uint64_t* delimiters) {
  for (; block_count != 0; --block_count, text += block_size, ++controls, ++delimiters) {
    *controls = *delimiters = 0;
    for (std::size_t i = 0; i < block_size; ++i) {
      *controls |= std::uint64_t{is_control(text[i])} << i;
      *delimiters |= std::uint64_t{!is(host, text[i])} << i;
    }
  }
}

#if defined(__x86_64__)
namespace {

/// Bytes from `first` to `first + count`, of both cases of letters when `fold` is 0x20. x <= y unsigned is x == min(x,
/// y).
__m128i in_range(__m128i bytes, char first, char count, char fold = 0) {
  const __m128i offset = _mm_sub_epi8(_mm_or_si128(bytes, _mm_set1_epi8(fold)), _mm_set1_epi8(first));
  return _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8(count)), offset);
}

std::uint64_t bits(__m128i bytes, unsigned part) {
  return std::uint64_t{static_cast<std::uint16_t>(_mm_movemask_epi8(bytes))} << (part * 16);
}

void with_sse2(const char* text, std::size_t block_count, std::uint64_t* controls, std::uint64_t* delimiters) {
  for (; block_count != 0; --block_count, text += block_size) {
    std::uint64_t control_bits = 0;
    std::uint64_t plain_bits = 0;
    for (unsigned part = 0; part < 4; ++part) {
      const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + part * 16));
      const __m128i low = _mm_andnot_si128(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('\t')), in_range(chunk, 0, 0x1f));
      control_bits |= bits(_mm_or_si128(low, _mm_cmpeq_epi8(chunk, _mm_set1_epi8(0x7f))), part);
      const __m128i alphanumerics = _mm_or_si128(in_range(chunk, 'a', 25, 0x20), in_range(chunk, '0', 9));
      const __m128i others = _mm_or_si128(in_range(chunk, '-', 1), _mm_cmpeq_epi8(chunk, _mm_set1_epi8('_')));
      plain_bits |= bits(_mm_or_si128(alphanumerics, others), part);
    }
    *controls++ = control_bits;
    *delimiters++ = ~plain_bits;
  }
}

// The classes of a byte are those that its two halves have in common. Bits: 1 "-.", 2 digits, 4 A-O and a-o, 8 P-Z and
// '_', 16 p-z; and of control characters 32 those below 16 save HT, 64 those below 32, 128 DEL.
#define REPEAT_TWICE(...) __VA_ARGS__, __VA_ARGS__
constexpr std::uint8_t control_classes = 32;  // and above
alignas(32) constexpr std::uint8_t classes_of_low_half[32] = {
    REPEAT_TWICE(2 + 8 + 16 + 32 + 64, 2 + 4 + 8 + 16 + 32 + 64, 2 + 4 + 8 + 16 + 32 + 64, 2 + 4 + 8 + 16 + 32 + 64,
                 2 + 4 + 8 + 16 + 32 + 64, 2 + 4 + 8 + 16 + 32 + 64, 2 + 4 + 8 + 16 + 32 + 64, 2 + 4 + 8 + 16 + 32 + 64,
                 2 + 4 + 8 + 16 + 32 + 64, 2 + 4 + 8 + 16 + 64, 4 + 8 + 16 + 32 + 64, 4 + 32 + 64, 4 + 32 + 64,
                 1 + 4 + 32 + 64, 1 + 4 + 32 + 64, 4 + 8 + 32 + 64 + 128)};
alignas(32) constexpr std::uint8_t classes_of_high_half[32] = {
    REPEAT_TWICE(32, 64, 1, 2, 4, 8, 4, 16 + 128, 0, 0, 0, 0, 0, 0, 0, 0)};
#undef REPEAT_TWICE

struct Halves {
  std::uint32_t controls;
  std::uint32_t unclassed;  // delimiters, save some control characters
};

__attribute__((target("avx2"), always_inline)) inline Halves index_32(const char* text) {
  const __m256i low_table = _mm256_load_si256(reinterpret_cast<const __m256i*>(classes_of_low_half));
  const __m256i high_table = _mm256_load_si256(reinterpret_cast<const __m256i*>(classes_of_high_half));
  const __m256i chunk = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
  const __m256i high_half = _mm256_and_si256(_mm256_srli_epi16(chunk, 4), _mm256_set1_epi8(0x0f));
  const __m256i classes =
      _mm256_and_si256(_mm256_shuffle_epi8(low_table, chunk), _mm256_shuffle_epi8(high_table, high_half));
  const auto controls = _mm256_movemask_epi8(_mm256_adds_epu8(classes, _mm256_set1_epi8(0x80 - control_classes)));
  const auto unclassed = _mm256_movemask_epi8(_mm256_cmpeq_epi8(classes, _mm256_setzero_si256()));
  return {static_cast<std::uint32_t>(controls), static_cast<std::uint32_t>(unclassed)};
}

__attribute__((target("avx2"))) void with_avx2(const char* text, std::size_t block_count, std::uint64_t* controls,
                                               std::uint64_t* delimiters) {
  for (std::size_t block = 0; block < block_count; ++block) {
    const Halves first = index_32(text + block * block_size);
    const Halves second = index_32(text + block * block_size + 32);
    controls[block] = first.controls | std::uint64_t{second.controls} << 32;
    delimiters[block] = (first.unclassed | std::uint64_t{second.unclassed} << 32) | controls[block];
  }
}

bool runs_avx2() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") != 0;
}

}  // namespace

IndexBlocks index_blocks_sse2() { return with_sse2; }
IndexBlocks index_blocks_avx2() { return runs_avx2() ? with_avx2 : nullptr; }
#else
IndexBlocks index_blocks_sse2() { return nullptr; }
IndexBlocks index_blocks_avx2() { return nullptr; }
#endif

IndexBlocks best_index_blocks() {
  static const IndexBlocks best = [] {
    if (const IndexBlocks avx2 = index_blocks_avx2()) return avx2;
    if (const IndexBlocks sse2 = index_blocks_sse2()) return sse2;
    return IndexBlocks{index_blocks_scalar};
  }();
  return best;
}

}  // namespace trunkgate::sip
