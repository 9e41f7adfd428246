// SPDX-License-Identifier: Apache-2.0
#include "sip/transaction/layer.h"

#include <algorithm>
#include <type_traits>

#include "sip/limits.h"
#include "sip/message/response.h"
#include "sip/message/writer.h"

namespace trunkgate::sip {
namespace {

template <class Machine>
constexpr bool is_server = std::is_same_v<Machine, InviteServer> || std::is_same_v<Machine, NonInviteServer>;
template <class Machine>
constexpr bool is_client = std::is_same_v<Machine, InviteClient> || std::is_same_v<Machine, NonInviteClient>;

Instant machine_deadline(const Transaction::Machine& machine) {
  return std::visit(
      [](const auto& one) {
        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, std::monostate>) {
          return never;
        } else {
          return one.deadline();
        }
      },
      machine);
}

// Calls `event` with the machine when it is of the kind that `event` wants.
template <template <class> class Wanted, class Event>
void with(Transaction::Machine& machine, Event event) {
  std::visit(
      [&](auto& one) {
        if constexpr (Wanted<std::decay_t<decltype(one)>>::value) event(one);
      },
      machine);
}

template <class Machine>
using Server = std::bool_constant<is_server<Machine>>;
template <class Machine>
using Client = std::bool_constant<is_client<Machine>>;
template <class Machine>
using Any = std::bool_constant<is_server<Machine> || is_client<Machine>>;

constexpr std::size_t action_count_max = 3;  // of one machine and one event, with room to spare

}  // namespace

Layer::Layer(const Settings& settings) : seed_(settings.seed), table_(settings) {}

RequestVerdict Layer::on_request(Instant now, const Message& request, const FlowId& flow, Actions& out) {
  table_.reap();
  if (request.method() == Method::ack) return on_ack(now, request, out);
  const Key key = server_key(seed_, request, request.method(), request.method_name());
  if (Transaction* known = table_.server(key)) {
    Steps steps;
    if (auto* invite = std::get_if<InviteServer>(&known->machine)) invite->on_invite(now, steps);
    if (auto* other = std::get_if<NonInviteServer>(&known->machine)) other->on_request(now, steps);
    apply(*known, steps, out);
    return {RequestVerdict::absorbed, table_.id_of(*known), {}, known->user};
  }
  Transaction* server = start_server(now, request, key, flow);
  if (server == nullptr) return {RequestVerdict::overloaded, {}, {}, 0};
  const auto id = table_.id_of(*server);
  if (request.method() == Method::cancel) {
    // §9.2 lets a CANCEL hit any request, but nothing is left to cancel in one that is answered at once.
    const Transaction* invite = table_.server(server_key(seed_, request, Method::invite, {}));
    if (invite == nullptr) return {RequestVerdict::cancel, id, {}, 0};
    return {RequestVerdict::cancel, id, table_.id_of(*invite), invite->user};
  }
  if (!request.to_tag().empty()) return {RequestVerdict::fresh, id, {}, 0};
  const Key merge = merge_key(seed_, request);
  if (const Transaction* other = table_.merged(merge)) return {RequestVerdict::merged, id, {}, other->user};
  table_.add_merge(*server, merge);
  return {RequestVerdict::fresh, id, {}, 0};
}

RequestVerdict Layer::on_ack(Instant now, const Message& request, Actions& out) {
  Transaction* known = table_.server(server_key(seed_, request, Method::invite, {}));
  if (known == nullptr) return {RequestVerdict::ack, {}, {}, 0};
  Steps steps;
  if (auto* invite = std::get_if<InviteServer>(&known->machine)) invite->on_ack(now, steps);
  const bool concerns_user = apply(*known, steps, out);
  return {concerns_user ? RequestVerdict::ack : RequestVerdict::absorbed, table_.id_of(*known), {}, known->user};
}

Transaction* Layer::start_server(Instant now, const Message& request, const Key& key, const FlowId& flow) {
  Transaction* server = table_.add_server(key, request.bytes(), flow);
  if (server == nullptr) return nullptr;
  if (request.method() == Method::invite) {
    server->machine.emplace<InviteServer>(flow.reliable);
  } else {
    server->machine.emplace<NonInviteServer>(now, flow.reliable);
  }
  table_.arm(*server, machine_deadline(server->machine));
  return server;
}

ResponseVerdict Layer::on_response(Instant now, const Message& response, Actions& out) {
  table_.reap();
  Transaction* known = table_.client(client_key(seed_, response.top_via().branch, response.cseq().method));
  if (known == nullptr) return {};
  if (std::holds_alternative<InviteClient>(known->machine) && response.status() >= 300) keep_ack(*known, response);
  Steps steps;
  with<Client>(known->machine, [&](auto& machine) { machine.on_response(now, response.status(), steps); });
  const bool concerns_user = apply(*known, steps, out);
  return {concerns_user ? ResponseVerdict::pass : ResponseVerdict::absorbed, table_.id_of(*known), known->user};
}

TransactionId Layer::client_of(const Message& response) {
  Transaction* known = table_.client(client_key(seed_, response.top_via().branch, response.cseq().method));
  return known == nullptr ? TransactionId{} : table_.id_of(*known);
}

void Layer::on_flow_failed(Instant now, const FlowId& flow, Actions& out) {
  table_.fail_flow(now, flow);
  on_deadline(now, out);
}

void Layer::on_deadline(Instant now, Actions& out) {
  table_.reap();
  while (out.room() >= action_count_max) {
    Transaction* due = table_.take_due(now);
    if (due == nullptr) return;
    Steps steps;
    const bool flow_failed = due->flow_failed;
    due->flow_failed = false;
    with<Any>(due->machine, [&](auto& machine) {
      flow_failed ? machine.on_transport_error(now, steps) : machine.on_deadline(now, steps);
    });
    apply(*due, steps, out);
  }
}

