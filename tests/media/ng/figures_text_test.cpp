// SPDX-License-Identifier: Apache-2.0
#include "media/ng/figures_text.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/media/ng/anchor_desk.h"

namespace trunkgate::media::ng {
namespace {

TEST(NgFiguresText, BothDirections) {
  Statistics figures;
  figures.from_a.expected = 1000;
  figures.from_a.packets = 995;
  figures.from_a.lost = 5;
  figures.from_a.codec = "Opus";
  figures.from_a.jitter_max_us = 4200;
  figures.from_a.score = 431;
  figures.from_a.lowest.score = 422;
  figures.from_a.events = 4;
  figures.from_b.silence_ms = 20'000;
  EXPECT_EQ(figures_text(figures),
            "from a 995 packets of Opus, 0.50 % lost, jitter 4.2 ms at most, MOS 4.31 (lowest 4.22), 4 digits; "
            "from b nothing; one-way audio");
}

// A call of which the caller's side has said one word.
struct SpokenCall {
  AnchorDesk desk;
  SpokenCall() {
    Party a{{Address::v4(10, 0, 0, 5), 4000}};
    Party b{{Address::v4(168, 86, 128, 10), 12000}};
    const std::string zones = R"("direction":["corporate","carrier"])";
    b.told(AnchorDesk::sdp_of_reply(desk.ask(AnchorDesk::message("offer", "f", "", a.sdp(), zones))));
    a.told(AnchorDesk::sdp_of_reply(desk.ask(AnchorDesk::message("answer", "f", "t", b.sdp()))));
    EXPECT_TRUE(desk.house.rtp(a, rtp_packet(1)).verdict.forward);
  }
  [[nodiscard]] int told() const {
    return static_cast<int>(std::ranges::count_if(desk.lines, [](const std::string& line) {
      return line.starts_with("call.media from a 1 packets of G.711, ") && line.ends_with("; from b nothing");
    }));
  }
};

TEST(NgServerEnd, DeleteAtOnce_TellsTheFigures) {
  SpokenCall call;
  call.desk.ask(AnchorDesk::message("delete", "f", "", "", R"("delete-delay":0)"));
  EXPECT_EQ(call.told(), 1);
}

TEST(NgServerEnd, DeleteWithDelay_TellsThemWhenItIsOver) {
  SpokenCall call;
  call.desk.ask(AnchorDesk::message("delete", "f", "", "", R"("delete-delay":5)"));
  EXPECT_EQ(call.told(), 0);
  call.desk.wait(std::chrono::seconds{6});
  EXPECT_EQ(call.told(), 1);
}

}  // namespace
}  // namespace trunkgate::media::ng
