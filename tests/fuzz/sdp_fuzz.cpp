// SPDX-License-Identifier: Apache-2.0
// Bodies of offers and answers, in the form of tests/data/sdp: whatever is heard, what we say on the other side is SDP
// that names us alone and keeps to the policy of its zone.
#include <array>
#include <optional>
#include <sstream>

#include "media/sdp/attribute.h"
#include "media/sdp/description.h"
#include "media/sdp/negotiate.h"
#include "tests/fuzz/input.h"
#include "tests/media/sdp/counting_keys.h"
#include "tests/media/sdp/sdp_file.h"

namespace trunkgate::fuzz {
namespace {

using media::Description;
using media::Refusal;
using media::SdpSide;
using media::Side;
using media::SrtpPolicy;

constexpr std::size_t step_count_max = 16;

Side side_of(const std::string& name) { return name == "b" ? Side::b : Side::a; }

/// Lines "zone a optional SUITE …" and "t38 a pass"; what is not such a line changes nothing.
void set_up_zone(const std::string& line, std::array<SdpSide, 2>& sides) {
  std::istringstream words(line);
  std::string what;
  std::string side;
  std::string policy;
  words >> what >> side >> policy;
  SdpSide& target = sides[static_cast<std::size_t>(side_of(side))];
  if (what == "t38") target.t38 = policy == "pass" ? media::T38Policy::pass : media::T38Policy::refuse;
  if (what != "zone") return;
  target.srtp = policy == "required"   ? SrtpPolicy::required
                : policy == "optional" ? SrtpPolicy::optional
                                       : SrtpPolicy::off;
  media::SuiteList suites;
  for (std::string name; words >> name;)
    if (const auto suite = media::suite_from_name(name)) suites.add(*suite);
  if (!suites.empty()) target.suites = suites;
}

/// Topology hiding: the only address in a body is ours.
void check_addresses(const Description& said, const media::Endpoint& local) {
  for (const media::MediaSection& section : said.media()) {
    require(section.port == 0 || section.port == local.port, "the only port is ours");
    const auto address = said.connection(section);
    require(!address || *address == local.address, "the only address is ours");
    media::SdpLines lines(section.text);
    media::SdpLine line;
    while (lines.next(line))
      require(line.type == 'a' || line.type == 'b' || line.type == 'c', "a media section holds a=, b= and c= alone");
  }
}

/// ITU-T T.38 table D.1, less T38VendorInfo.
bool is_of_t38(const media::Attribute& attribute) {
  static constexpr std::array numbers{"T38FaxVersion", "T38MaxBitRate", "T38FaxMaxBuffer", "T38FaxMaxDatagram"};
  static constexpr std::array flags{"T38FaxFillBitRemoval", "T38FaxTranscodingMMR", "T38FaxTranscodingJBIG"};
  const bool digits = attribute.value.find_first_not_of("0123456789") == std::string_view::npos;
  if (std::ranges::find(numbers, attribute.name) != numbers.end())
    return digits && !attribute.value.empty() && attribute.value.size() <= 7;
  if (std::ranges::find(flags, attribute.name) != flags.end()) return digits && attribute.value.size() <= 1;
  if (attribute.name == "T38FaxRateManagement")
    return attribute.value == "localTCF" || attribute.value == "transferredTCF";
  return attribute.name == "T38FaxUdpEC" &&
         (attribute.value == "t38UDPNoEC" || attribute.value == "t38UDPRedundancy" || attribute.value == "t38UDPFEC");
}

/// Fax passes where both zones say so and neither demands SRTP, and nothing but its vocabulary with it.
void check_t38(const media::MediaSection& section, const std::array<SdpSide, 2>& sides) {
  require(section.type == "image" && section.formats == "t38", "only audio and T.38 are anchored");
  for (const SdpSide& side : sides) {
    require(side.t38 == media::T38Policy::pass, "T.38 passes where both zones say so");
    require(side.srtp != SrtpPolicy::required, "srtp: required never goes out as UDPTL");
  }
  media::SdpLines lines(section.text);
  for (media::SdpLine line; lines.next(line);) {
    const auto attribute = media::read_attribute(line);
    if (!attribute) continue;  // b=
    require(media::read_direction(*attribute) || is_of_t38(*attribute), "a T.38 line has attributes of T.38 alone");
  }
}

void check_policy(const Description& said, const SdpSide& side, const std::array<SdpSide, 2>& sides) {
  std::size_t live = 0;
  for (const media::MediaSection& section : said.media()) {
    if (section.port == 0) continue;
    require(++live == 1, "one line is anchored");
    if (section.type != "audio") {
      check_t38(section, sides);
      continue;
    }
    const bool secure = section.transport.find("SAVP") != std::string_view::npos;
    const bool has_key = section.text.find("a=crypto:") != std::string_view::npos;
    // With a key RTP/AVP is secure as well: opportunistic SRTP, RFC 8643.
    require(side.srtp != SrtpPolicy::required || has_key, "srtp: required never goes out in the clear");
    require(side.srtp != SrtpPolicy::off || (!secure && !has_key), "srtp: off never goes out with keys");
    require(!secure || has_key, "a secure line has a key");
  }
}

/// What we said is checked as a peer of that zone would; an offer must be one that we should accept ourselves.
void check_said(const media::SdpText& out, Side goes_to, const std::array<SdpSide, 2>& sides, std::size_t lines_heard,
                bool is_offer) {
  const SdpSide& to = sides[static_cast<std::size_t>(goes_to)];
  Description said;
  require(said.parse(out.view()) == media::SdpError::none, "what we say is SDP");
  require(is_offer ? said.media().size() >= lines_heard : said.media().size() == lines_heard,
          "every line keeps its place");
  check_addresses(said, to.local);
  check_policy(said, to, sides);
  const SdpSide& from = sides[static_cast<std::size_t>(other(goes_to))];
  if (is_offer) require(media::inspect_offer(out.view(), to, from) == Refusal::none, "our offers are good");
}

class Talk {
 public:
  explicit Talk(const std::array<SdpSide, 2>& sides) : sides_(sides), negotiation_(sides[0], sides[1], keys_) {}

