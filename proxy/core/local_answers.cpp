// SPDX-License-Identifier: Apache-2.0
#include "proxy/core/local_answers.h"

#include "proxy/call/screen.h"

namespace trunkgate::proxy {

using sip::HeaderId;
using sip::Message;
using sip::Method;

namespace {

int status_of_malformed(const Message& request, sip::ParseError error) {
  if (error == sip::ParseError::bad_version) return 505;
  const bool mismatch = error == sip::ParseError::cseq_method_mismatch;
  return mismatch && request.method() == Method::unknown ? 501 : 400;
}

}  // namespace

void LocalAnswers::options(sip::Instant now, const Flow& flow, sip::TransactionId server) {
  const Screening screening = screen_request(env_.message);
  const int status = screening.refusal != 0 ? screening.refusal : env_.draining ? 503 : 200;
  sip::Writer writer = env_.messenger.compose();
  env_.composer.begin_answer(writer, env_.message, flow, status, {});
  Composer::capabilities(writer);
  if (status == 420) write_unsupported(writer, env_.message);
  if (status == 503) writer.begin(HeaderId::retry_after).number(retry_after_seconds).end();
  env_.messenger.respond(now, server, status, writer.finish());
}

void LocalAnswers::answer(sip::Instant now, const Flow& flow, sip::TransactionId server, int status) {
  env_.messenger.respond(now, server, status,
                         env_.composer.answer(env_.messenger.compose(), env_.message, flow, status));
}

void LocalAnswers::method_not_allowed(sip::Instant now, const Flow& flow, sip::TransactionId server) {
  const int status = env_.message.method() == Method::unknown ? 501 : 405;
  sip::Writer writer = env_.messenger.compose();
  env_.composer.begin_answer(writer, env_.message, flow, status, {});
  Composer::capabilities(writer);
  env_.messenger.respond(now, server, status, writer.finish());
}

void LocalAnswers::malformed(const Flow& flow, sip::ParseError error) {
  const Message& message = env_.message;
  const Listener& listener = env_.messenger.listener(flow);
  env_.counters.add(metrics::Counter::sip_parse_errors, {listener.zone, error});
  env_.output.log(
      {LogLevel::warning, "sip.malformed", {}, env_.config.zones[listener.zone].name, sip::sentence(error)});
  if (!message.is_request() || message.method() == Method::ack || !message.has_reply_headers()) return;
  sip::Writer writer = env_.messenger.compose();
  const int status = status_of_malformed(message, error);
  env_.composer.begin_answer(writer, message, flow, status, {});
  if (status == 501) Composer::capabilities(writer);
  env_.messenger.send(flow, writer.finish());
}

void LocalAnswers::overloaded(const Flow& flow) {
  if (env_.message.method() == Method::ack) return;
  sip::Writer writer = env_.messenger.compose();
  env_.composer.begin_answer(writer, env_.message, flow, 503, {});
  writer.begin(HeaderId::retry_after).number(retry_after_seconds).end();
  env_.messenger.send(flow, writer.finish());
}

}  // namespace trunkgate::proxy
