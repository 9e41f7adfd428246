// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace trunkgate::media::ng {

/// What two anchors answered to the delete of a call in which both parties sent 60 packets of PCMU and reports; b told
/// a that one packet in ten was lost. Word for word but for the tags and, in `trunkgate_media_reply`, the figures of a,
/// which differ from each other.
inline const std::string reply_tag_a(16, 'a');
inline const std::string reply_tag_b(16, 'b');

/// rtpengine 10.5.3 of Debian 12, in user space.
inline const std::string rtpengine_reply =
    "d7:createdi1796066649e10:created_usi188440e11:last signali1796066649e4:SSRCd9:286331153d15:cumulative lo"
    "ssi0e11:average MOSd3:MOSi42e15:round-trip timei125470e19:round-trip time legi100291e6:jitteri2e11:packe"
    "t lossi0e7:samplesi4ee10:lowest MOSd3:MOSi41e15:round-trip timei200765e19:round-trip time legi100434e6:j"
    "itteri2e11:packet lossi0e11:reported ati1796066651ee11:highest MOSd3:MOSi43e15:round-trip timei100318e19"
    ":round-trip time legi100218e6:jitteri2e11:packet lossi0e11:reported ati1796066649ee15:MOS progressiond8:"
    "intervali0e7:entriesld3:MOSi43e15:round-trip timei100318e19:round-trip time legi100218e6:jitteri2e11:pac"
    "ket lossi0e11:reported ati1796066649eed3:MOSi43e15:round-trip timei100378e19:round-trip time legi100241e"
    "6:jitteri2e11:packet lossi0e11:reported ati1796066650eed3:MOSi41e15:round-trip timei200765e19:round-trip"
    " time legi100434e6:jitteri2e11:packet lossi0e11:reported ati1796066651eed3:MOSi43e15:round-trip timei100"
    "421e19:round-trip time legi100274e6:jitteri2e11:packet lossi0e11:reported ati1796066652eeeee9:572662306d"
    "15:cumulative lossi0e11:average MOSd3:MOSi32e15:round-trip timei133816e19:round-trip time legi33538e6:ji"
    "tteri2e11:packet lossi10e7:samplesi3ee10:lowest MOSd3:MOSi30e15:round-trip timei200568e19:round-trip tim"
    "e legi100331e6:jitteri2e11:packet lossi10e11:reported ati1796066651ee11:highest MOSd3:MOSi33e15:round-tr"
    "ip timei100437e19:round-trip time legi137e6:jitteri2e11:packet lossi10e11:reported ati1796066650ee15:MOS"
    " progressiond8:intervali0e7:entriesld3:MOSi0e15:round-trip timei0e19:round-trip time legi100e6:jitteri2e"
    "11:packet lossi10e11:reported ati1796066649eed3:MOSi33e15:round-trip timei100437e19:round-trip time legi"
    "137e6:jitteri2e11:packet lossi10e11:reported ati1796066650eed3:MOSi30e15:round-trip timei200568e19:round"
    "-trip time legi100331e6:jitteri2e11:packet lossi10e11:reported ati1796066651eed3:MOSi33e15:round-trip ti"
    "mei100445e19:round-trip time legi147e6:jitteri2e11:packet lossi10e11:reported ati1796066652eeeeee4:tagsd"
    "16:aaaaaaaaaaaaaaaad3:tag16:aaaaaaaaaaaaaaaa7:createdi1796066649e13:subscriptionsld3:tag16:bbbbbbbbbbbbb"
    "bbb4:type12:offer/answeree11:subscribersld3:tag16:bbbbbbbbbbbbbbbb4:type12:offer/answeree6:mediasld5:ind"
    "exi1e4:type5:audio8:protocol7:RTP/AVP5:codec9:PCMU/80007:streamsld10:local porti20000e13:local address12"
    ":127.49.33.706:family4:IPv48:endpointd6:family4:IPv47:address12:127.49.33.104:porti16000ee19:advertised "
    "endpointd6:family4:IPv47:address12:127.49.33.104:porti16000ee11:last packeti1796066649e5:flagsl3:RTP6:fi"
    "lled21:strict source addresse4:SSRCi286331153e5:statsd7:packetsi60e5:bytesi10320e6:errorsi0eeed10:local "
    "porti20001e13:local address12:127.49.33.706:family4:IPv48:endpointd6:family4:IPv47:address12:127.49.33.1"
    "04:porti16001ee19:advertised endpointd6:family4:IPv47:address12:127.49.33.104:porti16001ee11:last packet"
    "i1796066653e5:flagsl4:RTCP6:filled9:confirmed10:kernelized17:no kernel support21:strict source addresse4"
    ":SSRCi286331153e5:statsd7:packetsi40e5:bytesi2056e6:errorsi0eeee5:flagsl11:initialized4:send4:recveeee16"
    ":bbbbbbbbbbbbbbbbd3:tag16:bbbbbbbbbbbbbbbb7:createdi1796066649e13:subscriptionsld3:tag16:aaaaaaaaaaaaaaa"
    "a4:type12:offer/answeree11:subscribersld3:tag16:aaaaaaaaaaaaaaaa4:type12:offer/answeree6:mediasld5:index"
    "i1e4:type5:audio8:protocol7:RTP/AVP5:codec9:PCMU/80007:streamsld10:local porti20000e13:local address12:1"
    "27.49.33.806:family4:IPv48:endpointd6:family4:IPv47:address12:127.49.33.404:porti40000ee19:advertised en"
    "dpointd6:family4:IPv47:address12:127.49.33.404:porti40000ee11:last packeti1796066649e5:flagsl3:RTP6:fill"
    "ed21:strict source addresse4:SSRCi572662306e5:statsd7:packetsi60e5:bytesi10320e6:errorsi0eeed10:local po"
    "rti20001e13:local address12:127.49.33.806:family4:IPv48:endpointd6:family4:IPv47:address12:127.49.33.404"
    ":porti40001ee19:advertised endpointd6:family4:IPv47:address12:127.49.33.404:porti40001ee11:last packeti1"
    "796066653e5:flagsl4:RTCP6:filled9:confirmed10:kernelized17:no kernel support21:strict source addresse4:S"
    "SRCi572662306e5:statsd7:packetsi40e5:bytesi2080e6:errorsi0eeee5:flagsl11:initialized4:send4:recv15:ICE c"
    "ontrollingeeeee6:totalsd3:RTPd7:packetsi120e5:bytesi20640e6:errorsi0ee4:RTCPd7:packetsi80e5:bytesi4136e6"
    ":errorsi0eee6:result2:oke";

