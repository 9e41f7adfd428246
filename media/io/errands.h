// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace trunkgate::media {

/// What other threads want done on a thread, a few times in a day: a flag spares every other turn of it the lock.
class Errands {
 public:
  using Errand = std::function<void()>;

  /// Any thread, which then wakes the one that runs them.
  void add(Errand errand) {
    const std::lock_guard lock(lock_);
    waiting_.push_back(std::move(errand));
    any_ = true;
  }
  void run() {
    if (!any_) return;
    std::vector<Errand> errands;
    {
      const std::lock_guard lock(lock_);
      any_ = false;
      errands.swap(waiting_);
    }
    for (const Errand& errand : errands) errand();
  }

 private:
  std::mutex lock_;
  std::vector<Errand> waiting_;
  std::atomic<bool> any_{false};
};

}  // namespace trunkgate::media
