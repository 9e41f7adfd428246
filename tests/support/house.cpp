// SPDX-License-Identifier: Apache-2.0
#include "tests/support/house.h"

#include <gtest/gtest.h>

namespace trunkgate::test {

namespace {

const proxy::Endpoint pbx_address{*proxy::parse_ip("10.0.0.5"), 5060};
const proxy::Endpoint trunk_address{*proxy::parse_ip("54.172.60.1"), 5061};
constexpr std::uint32_t trunk_connection = 7;

proxy::Flow trunk_flow() { return {trunk_address.address, trunk_address.port, House::twilio, 0, trunk_connection}; }

proxy::Config make_config(const std::function<void(proxy::Config&)>& adjust) {
  proxy::Config config;
  proxy::Zone corporate;
  corporate.name = "corporate";
  corporate.allow = {{*proxy::parse_ip("10.0.0.0"), 104}};
  proxy::Zone twilio;
  twilio.name = "twilio";
  twilio.advertise = "sbc.example.com";
  twilio.allow = {{*proxy::parse_ip("54.172.60.0"), 126}};
  twilio.header_pass = {"x-passed"};
  config.zones = {corporate, twilio};
  config.listeners = {{0, proxy::Transport::udp, {*proxy::parse_ip("10.0.0.2"), 5060}},
                      {1, proxy::Transport::tls, {*proxy::parse_ip("192.0.2.10"), 5061}}};
  proxy::Peer pbx;
  pbx.name = "pbx";
  pbx.zone = 0;
  pbx.listener = 0;
  pbx.host = "10.0.0.5";
  pbx.port = 5060;
  pbx.literal = pbx_address.address;
  proxy::Peer trunk;
  trunk.name = "twilio";
  trunk.zone = 1;
  trunk.listener = 1;
  trunk.host = "mytrunk.pstn.twilio.com";
  trunk.transport = proxy::Transport::tls;
  trunk.auth = proxy::PeerAuth{};
  trunk.auth->username = "corp";
  trunk.auth->password = proxy::Secret("open sesame");
  proxy::Peer second = trunk;
  second.name = "second";
  second.host = "backup.example.net";
  second.auth.reset();
  config.peers = {pbx, trunk, second};
  proxy::Route out;
  out.from = 0;
  out.match = "0[1-9]*";
  out.strip = 1;
  out.prefix = "+886";
  out.to = {1, 2};
  proxy::Route in;
  in.from = 1;
  in.to = {0};
  config.routes = {out, in};
  config.log_level = proxy::LogLevel::info;
  if (adjust) adjust(config);
  return config;
}

proxy::KeyRing make_keys() {
  proxy::SealingKey::Bytes bytes{};
  bytes.fill(0x5a);
  proxy::KeyRing ring;
  EXPECT_EQ(ring.add(proxy::SealingKey(bytes)), proxy::KeyRing::AddError::none);
  return ring;
}

}  // namespace

std::string House::Sent::header(const std::string& name) const {
  const std::string wanted = "\r\n" + name + ": ";
  const std::size_t at = text.find(wanted);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + wanted.size();
  return text.substr(begin, text.find("\r\n", begin) - begin);
}

std::string House::Sent::tag(const std::string& name) const {
  const std::string value = header(name);
  const std::size_t at = value.find(";tag=");
  return at == std::string::npos ? std::string{} : value.substr(at + 5);
}

std::string House::Sent::contact_uri() const {
  const std::string value = header("Contact");
  return value.size() < 2 ? std::string{} : value.substr(1, value.size() - 2);
}

std::string House::Sent::body() const { return text.substr(text.find("\r\n\r\n") + 4); }

House::House(std::uint32_t call_max, const std::function<void(proxy::Config&)>& adjust)
    : config_(make_config(adjust)),
      sealer_(std::make_unique<proxy::Sealer>(make_keys())),
      counters_(
          std::make_unique<metrics::Counters>(metrics::Labels{.zones = {"corporate", "twilio"},
                                                              .peers = {"pbx", "twilio", "second"},
                                                              .parse_errors = {},
                                                              .source_drops = {},
                                                              .sealed_kinds = {"call_id", "tag", "branch", "contact"},
                                                              .rtp_drops = {}})),
      limiter_(std::make_unique<proxy::PeerLimiter>(config_)) {
  proxy::CoreSettings settings;
  settings.seed = 42;
  settings.epoch_seconds = 1'800'000'000;
  settings.call_max = call_max;
  core_ = std::make_unique<proxy::Core>(config_, *sealer_, settings, *counters_, *limiter_, *this);
  core_->on_peer_addresses(now_, trunk, {&trunk_address, 1});
}

House::~House() = default;

void House::from_pbx(const std::string& message) {
  core_->on_message(now_, proxy::Flow::udp(corporate, pbx_address), {message.data(), message.size()});
}

void House::from_trunk(const std::string& message) {
  core_->on_message(now_, trunk_flow(), {message.data(), message.size()});
}

void House::advance(std::chrono::milliseconds by) {
  const sip::Instant end = now_ + by;
  while (core_->deadline() <= end) {
    now_ = std::max(now_, core_->deadline());
    core_->on_deadline(now_);
  }
  now_ = end;
}

std::vector<House::Sent> House::take_sent() { return std::exchange(sent_, {}); }

House::Sent House::take_one(bool to_pbx) {
  const auto all = take_sent();
  EXPECT_EQ(all.size(), 1u);
  for (const Sent& one : all)
    if (one.to_pbx() == to_pbx) return one;
  ADD_FAILURE() << "nothing was sent to the " << (to_pbx ? "PBX" : "trunk");
  return {};
}

void House::media_agrees(const std::string& body) {
  ASSERT_FALSE(commands_.empty());
  media::Event event;
  event.kind = commands_.front().kind == media::CommandKind::remove ? media::EventKind::removed : media::EventKind::sdp;
  event.session = commands_.front().session;
  event.cookie = commands_.front().cookie;
  if (event.kind == media::EventKind::removed) event.statistics = figures;
  const bool from_a = commands_.front().from == media::Side::a;
  const std::uint8_t towards = from_a ? commands_.front().zone_b : commands_.front().zone_a;
  ASSERT_TRUE(event.sdp.assign(!body.empty() ? body : sdp(towards == twilio ? "203.0.113.5" : "10.0.0.2")));
  commands_.pop_front();
  core_->on_media_event(now_, event);
}

void House::media_refuses(media::Refusal reason) {
  ASSERT_FALSE(commands_.empty());
  media::Event event;
  event.kind = media::EventKind::refused;
  event.reason = reason;
  event.session = commands_.front().session;
  event.cookie = commands_.front().cookie;
  commands_.pop_front();
  core_->on_media_event(now_, event);
}

void House::media_event(media::EventKind kind) {
  media::Event event;
  event.kind = kind;
  event.session = commands_.empty() ? last_session_ : commands_.front().session;
  core_->on_media_event(now_, event);
}

bool House::at_rest() {
  while (!commands_.empty()) media_agrees();
  advance(std::chrono::minutes(5));
  const proxy::CoreGauges gauges = core_->gauges();
  return gauges.calls == 0 && gauges.client_transactions == 0 && gauges.server_transactions == 0 && gauges.timers == 0;
}

void House::send(const proxy::Flow& flow, std::span<const char> bytes) {
  sent_.push_back({flow, std::string(bytes.data(), bytes.size())});
}

bool House::ask_media(const media::Command& command) {
  last_session_ = command.session;
  if (anchor_full) return false;
  if (command.kind == media::CommandKind::cancel_offer) {
    ++offers_cancelled;
    return true;
  }
  commands_.push_back(command);
  return true;
}

void House::log(const proxy::LogEvent& event) {
  events_.emplace_back(event.event);
  texts_.emplace_back(event.text);
}

void House::record(const proxy::CallRecord& record) {
  const auto kept = [](std::string_view text) { return std::string(text); };
  records_.push_back({kept(record.call_id), kept(record.from_peer), kept(record.to_peer), kept(record.caller),
                      kept(record.called), kept(record.result), kept(record.reason), record.started, record.answered,
                      record.ended, record.figures});
}

std::string House::logged(const std::string& event) const {
  for (std::size_t i = events_.size(); i-- > 0;) {
    if (events_[i] == event) return texts_[i];
  }
  return {};
}

std::string sdp(const std::string& address) {
  return "v=0\r\no=- 1 1 IN IP4 " + address + "\r\ns=-\r\nc=IN IP4 " + address +
         "\r\nt=0 0\r\nm=audio 20000 RTP/AVP 0\r\n";
}

namespace {

std::string with_body(std::string head, const std::string& body) {
  if (!body.empty()) head += "Content-Type: application/sdp\r\n";
  return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

std::string pbx_invite(const std::string& call_id, const std::string& number, const std::string& extra) {
  return with_body("INVITE sip:" + number +
                       "@10.0.0.2 SIP/2.0\r\n"
                       "Via: SIP/2.0/UDP 10.0.0.5:5060;rport;branch=z9hG4bKinside-" +
                       call_id +
                       "\r\n"
                       "From: \"Alice\" <sip:201@pbx.corp.internal>;tag=inside-tag\r\n"
                       "To: <sip:" +
                       number +
                       "@10.0.0.2>\r\n"
                       "Call-ID: " +
                       call_id +
                       "\r\n"
                       "CSeq: 102 INVITE\r\n"
                       "Max-Forwards: 70\r\n"
                       "Contact: <sip:201@10.0.0.5:5060>\r\n" +
                       extra,
                   sdp("10.0.0.5"));
}

namespace {

/// A response as a peer that adds `headers` of its own would write it (RFC 3261 §8.2.6).
std::string response_to(const House::Sent& request, int status, const std::string& to_tag, const std::string& body,
                        const std::string& headers) {
  const std::string to = request.header("To");
  const std::string tag = to.find(";tag=") == std::string::npos && !to_tag.empty() ? ";tag=" + to_tag : "";
  return with_body("SIP/2.0 " + std::to_string(status) +
                       " Whatever\r\n"
                       "Via: " +
                       request.header("Via") +
                       "\r\n"
                       "From: " +
                       request.header("From") +
                       "\r\n"
                       "To: " +
                       to + tag +
                       "\r\n"
                       "Call-ID: " +
                       request.header("Call-ID") +
                       "\r\n"
                       "CSeq: " +
                       request.header("CSeq") + "\r\n" + headers,
                   body);
}

}  // namespace

std::string trunk_response(const House::Sent& request, int status, const std::string& to_tag, const std::string& body,
                           const std::string& extra) {
  return response_to(request, status, to_tag, body,
                     "Record-Route: <sip:54.172.60.1:5060;lr;r2=on;twnat=sip:192.0.2.10:5061>\r\n"
                     "Record-Route: <sip:54.172.60.1:5061;transport=tls;r2=on;lr>\r\n"
                     "Contact: <sip:+886912345678@172.25.1.2:5060;transport=udp>\r\n" +
                         extra);
}

std::string pbx_in_dialog(const std::string& method, const House::Sent& answer, int cseq, const std::string& body,
                          const std::string& extra) {
  return with_body(method + " " + answer.contact_uri() +
                       " SIP/2.0\r\n"
                       "Via: SIP/2.0/UDP 10.0.0.5:5060;rport;branch=z9hG4bKinside-" +
                       method + std::to_string(cseq) +
                       "\r\n"
                       "From: " +
                       answer.header("From") +
                       "\r\n"
                       "To: " +
                       answer.header("To") +
                       "\r\n"
                       "Call-ID: " +
                       answer.header("Call-ID") +
                       "\r\n"
                       "CSeq: " +
                       std::to_string(cseq) + " " + method +
                       "\r\n"
                       "Max-Forwards: 70\r\n"
                       "Contact: <sip:201@10.0.0.5:5060>\r\n" +
                       extra,
                   body);
}

std::string pbx_response(const House::Sent& request, int status, const std::string& to_tag, const std::string& body,
                         const std::string& extra) {
  return response_to(request, status, to_tag, body, "Contact: <sip:201@10.0.0.5:5060>\r\n" + extra);
}

std::string trunk_in_dialog(const std::string& method, const House::Sent& invite, const std::string& own_tag, int cseq,
                            const std::string& body, const std::string& extra) {
  return with_body(method + " " + invite.contact_uri() +
                       " SIP/2.0\r\n"
                       "Via: SIP/2.0/TLS 54.172.60.1:5061;branch=z9hG4bKtrunk-" +
                       method + std::to_string(cseq) +
                       "\r\n"
                       "From: " +
                       invite.header("To") + ";tag=" + own_tag +
                       "\r\n"
                       "To: " +
                       invite.header("From") +
                       "\r\n"
                       "Call-ID: " +
                       invite.header("Call-ID") +
                       "\r\n"
                       "CSeq: " +
                       std::to_string(cseq) + " " + method +
                       "\r\n"
                       "Max-Forwards: 70\r\n"
                       "Contact: <sip:+886912345678@172.25.1.2:5060;transport=udp>\r\n" +
                       extra,
                   body);
}

std::string trunk_invite(const std::string& extra, const std::string& body) {
  return with_body(
      "INVITE sip:+886212345678@sbc.example.com;transport=tls SIP/2.0\r\n"
      "Record-Route: <sip:54.172.60.1:5061;transport=tls;r2=on;lr>\r\n"
      "From: <sip:+1555@mytrunk.pstn.twilio.com:5060>;tag=out\r\n"
      "To: <sip:+886212345678@sbc.example.com;transport=tls>\r\n"
      "CSeq: 29044 INVITE\r\nMax-Forwards: 60\r\nCall-ID: 0123456789abcdef@0.0.0.0\r\n"
      "Via: SIP/2.0/TLS 54.172.60.1:5061;branch=z9hG4bKin\r\n"
      "Contact: <sip:+1555@172.25.1.2:5060;transport=udp>\r\n"
      "Allow: INVITE,ACK,CANCEL,BYE,REFER,NOTIFY,OPTIONS\r\n" +
          extra,
      body.empty() ? sdp("168.86.128.9") : body);
}

}  // namespace trunkgate::test
