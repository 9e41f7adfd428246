# SPDX-License-Identifier: Apache-2.0
"""Rows of hostile SDP: the anchor answers with an SDP or an error, lives on, and carries the next call."""
from collections import namedtuple

from call import Call
from matrix import PERFECT

SdpRow = namedtuple('SdpRow', 'name sdp')


def body(media='m=audio 4000 RTP/AVP 0', more='', address='127.0.0.9'):
    return f'v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n{media}\r\n{more}'


CRYPTO = 'a=crypto:{} AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw\r\n'

SDP_ROWS = [SdpRow(f'SDP: {name}', sdp) for name, sdp in {
    'NUL in the name of an attribute': body(more='a=fm\0tp:0 x\r\n'),
    'payload type 4294967296': body('m=audio 4000 RTP/AVP 4294967296'),
    'payload types beyond count': body('m=audio 4000 RTP/AVP ' + ' '.join(map(str, range(3000)))),
    'b= without a colon': body(more='b=AS\r\n'),
    'no line end behind the last line': body(more='a=sendrecv')[:-1],
    'no line end at all': 'v=0 m=audio 4000 RTP/AVP 0',
    'fmtp without a value': body(more='a=fmtp:\r\na=fmtp:0\r\n'),
    'no format in the m= line': body('m=audio 4000 RTP/AVP'),
    'port 65536': body('m=audio 65536 RTP/AVP 0'),
    'port -1': body('m=audio -1 RTP/AVP 0'),
    'octets above 0x7f in the m= line': body('m=aud\u00efo 4000 RTP/AVP 0'),
    'one codec ten times': body('m=audio 4000 RTP/AVP ' + ' '.join(map(str, range(96, 106))),
                                ''.join(f'a=rtpmap:{n} PCMU/8000\r\n' for n in range(96, 106))),
    'ptime 4294967295': body(more='a=ptime:4294967295\r\n'),
    '100 m= lines': body(more='m=audio 4000 RTP/AVP 0\r\n' * 100),
    '1000 attributes': body(more='a=x\r\n' * 1000),
    'crypto of 4000 octets': body('m=audio 4000 RTP/SAVP 0', CRYPTO.format(1).rstrip() + 'A' * 4000 + '\r\n'),
    '100 crypto lines': body('m=audio 4000 RTP/SAVP 0', ''.join(CRYPTO.format(n) for n in range(1, 101))),
    'crypto tag 99999999999': body('m=audio 4000 RTP/SAVP 0', CRYPTO.format('99999999999')),
    'crypto without a key': body('m=audio 4000 RTP/SAVP 0', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:\r\n'),
    'address 0.0.0.0': body(address='0.0.0.0'),
    'multicast address': body(address='224.0.0.1'),
    'broadcast address': body(address='255.255.255.255'),
    'a host name as address': body(address='localhost'),
    'empty': '',
}.items()]


def play_sdp(anchor, row):
    try:
        for sealed in (False, True):
            anchor.offer('hostile-sdp', row.sdp, sealed)
        anchor.answer('hostile-sdp', row.sdp)
        anchor.delete('hostile-sdp')
    except TimeoutError:
        return PERFECT._replace(alive=False)
    call = Call(anchor, 'plain')
    try:
        call.exchange()
        return PERFECT._replace(missing=len(call.missing()), alive=anchor.process.running())
    finally:
        call.close()
