// SPDX-License-Identifier: Apache-2.0
#include "metrics/labels.h"

#include <gtest/gtest.h>

#include <string>

namespace trunkgate::metrics {
namespace {

TEST(Labels, MoreNamesThanTheBound_AreCut) {
  Labels labels;
  labels.peers.resize(3 * label_value_max, "peer");
  EXPECT_EQ(label_values(LabelSet::peer, labels).size(), label_value_max);
}

TEST(Labels, LabelSetWithoutNames_HasOneValue) {
  EXPECT_EQ(label_values(LabelSet::zone, Labels{}), std::vector<std::string_view>{"other"});
}

TEST(Rfc3261_21, StatusCode_HasItsOwnNameOrItsClass) {
  const auto codes = label_values(LabelSet::code, Labels{});
  const auto name_of = [&codes](int status) { return codes.at(code_index(status)); };
  for (const int own : {100, 180, 183, 200, 302, 401, 407, 480, 486, 487, 488, 503, 603}) {
    EXPECT_EQ(name_of(own), std::to_string(own));
  }
  EXPECT_EQ(name_of(199), "1xx");
  EXPECT_EQ(name_of(299), "2xx");
  EXPECT_EQ(name_of(499), "4xx");
  EXPECT_EQ(name_of(599), "5xx");
  EXPECT_EQ(name_of(699), "6xx");
  for (const int strange : {-1, 0, 99, 700, 100000}) EXPECT_EQ(name_of(strange), "other") << strange;
}

}  // namespace
}  // namespace trunkgate::metrics
