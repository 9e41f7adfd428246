// SPDX-License-Identifier: Apache-2.0
#include "sip/scan/control.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <bit>
#include <cstdint>

namespace trunkgate::sip {

std::size_t find_control_scalar(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && !is_control(text[at])) ++at;
  return at;
}

#if defined(__SSE2__)
std::size_t find_control(std::string_view text) {
  std::size_t at = 0;
  // x < 0x20 unsigned is x == min(x, 0x1f); HT is taken out again, DEL put in.
  const __m128i bound = _mm_set1_epi8(0x1f);
  const __m128i tab = _mm_set1_epi8('\t');
  const __m128i del = _mm_set1_epi8(0x7f);
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(chunk, bound), chunk);
    const __m128i control = _mm_or_si128(_mm_andnot_si128(_mm_cmpeq_epi8(chunk, tab), low), _mm_cmpeq_epi8(chunk, del));
    const auto mask = static_cast<std::uint32_t>(_mm_movemask_epi8(control));
    if (mask != 0) return at + static_cast<std::size_t>(std::countr_zero(mask));
  }
  return at + find_control_scalar(text.substr(at));
}
#else
std::size_t find_control(std::string_view text) { return find_control_scalar(text); }
#endif

}  // namespace trunkgate::sip
