// SPDX-License-Identifier: Apache-2.0
#include "media/io/worker.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "media/io/realtime.h"
#include "media/io/socket_io.h"
#include "tests/media/io/udp_peer.h"

namespace trunkgate::media {
namespace {

// Counts turns and packets; each can be waited for.
class CountingTask : public WorkerTask {
 public:
  explicit CountingTask(Duration interval) : interval_(interval) {}

  Instant on_turn(Instant now) override {
    count(turns_);
    return interval_ == Duration::max() ? Instant::max() : now + interval_;
  }
  Verdict on_packet(Instant, PortIndex, const Endpoint&, Packet&) override {
    count(packets_);
    return Verdict::drop(DropReason::no_session);
  }
  void on_dropped(PortIndex, DropReason, std::uint32_t) override {}

  void on_scheduled(bool realtime) override {
    EXPECT_EQ((sched_getscheduler(0) & ~SCHED_RESET_ON_FORK) == SCHED_RR, realtime);
    count(realtime ? urgent_ : ordinary_);
  }

  bool wait_for_urgent() { return wait_for(urgent_, 1); }
  bool wait_for_ordinary() { return wait_for(ordinary_, 1); }
  bool wait_for_turns(int number) { return wait_for(turns_, number); }
  bool wait_for_packets(int number) { return wait_for(packets_, number); }

 private:
  void count(int& what) {
    const std::lock_guard lock{mutex_};
    ++what;
    changed_.notify_all();
  }
  bool wait_for(const int& what, int number) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{20}, [&] { return what >= number; });
  }

  Duration interval_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int turns_ = 0;
  int packets_ = 0;
  int urgent_ = 0;    // that it was told to be in the real-time class
  int ordinary_ = 0;  // … not to be in it
};

TEST(MediaWorker, Deadline_GivesTheTaskItsTurnWithoutPackets) {
  SocketIo io{1};
  CountingTask task{std::chrono::milliseconds{1}};
  Worker worker{io, task};
  worker.start();
  EXPECT_TRUE(task.wait_for_turns(5));
}

TEST(MediaWorker, WakeAndPackets_EndTheWait) {
  SocketIo io{1};
  ASSERT_TRUE(io.open(0, {Address::v4(127, 0, 0, 20), 0}));
  const Endpoint port = io.local(0);
  CountingTask task{Duration::max()};
  Worker worker{io, task};
  worker.start();
  const UdpPeer peer{Address::v4(127, 0, 0, 10)};
  peer.send(port, std::vector<std::uint8_t>{1});
  EXPECT_TRUE(task.wait_for_packets(1));
  EXPECT_TRUE(task.wait_for_turns(2));
}

bool may_be_realtime() {
  bool permitted = false;
  std::thread([&] { permitted = set_realtime(true); }).join();
  return permitted;
}

TEST(MediaWorker, RealTimeClass_OnlyWhenWanted) {
  SocketIo io{1};
  CountingTask task{Duration::max()};
  Worker worker{io, task};
  worker.start();
  EXPECT_TRUE(task.wait_for_ordinary());
}

TEST(MediaWorker, RealTimeClass_LostWhenItTakesItsWholeCore) {
  SocketIo io{1};
  CountingTask task{Duration{0}};  // always due
  Worker worker{io, task, true};
  worker.start();
  EXPECT_TRUE(!may_be_realtime() || task.wait_for_urgent());
  EXPECT_TRUE(task.wait_for_ordinary());
}

TEST(MediaWorker, StopTwiceAndStartAgain) {
  SocketIo io{1};
  CountingTask task{Duration::max()};
  Worker worker{io, task};
  worker.start();
  worker.stop();
  worker.stop();
  worker.start();
  EXPECT_TRUE(task.wait_for_turns(2));
  worker.stop();
}

}  // namespace
}  // namespace trunkgate::media
