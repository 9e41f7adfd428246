// SPDX-License-Identifier: Apache-2.0
#include "media/rtp/payload_kind.h"

#include <algorithm>
#include <array>

namespace trunkgate::media {

namespace {

struct Name {
  std::string_view encoding;
  PayloadKind kind;
};

constexpr std::array names{Name{"PCMU", PayloadKind::g711},
                           Name{"PCMA", PayloadKind::g711},
                           Name{"G722", PayloadKind::g722},
                           Name{"G729", PayloadKind::g729},
                           Name{"G729A", PayloadKind::g729},
                           Name{"OPUS", PayloadKind::opus},
                           Name{"GSM", PayloadKind::gsm},
                           Name{"G723", PayloadKind::g723},
                           Name{"ILBC", PayloadKind::ilbc},
                           Name{"CN", PayloadKind::comfort_noise},
                           Name{"TELEPHONE-EVENT", PayloadKind::telephone_event}};

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

PayloadKind payload_kind(std::string_view encoding) {
  const auto found = std::ranges::find_if(
      names, [encoding](const Name& name) { return std::ranges::equal(encoding, name.encoding, {}, upper); });
  return found == names.end() ? PayloadKind::other : found->kind;
}

std::string_view name_of(PayloadKind kind) {
  switch (kind) {
    case PayloadKind::other: return "other";
    case PayloadKind::g711: return "G.711";
    case PayloadKind::g722: return "G.722";
    case PayloadKind::g729: return "G.729";
    case PayloadKind::opus: return "Opus";
    case PayloadKind::gsm: return "GSM";
    case PayloadKind::g723: return "G.723.1";
    case PayloadKind::ilbc: return "iLBC";
    case PayloadKind::comfort_noise: return "comfort noise";
    case PayloadKind::telephone_event: return "telephone-event";
  }
  return "other";
}

}  // namespace trunkgate::media
