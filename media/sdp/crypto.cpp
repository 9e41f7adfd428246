// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/crypto.h"

#include <algorithm>
#include <array>

#include "media/sdp/attribute.h"
#include "media/sdp/base64.h"
#include "media/sdp/token.h"

namespace trunkgate::media {
namespace {

constexpr std::string_view inline_method = "inline:";

/// Cuts the text before the next '|' off `rest`.
std::string_view next_field(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('|'), rest.size());
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return field;
}

/// lifetime = ["2^"] 1*(DIGIT): the number of packets a key may protect.
bool is_lifetime(std::string_view text) {
  if (text.starts_with("2^")) {
    const auto exponent = read_number(text.substr(2), 48);
    return exponent && std::uint64_t{1} << *exponent >= sdes_lifetime_min;
  }
  const auto packets = read_number(text, sdes_lifetime_max);
  return packets && *packets >= sdes_lifetime_min;
}

/// mki = mki-value ":" mki-length; the value must fit its length, of 1 to 128 octets (§6.1).
std::optional<std::uint8_t> read_mki_size(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto size = read_number(text.substr(colon + 1), 128);
  if (!size || *size == 0) return std::nullopt;
  const std::uint64_t value_max = *size >= 8 ? UINT64_MAX : (std::uint64_t{1} << *size * 8) - 1;
  if (!read_number(text.substr(0, colon), value_max)) return std::nullopt;
  return static_cast<std::uint8_t>(*size);
}

/// key-params with one key. A second one behind ";" could not be told apart without MKI, and we never change keys.
bool read_key(std::string_view text, CryptoLine& line) {
  const auto method = text.substr(0, std::min(inline_method.size(), text.size()));
  if (!equals_ignoring_case(method, inline_method)) return false;
  text.remove_prefix(inline_method.size());
  if (text.ends_with('|')) return false;
  std::array<std::uint8_t, master_size_max> octets;
  const std::span key = std::span(octets).first(suite_row(line.suite).master_size());
  const bool decoded = decode_base64(next_field(text), key) && line.key.assign(key);
  octets.fill(0);
  if (!decoded) return false;
  if (text.empty()) return true;
  std::string_view field = next_field(text);
  if (field.find(':') == std::string_view::npos) {  // §9.1 tells lifetime and MKI apart by the colon
    if (!is_lifetime(field)) return false;
    if (text.empty()) return true;
    field = next_field(text);
  }
  const auto mki_size = read_mki_size(field);
  if (!mki_size || !text.empty()) return false;
  line.mki_size = *mki_size;
  return true;
}

/// A window size of 64 or more (§6.3.7); ours is larger than what anybody asks for.
bool is_window_hint(std::string_view parameter) {
  return parameter.starts_with("WSH=") && read_number(parameter.substr(4), 0xffff).value_or(0) >= 64;
}

template <class Usable>
CryptoChoice choose(const MediaSection& section, Usable usable) {
  CryptoChoice choice;
  std::size_t seen = 0;
  SdpLines lines(section.text);
  for (SdpLine text; lines.next(text) && seen < sdp_crypto_lines_max;) {
    const auto attribute = read_attribute(text);
    if (!attribute || attribute->name != "crypto") continue;
    ++seen;
    choice.any = true;
    auto line = read_crypto(attribute->value);
    if (!line || !usable(*line)) continue;
    if (!choice.line) choice.line = line;
    if (line->mki_size == 0) {
      choice.line = line;
      return choice;
    }
  }
  return choice;
}

}  // namespace

std::optional<CryptoLine> read_crypto(std::string_view value) {
  const auto tag = read_number(next_token(value), 999'999'999);
  const auto suite = suite_from_name(next_token(value));
  const std::string_view key = next_token(value);
  if (!tag || !suite) return std::nullopt;
  CryptoLine line;
  line.tag = static_cast<std::uint32_t>(*tag);
  line.suite = *suite;
  if (!read_key(key, line)) return std::nullopt;
  while (!value.empty()) {
    if (!is_window_hint(next_token(value))) return std::nullopt;
  }
  return line;
}

void write_crypto(std::uint32_t tag, Suite suite, const MasterKey& key, TextWriter& out) {
  out << "a=crypto:";
  out.number(tag) << " " << suite_row(suite).sdes_name << " inline:";
  encode_base64(key.bytes(), out);
  out << "\r\n";
}

CryptoChoice choose_offered_crypto(const MediaSection& section, const SuiteList& suites) {
  return choose(section, [&](const CryptoLine& line) { return suites.contains(line.suite); });
}

CryptoChoice choose_answered_crypto(const MediaSection& section, const SuiteList& suites) {
  return choose(section, [&](const CryptoLine& line) {
    const auto offered = suites.view();
    return line.tag >= 1 && line.tag <= offered.size() && offered[line.tag - 1] == line.suite;
  });
}

}  // namespace trunkgate::media
