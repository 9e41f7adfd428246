// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "proxy/record/call_record.h"

namespace trunkgate::proxy {

/// The file of call records, one JSON object a line, appended to; mode 0640. Lines are written by a thread of their own
/// from a bounded queue, so a slow disk never holds up a call: what finds it full is lost and counted. Thread-safe but
/// for open().
class CdrFile {
 public:
  CdrFile();
  ~CdrFile();  ///< what is queued is written first
  CdrFile(const CdrFile&) = delete;
  CdrFile& operator=(const CdrFile&) = delete;

  /// Empty `path`: no records are kept. A missing folder is created. Empty result when it is open, else one sentence.
  [[nodiscard]] std::string open(const std::string& path);
  /// Opens the path anew, for whoever moves the file away (logrotate). The old one stays when that fails; false then.
  bool reopen();
  void write(const CallRecord& record);
  /// Records that were not written since this was asked last.
  [[nodiscard]] std::uint64_t take_lost();

 private:
  class Sink;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace trunkgate::proxy
