// SPDX-License-Identifier: Apache-2.0
// What anchors reply to the ng client: none of it brings the client down or makes it hand on what cannot be true, every
// command gets one event at most and the last remove exactly one, every request ends once, nobody hears of a session
// that he does not have, and nothing is kept for ever.
//
// A line is an input: its first character says what happens, the rest is the document of a reply. S first of all: the
// trunk has SRTP.
//   o a offer, answer of the phone    O A of the trunk    e the phone wants an offer    c the phone's offer is refused
//   q query    r remove    2 the next lines are of the other of two calls
//   = the last request gets the document as its reply; "%a" and "%b" in it are the tags of the call's sides
//   < the last request but one does    ! its anchor says the rest of the line as it is
//   x the last request's anchor is refused by its machine    t the client's next deadline    T ten seconds pass
// Pings are answered, but not after d.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "media/ng/client.h"
#include "media/ng/limits.h"
#include "media/ng/server.h"
#include "metrics/counters.h"
#include "tests/fuzz/input.h"
#include "tests/media/support/house.h"
#include "tests/media/support/parties.h"

namespace trunkgate::fuzz {
namespace {

using namespace media;

constexpr std::size_t line_count_max = 64;
constexpr std::size_t anchor_count = 2;
constexpr std::array<SessionId, 2> session_ids{7, 8};
// Requests of one order: an offer that every anchor refuses, or an answer that goes on as an offer.
constexpr std::size_t requests_per_order_max = 4;

MediaConfig zones_of(bool secure) {
  MediaConfig config;
  config.zones.resize(2);
  config.zones[0].name = "corporate";
  config.zones[0].bind = Address::v4(10, 0, 0, 2);
  config.zones[1].name = "carrier";
  config.zones[1].bind = Address::v4(192, 0, 2, 10);
  config.zones[1].srtp = secure ? SrtpPolicy::required : SrtpPolicy::off;
  return config;
}

void check_direction(const DirectionStatistics& from) {
  const std::uint64_t count_max = ng::figure_streams_max * ng::figure_count_max;
  for (const std::uint64_t count : {from.packets, from.octets, from.expected, from.lost, from.reordered,
                                    from.duplicates, from.dropped, from.srtp_failures})
    require(count <= count_max, "a count can be true");
  require(from.score == 0 || (from.score >= 100 && from.score <= 500), "a score is one");
  require(from.lowest.score <= from.score || from.expected == 0, "the lowest score is not above the average");
  require(from.loss() >= 0 && from.loss() <= 1, "a loss is a share");
  require(from.score == 0 || from.loss_known(), "with a score the loss is known");
  require(std::max(from.jitter_us, from.jitter_max_us) <= ng::figure_delay_us_max, "a jitter can be true");
  require(from.round_trip_us <= ng::figure_delay_us_max, "a round trip can be true");
  require(from.silence_ms <= ng::figure_silence_ms_max, "a silence can be true");
  bool named = from.codec.empty();
  for (std::uint8_t i = 0; is_speech(PayloadKind{i}); ++i) named = named || from.codec == name_of(PayloadKind{i});
  named = named || from.codec == name_of(PayloadKind::comfort_noise);
  named = named || from.codec == name_of(PayloadKind::telephone_event);
  require(named, "a codec has a name of ours");
}

class Stage final : public ng::ClientOutput {
 public:
  explicit Stage(bool secure) : secure_(secure) {
    labels_.anchors = {"first", "second"};
    labels_.ng_commands = ng::ng_command_names();
    labels_.zones = {"corporate", "carrier"};
    counters_.emplace(labels_);
    client_.emplace(ng::ClientSettings{zones_of(secure), labels_.anchors}, *this, keys_, &*counters_);
    client_->start(now_);
    answer_pings();
  }

