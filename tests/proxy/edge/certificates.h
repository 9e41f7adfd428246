// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace trunkgate::proxy {

template <class T, void (*release)(T*)>
struct Release {
  void operator()(T* object) const { release(object); }
};
using Certificate = std::unique_ptr<X509, Release<X509, X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;

/// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "trunkgate-edge-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// A certification authority of the test's own, and what it issues, as PEM files.
class Authority {
 public:
  explicit Authority(const std::string& name) : key_(new_key()), certificate_(make(name, {}, true, 3600)) {}

  struct Files {
    std::string certificate;
    std::string key;
  };
  /// `names` as OpenSSL writes subjectAltName: "DNS:*.pstn.example,IP:127.0.0.1". `lifetime`: seconds from now, may be
  /// negative for one that has expired.
  [[nodiscard]] Files issue(const TemporaryFolder& folder, const std::string& file, const std::string& names,
                            long lifetime = 3600) const {
    const PrivateKey key = new_key();
    const Certificate certificate = make_for(key.get(), "peer", names, false, lifetime);
    const Files files{folder / (file + ".crt"), folder / (file + ".key")};
    write(files.certificate, [&](std::FILE* out) { return PEM_write_X509(out, certificate.get()); });
    write(files.key,
          [&](std::FILE* out) { return PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    return files;
  }
  [[nodiscard]] std::string write_to(const TemporaryFolder& folder, const std::string& file) const {
    write(folder / file, [&](std::FILE* out) { return PEM_write_X509(out, certificate_.get()); });
    return folder / file;
  }

 private:
  static PrivateKey new_key() { return PrivateKey(EVP_EC_gen("P-256")); }

  template <class Writer>
  static void write(const std::string& file, Writer&& writer) {
    std::FILE* out = std::fopen(file.c_str(), "w");
    writer(out);
    std::fclose(out);
  }
  Certificate make(const std::string& name, const std::string& names, bool authority, long lifetime) const {
    return make_for(key_.get(), name, names, authority, lifetime);
  }
  Certificate make_for(EVP_PKEY* key, const std::string& name, const std::string& names, bool authority,
                       long lifetime) const {
    static long serial = 1;
    Certificate made(X509_new());
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -7200);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), lifetime);
    X509_NAME* subject = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
    X509_set_issuer_name(made.get(), certificate_ ? X509_get_subject_name(certificate_.get()) : subject);
    X509_set_pubkey(made.get(), key);
    extend(made.get(), NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE");
    if (!names.empty()) extend(made.get(), NID_subject_alt_name, names.c_str());
    X509_sign(made.get(), key_.get(), EVP_sha256());
    return made;
  }
  static void extend(X509* certificate, int id, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }

  PrivateKey key_;
  Certificate certificate_;
};

}  // namespace trunkgate::proxy
