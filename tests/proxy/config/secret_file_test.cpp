// SPDX-License-Identifier: Apache-2.0
#include "proxy/config/secret_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/proxy/config/named_files.h"

namespace trunkgate::proxy {
namespace {

FileState state_of(const NamedFilesDirectory& files, const std::string& content, ::mode_t mode = 0600) {
  return read_secret_file(files.add("secret", content, mode)).state;
}

TEST(SecretFile, OneLineEndAtTheEndIsNotPartOfIt) {
  const NamedFilesDirectory files;
  EXPECT_EQ(read_secret_file(files.add("a", "word\n", 0600)).secret.reveal(), "word");
  EXPECT_EQ(read_secret_file(files.add("b", "word\r\n", 0600)).secret.reveal(), "word");
  EXPECT_EQ(read_secret_file(files.add("c", "word", 0600)).secret.reveal(), "word");
  EXPECT_EQ(read_secret_file(files.add("d", " word ", 0600)).secret.reveal(), " word ");
}

TEST(SecretFile, AnyRightOfOthersIsTooMuch) {
  const NamedFilesDirectory files;
  for (const ::mode_t mode : {0600u, 0400u, 0640u, 0660u})
    EXPECT_EQ(state_of(files, "w", mode), FileState::good) << mode;
  for (const ::mode_t mode : {0604u, 0602u, 0644u, 0666u}) {
    EXPECT_EQ(state_of(files, "w", mode), FileState::open_to_others) << mode;
  }
}

TEST(SecretFile, WhatIsNoPassword) {
  const NamedFilesDirectory files;
  EXPECT_EQ(state_of(files, ""), FileState::empty);
  EXPECT_EQ(state_of(files, "\n"), FileState::empty);
  EXPECT_EQ(state_of(files, "one\ntwo\n"), FileState::too_long);
  EXPECT_EQ(state_of(files, std::string{"a\0b", 3}), FileState::too_long);
  EXPECT_EQ(state_of(files, std::string(secret_size_max, 'x') + "\r\n"), FileState::good);
  EXPECT_EQ(state_of(files, std::string(secret_size_max + 1, 'x')), FileState::too_long);
}

TEST(SecretFile, WhatIsNoFile) {
  const NamedFilesDirectory files;
  EXPECT_EQ(read_secret_file("/nonexistent/secret").state, FileState::missing);
  EXPECT_EQ(read_secret_file("/dev/null").state, FileState::not_a_file);
  EXPECT_EQ(read_secret_file("/").state, FileState::not_a_file);
  const std::string fifo = files.here("/run/secrets/fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(read_secret_file(fifo).state, FileState::not_a_file) << "and it must not wait for a writer";
}

TEST(PemFile, KindIsLookedAt) {
  const NamedFilesDirectory files;
  const std::string certificate = files.here("/etc/trunkgate/tls.crt");
  const std::string key = files.here("/etc/trunkgate/tls.key");
  EXPECT_EQ(check_pem_file(certificate, PemKind::certificate), FileState::good);
  EXPECT_EQ(check_pem_file(key, PemKind::private_key), FileState::good);
  EXPECT_EQ(check_pem_file(key, PemKind::certificate), FileState::wrong_content);
  EXPECT_EQ(check_pem_file(files.add("x", "nothing", 0600), PemKind::private_key), FileState::wrong_content);
  ::chmod(key.c_str(), 0644);
  EXPECT_EQ(check_pem_file(key, PemKind::private_key), FileState::open_to_others);
}

}  // namespace
}  // namespace trunkgate::proxy
