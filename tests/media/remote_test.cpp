// SPDX-License-Identifier: Apache-2.0
#include "media/remote.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "metrics/counters.h"
#include "tests/media/ng/anchor_replies.h"

namespace trunkgate::media {
namespace {

using testing::HasSubstr;

/// A UDP socket of the test's that stands where an anchor would.
class FakeAnchor {
 public:
  FakeAnchor() : descriptor_(socket(AF_INET, SOCK_DGRAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    (void)getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    name = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~FakeAnchor() { shut(); }
  void shut() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }
  /// The next datagram that comes within five seconds; `from_` is who sent it.
  std::string next() {
    pollfd watched{descriptor_, POLLIN, 0};
    if (::poll(&watched, 1, 5000) <= 0) return {};
    std::array<char, 4096> room;
    socklen_t size = sizeof from_;
    const auto read = recvfrom(descriptor_, room.data(), room.size(), 0, reinterpret_cast<sockaddr*>(&from_), &size);
    return read < 0 ? std::string{} : std::string(room.data(), static_cast<std::size_t>(read));
  }
  void say(const std::string& datagram) const {
    (void)sendto(descriptor_, datagram.data(), datagram.size(), 0, reinterpret_cast<const sockaddr*>(&from_),
                 sizeof from_);
  }
  void say_to(const FakeAnchor& other, const std::string& datagram) const {
    (void)sendto(descriptor_, datagram.data(), datagram.size(), 0, reinterpret_cast<const sockaddr*>(&other.from_),
                 sizeof other.from_);
  }
  /// Answers the next request of `command`, and pings on the way to it, with `document`; gives back the request.
  std::string serve(const std::string& command, const std::string& document) {
    for (;;) {
      const std::string request = next();
      if (request.empty()) return request;
      const std::string cookie = request.substr(0, request.find(' ') + 1);
      if (request.find("7:command4:ping") != std::string::npos && command != "ping") {
        say(cookie + "d6:result4:ponge");
        continue;
      }
      EXPECT_THAT(request, HasSubstr("7:command" + std::to_string(command.size()) + ":" + command));
      say(cookie + document);
      return request;
    }
  }

  std::string name;

 private:
  int descriptor_;
  sockaddr_in from_{};
};

MediaConfig two_zones() {
  MediaConfig config;
  config.zones.resize(2);
  config.zones[0].name = "corporate";
  config.zones[1].name = "carrier";
  return config;
}

std::string body_at(const std::string& address) {
  return "v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address +
         "\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
}

bool next_event(Remote& remote, Event& event) {
  for (int i = 0; i < 50; ++i) {
    if (remote.next_event(0, event)) return true;
    pollfd watched{remote.event_fd(0), POLLIN, 0};
    ::poll(&watched, 1, 100);
  }
  return false;
}

Command offer() {
  Command command;
  command.kind = CommandKind::offer;
  command.session = 7;
  command.cookie = 70;
  command.zone_b = 1;
  static_cast<void>(command.sdp.assign(body_at("10.0.0.5")));
  return command;
}

TEST(Remote, Offer_GoesToTheAnchorAndItsReplyToTheWorker) {
  FakeAnchor anchor;
  FakeAnchor stranger;
  Remote remote({two_zones(), {anchor.name}, {}}, 1, nullptr);
  remote.start();
  ASSERT_NE(anchor.serve("ping", "d6:result4:ponge"), "");
  while (remote.up_count() == 0) poll(nullptr, 0, 1);
  ASSERT_TRUE(remote.post(offer()));
  const std::string relayed = body_at("192.0.2.99");
  const std::string reply = "d6:result2:ok3:sdp" + std::to_string(relayed.size()) + ":" + relayed + "e";
  const std::string request = anchor.next();
  EXPECT_THAT(request, HasSubstr("7:command5:offer"));
  EXPECT_THAT(request, HasSubstr("9:directionl9:corporate7:carriere"));
  const std::string cookie = request.substr(0, request.find(' ') + 1);
  stranger.say_to(anchor, cookie + "d6:result5:error12:error-reason1:xe");  // right in all but the source
  anchor.say(cookie + reply);
  Event event;
  ASSERT_TRUE(next_event(remote, event));
  EXPECT_EQ(event.kind, EventKind::sdp);
  EXPECT_EQ(event.session, 7U);
  EXPECT_EQ(event.cookie, 70U);
  EXPECT_THAT(std::string(event.sdp.view()), HasSubstr("c=IN IP4 192.0.2.99\r\n"));
}

/// The 16 octets behind `name` in a request.
std::string tag_in(const std::string& request, const std::string& name) {
  const std::size_t at = request.find(name + "16:");
  return at == std::string::npos ? std::string{} : request.substr(at + name.size() + 3, 16);
}

TEST(Remote, Removed_BringsWhatTheAnchorKnowsOfTheCall) {
  FakeAnchor anchor;
  Remote remote({two_zones(), {anchor.name}, {}}, 1, nullptr);
  remote.start();
  ASSERT_NE(anchor.serve("ping", "d6:result4:ponge"), "");
  while (remote.up_count() == 0) poll(nullptr, 0, 1);
  const auto ok_with = [](const std::string& address) {
    const std::string body = body_at(address);
    return "d6:result2:ok3:sdp" + std::to_string(body.size()) + ":" + body + "e";
  };
  Command command = offer();
  Event event;
  ASSERT_TRUE(remote.post(command));
  const std::string tag_a = tag_in(anchor.serve("offer", ok_with("192.0.2.99")), "8:from-tag");
  ASSERT_TRUE(next_event(remote, event));
  command.kind = CommandKind::answer;
  command.from = Side::b;
  static_cast<void>(command.sdp.assign(body_at("198.51.100.9")));
  ASSERT_TRUE(remote.post(command));
  const std::string tag_b = tag_in(anchor.serve("answer", ok_with("10.0.0.99")), "6:to-tag");
  ASSERT_TRUE(next_event(remote, event));
  ASSERT_EQ(event.kind, EventKind::sdp);
  command.kind = CommandKind::remove;
  ASSERT_TRUE(remote.post(command));
  anchor.serve("delete", ng::with(ng::with(ng::rtpengine_reply, ng::reply_tag_a, tag_a), ng::reply_tag_b, tag_b));
  ASSERT_TRUE(next_event(remote, event));
  EXPECT_EQ(event.kind, EventKind::removed);
  EXPECT_EQ(event.statistics.from_a.packets, 60U);
  EXPECT_EQ(event.statistics.from_a.score, 320U);
  EXPECT_EQ(event.statistics.from_b.score, 420U);
}

TEST(Remote, AnchorWhosePortIsClosed_IsLeftAtOnce) {
  FakeAnchor dead;
  FakeAnchor alive;
  Remote remote({two_zones(), {dead.name, alive.name}, {}}, 1, nullptr);
  remote.start();
  ASSERT_NE(dead.serve("ping", "d6:result4:ponge"), "");
  ASSERT_NE(alive.serve("ping", "d6:result4:ponge"), "");
  while (remote.up_count() < 2) poll(nullptr, 0, 1);
  dead.shut();
  ASSERT_TRUE(remote.post(offer()));
  const std::string relayed = body_at("192.0.2.99");
  alive.serve("offer", "d6:result2:ok3:sdp" + std::to_string(relayed.size()) + ":" + relayed + "e");
  Event event;
  ASSERT_TRUE(next_event(remote, event));
  EXPECT_EQ(event.kind, EventKind::sdp);
}

TEST(Remote, PostFromAnUnknownWorker_IsRefused) {
  Remote remote({two_zones(), {"127.0.0.1:9"}, {}}, 1, nullptr);
  Command command = offer();
  command.reply_to = 1;
  EXPECT_FALSE(remote.post(command));
}

TEST(Remote, NameThatIsNotKnown_IsToldInASentence) {
  Remote remote({two_zones(), {"anchor.invalid:2223"}, {}}, 1, nullptr);
  try {
    remote.start();
    FAIL() << "a name of RFC 6761 §6.4 was found";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("media.anchor ng://anchor.invalid:2223 cannot be looked up"));
  }
}

}  // namespace
}  // namespace trunkgate::media
