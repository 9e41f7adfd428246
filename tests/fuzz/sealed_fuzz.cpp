// SPDX-License-Identifier: Apache-2.0
// Identifiers that come back from outside: what opens is what we sealed, spelled as we spell it; what we seal opens.
#include <array>
#include <string>

#include "proxy/hide/sealed_id.h"
#include "tests/fuzz/input.h"

namespace trunkgate::fuzz {
namespace {

using proxy::Sealer;
using proxy::SealKind;
using Text = std::array<char, 1024>;

constexpr std::array kinds{SealKind::call_id, SealKind::tag, SealKind::branch, SealKind::contact};
constexpr std::uint8_t zone_count = 2;

Sealer make_sealer() {
  proxy::KeyRing ring;
  for (const std::uint8_t fill : {std::uint8_t{0x5a}, std::uint8_t{0x17}}) {
    proxy::SealingKey::Bytes bytes{};
    bytes.fill(fill);
    require(ring.add(proxy::SealingKey(bytes)) == proxy::KeyRing::AddError::none, "two keys go into a ring");
  }
  return Sealer(ring);
}

/// Only the first key seals, so a token of the second one comes out otherwise: nothing here is of the second.
void open_anything(const Sealer& sealer, std::string_view token) {
  Text plain{};
  Text again{};
  for (const SealKind kind : kinds) {
    for (std::uint8_t zone = 0; zone < zone_count; ++zone) {
      const auto opened = sealer.open(kind, zone, token, plain);
      if (!opened) continue;
      require(sealer.looks_sealed(token), "what opens looks sealed");
      const std::size_t size = sealer.seal(kind, zone, opened.plain, again);
      require(std::string_view(again.data(), size) == token, "a token has one spelling, kind and zone");
    }
  }
  static_cast<void>(proxy::open_call_id(sealer, 0, token, plain));
  static_cast<void>(proxy::open_tag(sealer, 0, token, plain));
  static_cast<void>(proxy::open_branch(sealer, 0, token, plain));
  static_cast<void>(proxy::open_contact(sealer, 0, token, plain));
}

/// A sealed text opens in its zone, in no other, and in no other role; a changed letter makes it a forgery.
void seal_and_open(const Sealer& sealer, std::string_view plain, std::uint8_t change) {
  Text room{};
  Text out{};
  std::string token(proxy::seal_call_id(sealer, 1, plain, room));
  require(token.empty() == (plain.size() > Sealer::plain_size_max), "what is not too long is sealed");
  if (token.empty()) return;
  require(proxy::open_call_id(sealer, 1, token, out).plain == plain, "a Call-ID opens as what was sealed");
  require(!proxy::open_call_id(sealer, 0, token, out), "a Call-ID of one zone does not open in another");
  require(!proxy::open_tag(sealer, 1, token, out), "a Call-ID does not open as a tag");
  char& letter = token[change % token.size()];
  letter = letter == 'A' ? 'B' : 'A';
  require(!proxy::open_call_id(sealer, 1, token, out), "a changed Call-ID does not open");
}

void seal_composed(const Sealer& sealer, std::string_view plain, std::uint8_t attempt) {
  Text room{};
  Text out{};
  const auto branch = proxy::seal_branch(sealer, 1, attempt, plain, room);
  if (!branch.empty()) {
    const auto opened = proxy::open_branch(sealer, 1, branch, out);
    require(opened && opened.attempt == attempt && opened.original == plain, "a branch opens as what was sealed");
  }
  const std::string_view target = plain.substr(0, plain.find('\0'));
  const std::string_view further = target.size() == plain.size() ? std::string_view{} : plain.substr(target.size() + 1);
  if (further.find('\0') != std::string_view::npos) return;
  const auto contact = proxy::seal_contact(sealer, 1, target, further, room);
  if (contact.empty()) return;
  const auto opened = proxy::open_contact(sealer, 1, contact, out);
  require(opened && opened.remote_target == target && opened.further == further, "a Contact opens as what was sealed");
}

void run(std::span<const std::uint8_t> bytes) {
  static const Sealer sealer = make_sealer();
  open_anything(sealer, text_of(bytes));
  Choices choices(bytes);
  const std::uint8_t number = choices.byte();
  const std::string_view plain = choices.text(bytes.size());
  seal_and_open(sealer, plain, number);
  seal_composed(sealer, plain, number);
}

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trunkgate::fuzz::run({data, size});
  return 0;
}