TransactionId Layer::start_client(Instant now, Method method, std::string_view branch, std::span<const char> request,
                                  const FlowId& flow, std::uint64_t user, Actions& out) {
  table_.reap();
  // Also when there is no room for the CANCEL: else an INVITE that rings would never end.
  if (method == Method::cancel) cancel_invite(now, branch);
  Transaction* client = table_.add_client(client_key(seed_, branch, method), request, flow);
  if (client == nullptr) return {};
  client->user = user;
  if (method == Method::invite) {
    client->machine.emplace<InviteClient>(flow.reliable);
  } else {
    client->machine.emplace<NonInviteClient>(flow.reliable);
  }
  Steps steps;
  with<Client>(client->machine, [&](auto& machine) { machine.start(now, steps); });
  apply(*client, steps, out);
  return table_.id_of(*client);
}

void Layer::cancel_invite(Instant now, std::string_view branch) {
  Transaction* invite = table_.client(client_key(seed_, branch, Method::invite));
  if (invite == nullptr) return;
  std::get<InviteClient>(invite->machine).cancel(now);
  table_.arm(*invite, machine_deadline(invite->machine));
}

void Layer::respond(Instant now, TransactionId server, int status, std::span<const char> response, Actions& out) {
  table_.reap();
  Transaction* known = table_.live(server);
  if (known == nullptr) return;
  Steps steps;
  with<Server>(known->machine, [&](auto& machine) { machine.respond(now, status, steps); });
  apply(*known, steps, out, response);
  if (status >= 200) table_.release_later(known->request);
}

void Layer::repeat(Instant now, TransactionId server, Actions& out) {
  table_.reap();
  Transaction* known = table_.live(server);
  if (known == nullptr) return;
  Steps steps;
  // As on a retransmission of the INVITE (RFC 3261 §17.2.1), with nothing to do in any other state than proceeding.
  auto* invite = std::get_if<InviteServer>(&known->machine);
  if (invite != nullptr && invite->state() == InviteServer::State::proceeding) invite->on_invite(now, steps);
  apply(*known, steps, out);
}

void Layer::confirm(Instant, TransactionId invite_server, Actions&) {
  table_.reap();
  Transaction* known = table_.live(invite_server);
  if (known == nullptr) return;
  if (auto* invite = std::get_if<InviteServer>(&known->machine)) invite->confirm();
  table_.arm(*known, machine_deadline(known->machine));
}

void Layer::set_user(TransactionId id, std::uint64_t user) {
  if (Transaction* known = table_.live(id)) known->user = user;
}

std::span<const char> Layer::request_of(TransactionId id) const {
  const Transaction* known = table_.readable(id);
  return known == nullptr ? std::span<const char>{} : table_.buffers().bytes(known->request);
}

FlowId Layer::flow_of(TransactionId id) const {
  const Transaction* known = table_.readable(id);
  return known == nullptr ? FlowId{} : known->flow;
}

Instant Layer::deadline() const { return table_.deadline(); }

// §17.1.1.3. Kept from the first failure on, since a repeated failure is answered with the same ACK. Without a buffer
// there is no ACK this time; the peer repeats its response and gives us another chance.
void Layer::keep_ack(Transaction& transaction, const Message& response) {
  if (transaction.reply) return;
  const auto invite = table_.buffers().bytes(transaction.request);
  if (sent_.parse(invite) != ParseError::none) return;
  BufferId buffer = table_.buffers().acquire(std::min(invite.size() + response.to().size(), message_size_max));
  if (!buffer) return;
  Writer writer(table_.buffers().space(buffer));
  const auto ack = ack_for_failure(writer, sent_, response);
  if (ack.empty() || ack.size() > UINT16_MAX) {
    table_.buffers().release(buffer);
    return;
  }
  buffer.length = static_cast<std::uint16_t>(ack.size());
  transaction.reply = buffer;
}

// True when the user is to see the message at hand.
bool Layer::apply(Transaction& transaction, const Steps& steps, Actions& out, std::span<const char> response) {
  bool concerns_user = false;
  const auto send = [&](std::span<const char> bytes) {
    if (bytes.empty()) return;
    Action one = action(ActionKind::send, transaction);
    one.bytes = bytes;
    out.push(one);
  };
  auto& buffers = table_.buffers();
  for (const Step step : steps) {
    switch (step) {
      case Step::send_request: send(buffers.bytes(transaction.request)); break;
      case Step::send_ack: send(buffers.bytes(transaction.reply)); break;
      case Step::keep_response:
        buffers.release(transaction.reply);
        transaction.reply = buffers.store(response);
        break;
      // Without a buffer the response goes out once, from the caller's memory, and is not repeated.
      case Step::send_response: send(transaction.reply ? buffers.bytes(transaction.reply) : response); break;
      case Step::pass_to_user: concerns_user = true; break;
      case Step::report_timeout: out.push(action(ActionKind::timed_out, transaction)); break;
      case Step::report_transport_failure: out.push(action(ActionKind::transport_failed, transaction)); break;
      case Step::report_missing_ack: out.push(action(ActionKind::ack_missing, transaction)); break;
      case Step::finish:
        out.push(action(ActionKind::finished, transaction));
        table_.end(transaction);
        return concerns_user;
    }
  }
  table_.arm(transaction, machine_deadline(transaction.machine));
  return concerns_user;
}

Action Layer::action(ActionKind kind, const Transaction& transaction) const {
  return {kind, table_.id_of(transaction), transaction.user, transaction.flow, {}};
}

}  // namespace trunkgate::sip
