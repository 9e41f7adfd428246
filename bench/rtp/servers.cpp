// SPDX-License-Identifier: Apache-2.0
#include "bench/rtp/servers.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <iostream>

namespace trunkgate::bench {
namespace {

constexpr int reply_timeout_ms = 3000;

/// A bencode string.
std::string text(std::string_view value) { return std::to_string(value.size()) + ':' + std::string(value); }

/// rtpengine offers every suite that it knows, save those that it is told not to.
constexpr std::string_view suites_left_out[] = {
    "no-AEAD_AES_256_GCM",        "no-AEAD_AES_128_GCM",        "no-AES_256_CM_HMAC_SHA1_80",
    "no-AES_256_CM_HMAC_SHA1_32", "no-AES_192_CM_HMAC_SHA1_80", "no-AES_192_CM_HMAC_SHA1_32",
    "no-AES_CM_128_HMAC_SHA1_32", "no-F8_128_HMAC_SHA1_80",     "no-F8_128_HMAC_SHA1_32",
    "no-NULL_HMAC_SHA1_80",       "no-NULL_HMAC_SHA1_32"};

std::string offer_members(bool secure) {
  std::string members =
      "9:directionl6:inside7:outsidee" + text("transport-protocol") + text(secure ? "RTP/SAVP" : "RTP/AVP");
  if (!secure) return members;
  members += "4:SDESl";
  for (const std::string_view suite : suites_left_out) members += text(suite);
  return members + 'e';
}

std::string common_members() { return "3:ICE6:remove4:DTLS3:off7:replacel6:origin18:session-connectione"; }

/// The string that follows `key` in a bencoded dictionary; empty when it is not there.
std::string value_of(std::string_view reply, std::string_view key) {
  const std::string encoded = text(key);
  const std::size_t at = reply.find(encoded);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = reply.substr(at + encoded.size());
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), size);
  if (error != std::errc{} || end == rest.data() + rest.size() || *end != ':') return {};
  return std::string(rest.substr(static_cast<std::size_t>(end - rest.data()) + 1, size));
}

[[noreturn]] void give_up(std::string_view what, std::string_view said) {
  std::cerr << what << ": " << said << '\n';
  std::abort();
}

}  // namespace

NgServer::NgServer(const sockaddr_in& server, const sockaddr_in& local)
    : socket_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  if (bind(socket_, reinterpret_cast<const sockaddr*>(&local), sizeof local) != 0 ||
      connect(socket_, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0) {
    give_up("ng", "cannot bind or connect");
  }
}

NgServer::~NgServer() { close(socket_); }

void NgServer::ask(std::string_view command, std::size_t call, std::string_view members) {
  // rtpengine knows a repeated command by its cookie alone, whoever sends it.
  cookie_ = std::to_string(getpid()) + '_' + std::to_string(socket_) + '_' + std::to_string(++number_) + ' ';
  command_ = command;
  const std::string request = cookie_ + "d7:command" + text(command) + "7:call-id" +
                              text("call-" + std::to_string(call)) + "8:from-tag4:from" + std::string(members) + 'e';
  if (send(socket_, request.data(), request.size(), 0) < 0) give_up(command, "cannot be sent");
}

std::string NgServer::hear() {
  std::array<char, 16384> buffer;
  for (;;) {
    pollfd ready{socket_, POLLIN, 0};
    if (poll(&ready, 1, reply_timeout_ms) != 1) give_up(command_, "no reply");
    const ssize_t size = recv(socket_, buffer.data(), buffer.size(), 0);
    if (size < 0) give_up(command_, "the server does not listen");
    const std::string reply(buffer.data(), static_cast<std::size_t>(size));
    if (!reply.starts_with(cookie_)) continue;
    if (value_of(reply, "result") != "ok") give_up(command_, reply);
    return value_of(reply, "sdp");
  }
}

void NgServer::send_offer(std::size_t call, const PartyMedia& caller, bool secure) {
  ask("offer", call, "3:sdp" + text(compose_body(caller)) + offer_members(secure) + common_members());
}

void NgServer::send_answer(std::size_t call, const PartyMedia& called) {
  ask("answer", call, "6:to-tag2:to3:sdp" + text(compose_body(called)) + common_members());
}

void NgServer::send_delete(std::size_t call) { ask("delete", call, "12:delete-delayi0e"); }

Server::Told NgServer::set_up(std::size_t call, const PartyMedia& caller, PartyMedia called) {
  Told told;
  send_offer(call, caller, called.secure);
  told.outside = read_body(hear(), called.secure);
  called.crypto_tag = told.outside.crypto_tag;
  send_answer(call, called);
  told.inside = read_body(hear(), caller.secure);
  return told;
}

void NgServer::release(std::size_t call) {
  send_delete(call);
  hear();
}

Server::Told BareRelay::set_up(std::size_t call, const PartyMedia&, PartyMedia) {
  Told told;
  const auto port = htons(static_cast<std::uint16_t>(first_port_ + call));
  told.inside.rtp = {AF_INET, port, inside_, {}};
  told.outside.rtp = {AF_INET, port, outside_, {}};
  return told;
}

}  // namespace trunkgate::bench
