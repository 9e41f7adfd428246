// SPDX-License-Identifier: Apache-2.0
// Datagrams to the ng port, one per line, with "\n" and "\r" for line ends inside: none brings the server down, each
// with a cookie gets one reply that can be read, what was read is written as it was, and nothing is kept for ever.
#include <memory>
#include <string>

#include "media/ng/bencode.h"
#include "media/ng/json.h"
#include "tests/fuzz/input.h"
#include "tests/media/ng/anchor_desk.h"

namespace trunkgate::fuzz {
namespace {

using namespace media;

constexpr std::size_t line_count_max = 32;

std::string written(ng::Value value, ng::Encoding encoding) {
  std::string room(4 * ng::datagram_size_max, '\0');
  TextWriter out(room);
  encoding == ng::Encoding::json ? ng::write_json(value, out) : ng::write_bencode(value, out);
  require(!out.overflowed(), "what was read can be written");
  return std::string{out.view()};
}

/// Writing and reading again is stable in either form.
void check_codec(std::string_view datagram) {
  const auto tree = std::make_unique<ng::Tree>();
  ng::Message message;
  if (ng::read_message(datagram, *tree, message) != ng::MessageError::none) return;
  const std::string bencode = written(message.dictionary, ng::Encoding::bencode);
  if (message.encoding == ng::Encoding::bencode)
    require(datagram.substr(message.cookie.size() + 1) == bencode, "bencode is written as it was read");
  const std::string json = written(message.dictionary, ng::Encoding::json);
  const auto again = std::make_unique<ng::Tree>();
  require(ng::read_bencode(bencode, *again), "what was written can be read");
  if (json.size() <= ng::datagram_size_max) require(ng::read_json(json, *again), "JSON that was written can be read");
}

void check_reply(const std::string& datagram, std::string_view reply) {
  const auto tree = std::make_unique<ng::Tree>();
  ng::Message message;
  require(ng::read_message(reply, *tree, message) == ng::MessageError::none, "a reply is a message");
  require(datagram.starts_with(std::string{message.cookie} + " "), "a reply has the cookie of its command");
  const auto content = ng::read_reply(message.dictionary);
  require(content.has_value(), "a reply has a result");
  require((content->result == ng::Reply::Result::error) == !content->error_reason.empty(), "an error has a reason");
}

void run(std::string_view text) {
  ng::AnchorDesk desk(8);
  for (std::size_t count = 0; !text.empty() && count < line_count_max; ++count) {
    const std::string datagram = unescaped(take_line(text));
    check_codec(datagram);
    const std::size_t before = desk.sent.size();
    desk.server->on_datagram(desk.house.now, desk.client, datagram);
    desk.serve();
    const std::size_t blank = datagram.find(' ');
    const bool has_cookie = blank != 0 && blank <= ng::cookie_size_max && datagram.size() <= ng::datagram_size_max;
    require(desk.sent.size() == before + (has_cookie ? 1 : 0), "a command with a cookie gets one reply");
    if (has_cookie) check_reply(datagram, desk.sent.back().datagram);
    desk.wait(std::chrono::seconds{1});
  }
  require(desk.server->call_count() <= desk.house.anchor->session_count(), "each call has a session");
  desk.ask(R"({"command":"list","limit":9999})");
  while (desk.server->deadline() != Instant::max()) desk.wait(std::chrono::hours{25});
}

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trunkgate::fuzz::run(trunkgate::fuzz::text_of({data, size}));
  return 0;
}
