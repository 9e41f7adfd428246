// SPDX-License-Identifier: Apache-2.0
#include "media/ng/value.h"

#include <algorithm>
#include <charconv>

namespace trunkgate::media::ng {

bool same_name(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, [](char a, char b) { return (a == ' ' ? '-' : a) == (b == ' ' ? '-' : b); });
}

bool Value::is(Kind kind) const { return tree_ != nullptr && tree_->nodes_[index_].kind == kind; }

std::string_view Value::text() const { return is(Kind::string) ? tree_->nodes_[index_].text : std::string_view{}; }

std::optional<std::int64_t> Value::number() const {
  if (is(Kind::integer)) return tree_->nodes_[index_].number;
  const std::string_view digits = text();
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

Value Value::find(std::string_view name) const {
  if (!is(Kind::dictionary)) return {};
  for (Value member = first(); member; member = member.next()) {
    if (same_name(member.name(), name)) return member;
  }
  return {};
}

std::string_view Value::name() const { return tree_ == nullptr ? std::string_view{} : tree_->nodes_[index_].name; }

Value Value::first() const {
  if (tree_ == nullptr || tree_->nodes_[index_].first == Tree::none) return {};
  return {tree_, tree_->nodes_[index_].first};
}

Value Value::next() const {
  if (tree_ == nullptr || tree_->nodes_[index_].next == Tree::none) return {};
  return {tree_, tree_->nodes_[index_].next};
}

void Tree::clear() {
  size_ = 0;
  kept_size_ = 0;
  overflowed_ = false;
}

Tree::Node* Tree::make(Kind kind) {
  if (size_ == nodes_.size()) {
    overflowed_ = true;
    return nullptr;
  }
  Node& node = nodes_[size_++];
  node = Node{};
  node.kind = kind;
  return &node;
}

Value Tree::value_of(const Node* node) const {
  return node == nullptr ? Value{} : Value{this, static_cast<std::uint16_t>(node - nodes_.data())};
}

Value Tree::make_root(Kind kind) { return size_ == 0 ? value_of(make(kind)) : Value{}; }

Tree::Node* Tree::append(Value parent, std::string_view name, Kind kind) {
  if (parent.tree_ != this || !(parent.is(Kind::list) || parent.is(Kind::dictionary))) return nullptr;
  Node* const node = make(kind);
  if (node == nullptr) return nullptr;
  node->name = name;
  const auto index = static_cast<std::uint16_t>(node - nodes_.data());
  Node& above = nodes_[parent.index_];
  (above.first == none ? above.first : nodes_[above.last].next) = index;
  above.last = index;
  return node;
}

Value Tree::add(Value parent, std::string_view name, Kind kind) { return value_of(append(parent, name, kind)); }

Value Tree::add(Value parent, std::string_view name, std::string_view text) {
  Node* const node = append(parent, name, Kind::string);
  if (node != nullptr) node->text = text;
  return value_of(node);
}

Value Tree::add_number(Value parent, std::string_view name, std::int64_t number) {
  Node* const node = append(parent, name, Kind::integer);
  if (node != nullptr) node->number = number;
  return value_of(node);
}

std::string_view Tree::keep(std::string_view text) {
  if (text.size() > kept_.size() - kept_size_) {
    overflowed_ = true;
    return {};
  }
  char* const copy = kept_.data() + kept_size_;
  std::ranges::copy(text, copy);
  kept_size_ += text.size();
  return {copy, text.size()};
}

}  // namespace trunkgate::media::ng
