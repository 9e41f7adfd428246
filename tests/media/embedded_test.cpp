// SPDX-License-Identifier: Apache-2.0
#include "media/embedded.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "media/guest.h"
#include "media/io/bell.h"
#include "media/rtp/header.h"
#include "metrics/counters.h"
#include "tests/media/io/udp_peer.h"
#include "tests/media/support/party.h"

namespace trunkgate::media {
namespace {

constexpr Suite suite = Suite::aes_cm_128_hmac_sha1_80;

// Loopback addresses of this process alone, so that runs side by side share no port.
Address own_loopback(std::uint8_t last) {
  const auto pid = static_cast<std::uint32_t>(getpid());
  return Address::v4(127, static_cast<std::uint8_t>(1 + (pid >> 8) % 250), static_cast<std::uint8_t>(pid), last);
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

MediaConfig two_zones(std::uint8_t workers) {
  MediaConfig config;
  config.workers = workers;
  config.zones.resize(2);
  config.zones[0].name = "corporate";
  config.zones[0].bind = own_loopback(20);
  config.zones[1].name = "carrier";
  config.zones[1].bind = own_loopback(30);
  config.zones[1].srtp = SrtpPolicy::required;
  for (ZoneConfig& zone : config.zones) {
    zone.port_first = 20000;
    zone.port_last = 21999;
    zone.allow = {{Address::v4(127, 0, 0, 0), 104}};
  }
  return config;
}

// One worker of the proxy: its thread posts and takes its own events.
class ProxyWorker {
 public:
  ProxyWorker(Embedded& media, std::uint8_t index) : media_(media), index_(index) {}

  SessionId mint() { return SessionId{index_} << 56 | ++last_; }

  bool post(CommandKind kind, SessionId session, Side from = Side::a, const std::string& sdp = {}) {
    auto command = std::make_unique<Command>();
    command->kind = kind;
    command->session = session;
    command->cookie = ++cookie_;
    command->reply_to = index_;
    command->from = from;
    command->zone_a = 0;
    command->zone_b = 1;
    command->sdp.assign(sdp);
    return media_.post(*command);
  }
  /// The next event of this worker; kind `refused` with reason none when none came in time.
  Event next() {
    Event event;
    if (media_.next_event(index_, event)) return event;
    pollfd ready{media_.event_fd(index_), POLLIN, 0};
    for (int i = 0; i < 200; ++i) {
      if (poll(&ready, 1, 100) == 1 && media_.next_event(index_, event)) return event;
    }
    return Event{};
  }
  Event ask(CommandKind kind, SessionId session, Side from = Side::a, const std::string& sdp = {}) {
    if (!post(kind, session, from, sdp)) return Event{};
    for (;;) {
      Event event = next();
      const bool unasked = event.kind == EventKind::first_packet || event.kind == EventKind::media_timeout;
      if (!unasked) return event;
      ++unasked_;
    }
  }
  [[nodiscard]] int unasked() const { return unasked_; }

 private:
  Embedded& media_;
  std::uint8_t index_;
  SessionId last_ = 0;
  std::uint64_t cookie_ = 0;
  int unasked_ = 0;
};

bool set_up(ProxyWorker& proxy, SessionId id, Party& a, Party& b) {
  const Event offered = proxy.ask(CommandKind::offer, id, Side::a, a.sdp());
  if (offered.kind != EventKind::sdp || offered.session != id) return false;
  b.told(offered.sdp.view());
  const Event answered = proxy.ask(CommandKind::answer, id, Side::b, b.sdp());
  if (answered.kind != EventKind::sdp || answered.session != id) return false;
  a.told(answered.sdp.view());
  return true;
}

TEST(Embedded, RtpAndSrtp_AreRelayedOverRealSocketsWithTheirContent) {
  Embedded media{two_zones(1), 1, {}};
  media.start();
  ProxyWorker proxy{media, 0};
  const UdpPeer phone{own_loopback(10)};
  const UdpPeer trunk{own_loopback(40)};
  Party a{phone.local()};
  Party b{trunk.local(), suite, 33};
  const SessionId id = proxy.mint();
  ASSERT_TRUE(set_up(proxy, id, a, b));
  for (std::uint16_t i = 1; i <= 20; ++i) {
    const auto fill = static_cast<std::uint8_t>(i);
    phone.send(a.peer.rtp, rtp_packet(i, 5, 0, fill));
    const auto outside = trunk.receive(5000);
    ASSERT_TRUE(outside);
    EXPECT_EQ(outside->from, b.peer.rtp);
    EXPECT_NE(outside->octets, rtp_packet(i, 5, 0, fill));
    EXPECT_EQ(b.open(outside->octets), rtp_packet(i, 5, 0, fill));
    trunk.send(b.peer.rtp, b.seal(rtp_packet(i, 6, 0, fill)));
    const auto inside = phone.receive(5000);
    ASSERT_TRUE(inside);
    EXPECT_EQ(inside->from, a.peer.rtp);
    EXPECT_EQ(inside->octets, rtp_packet(i, 6, 0, fill));
  }
  const Event removed = proxy.ask(CommandKind::remove, id);
  EXPECT_EQ(removed.kind, EventKind::removed);
  EXPECT_EQ(removed.statistics.from_a.packets, 20U);
  EXPECT_EQ(removed.statistics.from_b.packets, 20U);
  EXPECT_EQ(proxy.unasked(), 2);  // one first_packet for each side
}

TEST(Embedded, SilentCall_HearsFromUsOnBothSides) {
  MediaConfig config = two_zones(1);
  for (ZoneConfig& zone : config.zones) zone.keepalive = std::chrono::seconds{1};
  Embedded media{config, 1, {}};
  media.start();
  ProxyWorker proxy{media, 0};
  const UdpPeer phone{own_loopback(10)};
  const UdpPeer trunk{own_loopback(40)};
  Party a{phone.local()};
  Party b{trunk.local(), suite, 33};
  const SessionId id = proxy.mint();
  ASSERT_TRUE(set_up(proxy, id, a, b));
  const auto outside = trunk.receive(5000);
  const auto inside = phone.receive(5000);
  ASSERT_TRUE(outside && inside);
  EXPECT_EQ(outside->from, b.peer.rtp);
  EXPECT_EQ(b.open(outside->octets).size(), rtp_header_size_min);
  EXPECT_EQ(inside->from, a.peer.rtp);
  EXPECT_EQ(inside->octets.size(), rtp_header_size_min);
  EXPECT_EQ(inside->tos, 46 << 2);
  EXPECT_EQ(proxy.ask(CommandKind::remove, id).statistics.from_a.packets, 0U);
}

TEST(Embedded, StrangerOnTheWire_HearsAndSaysNothing) {
  Embedded media{two_zones(1), 1, {}};
  media.start();
  ProxyWorker proxy{media, 0};
  const UdpPeer phone{own_loopback(10)};
  const UdpPeer trunk{own_loopback(40)};
  const UdpPeer stranger{own_loopback(66)};
  Party a{phone.local()};
  Party b{trunk.local(), suite, 33};
  const SessionId id = proxy.mint();
  ASSERT_TRUE(set_up(proxy, id, a, b));
  phone.send(a.peer.rtp, rtp_packet(1));
  ASSERT_TRUE(trunk.receive(5000));
  for (std::uint16_t i = 0; i < 50; ++i) {
    stranger.send(a.peer.rtp, rtp_packet(i, 99));
    stranger.send(b.peer.rtp, rtp_packet(i, 99));
  }
  phone.send(a.peer.rtp, rtp_packet(2));
  const auto next = trunk.receive(5000);
  ASSERT_TRUE(next);
  EXPECT_EQ(b.open(next->octets), rtp_packet(2));  // nothing of the stranger came before it
  trunk.send(b.peer.rtp, b.seal(rtp_packet(3)));
  ASSERT_TRUE(phone.receive(5000));
  EXPECT_FALSE(stranger.receive(0));
  const Event removed = proxy.ask(CommandKind::remove, id);
  EXPECT_EQ(removed.statistics.from_a.dropped, 50U);
  EXPECT_EQ(removed.statistics.from_b.dropped, 50U);
}

TEST(Embedded, TwoProxyWorkersTwoMediaWorkers_EachGetsItsOwnEvents) {
  metrics::Labels labels;
  labels.zones = {"corporate", "carrier"};
  labels.rtp_drops.assign(drop_reason_names.begin(), drop_reason_names.end());
  metrics::Counters first{labels};
  metrics::Counters second{labels};
  Embedded media{two_zones(2), 2, {&first, &second}};
  media.start();
  std::array<int, 2> good{};
  std::vector<std::thread> threads;
  for (std::uint8_t index = 0; index < 2; ++index) {
    threads.emplace_back([&media, &good, index] {
      ProxyWorker proxy{media, index};
      const UdpPeer phone{own_loopback(static_cast<std::uint8_t>(100 + index))};
      const UdpPeer trunk{own_loopback(static_cast<std::uint8_t>(110 + index))};
      for (int call = 0; call < 40; ++call) {
        Party a{phone.local()};
        Party b{trunk.local(), suite, static_cast<std::uint8_t>(call)};
        const SessionId id = proxy.mint();
        if (!set_up(proxy, id, a, b)) continue;
        phone.send(a.peer.rtp, rtp_packet(1));
        const auto outside = trunk.receive(5000);
        const bool heard = outside && b.open(outside->octets) == rtp_packet(1);
        const Event removed = proxy.ask(CommandKind::remove, id);
        if (heard && removed.kind == EventKind::removed && removed.session == id) ++good[index];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good[0], 40);
  EXPECT_EQ(good[1], 40);
  using metrics::Counter;
  const auto relayed = [](const metrics::Counters& counters) {
    return counters.value(Counter::rtp_packets, {1, metrics::Direction::out});
  };
  EXPECT_EQ(relayed(first) + relayed(second), 80U);
  EXPECT_GT(relayed(first), 0U);  // both media workers have had calls
  EXPECT_GT(relayed(second), 0U);
  for (const metrics::Counters* counters : {&first, &second}) {
    EXPECT_EQ(counters->value(metrics::Gauge::media_sessions), 0);
    EXPECT_EQ(counters->value(metrics::Gauge::media_ports_in_use, {0}), 0);
    EXPECT_EQ(counters->value(metrics::Gauge::media_ports_in_use, {1}), 0);
  }
}

TEST(Embedded, EventsNobodyTakes_AreKeptNotLost) {
  metrics::Labels labels;
  metrics::Counters counters{labels};
  Embedded media{two_zones(1), 1, {&counters}};
  ProxyWorker proxy{media, 0};
  media.start();
  std::size_t posted = 0;
  // More than both queues hold: the media worker must stop taking commands, and post() must say so.
  for (int attempts = 0; attempts < 1'000'000 && posted < event_queue_size + command_queue_size + 1; ++attempts) {
    if (proxy.post(CommandKind::query, 1)) {
      ++posted;
    } else if (counters.value(metrics::Counter::media_events_kept) > 0) {
      break;
    } else {
      std::this_thread::yield();
    }
  }
  EXPECT_GE(posted, event_queue_size + 1);
  std::size_t answered = 0;
  std::uint64_t last_cookie = 0;
  bool in_order = true;
  for (Event event = proxy.next(); event.cookie != 0; event = proxy.next()) {
    in_order = in_order && event.cookie > last_cookie;
    last_cookie = event.cookie;
    if (++answered == posted) break;
  }
  EXPECT_EQ(answered, posted);
  EXPECT_TRUE(in_order);
}

// Sets up and releases calls, one after the other, from the anchor's own thread; what it has done can be waited for.
class Caller : public Guest {
 public:
  Caller(Embedded& media, SessionId calls) : media_(media), calls_(calls) {
    media_.host(*this);
    media_.watch(begin_.descriptor());
  }
  void begin() { begin_.ring(); }
  /// The threads that it was called on, once all calls are over.
  std::set<std::thread::id> wait() {
    std::unique_lock lock{mutex_};
    over_.wait_for(lock, std::chrono::seconds{20}, [this] { return session_ > calls_; });
    return threads_;
  }
  [[nodiscard]] SessionId released() const { return released_; }

 private:
  void on_readable(Instant, int descriptor) override {
    EXPECT_EQ(descriptor, begin_.descriptor());
    begin_.hush();
    post(CommandKind::offer);
  }
  void on_event(const Event& event) override {
    const std::lock_guard lock{mutex_};
    threads_.insert(std::this_thread::get_id());
    EXPECT_EQ(event.session, session_);
    if (event.kind == EventKind::sdp) return post(CommandKind::remove);
    EXPECT_EQ(event.kind, EventKind::removed);
    ++released_;
    if (++session_ <= calls_) return post(CommandKind::offer);
    over_.notify_all();
  }
  Instant on_turn(Instant) override { return Instant::max(); }

  void post(CommandKind kind) {
    command_.kind = kind;
    command_.session = session_;
    command_.zone_b = 1;
    command_.sdp.assign(Party{{own_loopback(10), 4000}}.sdp());
    EXPECT_TRUE(media_.post(command_));
  }

  Embedded& media_;
  SessionId calls_;
  Bell begin_;
  Command command_;
  std::mutex mutex_;
  std::condition_variable over_;
  SessionId session_ = 1;
  SessionId released_ = 0;
  std::set<std::thread::id> threads_;
};

TEST(Embedded, Guest_IsServedOnTheFirstWorkersThreadAndReachesAllOfThem) {
  for (const auto workers : {std::uint8_t{1}, std::uint8_t{2}}) {
    metrics::Labels labels;
    labels.zones = {"corporate", "carrier"};
    metrics::Counters first{labels};
    metrics::Counters second{labels};
    Embedded media{two_zones(workers), 1, {&first, &second}};
    Caller caller{media, 50};
    media.start();
    caller.begin();
    EXPECT_EQ(caller.wait().size(), 1U);
    media.stop();
    EXPECT_EQ(caller.released(), 50U);
  }
}

TEST(Embedded, CommandForNoProxyWorker_IsRefused) {
  Embedded media{two_zones(1), 2, {}};
  auto command = std::make_unique<Command>();
  command->reply_to = 2;
  EXPECT_FALSE(media.post(*command));
  command->reply_to = 1;
  EXPECT_TRUE(media.post(*command));
}

TEST(Embedded, Stop_ClosesAllSocketsOfCallsStillUp) {
  const std::size_t before = open_descriptors();
  {
    Embedded media{two_zones(2), 1, {}};
    media.start();
    ProxyWorker proxy{media, 0};
    for (int i = 0; i < 10; ++i) {
      ASSERT_EQ(proxy.ask(CommandKind::offer, proxy.mint(), Side::a, Party{{own_loopback(10), 4000}}.sdp()).kind,
                EventKind::sdp);
    }
    EXPECT_GE(open_descriptors(), before + 40);
    media.stop();
    EXPECT_LT(open_descriptors(), before + 40);
    media.stop();
  }
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace trunkgate::media
