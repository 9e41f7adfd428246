// SPDX-License-Identifier: Apache-2.0
#include "sip/header/sipfrag.h"

#include <gtest/gtest.h>

namespace trunkgate::sip {
namespace {

TEST(Rfc3420_2, StatusLine_ItsCodeIsRead) {
  EXPECT_EQ(sipfrag_status("SIP/2.0 100 Trying"), 100);
  EXPECT_EQ(sipfrag_status("SIP/2.0 200 OK\r\nContact: <sip:inside@10.0.0.5>\r\n"), 200);
  EXPECT_EQ(sipfrag_status("SIP/2.0 603\r\n"), 603);
}

TEST(Rfc3420_2, AnythingElse_Is0) {
  for (const char* text : {"", "SIP/2.0 ", "SIP/2.0 20", "SIP/2.0 2000", "SIP/2.0 099 x", "SIP/2.0 700 x",
                           "SIP/3.0 200 OK", "INVITE sip:a@b SIP/2.0\r\n", "To: a\r\n"})
    EXPECT_EQ(sipfrag_status(text), 0) << text;
}

}  // namespace
}  // namespace trunkgate::sip
