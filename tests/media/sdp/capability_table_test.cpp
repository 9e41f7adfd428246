// SPDX-License-Identifier: Apache-2.0
#include "media/sdp/capability_table.h"

#include <gtest/gtest.h>

namespace trunkgate::media {
namespace {

const CryptoChoice no_crypto{};
const CryptoChoice unusable{true, std::nullopt};
const CryptoChoice usable{true, CryptoLine{}};

struct Case {
  SrtpPolicy policy;
  Profile profile;
  const CryptoChoice& crypto;
  Refusal refusal;
  bool secure;
};

TEST(Rfc8643_3, EveryPolicyProfileAndCrypto) {
  using enum SrtpPolicy;
  using enum Profile;
  const Case cases[] = {
      {off, avp, no_crypto, Refusal::none, false},
      {off, avpf, usable, Refusal::none, false},
      {off, savp, usable, Refusal::srtp_forbidden, false},
      {off, savpf, no_crypto, Refusal::srtp_forbidden, false},
      {optional, avp, no_crypto, Refusal::none, false},
      {optional, avp, unusable, Refusal::none, false},
      {optional, avp, usable, Refusal::none, true},
      {optional, savp, usable, Refusal::none, true},
      {optional, savp, unusable, Refusal::no_common_crypto, false},
      {optional, savpf, no_crypto, Refusal::no_common_crypto, false},
      {required, avp, no_crypto, Refusal::srtp_required, false},
      {required, avp, unusable, Refusal::no_common_crypto, false},
      {required, avpf, usable, Refusal::none, true},
      {required, savp, usable, Refusal::none, true},
      {required, savp, no_crypto, Refusal::no_common_crypto, false},
  };
  for (const Case& row : cases) {
    const ProfileVerdict verdict = judge_profile(row.policy, row.profile, row.crypto);
    SCOPED_TRACE(testing::Message() << "policy " << int(row.policy) << ", " << profile_name(row.profile));
    EXPECT_EQ(verdict.refusal, row.refusal);
    EXPECT_EQ(verdict.secure, row.secure);
  }
}

TEST(Rfc8643_3, Offer_ByPolicyAndWhatTheSideChoseBefore) {
  const auto offered = [](SrtpPolicy policy, Profile agreed) {
    const ProfileOffer offer = profile_to_offer(policy, agreed);
    return std::pair(offer.profile, offer.crypto);
  };
  EXPECT_EQ(offered(SrtpPolicy::off, Profile::avp), std::pair(Profile::avp, false));
  EXPECT_EQ(offered(SrtpPolicy::off, Profile::savp), std::pair(Profile::avp, false));
  EXPECT_EQ(offered(SrtpPolicy::optional, Profile::avp), std::pair(Profile::avp, true));
  EXPECT_EQ(offered(SrtpPolicy::optional, Profile::savpf), std::pair(Profile::savp, true));
  EXPECT_EQ(offered(SrtpPolicy::required, Profile::avp), std::pair(Profile::savp, true));
}

TEST(Rfc8866_8_2_2, Profile_ByName) {
  for (const Profile profile : {Profile::avp, Profile::savp, Profile::avpf, Profile::savpf}) {
    EXPECT_EQ(find_profile(profile_name(profile)), profile);
  }
  EXPECT_EQ(find_profile("rtp/savp"), Profile::savp);
  for (const std::string_view name : {"", "RTP", "RTP/AVP ", "UDP/TLS/RTP/SAVPF", "TCP/RTP/AVP", "udptl"}) {
    EXPECT_FALSE(find_profile(name)) << name;
  }
}

}  // namespace
}  // namespace trunkgate::media
