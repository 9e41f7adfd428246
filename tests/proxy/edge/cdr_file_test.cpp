// SPDX-License-Identifier: Apache-2.0
#include "proxy/edge/cdr_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>

namespace trunkgate::proxy {
namespace {

namespace fs = std::filesystem;

class CdrFileTest : public testing::Test {
 protected:
  CdrFileTest() {
    std::string name = (fs::temp_directory_path() / "trunkgate-cdr-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~CdrFileTest() override { fs::remove_all(folder); }

  static int lines_of(const fs::path& path) {
    std::ifstream stream(path);
    int count = 0;
    for (std::string line; std::getline(stream, line);) count += line.front() == '{' && line.back() == '}' ? 1 : 100;
    return count;
  }
  fs::path folder;
};

TEST_F(CdrFileTest, EachRecord_IsALineOfAFileThatOthersMayNotRead) {
  const fs::path path = folder / "cdr.jsonl";
  std::optional<CdrFile> file(std::in_place);
  ASSERT_EQ(file->open(path), "");
  for (int i = 0; i < 3; ++i) file->write({});
  EXPECT_EQ(file->take_lost(), 0u);
  file.reset();
  EXPECT_EQ(lines_of(path), 3);
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07027, 0u);
  file.emplace();
  ASSERT_EQ(file->open(path), "");
  file->write({});
  file.reset();
  EXPECT_EQ(lines_of(path), 4) << "appended to";
}

TEST_F(CdrFileTest, MovedAway_GoesOnInANewOne) {
  const fs::path path = folder / "cdr.jsonl";
  std::optional<CdrFile> file(std::in_place);
  ASSERT_EQ(file->open(path), "");
  fs::rename(path, folder / "old");
  EXPECT_TRUE(file->reopen());
  file->write({});
  file.reset();
  EXPECT_EQ(lines_of(path), 1);
  EXPECT_EQ(lines_of(folder / "old"), 0);
}

TEST_F(CdrFileTest, FolderThatIsNotThere_IsCreated) {
  CdrFile file;
  EXPECT_EQ(file.open(folder / "new" / "one" / "cdr.jsonl"), "");
  EXPECT_TRUE(fs::exists(folder / "new" / "one" / "cdr.jsonl"));
}

TEST_F(CdrFileTest, FolderThatCannotBe_IsOneSentence) {
  CdrFile file;
  ASSERT_EQ(file.open(folder / "cdr.jsonl"), "");
  CdrFile behind_a_file;
  const std::string error = behind_a_file.open(folder / "cdr.jsonl" / "more");
  EXPECT_NE(error.find("Not a directory; correct cdr.file"), std::string::npos) << error;
}

TEST_F(CdrFileTest, FullDisk_IsToldOnce) {
  CdrFile file;
  ASSERT_EQ(file.open("/dev/full"), "");
  file.write({});
  std::uint64_t lost = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{5};
  while (lost == 0 && std::chrono::steady_clock::now() < end) lost = file.take_lost();
  EXPECT_EQ(lost, 1u);
  EXPECT_EQ(file.take_lost(), 0u);
}

TEST_F(CdrFileTest, NoPath_NoRecords) {
  CdrFile file;
  EXPECT_EQ(file.open(""), "");
  file.write({});
  EXPECT_TRUE(file.reopen());
}

}  // namespace
}  // namespace trunkgate::proxy
