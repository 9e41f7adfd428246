// SPDX-License-Identifier: Apache-2.0
// The client, real servers and real anchors on a network that loses, doubles, delays and reorders, with anchors that
// die and come back, all from one seed. Afterwards nothing may be left anywhere.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "media/ng/client.h"
#include "tests/media/ng/anchor_desk.h"
#include "tests/media/support/parties.h"

namespace trunkgate::media::ng {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Storm : public ClientOutput {
 public:
  explicit Storm(std::uint32_t seed) : random_(seed) {
    const std::size_t anchors = 1 + random_() % 3;
    ClientSettings settings;
    for (std::size_t i = 0; i < anchors; ++i) {
      desks_.push_back(std::make_unique<AnchorDesk>());
      settings.anchors.push_back("anchor" + std::to_string(i));
    }
    alive_.resize(anchors, true);
    settings.media = desks_[0]->house.config;
    settings.media.zones[0].srtp = SrtpPolicy::off;
    settings.media.zones[1].srtp = random_() % 2 == 0 ? SrtpPolicy::off : SrtpPolicy::required;
    secure_ = settings.media.zones[1].srtp == SrtpPolicy::required;
    loss_ = chance_of(0.3);
    duplicate_ = chance_of(0.3);
    reorder_ = chance_of(0.5);
    death_ = random_() % 2 == 0 ? 0.0 : 0.5;
    keys_.next = seed;
    client_.emplace(settings, *this, keys_, nullptr);
    client_->start(now_);
  }

