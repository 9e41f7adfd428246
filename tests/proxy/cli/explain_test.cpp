// SPDX-License-Identifier: Apache-2.0
#include "proxy/cli/explain.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace trunkgate::proxy {
namespace {

struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;
};

Outcome explain(const std::string& file, const std::string& from, const std::string& number) {
  std::ostringstream out;
  std::ostringstream err;
  const int exit_code = explain_command(std::string{TRUNKGATE_SOURCE_DIR} + file, from, number, out, err);
  return {exit_code, out.str(), err.str()};
}

const std::string sample = "/deploy/samples/freepbx-twilio-tls.yaml";

TEST(ExplainCommand, Routed_ExitZero_WithoutTheSecrets) {
  const Outcome run = explain(sample, "pbx", "02-1234-5678");
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("\"0212345678\" becomes \"+886212345678\""), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("sip:+886212345678@mytrunk.pstn.tokyo.twilio.com;transport=tls"), std::string::npos)
      << run.out;
}

TEST(ExplainCommand, NotRouted_ExitOne) {
  const Outcome run = explain(sample, "pbx", "5551234");
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_NE(run.out.find("no route: 404"), std::string::npos);
}

TEST(ExplainCommand, UnknownPeer_ExitTwo) {
  const Outcome run = explain(sample, "asterisk", "5551234");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.err, "no peer is called \"asterisk\"; write --from pbx or twilio\n");
}

TEST(ExplainCommand, NoNumber_ExitTwo) {
  EXPECT_EQ(explain(sample, "pbx", "").exit_code, 2);
  EXPECT_EQ(explain(sample, "pbx", std::string(65, '1')).err,
            "\"" + std::string(65, '1') + "\" is no number; write --to NUMBER of at most 64 characters\n");
}

TEST(ExplainCommand, BrokenFile_ExitTwoWithItsErrors) {
  const Outcome run = explain("/tests/data/config/workers_zero.yaml", "pbx", "1");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_NE(run.err.find("workers_zero.yaml:20: workers is \"0\""), std::string::npos) << run.err;
}

}  // namespace
}  // namespace trunkgate::proxy
