# SPDX-License-Identifier: Apache-2.0
"""What strangers send: well formed, malformed, and not RTP at all."""
import struct

ATTACK = b'attack'
ATTACKER_SSRC = 0x66666666


def rtp(sequence, payload, ssrc, payload_type=0):
    return struct.pack('!BBHII', 0x80, payload_type, sequence & 0xffff, sequence * 160, ssrc) + payload.ljust(160, b'\xd5')


def receiver_report(ssrc):
    return struct.pack('!BBHI', 0x80, 201, 1, ssrc)


def sender_report(ssrc):
    """With a CNAME behind it, as RFC 3550 section 6.1 wants."""
    report = struct.pack('!BBHIQIII', 0x80, 200, 6, ssrc, 0x1122334455667788, 0, 1, 160)
    return report + struct.pack('!BBHIBB', 0x81, 202, 3, ssrc, 1, 6) + ATTACK.ljust(6, b'\0')[:6] + bytes(0)


def bye(ssrc):
    return receiver_report(ssrc) + struct.pack('!BBHI', 0x81, 203, 1, ssrc)


def stun(attributes=b'', claimed=None):
    """A Binding request (RFC 8489 section 6) without MESSAGE-INTEGRITY; `claimed`: the length that its header says."""
    return struct.pack('!HHI', 1, len(attributes) if claimed is None else claimed, 0x2112a442) + b'attackattack' + attributes


def stun_attribute(kind, value, claimed=None):
    padded = value + bytes(-len(value) % 4)
    return struct.pack('!HH', kind, len(value) if claimed is None else claimed) + padded


def client_hello():
    """DTLS 1.2 (RFC 6347) that offers nothing but TLS_RSA_WITH_NULL_SHA (CVE-2023-51275)."""
    body = b'\xfe\xfd' + bytes(32) + b'\0' + b'\0' + b'\0\x02' + b'\0\x02' + b'\x01\0'
    handshake = b'\x01' + len(body).to_bytes(3, 'big') + bytes(2) + bytes(3) + len(body).to_bytes(3, 'big') + body
    return b'\x16\xfe\xff' + bytes(8) + struct.pack('!H', len(handshake)) + handshake


# Name, octets: none of them may be relayed, whoever sends it (PEERS: RTP and RTCP parsers of the last ten years).
MALFORMED_RTP = {
    'empty': b'',
    'one octet': b'\x80',
    'header cut': rtp(1, ATTACK, ATTACKER_SSRC)[:11],
    'CSRC list beyond the end': b'\x8f' + rtp(1, ATTACK, ATTACKER_SSRC)[1:20],
    'extension beyond the end': b'\x90' + rtp(1, ATTACK, ATTACKER_SSRC)[1:12] + b'\xbe\xde\xff\xff' + ATTACK,
    'padding beyond the start': b'\xa0' + rtp(1, ATTACK, ATTACKER_SSRC)[1:-1] + b'\xff',
    'version 1': b'\x40' + rtp(1, ATTACK, ATTACKER_SSRC)[1:],
    'oversized': rtp(1, ATTACK * 600, ATTACKER_SSRC),
}
MALFORMED_RTCP = {
    'BYE with a reason beyond the end': receiver_report(7) + struct.pack('!BBHIB', 0x81, 203, 2, 7, 255) + b'atk',
    'SDES item beyond the end': receiver_report(7) + struct.pack('!BBHIBB', 0x81, 202, 2, 7, 1, 255) + b'at',
    'SDES chunk without end': receiver_report(7) + struct.pack('!BBHIBB', 0x81, 202, 2, 7, 1, 2) + b'at',
    'more blocks than octets': struct.pack('!BBHI', 0x9f, 201, 1, 7),
    'length beyond the end': struct.pack('!BBHI', 0x80, 201, 0xffff, 7),
    'SDES alone': struct.pack('!BBHI', 0x81, 202, 1, 7),
    'padding count 0': struct.pack('!BBHI', 0xa0, 201, 1, 0),
    'seven octets': receiver_report(7)[:7],
}