  void play(std::string_view line) {
    if (line.empty()) return;
    const std::string_view rest = line.substr(1);
    switch (line.front()) {
      case 'o': return post(CommandKind::offer, Side::a, phone().sdp());
      case 'O': return post(CommandKind::offer, Side::b, trunk_body());
      case 'a': return post(CommandKind::answer, Side::a, phone().sdp());
      case 'A': return post(CommandKind::answer, Side::b, trunk_body());
      case 'e': return post(CommandKind::offer, Side::a, {});
      case 'c': return post(CommandKind::cancel_offer, Side::a, {});
      case 'q': return post(CommandKind::query, Side::a, {});
      case 'r': return post(CommandKind::remove, Side::a, {});
      case '2': current_ = 1 - current_; return;
      case '=': return reply(1, rest);
      case '<': return reply(2, rest);
      case '!': return say(last_anchor(), unescaped(rest));
      case 'x': client_->on_refused(now_, last_anchor()); return;
      case 't': now_ = std::max(now_, client_->deadline()); return on_deadline();
      case 'T': return pass(std::chrono::seconds{10});
      case 'd': pongs_ = false; return;
      default: return;
    }
  }

  /// Everybody hangs up, and nobody answers any more.
  void end() {
    pongs_ = false;
    std::vector<std::uint64_t> last;
    for (current_ = 0; current_ < session_ids.size(); ++current_) {
      post(CommandKind::remove, Side::a, {});
      last.push_back(last_command_);
    }
    pass(std::chrono::minutes{2});
    require(client_->session_count() == 0, "a session that was removed is gone");
    // One that still waits when the next one comes has nobody who waits for it.
    for (const std::uint64_t cookie : last) require(commands_[cookie].events == 1, "a last remove gets one event");
    for (std::size_t anchor = 0; anchor < anchor_count; ++anchor)
      require(client_->anchors().calls(anchor) == 0, "a session that is gone does not count at its anchor");
  }

 private:
  struct Asked {
    CommandKind kind = CommandKind::query;
    SessionId session = 0;
    Side from = Side::a;
    bool has_body = false;
    int events = 0;
  };
  struct Sent {
    std::size_t anchor = 0;
    std::string cookie;
  };

  [[nodiscard]] std::string trunk_body() const { return (secure_ ? secure_trunk() : trunk()).sdp(); }
  [[nodiscard]] std::size_t last_anchor() const { return requests_.empty() ? 0 : requests_.back().anchor; }

  void post(CommandKind kind, Side from, const std::string& sdp) {
    command_->kind = kind;
    command_->session = session_ids[current_];
    command_->cookie = ++last_command_;
    command_->from = from;
    command_->zone_b = 1;
    static_cast<void>(command_->sdp.assign(sdp));
    commands_[last_command_] = {kind, session_ids[current_], from, !sdp.empty(), 0};
    client_->on_command(now_, *command_);
  }

  void send(std::size_t anchor, std::string_view datagram) override {
    require(anchor < anchor_count, "an anchor is one of those there are");
    const std::string cookie{datagram.substr(0, datagram.find(' '))};
    require(!ended_.contains(cookie), "a request that has ended is not sent again");
    if (datagram.find("7:command4:ping") != std::string_view::npos) {
      pings_.push_back({anchor, cookie});
      return;
    }
    if (!known_.insert(cookie).second) return;
    require(known_.size() <= requests_per_order_max * (commands_.size() + checks_max()), "requests are bounded");
    requests_.push_back({anchor, cookie});
    note_tags(datagram);
  }
  /// Sessions are asked for by themselves, and deletes that got no reply are said again.
  [[nodiscard]] std::size_t checks_max() const { return line_count_max * session_ids.size() * 8; }

  void note_tags(std::string_view datagram) {
    for (const auto& [name, at] : {std::pair{"8:from-tag16:", 0}, std::pair{"6:to-tag16:", 1}}) {
      const std::size_t found = datagram.find(name);
      if (found != std::string_view::npos) tags_[at] = datagram.substr(found + std::string_view(name).size(), 16);
    }
  }

