// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "media/ng/limits.h"

namespace trunkgate::media::ng {

enum class Kind : std::uint8_t { string, integer, list, dictionary };

class Tree;

/// One value of a message: a handle into its Tree, good until that is cleared. A default one is no value at all; every
/// question to it has an empty answer, so that a chain of find() needs no checks in between.
class Value {
 public:
  Value() = default;

  explicit operator bool() const { return tree_ != nullptr; }
  [[nodiscard]] bool is(Kind kind) const;
  [[nodiscard]] std::string_view text() const;  ///< of a string; else empty
  /// Of an integer, or of a string of decimal digits: Kamailio sends what its script wrote as KEY=NUMBER as text.
  [[nodiscard]] std::optional<std::int64_t> number() const;
  /// The first member of that name of a dictionary. A blank and a hyphen are the same in names, as in rtpengine.
  [[nodiscard]] Value find(std::string_view name) const;
  [[nodiscard]] std::string_view name() const;  ///< of a member of a dictionary; else empty
  [[nodiscard]] Value first() const;            ///< of a list or dictionary, in the order of the message
  [[nodiscard]] Value next() const;             ///< its neighbour in the same list or dictionary

 private:
  friend class Tree;
  Value(const Tree* tree, std::uint16_t index) : tree_(tree), index_(index) {}

  const Tree* tree_ = nullptr;
  std::uint16_t index_ = 0;
};

/// The values of one message in one fixed block of about 360 kB: nothing else is allocated for it. Texts are views, of
/// the datagram or of what keep() holds. Used by readers (bencode.h, json.h) and by whoever composes a message:
///
///   tree.clear();
///   const Value reply = tree.make_root(Kind::dictionary);
///   tree.add(reply, "result", "ok");
class Tree {
 public:
  void clear();
  [[nodiscard]] Value root() const { return size_ == 0 ? Value{} : Value{this, 0}; }

  /// The first value; the rest hangs below it. No value when there is one already.
  Value make_root(Kind kind);
  /// Append to a list (with an empty `name`) or to a dictionary. No value when the parent is none, or the tree is full:
  /// overflowed() says so at the end.
  Value add(Value parent, std::string_view name, Kind kind);
  Value add(Value parent, std::string_view name, std::string_view text);
  Value add_number(Value parent, std::string_view name, std::int64_t number);

  /// A copy of `text` that lives as long as the tree's values; empty when there is no room.
  [[nodiscard]] std::string_view keep(std::string_view text);
  [[nodiscard]] bool overflowed() const { return overflowed_; }

 private:
  friend class Value;
  static constexpr std::uint16_t none = 0xffff;

  struct Node {
    std::string_view name;
    std::string_view text;
    std::int64_t number = 0;
    std::uint16_t next = none;
    std::uint16_t first = none;
    std::uint16_t last = none;
    Kind kind = Kind::string;
  };
  static_assert(node_count_max < none);

  Node* make(Kind kind);
  [[nodiscard]] Node* append(Value parent, std::string_view name, Kind kind);
  [[nodiscard]] Value value_of(const Node* node) const;

  std::array<Node, node_count_max> nodes_;
  std::array<char, kept_text_max> kept_;
  std::uint16_t size_ = 0;
  std::size_t kept_size_ = 0;
  bool overflowed_ = false;
};

/// Equal but for blanks and hyphens.
[[nodiscard]] bool same_name(std::string_view left, std::string_view right);

}  // namespace trunkgate::media::ng
