// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace trunkgate::media {

/// Wakes a thread that waits at a descriptor: it is readable from ring() to hush(). Any thread may ring.
class Bell {
 public:
  /// Throws std::system_error when the process may not open another descriptor.
  Bell();
  ~Bell();
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void ring() const;
  /// Before the look at what it rings for: what comes in between then rings again, and none is slept over.
  void hush() const;
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace trunkgate::media