  void run() {
    for (SessionId id = 1; id <= 8; ++id) after(between(0, 20'000), [this, id] { begin(id); });
    for (std::size_t i = 0; i < desks_.size(); ++i) {
      if (hits(death_)) after(between(0, 30'000), [this, i] { die(i); });
    }
    run_until(now_ + seconds(60));
    loss_ = duplicate_ = reorder_ = death_ = 0;
    std::fill(alive_.begin(), alive_.end(), true);
    for (auto& [id, call] : calls_) {
      if (!call.removed) remove(id);
    }
    run_until(now_ + seconds(60));
  }
  void check() const {
    EXPECT_EQ(client_->session_count(), 0U);
    for (std::size_t i = 0; i < desks_.size(); ++i) {
      EXPECT_EQ(client_->anchors().calls(i), 0U);
      EXPECT_EQ(desks_[i]->server->call_count(), 0U) << "left on anchor " << i;
    }
    for (const auto& [id, call] : calls_) {
      EXPECT_TRUE(call.waiting.empty()) << "a command of session " << id << " got no event";
    }
    EXPECT_EQ(surprises_, 0) << "events that nobody waited for";
  }

 private:
  struct Call {
    std::map<std::uint64_t, CommandKind> waiting;  // by cookie
    bool removed = false;
    bool offered = false;
    Side offerer = Side::a;
    int rounds = 0;
  };

  double chance_of(double worst) { return random_() % 2 == 0 ? 0 : worst * static_cast<double>(random_() % 100) / 100; }
  bool hits(double chance) { return static_cast<double>(random_() % 10'000) < chance * 10'000; }
  milliseconds between(std::uint32_t low, std::uint32_t high) { return milliseconds(low + random_() % (high - low)); }
  void after(milliseconds wait, std::function<void()> what) { agenda_.emplace(now_ + wait, std::move(what)); }

  void run_until(Instant end) {
    for (;;) {
      const Instant next = agenda_.empty() ? Instant::max() : agenda_.begin()->first;
      if (std::min(next, client_->deadline()) > end) break;
      if (client_->deadline() <= next) {
        now_ = std::max(now_, client_->deadline());
        client_->on_deadline(now_);
      } else {
        now_ = std::max(now_, next);
        const auto what = std::move(agenda_.begin()->second);
        agenda_.erase(agenda_.begin());
        what();
      }
    }
    now_ = end;
  }

  void carry(std::function<void()> arrival) {
    if (hits(loss_)) return;
    const int copies = hits(duplicate_) ? 2 : 1;
    for (int i = 0; i < copies; ++i) after(hits(reorder_) ? between(1, 1500) : between(1, 5), arrival);
  }
  void send(std::size_t anchor, std::string_view datagram) override {
    carry([this, anchor, text = std::string(datagram)] { arrive(anchor, text); });
  }
  void arrive(std::size_t anchor, const std::string& text) {
    if (!alive_[anchor]) return;
    AnchorDesk& desk = *desks_[anchor];
    desk.house.now = now_;
    const std::size_t before = desk.sent.size();
    desk.server->on_datagram(now_, desk.client, text);
    desk.serve();
    for (std::size_t i = before; i < desk.sent.size(); ++i) {
      carry([this, anchor, reply = desk.sent[i].datagram] { client_->on_datagram(now_, anchor, reply); });
    }
  }
  void die(std::size_t anchor) {
    alive_[anchor] = false;
    const bool forgets = random_() % 2 == 0;
    after(between(1000, 20'000), [this, anchor, forgets] {
      // Copies that are still under way to a process without its reply cache may begin a session anew; that is the
      // anchor's media timeout to end, so the network is good while one restarts.
      if (forgets && reorder_ == 0 && duplicate_ == 0) desks_[anchor] = std::make_unique<AnchorDesk>();
      alive_[anchor] = true;
    });
  }

  void post(SessionId id, CommandKind kind, Side from = Side::a, const std::string& sdp = {}) {
    Command& command = *command_;
    command.kind = kind;
    command.session = id;
    command.cookie = ++cookie_;
    command.from = from;
    command.zone_b = House::carrier;
    static_cast<void>(command.sdp.assign(sdp));
    if (kind != CommandKind::cancel_offer) calls_[id].waiting.emplace(cookie_, kind);
    client_->on_command(now_, command);
  }
  std::string sdp_of_side(Side side) {
    if (side == Side::a) return phone().sdp();
    return secure_ ? secure_trunk().sdp() : trunk().sdp();
  }
  void begin(SessionId id) {
    offer(id, Side::a);
    if (hits(0.3)) after(between(0, 3000), [this, id] { remove(id); });
  }
  void offer(SessionId id, Side from) {
    Call& call = calls_[id];
    call.offered = true;
    call.offerer = from;
    post(id, CommandKind::offer, from, sdp_of_side(from));
  }
  void remove(SessionId id) {
    Call& call = calls_[id];
    if (std::exchange(call.removed, true)) return;
    call.waiting.clear();  // whoever hangs up does not wait for anything else
    post(id, CommandKind::remove);
  }

  void deliver(std::uint8_t, const Event& event) override {
    Call& call = calls_[event.session];
    if (event.kind == EventKind::media_timeout)
      return after(milliseconds(1), [this, id = event.session] { remove(id); });
    const auto found = call.waiting.find(event.cookie);
    if (found == call.waiting.end()) {
      if (!call.removed) ++surprises_;
      return;
    }
    const CommandKind kind = found->second;
    call.waiting.erase(found);
    if (!call.removed) after(between(0, 2000), [this, event, kind] { go_on(event, kind); });
  }
  void go_on(const Event& event, CommandKind kind) {
    Call& call = calls_[event.session];
    if (call.removed) return;
    if (event.kind == EventKind::refused || ++call.rounds > 6) return remove(event.session);
    const Side answerer = other(call.offerer);
    if (kind == CommandKind::offer) {
      if (call.rounds > 2 && hits(0.3))
        post(event.session, CommandKind::cancel_offer, call.offerer);
      else
        return post(event.session, CommandKind::answer, answerer, sdp_of_side(answerer));
    }
    offer(event.session, hits(0.5) ? Side::a : Side::b);
  }
  void log(const LogEvent&) override {}

  std::mt19937 random_;
  Instant now_{std::chrono::hours{1}};
  std::multimap<Instant, std::function<void()>> agenda_;
  std::vector<std::unique_ptr<AnchorDesk>> desks_;
  std::vector<char> alive_;
  bool secure_ = false;
  double loss_ = 0, duplicate_ = 0, reorder_ = 0, death_ = 0;
  CountingKeys keys_;
  std::unique_ptr<Command> command_ = std::make_unique<Command>();
  std::uint64_t cookie_ = 0;
  std::map<SessionId, Call> calls_;
  int surprises_ = 0;
  std::optional<Client> client_;
};

TEST(NgClientStorm, AfterEveryTrouble_NothingIsLeft) {
  const char* const seeds = std::getenv("TRUNKGATE_STORM_SEEDS");
  const std::uint32_t count = seeds == nullptr ? 60 : static_cast<std::uint32_t>(std::stoul(seeds));
  for (std::uint32_t seed = 1; seed <= count && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Storm storm(seed);
    storm.run();
    storm.check();
  }
}

}  // namespace
}  // namespace trunkgate::media::ng
