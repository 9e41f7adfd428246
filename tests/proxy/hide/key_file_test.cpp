// SPDX-License-Identifier: Apache-2.0
#include "proxy/hide/key_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "proxy/hide/sealed_id.h"

namespace trunkgate::proxy {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::string zeros(64, '0');
const std::string ones(64, '1');

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

class KeyFile : public testing::Test {
 protected:
  KeyFile() {
    std::string name = (fs::temp_directory_path() / "trunkgate-keys-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~KeyFile() override { fs::remove_all(directory_); }

  [[nodiscard]] std::string path(const std::string& name = "sealing.keys") const {
    return (directory_ / name).string();
  }
  std::string write(const std::string& content, mode_t mode = 0600) {
    std::ofstream(path()) << content;
    EXPECT_EQ(::chmod(path().c_str(), mode), 0);
    return path();
  }

 private:
  fs::path directory_;
};

TEST_F(KeyFile, Missing_CreatedForItsOwnerAlone) {
  const std::string file = path("lib/trunkgate/sealing.keys");
  const auto first = load_key_file(file);
  ASSERT_TRUE(first) << first.error;
  EXPECT_EQ(first.keys->keys().size(), 1u);
  EXPECT_EQ(mode_of(file), 0600u);
  EXPECT_EQ(mode_of(path("lib")), 0700u);
  EXPECT_EQ(mode_of(path("lib/trunkgate")), 0700u);
  EXPECT_EQ(std::distance(fs::directory_iterator(path("lib/trunkgate")), {}), 1) << "no draft is left";
}

TEST_F(KeyFile, Created_IsReadAgainAndNotLikeAnother) {
  const auto first = load_key_file(path());
  const auto again = load_key_file(path());
  const auto other = load_key_file(path("other.keys"));
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(first.keys->keys()[0].bytes(), again.keys->keys()[0].bytes());
  EXPECT_NE(first.keys->keys()[0].bytes(), other.keys->keys()[0].bytes());
}

TEST_F(KeyFile, OpenToGroupOrOthers_Refused) {
  for (const mode_t mode : {0640u, 0620u, 0610u, 0604u, 0602u, 0601u, 0666u}) {
    const auto result = load_key_file(write(zeros, mode));
    EXPECT_FALSE(result) << std::oct << mode;
    EXPECT_THAT(result.error, HasSubstr("chmod 600 " + path()));
    EXPECT_THAT(result.error, Not(HasSubstr(zeros)));
  }
  for (const mode_t mode : {0600u, 0400u, 0700u}) EXPECT_TRUE(load_key_file(write(zeros, mode))) << std::oct << mode;
}

TEST_F(KeyFile, NotAFile_RefusedWithoutWaiting) {
  EXPECT_THAT(load_key_file(fs::path(path()).parent_path().string()).error, HasSubstr("not a regular file"));
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_THAT(load_key_file(path("pipe")).error, HasSubstr("not a regular file"));
}

TEST_F(KeyFile, DirectoryThatCannotBeMade_SaysSo) {
  write(zeros);
  const auto result = load_key_file(path() + "/sealing.keys");
  EXPECT_FALSE(result);
  EXPECT_THAT(result.error, HasSubstr(path() + "/sealing.keys"));
}

TEST_F(KeyFile, Size_BoundHitExactlyAndByOne) {
  constexpr std::size_t size_max = 16 * 1024;
  const std::string padding(size_max - zeros.size() - 1, ' ');
  EXPECT_TRUE(load_key_file(write(zeros + "\n" + padding)));
  EXPECT_THAT(load_key_file(write(zeros + "\n" + padding + " ")).error, HasSubstr("too large"));
}

TEST(Keys, EverySpelling_SameKey) {
  const std::string hex = "fbff00" + std::string(58, '0');
  const std::string base64 = "+/8A" + std::string(39, 'A');
  const std::string base64url = "-_8A" + std::string(39, 'A');
  SealingKey::Bytes expected{};
  expected[0] = 0xfb;
  expected[1] = 0xff;
  std::string upper = hex;
  upper.replace(0, 4, "FBFF");
  for (const auto& line : {hex, upper, base64, base64 + "=", base64url, base64url + "=", " \t" + hex + " \r",
                           hex + " # of May", "# head\n\n" + hex + "\n"}) {
    const auto result = parse_keys(line, "f");
    ASSERT_TRUE(result) << line << ": " << result.error;
    EXPECT_EQ(result.keys->keys()[0].bytes(), expected) << line;
  }
}

TEST(Keys, BadLine_NamedWithItsNumberAndNotShown) {
  for (const auto& bad :
       {std::string(63, 'a'), std::string(65, 'a'), std::string(63, 'a') + "g", std::string(42, 'A'),
        std::string(44, 'A'), std::string(42, 'A') + "B", zeros + " " + ones, std::string("letmein")}) {
    const auto result = parse_keys("# keys\n" + zeros + "\n\n" + bad + "\n" + ones, "/etc/sealing.keys");
    EXPECT_FALSE(result) << bad;
    EXPECT_THAT(result.error, HasSubstr("/etc/sealing.keys, line 4: not a key"));
    EXPECT_THAT(result.error, Not(HasSubstr(bad)));
  }
}

TEST(Keys, NoKey_SaysHowToMakeOne) {
  for (const auto* text : {"", "\n\n", "# nothing\n", " \t\r\n"})
    EXPECT_THAT(parse_keys(text, "f").error,
                HasSubstr("f holds no key: add one, e.g. with: openssl rand -hex 32 >> f"));
}

TEST(Keys, TwiceAndTooMany_NamedWithTheirLine) {
  EXPECT_THAT(parse_keys(zeros + "\n" + zeros, "f").error, HasSubstr("line 2: the same key stands here twice"));
  std::string text;
  KeyRing ring;
  for (unsigned number = 1; ring.keys().size() < KeyRing::key_count_max; ++number) {
    SealingKey::Bytes bytes{};
    bytes[31] = static_cast<std::uint8_t>(number);
    if (ring.add(SealingKey(bytes)) != KeyRing::AddError::none) continue;
    constexpr std::string_view digits = "0123456789abcdef";
    text += std::string(62, '0') + digits[number >> 4] + digits[number & 15] + "\n";
  }
  EXPECT_TRUE(parse_keys(text, "f"));
  EXPECT_THAT(parse_keys(text + ones, "f").error, HasSubstr("line 9: too many keys: at most 8"));
}

TEST(Keys, Rotation_BothOpenFirstSeals) {
  const auto ring = [](const std::string& text) { return *parse_keys(text, "f").keys; };
  const Sealer old_keys(ring(zeros));
  const Sealer rotated(ring(ones + "\n" + zeros));
  const Sealer new_keys(ring(ones));
  std::array<char, 256> buffer;
  std::array<char, 256> plain;
  const std::string by_old(seal_tag(old_keys, 1, "as1234", buffer));
  const std::string by_rotated(seal_tag(rotated, 1, "as1234", buffer));
  EXPECT_NE(by_old, by_rotated);
  EXPECT_EQ(by_rotated, seal_tag(new_keys, 1, "as1234", buffer));
  EXPECT_EQ(open_tag(rotated, 1, by_old, plain).plain, "as1234");
  EXPECT_EQ(open_tag(rotated, 1, by_rotated, plain).plain, "as1234");
  EXPECT_EQ(open_tag(old_keys, 1, by_rotated, plain).error, OpenError::unknown_key);
  EXPECT_EQ(open_tag(new_keys, 1, by_old, plain).error, OpenError::unknown_key);
}

}  // namespace
}  // namespace trunkgate::proxy
