// SPDX-License-Identifier: Apache-2.0
#include "tests/media/sdp/sdp_file.h"

#include <gtest/gtest.h>

#include <array>

#include "media/sdp/address_text.h"
#include "media/sdp/negotiate.h"
#include "tests/media/sdp/counting_keys.h"

namespace trunkgate::media {
namespace {

constexpr std::array refusal_names{
    "none",     "malformed_sdp",   "no_audio",   "srtp_required", "srtp_forbidden", "no_common_crypto",
    "no_ports", "unknown_session", "overloaded", "state"};
constexpr std::array policy_names{"off", "optional", "required"};

std::string name_of(Refusal refusal) { return refusal_names[static_cast<std::size_t>(refusal)]; }
Side side_of(const std::string& name) { return name == "a" ? Side::a : Side::b; }

void set_up_zone(std::istringstream& words, SdpSide& side) {
  std::string policy;
  words >> policy;
  const auto found = std::ranges::find(policy_names, policy);
  ASSERT_NE(found, policy_names.end()) << policy;
  side.srtp = static_cast<SrtpPolicy>(found - policy_names.begin());
  SuiteList suites;
  for (std::string name; words >> name;) {
    const auto suite = suite_from_name(name);
    ASSERT_TRUE(suite) << name;
    suites.add(*suite);
  }
  if (!suites.empty()) side.suites = suites;
}

void set_up(const std::string& line, std::array<SdpSide, 2>& sides) {
  std::istringstream words(line);
  std::string what;
  std::string side;
  words >> what >> side;
  SdpSide& target = sides[static_cast<std::size_t>(side_of(side))];
  if (what == "zone") {
    set_up_zone(words, target);
  } else if (what == "t38") {
    std::string policy;
    words >> policy;
    ASSERT_EQ(policy, "pass") << line;
    target.t38 = T38Policy::pass;
  } else {
    ASSERT_EQ(what, "local") << line;
    std::string address;
    words >> address >> target.local.port;
    target.local.address = read_address(address).value();
  }
}

class SdpFileTest : public testing::TestWithParam<std::string> {};

TEST_P(SdpFileTest, EveryStep_SendsWhatTheFileExpects) {
  const SdpFile file = read_sdp_file(sdp_file_folder() / (GetParam() + ".txt"));
  ASSERT_FALSE(file.steps.empty());
  std::array<SdpSide, 2> sides;
  sides[0].local = {Address::v4(192, 0, 2, 10), 10000};
  sides[1].local = {Address::v4(203, 0, 113, 5), 20000};
  for (const std::string& line : file.set_up) set_up(line, sides);

  CountingKeys keys;
  Negotiation negotiation(sides[0], sides[1], keys);
  SdpText out;
  Refusal result = Refusal::none;
  for (std::size_t i = 0; i < file.steps.size(); ++i) {
    const auto& step = file.steps[i];
    SCOPED_TRACE("step " + std::to_string(i + 1) + ": " + step.what + " " + step.argument);
    if (step.what == "offer") {
      result = negotiation.offer(side_of(step.argument), step.body, keys, out);
    } else if (step.what == "answer") {
      result = negotiation.answer(side_of(step.argument), step.body, keys, out);
    } else if (step.what == "cancel") {
      negotiation.cancel_offer(side_of(step.argument));
    } else if (step.what == "refused") {
      EXPECT_EQ(name_of(result), step.argument);
    } else {
      ASSERT_EQ(step.what, "sent");
      EXPECT_EQ(name_of(result), "none");
      EXPECT_EQ(std::string(out.view()), step.body);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Rfc3264, SdpFileTest, testing::ValuesIn(sdp_file_names()),
                         [](const auto& parameter) { return parameter.param; });

}  // namespace
}  // namespace trunkgate::media
