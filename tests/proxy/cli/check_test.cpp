// SPDX-License-Identifier: Apache-2.0
#include "proxy/cli/check.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/proxy/config/named_files.h"

namespace trunkgate::proxy {
namespace {

struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;
};

Outcome check(const std::string& file, NamedFiles files = NamedFiles::read) {
  std::ostringstream out;
  std::ostringstream err;
  const int exit_code = check_command(file, out, err, files);
  return {exit_code, out.str(), err.str()};
}

std::string written(const NamedFilesDirectory& files, const std::string& name) {
  return files.add(name + ".yaml", files.here(files.source("tests/data/config/" + name + ".yaml")), 0600);
}

TEST(CheckCommand, Good_ExitZeroAndSummary) {
  const NamedFilesDirectory files;
  const Outcome run = check(written(files, "good"));
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(files.back(run.out),
            "DIR/good.yaml: OK\n"
            "  2 zones, 2 peers, 2 routes, 1 worker\n"
            "  zone corporate: udp://10.0.0.2:5060, media 10.0.0.2 ports 20000-29999, 1 allowed block\n"
            "  zone twilio: tls://192.0.2.10:5061, media 192.0.2.10 ports 10000-19999, 8 allowed blocks\n"
            "  peer pbx: udp to 10.0.0.5 in zone corporate\n"
            "  peer twilio: tls to mytrunk.pstn.twilio.com in zone twilio\n");
}

TEST(CheckCommand, Broken_ExitTwoAndEveryErrorWithItsLine) {
  const NamedFilesDirectory files;
  const Outcome run = check(written(files, "unknown_peer_in_route"));
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(
      files.back(run.err),
      "DIR/unknown_peer_in_route.yaml:21: route 1 names the unknown peer \"pxb\"; did you mean pbx? Peers here: pbx or "
      "twilio\n"
      "DIR/unknown_peer_in_route.yaml:22: route 2 names the unknown peer \"asterisk\"; write pbx or twilio\n"
      "DIR/unknown_peer_in_route.yaml: 2 errors\n");
}

TEST(CheckCommand, Warning_ExitZeroAndShown) {
  const NamedFilesDirectory files;
  std::string text = files.here(files.source("tests/data/config/good.yaml"));
  text += "  - {from: twilio, match: \"+1*\", to: [pbx]}\n";
  const Outcome run = check(files.add("warned.yaml", text, 0600));
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_NE(files.back(run.out).find("\nwarning: DIR/warned.yaml:23: this route is never reached"), std::string::npos);
}

TEST(CheckCommand, NamedFilesSkipped_ExitZeroWithoutThem) {
  const std::string file = std::string{TRUNKGATE_SOURCE_DIR} + "/deploy/samples/freepbx-twilio-tls.yaml";
  EXPECT_EQ(check(file, NamedFiles::skip).exit_code, 0);
}

TEST(CheckCommand, LabSample_NeedsNothing) {
  const Outcome run = check(std::string{TRUNKGATE_SOURCE_DIR} + "/deploy/samples/lab.yaml");
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST(CheckCommand, NoSuchFile_ExitTwo) {
  const Outcome run = check("/nonexistent.yaml");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.err,
            "/nonexistent.yaml: cannot be read; write the path of a file that this user may read\n"
            "/nonexistent.yaml: 1 error\n");
}

}  // namespace
}  // namespace trunkgate::proxy
