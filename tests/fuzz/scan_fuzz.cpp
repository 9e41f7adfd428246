// SPDX-License-Identifier: Apache-2.0
// The vector kinds of the scanner find what the scalar one finds, at every alignment.
#include <string>
#include <utility>
#include <vector>

#include "sip/scan/control.h"
#include "sip/scan/line_index.h"
#include "sip/scan/parameters.h"
#include "tests/fuzz/input.h"

namespace trunkgate::fuzz {
namespace {

using sip::IndexBlocks;
using sip::LineIndex;

using Words = std::vector<std::uint64_t>;

std::pair<Words, Words> masks(IndexBlocks index, std::string_view text) {
  const std::size_t count = text.size() / sip::block_size;
  std::pair<Words, Words> found{Words(count), Words(count)};
  index(text.data(), count, found.first.data(), found.second.data());
  return found;
}

void check_lines(IndexBlocks index, std::string_view text) {
  LineIndex wanted(text, sip::index_blocks_scalar);
  LineIndex given(text, index);
  for (;;) {
    std::string_view a;
    std::string_view b;
    const auto error = wanted.next(a);
    require(error == given.next(b), "all kinds refuse the same line");
    if (error != sip::ParseError::none) return;
    require(a == b && wanted.rest() == given.rest(), "all kinds see the same line");
  }
}

void check_headers(IndexBlocks index, std::string_view text) {
  LineIndex wanted(text, sip::index_blocks_scalar);
  LineIndex given(text, index);
  for (;;) {
    LineIndex::Line a;
    LineIndex::Line b;
    const auto error = wanted.next_header(a);
    require(error == given.next_header(b), "all kinds refuse the same header");
    if (error != sip::ParseError::none) return;
    require(a.text == b.text && a.colon == b.colon, "all kinds see the same header");
    require(a.colon == std::string_view::npos || a.text[a.colon] == ':', "a colon is a colon");
    require(wanted.rest() == given.rest(), "all kinds go on at the same place");
  }
}

void run(std::string_view text) {
  require(sip::find_control(text) == sip::find_control_scalar(text), "both kinds find the same control character");
  for (const IndexBlocks index : {sip::index_blocks_sse2(), sip::index_blocks_avx2(), sip::best_index_blocks()}) {
    if (index == nullptr) continue;
    for (std::size_t skip = 0; skip < std::min<std::size_t>(text.size(), 3); ++skip)
      require(masks(index, text.substr(skip)) == masks(sip::index_blocks_scalar, text.substr(skip)),
              "all kinds give the same masks");
    check_lines(index, text);
    check_headers(index, text);
  }
  std::string_view rest = text;
  while (const auto parameter = sip::next_parameter(rest)) require(!parameter->name.empty(), "a parameter has a name");
}

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A copy of its own, so that a read past the end is past an allocation.
  const std::string text(reinterpret_cast<const char*>(data), size);
  trunkgate::fuzz::run(text);
  return 0;
}