inline const std::string trunkgate_media_reply =
    "d6:result2:ok6:totalsd3:RTPd7:packetsi120e5:bytesi20640e6:errorsi0ee4:RTCPd7:packetsi0e5:bytesi0e6:error"
    "si0eee7:createdi1796066644e11:last signali1796066644e4:tagsd16:aaaaaaaaaaaaaaaad3:tag16:aaaaaaaaaaaaaaaa"
    "7:createdi1796066644e16:in dialogue with16:bbbbbbbbbbbbbbbb6:mediasld5:indexi1e4:type5:audio7:streamsld1"
    "0:local porti20044e8:endpointd6:family4:IPv47:address13:127.41.242.104:porti16000ee4:SSRCi286331153e5:co"
    "dec5:G.71111:last packeti1796066647e5:flagsl3:RTPe5:statsd7:packetsi60e5:bytesi10320e6:errorsi7e8:expect"
    "edi64e4:losti5e9:reorderedi2e10:duplicatesi1e9:jitter usi19195e17:highest jitter usi21300e18:round-trip "
    "time usi100249e16:telephone-eventsi3e10:silence msi1500e13:SRTP failuresi6e14:MOS hundredthsi347e21:lowe"
    "st MOS hundredthsi312eeeeeee16:bbbbbbbbbbbbbbbbd3:tag16:bbbbbbbbbbbbbbbb7:createdi1796066644e16:in dialo"
    "gue with16:aaaaaaaaaaaaaaaa6:mediasld5:indexi1e4:type5:audio7:streamsld10:local porti30096e8:endpointd6:"
    "family4:IPv47:address13:127.41.242.404:porti40000ee4:SSRCi572662306e5:codec5:G.71111:last packeti1796066"
    "647e5:flagsl3:RTPe5:statsd7:packetsi60e5:bytesi10320e6:errorsi0e8:expectedi60e4:losti0e9:reorderedi0e10:"
    "duplicatesi0e9:jitter usi19203e17:highest jitter usi19203e18:round-trip time usi100249e16:telephone-even"
    "tsi0e10:silence msi0e13:SRTP failuresi0e14:MOS hundredthsi431e21:lowest MOS hundredthsi431eeeeeeee4:SSRC"
    "d9:286331153d11:average MOSd3:MOSi43e11:packet lossi0e6:jitteri19e15:round-trip timei200498e19:round-tri"
    "p time legi100249e7:samplesi1ee10:lowest MOSd3:MOSi43e11:packet lossi0e6:jitteri19e15:round-trip timei20"
    "0498e11:reported ati1796066644ee11:highest MOSd3:MOSi43e11:packet lossi0e6:jitteri19e15:round-trip timei"
    "200498e11:reported ati1796066644eee9:572662306d11:average MOSd3:MOSi43e11:packet lossi0e6:jitteri19e15:r"
    "ound-trip timei200498e19:round-trip time legi100249e7:samplesi1ee10:lowest MOSd3:MOSi43e11:packet lossi0"
    "e6:jitteri19e15:round-trip timei200498e11:reported ati1796066644ee11:highest MOSd3:MOSi43e11:packet loss"
    "i0e6:jitteri19e15:round-trip timei200498e11:reported ati1796066644eeeee";

/// `text` with `from`, which is there, made `to` as often as it is.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace trunkgate::media::ng
