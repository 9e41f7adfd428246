// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sip/message/method.h"

namespace trunkgate::sip {

class Message;

/// What a message is matched to a transaction by, boiled down to 128 keyed bits (SipHash-2-4). Transactions need not
/// keep the texts, and a sender who does not know the seed cannot make two transactions collide.
struct Key {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend bool operator==(const Key&, const Key&) = default;
};

/// 128 bits chosen at start.
struct KeySeed {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};

/// §17.1.3: branch, and the method because CANCEL carries the branch of its INVITE.
[[nodiscard]] Key client_key(const KeySeed& seed, std::string_view branch, Method method);

/// §17.2.3: branch, sent-by and method when the branch has the magic cookie; else Request-URI, From tag, Call-ID, CSeq
/// number, top Via and method. `method` says whose transaction is looked for: an ACK and a CANCEL look for the INVITE.
/// The To tag of the RFC 2543 rule is left out, since the ACK carries one that the INVITE did not have.
[[nodiscard]] Key server_key(const KeySeed& seed, const Message& request, Method method, std::string_view method_name);

/// §8.2.2.2: From tag, Call-ID and CSeq. Two transactions with one merge key are one request that came over two paths.
[[nodiscard]] Key merge_key(const KeySeed& seed, const Message& request);

}  // namespace trunkgate::sip