  void deliver(std::uint8_t, const Event& event) override {
    check_direction(event.statistics.from_a);
    check_direction(event.statistics.from_b);
    if (event.kind == EventKind::media_timeout) {
      require(std::ranges::find(session_ids, event.session) != session_ids.end(),
              "a session is one that was asked for");
      require(client_->session_count() > 0, "a session that times out is there");
      return;
    }
    const auto found = commands_.find(event.cookie);
    require(found != commands_.end(), "an event answers a command");
    Asked& asked = found->second;
    require(++asked.events == 1, "a command gets one event");
    require(asked.session == event.session, "an event is of the session that was asked for");
    require(asked.kind != CommandKind::cancel_offer, "a cancel_offer gets no event");
    require((asked.kind == CommandKind::remove) == (event.kind == EventKind::removed), "removed answers remove");
    if (event.kind != EventKind::sdp) return require(event.sdp.view().empty(), "a body comes with sdp alone");
    require(event.reason == Refusal::none && !event.statistics.from_a.heard(), "nothing is left of an event before");
    check_body(asked, event.sdp.view());
  }
  /// What was heard of one side must not come to the other one, whatever the anchor says.
  void check_body(const Asked& asked, std::string_view body) {
    if (body.empty()) return;
    require(Description{}.parse(body) == SdpError::none, "a body that goes to a peer can be read");
    if (!asked.has_body) return;
    const std::string_view own = asked.from == Side::a ? " 10.0.0.5\r\n" : " 168.86.128.10\r\n";
    require(body.find(own) == std::string_view::npos, "no address of one side is told to the other");
  }
  void log(const ng::LogEvent& event) override {
    require(event.text.size() <= 2 * ng::identifier_size_max, "a line of the log is short");
  }

  void reply(std::size_t back, std::string_view document) {
    if (requests_.size() < back) return;
    const Sent request = requests_[requests_.size() - back];
    std::string text = unescaped(document);
    for (const auto& [mark, tag] : {std::pair{"%a", tags_[0]}, std::pair{"%b", tags_[1]}}) {
      for (std::size_t at = text.find(mark); at != std::string::npos && !tag.empty(); at = text.find(mark, at + 1))
        text.replace(at, 2, tag);
    }
    const std::uint64_t before = replies_taken();
    say(request.anchor, request.cookie + ' ' + text);
    if (replies_taken() > before) require(ended_.insert(request.cookie).second, "a request ends once");
  }
  void say(std::size_t anchor, const std::string& datagram) {
    client_->on_datagram(now_, anchor, datagram);
    answer_pings();
  }
  [[nodiscard]] std::uint64_t replies_taken() const {
    std::uint64_t count = 0;
    for (std::size_t anchor = 0; anchor < anchor_count; ++anchor) {
      for (const ng::Verb verb : {ng::Verb::offer, ng::Verb::answer, ng::Verb::remove, ng::Verb::query}) {
        for (const auto outcome : {metrics::AnchorOutcome::ok, metrics::AnchorOutcome::error})
          count += counters_->value(metrics::Counter::anchor_requests, {anchor, verb, outcome});
      }
    }
    return count;
  }
  void answer_pings() {
    while (!pings_.empty()) {
      const Sent ping = pings_.back();
      pings_.pop_back();
      if (pongs_) client_->on_datagram(now_, ping.anchor, ping.cookie + " d6:result4:ponge");
    }
  }
  void on_deadline() {
    client_->on_deadline(now_);
    answer_pings();
  }
  void pass(Duration time) {
    const Instant end = now_ + time;
    while (client_->deadline() <= end) {
      now_ = std::max(now_, client_->deadline());
      on_deadline();
    }
    now_ = end;
  }

  bool secure_ = false;
  bool pongs_ = true;
  Instant now_{std::chrono::hours{1}};
  metrics::Labels labels_;
  std::optional<metrics::Counters> counters_;
  CountingKeys keys_;
  std::unique_ptr<Command> command_ = std::make_unique<Command>();
  std::uint64_t last_command_ = 0;
  std::size_t current_ = 0;
  std::map<std::uint64_t, Asked> commands_;
  std::vector<Sent> pings_;
  std::vector<Sent> requests_;
  std::set<std::string> known_;
  std::set<std::string> ended_;
  std::array<std::string, 2> tags_;
  std::optional<ng::Client> client_;
};

void run(std::string_view text) {
  const bool secure = text.starts_with("S\n");
  if (secure) take_line(text);
  Stage stage(secure);
  for (std::size_t count = 0; !text.empty() && count < line_count_max; ++count) stage.play(take_line(text));
  stage.end();
}

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trunkgate::fuzz::run(trunkgate::fuzz::text_of({data, size}));
  return 0;
}
