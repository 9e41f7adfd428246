// SPDX-License-Identifier: Apache-2.0
#include "sip/scan/control.h"
#include "sip/scan/line_index.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace trunkgate::sip {

void index_blocks_scalar(const char* text, std::size_t block_count, BlockMasks* out) {
  for (; block_count != 0; --block_count, text += block_size, ++out) {
    *out = {};
    for (std::size_t i = 0; i < block_size; ++i) {
      out->controls |= std::uint64_t{is_control(text[i])} << i;
      out->colons |= std::uint64_t{text[i] == ':'} << i;
    }
  }
}

#if defined(__x86_64__)
namespace {

void with_sse2(const char* text, std::size_t block_count, BlockMasks* out) {
  // x < 0x20 unsigned is x == min(x, 0x1f); HT is taken out again, DEL put in.
  const __m128i bound = _mm_set1_epi8(0x1f);
  const __m128i tab = _mm_set1_epi8('\t');
  const __m128i del = _mm_set1_epi8(0x7f);
  const __m128i colon = _mm_set1_epi8(':');
  for (; block_count != 0; --block_count, text += block_size, ++out) {
    BlockMasks masks;
    for (unsigned part = 0; part < 4; ++part) {
      const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + part * 16));
      const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(chunk, bound), chunk);
      const __m128i sound = _mm_cmpeq_epi8(chunk, tab);
      const __m128i control = _mm_or_si128(_mm_andnot_si128(sound, low), _mm_cmpeq_epi8(chunk, del));
      masks.controls |= std::uint64_t{static_cast<std::uint16_t>(_mm_movemask_epi8(control))} << (part * 16);
      const int colons = _mm_movemask_epi8(_mm_cmpeq_epi8(chunk, colon));
      masks.colons |= std::uint64_t{static_cast<std::uint16_t>(colons)} << (part * 16);
    }
    *out = masks;
  }
}

__attribute__((target("avx2"))) void with_avx2(const char* text, std::size_t block_count, BlockMasks* out) {
  const __m256i bound = _mm256_set1_epi8(0x1f);
  const __m256i tab = _mm256_set1_epi8('\t');
  const __m256i del = _mm256_set1_epi8(0x7f);
  const __m256i colon = _mm256_set1_epi8(':');
  for (; block_count != 0; --block_count, text += block_size, ++out) {
    BlockMasks masks;
    for (unsigned part = 0; part < 2; ++part) {
      const __m256i chunk = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + part * 32));
      const __m256i low = _mm256_cmpeq_epi8(_mm256_min_epu8(chunk, bound), chunk);
      const __m256i sound = _mm256_cmpeq_epi8(chunk, tab);
      const __m256i control = _mm256_or_si256(_mm256_andnot_si256(sound, low), _mm256_cmpeq_epi8(chunk, del));
      masks.controls |= std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(control))} << (part * 32);
      const int colons = _mm256_movemask_epi8(_mm256_cmpeq_epi8(chunk, colon));
      masks.colons |= std::uint64_t{static_cast<std::uint32_t>(colons)} << (part * 32);
    }
    *out = masks;
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