  void offer(Side from, const std::string& body) {
    const auto& heard_in = sides_[static_cast<std::size_t>(from)];
    const Refusal first = media::inspect_offer(body, heard_in, sides_[static_cast<std::size_t>(other(from))]);
    const bool fresh = !spoken_;
    media::SdpText out;
    const Refusal refusal = negotiation_.offer(from, body, keys_, out);
    // Without an SDP the offer is ours (RFC 3261 §13.2.1); there is nothing to inspect.
    const bool inspected = fresh && !body.empty();
    require(!inspected || first == Refusal::none || refusal != Refusal::none, "what inspection refuses is refused");
    if (refusal != Refusal::none) return;
    spoken_ = true;
    passed_on_ = false;
    offered_lines_ = lines_of(body.empty() ? out.view() : body);
    require(negotiation_.offer_pending(), "a taken offer is open");
    check_said(out, other(from), sides_, offered_lines_, true);
  }
  void answer(Side from, const std::string& body) {
    media::SdpText out;
    if (negotiation_.answer(from, body, keys_, out) != Refusal::none) return;
    // The answer to an offer of ours goes on to the other side as an offer, and that side's answer ends it.
    const bool goes_on = negotiation_.offer_pending();
    require(goes_on || negotiation_.plan().agreed, "a taken answer is an agreement");
    // Whose answer became that offer has said all there is to say.
    if (passed_on_)
      require(out.view().empty(), "a passed on answer is not answered");
    else
      check_said(out, other(from), sides_, offered_lines_, goes_on);
    passed_on_ = goes_on;
    if (goes_on) offered_lines_ = lines_of(out.view());
    // The half that stands before the first agreement has no keys of ours yet, and nothing is relayed by it.
    if (negotiation_.plan().agreed)
      for (const Side side : {Side::a, Side::b}) check_plan(side);
  }
  void cancel(Side from) { negotiation_.cancel_offer(from); }

 private:
  static std::size_t lines_of(std::string_view body) {
    Description heard;
    require(heard.parse(body) == media::SdpError::none, "a taken body is SDP");
    return heard.media().size();
  }
  void check_plan(Side which) const {
    const media::SidePlan& plan = negotiation_.plan().of(which);
    const SrtpPolicy policy = sides_[static_cast<std::size_t>(which)].srtp;
    if (!plan.enabled) return;
    require(plan.udptl == negotiation_.plan().of(other(which)).udptl, "both sides mean one kind of line");
    require(!plan.udptl || !plan.secure, "UDPTL has no keys");
    require(policy != SrtpPolicy::required || plan.secure, "srtp: required is agreed on with keys alone");
    require(policy != SrtpPolicy::off || !plan.secure, "srtp: off is agreed on without keys");
    require(!plan.secure || (plan.local_key.fits(plan.suite) && plan.remote_key.fits(plan.suite)),
            "keys fit the suite");
  }

  media::CountingKeys keys_;
  std::array<SdpSide, 2> sides_;
  media::Negotiation negotiation_;
  std::size_t offered_lines_ = 0;
  bool spoken_ = false;
  bool passed_on_ = false;  // the open offer was made of an answer to one of ours
};

void run(std::string_view text) {
  std::istringstream in{std::string(text)};
  const media::SdpFile file = media::read_sdp_file(in);
  std::array<SdpSide, 2> sides;
  sides[0].local = {media::Address::v4(192, 0, 2, 10), 10000};
  sides[1].local = {media::Address::v4(203, 0, 113, 5), 20000};
  for (const std::string& line : file.set_up) set_up_zone(line, sides);
  Talk talk(sides);
  for (std::size_t i = 0; i < std::min(file.steps.size(), step_count_max); ++i) {
    const auto& step = file.steps[i];
    if (step.what == "offer") talk.offer(side_of(step.argument), step.body);
    if (step.what == "answer") talk.answer(side_of(step.argument), step.body);
    if (step.what == "cancel") talk.cancel(side_of(step.argument));
  }
}

}  // namespace
}  // namespace trunkgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  trunkgate::fuzz::run(trunkgate::fuzz::text_of({data, size}));
  return 0;
}
