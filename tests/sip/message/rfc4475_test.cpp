// SPDX-License-Identifier: Apache-2.0
// The torture messages of RFC 4475, as far as reading them goes. What the product answers:
// tests/proxy/core/rfc4475_test.cpp.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "sip/header/name_addr.h"
#include "sip/header/value_list.h"
#include "sip/message/message.h"
#include "sip/message/writer.h"
#include "tests/sip/support/torture.h"

namespace trunkgate::sip {
namespace {

struct Row {
  std::string_view section;
  std::string_view name;
  ParseError verdict;
};

// RFC 4475 gives a choice at lwsruri to badaspec: we refuse what two readers could take for two things, and let through
// what can only mean one.
constexpr Row rows[] = {
    {"3.1.1.1", "wsinv", ParseError::none},
    {"3.1.1.2", "intmeth", ParseError::none},
    {"3.1.1.3", "esc01", ParseError::none},
    {"3.1.1.4", "escnull", ParseError::none},
    {"3.1.1.5", "esc02", ParseError::none},
    {"3.1.1.6", "lwsdisp", ParseError::none},
    {"3.1.1.7", "longreq", ParseError::none},
    {"3.1.1.8", "dblreq", ParseError::none},
    {"3.1.1.9", "semiuri", ParseError::none},
    {"3.1.1.10", "transports", ParseError::none},
    {"3.1.1.11", "mpart01", ParseError::none},
    {"3.1.1.12", "unreason", ParseError::none},
    {"3.1.1.13", "noreason", ParseError::none},
    {"3.1.2.1", "badinv01", ParseError::bad_via},
    {"3.1.2.2", "clerr", ParseError::content_length_mismatch},
    {"3.1.2.3", "ncl", ParseError::bad_content_length},
    {"3.1.2.4", "scalar02", ParseError::bad_cseq},
    {"3.1.2.5", "scalarlg", ParseError::bad_cseq},
    {"3.1.2.6", "quotbal", ParseError::bad_to},
    {"3.1.2.7", "ltgtruri", ParseError::bad_request_uri},
    {"3.1.2.8", "lwsruri", ParseError::bad_request_uri},
    {"3.1.2.9", "lwsstart", ParseError::bad_request_uri},
    {"3.1.2.10", "trws", ParseError::bad_start_line},
    {"3.1.2.11", "escruri", ParseError::none},
    {"3.1.2.12", "baddate", ParseError::none},
    {"3.1.2.13", "regbadct", ParseError::none},
    {"3.1.2.14", "badaspec", ParseError::none},
    {"3.1.2.15", "baddn", ParseError::bad_from},
    {"3.1.2.16", "badvers", ParseError::bad_version},
    {"3.1.2.17", "mismatch01", ParseError::cseq_method_mismatch},
    {"3.1.2.18", "mismatch02", ParseError::cseq_method_mismatch},
    {"3.1.2.19", "bigcode", ParseError::bad_start_line},
    {"3.2.1", "badbranch", ParseError::none},
    {"3.3.1", "insuf", ParseError::missing_header},
    {"3.3.2", "unkscm", ParseError::none},
    {"3.3.3", "novelsc", ParseError::none},
    {"3.3.4", "unksm2", ParseError::none},
    {"3.3.5", "bext01", ParseError::none},
    {"3.3.6", "invut", ParseError::none},
    {"3.3.7", "regaut01", ParseError::none},
    {"3.3.8", "multi01", ParseError::duplicate_header},
    {"3.3.9", "mcl01", ParseError::bad_content_length},
    {"3.3.10", "bcast", ParseError::none},
    {"3.3.11", "zeromf", ParseError::none},
    {"3.3.12", "cparam01", ParseError::none},
    {"3.3.13", "cparam02", ParseError::none},
    {"3.3.14", "regescrt", ParseError::none},
    {"3.3.15", "sdp01", ParseError::none},
    {"3.4.1", "inv2543", ParseError::none},
};

/// A message of the table and its bytes, which the views point into.
struct Read {
  std::string bytes;
  Message message;
  explicit Read(std::string_view name) : bytes(torture_message("rfc4475", name)) {
    EXPECT_EQ(message.parse(bytes), ParseError::none) << name;
  }
  [[nodiscard]] std::string_view value(std::string_view header) const {
    for (const Header& one : message.headers())
      if (one.name == header) return one.value;
    return {};
  }
  [[nodiscard]] std::vector<std::string_view> all(HeaderId id) const {
    std::vector<std::string_view> found;
    for (const Header& one : message.headers())
      if (one.id == id)
        for (const std::string_view value : values(one.value)) found.push_back(value);
    return found;
  }
};

std::string unfolded(std::string_view value) {
  std::array<char, 4096> buffer;
  Writer writer(buffer);
  writer.text(value);
  const auto written = writer.finish();
  const std::string text(written.data(), written.size());
  return text.substr(0, text.find("Content-Length"));
}

std::string repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST(Rfc4475, EveryMessage_VerdictOfTheTable) {
  std::vector<std::string> in_table;
  Message message;
  for (const Row& row : rows) {
    const std::string bytes = torture_message("rfc4475", row.name);
    ASSERT_FALSE(bytes.empty()) << row.name;
    const ParseError verdict = message.parse(bytes);
    EXPECT_EQ(verdict, row.verdict) << row.section << " " << row.name << ": " << name(verdict);
    in_table.emplace_back(row.name);
  }
  std::ranges::sort(in_table);
  EXPECT_EQ(in_table, torture_names("rfc4475")) << "a message without a row, or a row without a message";
  EXPECT_EQ(in_table.size(), 49U);
}

TEST(Rfc4475_3_1_1_1, Wsinv_BlanksAndFoldsAreNoMatter) {
  const Read wsinv("wsinv");
  EXPECT_EQ(wsinv.message.method(), Method::invite);
  EXPECT_EQ(wsinv.message.request_uri(), "sip:vivekg@chair-dnrc.example.com;unknownparam");
  EXPECT_EQ(wsinv.message.to_tag(), "1918181833n");
  EXPECT_EQ(wsinv.message.from_tag(), "98asjd8");
  EXPECT_EQ(NameAddr::parse(wsinv.message.from())->display, "\"J Rosenberg \\\\\\\"\"");
  EXPECT_EQ(wsinv.message.max_forwards(), 68);
  EXPECT_EQ(wsinv.message.cseq().seq, 9U);
  EXPECT_EQ(wsinv.message.cseq().method, Method::invite);
  EXPECT_EQ(wsinv.message.top_via().transport, "UDP");
  EXPECT_EQ(wsinv.message.top_via().sent_by_host, "192.0.2.2");
  EXPECT_EQ(wsinv.message.top_via().branch, "390skdjuw");
  const auto vias = wsinv.all(HeaderId::via);
  ASSERT_EQ(vias.size(), 3U);
  EXPECT_EQ(Via::parse(vias[1])->sent_by_host, "spindle.example.com");
  EXPECT_EQ(Via::parse(vias[2])->branch, "z9hG4bK30239");
  ASSERT_NE(wsinv.message.find(HeaderId::subject), nullptr);
  EXPECT_EQ(wsinv.message.value(HeaderId::subject), "");
  EXPECT_EQ(unfolded(wsinv.value("NewFangledHeader")), "newfangled value continued newfangled value");
  EXPECT_EQ(wsinv.value("UnknownHeaderWithUnusualValue"), ";;,,;;,;");
  const auto route = NameAddr::parse(wsinv.message.value(HeaderId::route));
  ASSERT_TRUE(route);
  EXPECT_EQ(route->uri.param("unknown-no-value"), "");
  EXPECT_EQ(route->uri.param("unknownwith"), "value");
  const auto contact = NameAddr::parse(wsinv.message.value(HeaderId::contact));
  ASSERT_TRUE(contact);
  EXPECT_EQ(contact->display, "\"Quoted string \\\"\\\"\"");
  EXPECT_EQ(contact->param("newparam"), "newvalue");
  EXPECT_EQ(contact->param("secondparam"), "");
  EXPECT_EQ(contact->param("q"), "0.33");
  EXPECT_EQ(wsinv.message.body().size(), 150U);
}

TEST(Rfc4475_3_1_1_2, Intmeth_EveryCharacterOfTokenAndWord) {
  const Read intmeth("intmeth");
  EXPECT_EQ(intmeth.message.method(), Method::unknown);
  EXPECT_EQ(intmeth.message.method_name(), "!interesting-Method0123456789_*+`.%indeed'~");
  const auto uri = Uri::parse(intmeth.message.request_uri());
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->user, "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
  EXPECT_EQ(uri->password, "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
  EXPECT_EQ(uri->host, "example.com");
  EXPECT_EQ(intmeth.message.top_via().branch, "z9hG4bK-.!%66*_+`'~");
  EXPECT_EQ(NameAddr::parse(intmeth.message.to())->display, std::string_view("\"BEL:\\\a NUL:\\\0 DEL:\\\x7f\"", 22));
  const auto from = NameAddr::parse(intmeth.message.from());
  ASSERT_TRUE(from);
  EXPECT_EQ(from->display, "token1~` token2'+_ token3*%!.-");
  EXPECT_EQ(from->uri_text, "sip:mundane@example.com");
  EXPECT_EQ(from->param("fromParam''~+*_!.-%"), "работающий");
  EXPECT_EQ(intmeth.message.from_tag(), "_token~1'+`*%!-.");
  EXPECT_EQ(intmeth.message.call_id(), "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
  EXPECT_EQ(intmeth.message.cseq().method_name, intmeth.message.method_name());
  EXPECT_EQ(intmeth.message.max_forwards(), 255);
  EXPECT_EQ(intmeth.value("extensionHeader-!.%*+_`'~"), "\xef\xbb\xbf大停電");
  EXPECT_EQ(unfolded(intmeth.message.to()).substr(0, 23), "\"BEL:\\? NUL:\\? DEL:\\?\" ") << "what we write is clean";
}

TEST(Rfc4475_3_1_1_3, Esc01_EscapesStayAsWritten) {
  const Read esc01("esc01");
  const auto uri = Uri::parse(esc01.message.request_uri());
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->user, "sips%3Auser%40example.com");
  EXPECT_EQ(uri->host, "example.net");
  EXPECT_EQ(NameAddr::parse(esc01.message.to())->uri.user, "%75se%72");
  EXPECT_EQ(NameAddr::parse(esc01.message.from())->uri.user, "I%20have%20spaces");
  const auto contact = NameAddr::parse(esc01.message.value(HeaderId::contact));
  ASSERT_TRUE(contact);
  EXPECT_EQ(contact->uri.user, "cal%6Cer");
  EXPECT_EQ(contact->uri.parameters, ";%6C%72;n%61me=v%61lue%25%34%31");
}

TEST(Rfc4475_3_1_1_4, Escnull_TwoContactsThatDiffer) {
  const Read escnull("escnull");
  EXPECT_EQ(NameAddr::parse(escnull.message.to())->uri.user, "null-%00-null");
  const auto contacts = escnull.all(HeaderId::contact);
  ASSERT_EQ(contacts.size(), 2U);
  EXPECT_EQ(NameAddr::parse(contacts[0])->uri.user, "%00");
  EXPECT_EQ(NameAddr::parse(contacts[1])->uri.user, "%00%00");
}

TEST(Rfc4475_3_1_1_5, Esc02_PercentIsNoEscapeInNames) {
  const Read esc02("esc02");
  EXPECT_EQ(esc02.message.method(), Method::unknown);
  EXPECT_EQ(esc02.message.method_name(), "RE%47IST%45R");
  EXPECT_EQ(NameAddr::parse(esc02.message.to())->display, "\"%Z%45\"");
  EXPECT_EQ(esc02.message.count(HeaderId::contact), 2U);
  EXPECT_EQ(esc02.value("C%6Fntact"), "<sip:alias2@host2.example.com>");
}

TEST(Rfc4475_3_1_1_6, Lwsdisp_DisplayNameRightBeforeTheBracket) {
  const Read lwsdisp("lwsdisp");
  const auto from = NameAddr::parse(lwsdisp.message.from());
  EXPECT_EQ(from->display, "caller");
  EXPECT_EQ(from->uri_text, "sip:caller@example.com");
}

TEST(Rfc4475_3_1_1_7, Longreq_NothingIsCut) {
  const Read longreq("longreq");
  const auto to = NameAddr::parse(longreq.message.to());
  ASSERT_TRUE(to);
  EXPECT_EQ(to->display, "\"I have a user name of " + repeated("extreme", 10) + " proportion\"");
  EXPECT_EQ(to->uri.port, 6000);
  EXPECT_EQ(to->uri.param("unknownparam1"), "very" + repeated("long", 20) + "value");
  EXPECT_EQ(to->uri.param("longparam" + repeated("name", 25)), "shortvalue");
  EXPECT_EQ(longreq.message.from_tag(), "12" + repeated("982", 50) + "424");
  EXPECT_EQ(longreq.message.call_id(), "longreq.one" + repeated("really", 20) + "longcallid");
  EXPECT_EQ(longreq.message.count(HeaderId::via), 34U);
  EXPECT_EQ(longreq.message.top_via().sent_by_host, "sip33.example.com");
  const auto vias = longreq.all(HeaderId::via);
  EXPECT_EQ(Via::parse(vias.back())->branch, "very" + repeated("long", 50) + "branchvalue");
  EXPECT_EQ(Via::parse(vias.back())->received, "192.0.2.5");
  EXPECT_TRUE(longreq.value("Unknown-" + repeated("Long", 20) + "-Name").starts_with("unknown-longlong"));
}

TEST(Rfc4475_3_1_1_8, Dblreq_SecondRequestIsNoBody) {
  const Read dblreq("dblreq");
  EXPECT_EQ(dblreq.message.method(), Method::register_);
  EXPECT_TRUE(dblreq.message.body().empty());
  EXPECT_EQ(dblreq.message.count(HeaderId::via), 1U);
}

TEST(Rfc4475_3_1_1_9, Semiuri_SemicolonInTheUserPart) {
  const Read semiuri("semiuri");
  const auto uri = Uri::parse(semiuri.message.request_uri());
  EXPECT_EQ(uri->user, "user;par=u%40example.net");
  EXPECT_EQ(uri->host, "example.com");
  EXPECT_EQ(semiuri.all(HeaderId::accept).size(), 6U);
}

TEST(Rfc4475_3_1_1_10, Transports_UnknownOnesAreTokens) {
  const Read transports("transports");
  std::vector<std::string> seen;
  for (const std::string_view via : transports.all(HeaderId::via)) seen.emplace_back(Via::parse(via)->transport);
  EXPECT_EQ(seen, (std::vector<std::string>{"UDP", "SCTP", "TLS", "UNKNOWN", "TCP"}));
}

TEST(Rfc4475_3_1_1_11, Mpart01_BinaryBodyIsWhole) {
  const Read mpart01("mpart01");
  EXPECT_EQ(mpart01.message.method(), Method::message);
  EXPECT_EQ(mpart01.message.body().size(), 553U);
  EXPECT_NE(mpart01.message.body().find('\0'), std::string_view::npos);
  EXPECT_TRUE(mpart01.message.body().ends_with("--7a9cbec02ceef655--\r\n"));
}

TEST(Rfc4475_3_1_1_12, Unreason_ReasonPhraseIsUtf8) {
  const Read unreason("unreason");
  EXPECT_EQ(unreason.message.status(), 200);
  EXPECT_EQ(unreason.message.reason(), "= 2**3 * 5**2 но сто девяносто девять - простое");
  EXPECT_EQ(unreason.message.cseq().method, Method::invite);
}

TEST(Rfc4475_3_1_1_13, Noreason_ReasonPhraseIsEmpty) {
  const Read noreason("noreason");
  EXPECT_EQ(noreason.message.status(), 100);
  EXPECT_EQ(noreason.message.reason(), "");
}

TEST(Rfc4475_3_1_2, Refused_NeverLeaveViewsOfAnotherMessage) {
  Message message;
  for (const Row& row : rows) {
    if (row.verdict == ParseError::none) continue;
    const std::string good = torture_message("rfc4475", "unreason");
    ASSERT_EQ(message.parse(good), ParseError::none);
    const std::string bad = torture_message("rfc4475", row.name);
    ASSERT_NE(message.parse(bad), ParseError::none) << row.name;
    for (const Header& header : message.headers()) {
      EXPECT_GE(header.name.data(), bad.data()) << row.name;
      EXPECT_LE(header.value.data() + header.value.size(), bad.data() + bad.size()) << row.name;
    }
  }
}

TEST(Rfc4475_3_1_2_11, Escruri_HeadersAreNotPartOfTheUser) {
  const Read escruri("escruri");
  const auto uri = Uri::parse(escruri.message.request_uri());
  EXPECT_EQ(uri->user, "user");
  EXPECT_EQ(uri->headers, "Route=%3Csip:example.com%3E");
  EXPECT_EQ(escruri.message.find(HeaderId::route), nullptr);
}

TEST(Rfc4475_3_1_2_13, Regbadct_ContactOutsideOfBracketsIsRefused) {
  const Read regbadct("regbadct");
  EXPECT_FALSE(NameAddr::parse(regbadct.message.value(HeaderId::contact)));
}

TEST(Rfc4475_3_1_2_14, Badaspec_BlanksInsideTheBracketsAreNoMatter) {
  const Read badaspec("badaspec");
  EXPECT_EQ(NameAddr::parse(badaspec.message.to())->uri_text, "sip:t.watson@example.org");
}

TEST(Rfc4475_3_3, Schemes_OnlyTheNameIsKnown) {
  const Read unkscm("unkscm");
  EXPECT_EQ(Uri::parse(unkscm.message.request_uri())->scheme, "nobodyKnowsThisScheme");
  const Read novelsc("novelsc");
  EXPECT_EQ(Uri::parse(novelsc.message.request_uri())->scheme, "soap.beep");
  const Read unksm2("unksm2");
  EXPECT_EQ(NameAddr::parse(unksm2.message.to())->uri.scheme, "isbn");
  EXPECT_EQ(NameAddr::parse(unksm2.message.from())->uri.scheme, "http");
  EXPECT_EQ(unksm2.message.from_tag(), "3234233");
}

TEST(Rfc4475_3_3_5, Bext01_BothListsAreThere) {
  const Read bext01("bext01");
  EXPECT_TRUE(has_token(bext01.message, HeaderId::require, "nothingSupportsThisEither"));
  EXPECT_TRUE(has_token(bext01.message, HeaderId::proxy_require, "norDoAnyProxiesSupportThis"));
}

TEST(Rfc4475_3_3_10, Bcast_TwoVias) {
  EXPECT_TRUE(Read("bcast").message.has_several_vias());
  EXPECT_FALSE(Read("noreason").message.has_several_vias());
  EXPECT_TRUE(Read("wsinv").message.has_several_vias());
}

TEST(Rfc4475_3_3_12, Cparam_OutsideOfBracketsParametersAreTheHeaders) {
  const Read cparam01("cparam01");
  const auto outside = NameAddr::parse(cparam01.message.value(HeaderId::contact));
  EXPECT_TRUE(outside->uri.parameters.empty());
  EXPECT_EQ(outside->parameters, ";unknownparam");
  const Read cparam02("cparam02");
  const auto inside = NameAddr::parse(cparam02.message.value(HeaderId::contact));
  EXPECT_EQ(inside->uri.parameters, ";unknownparam");
  EXPECT_TRUE(inside->parameters.empty());
}

TEST(Rfc4475_3_3_14, Regescrt_EscapedHeaderIsPartOfTheContact) {
  const Read regescrt("regescrt");
  const auto contact = NameAddr::parse(regescrt.message.value(HeaderId::contact));
  EXPECT_EQ(contact->uri.headers, "Route=%3Csip:sip.example.com%3E");
}

TEST(Rfc4475_3_4_1, Inv2543_NoBranchNoTagNoLength) {
  const Read inv2543("inv2543");
  EXPECT_TRUE(inv2543.message.from_tag().empty());
  EXPECT_TRUE(inv2543.message.top_via().branch.empty());
  EXPECT_EQ(inv2543.message.max_forwards(), -1);
  EXPECT_TRUE(inv2543.message.body().starts_with("v=0\r\n"));
  EXPECT_EQ(NameAddr::parse(inv2543.message.to())->param("user"), "phone");
}

}  // namespace
}  // namespace trunkgate::sip
