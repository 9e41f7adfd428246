// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "tests/fuzz/input.h"
#include "tests/support/house.h"

namespace trunkgate::fuzz {

/// What names the inside; none of it may be in bytes sent outside.
inline constexpr std::array<std::string_view, 4> inside_markers{"inside", "10.0.0.", "corp.internal", "Asterisk"};
[[nodiscard]] bool names_the_inside(std::string_view text);

/// True when a name of the inside stands where it crosses by right: in a display name, a user part, a number, or a
/// header that `headers.pass` names. Mutation can move it there; such a message proves nothing.
[[nodiscard]] bool shows_the_inside_itself(std::string_view message);

/// Messages of both sides, made from the choices of an input.
class MessageMaker {
 public:
  explicit MessageMaker(Choices& choices) : choices_(choices) {}

  std::string pbx_invite();
  std::string trunk_invite();
  /// ACK, BYE, re-INVITE and what else may come within a dialog.
  std::string pbx_in_dialog(const test::House::Sent& told);
  std::string trunk_in_dialog(const test::House::Sent& told);
  std::string cancel(std::string invite);
  /// PRACK, UPDATE, REFER, NOTIFY, and re-INVITE with a session timer, with what each needs.
  std::string pbx_extension(const test::House::Sent& told) { return extension(pbx, told); }
  std::string trunk_extension(const test::House::Sent& told) { return extension(trunk, told); }
  /// An INVITE or an answer that asks for reliable ringing, a session timer, or to replace another call.
  std::string pbx_extension_invite();
  std::string pbx_extension_response(const test::House::Sent& request) { return extension_response(pbx, request); }
  std::string trunk_extension_response(const test::House::Sent& request) { return extension_response(trunk, request); }
  std::string pbx_response(const test::House::Sent& request);
  std::string trunk_response(const test::House::Sent& request);

  /// Changes, drops and adds a few octets, or leaves the message as it is, as the choices say.
  [[nodiscard]] std::string mutated(std::string message);

 private:
  struct Side {
    std::string_view via;
    std::string_view contact;
    std::string_view tag;  ///< of answers and of requests within a dialog that the other side began
    std::string_view media;
    std::span<const std::string_view> lines;
  };
  static const Side pbx;
  static const Side trunk;

  std::string in_dialog(const Side& side, const test::House::Sent& told);
  std::string request(const Side& side, const test::House::Sent& told, const std::string& name);
  std::string extension(const Side& side, const test::House::Sent& told);
  std::string extension_response(const Side& side, const test::House::Sent& request);
  std::string rack(const test::House::Sent& told);
  std::string refer_to(const test::House::Sent& told);
  std::string response(const Side& side, const test::House::Sent& request);
  std::string_view line(const Side& side) { return side.lines[choices_.below(side.lines.size())]; }
  std::string body(std::string_view address);
  std::string_view method();
  int status();

  Choices& choices_;
};

}  // namespace trunkgate::fuzz
