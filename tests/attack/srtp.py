# SPDX-License-Identifier: Apache-2.0
"""SRTP and SRTCP with AES_CM_128_HMAC_SHA1_80, from RFC 3711 alone: it shares no code with the product."""
import base64
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SUITE = 'AES_CM_128_HMAC_SHA1_80'
TAG_SIZE = 10


def _counter_mode(key, start, data):
    """Section 4.1.1; `start` is the 128-bit counter as a number."""
    cipher = Cipher(algorithms.AES(key), modes.CTR(start.to_bytes(16, 'big'))).encryptor()
    return cipher.update(data) + cipher.finalize()


class Key:
    """A master key with its salt, and what section 4.3 derives from it."""

    def __init__(self, octets=None):
        self.octets = octets or os.urandom(30)
        self._rtp = [self._derive(label, size) for label, size in ((0, 16), (1, 20), (2, 14))]
        self._rtcp = [self._derive(label, size) for label, size in ((3, 16), (4, 20), (5, 14))]

    @classmethod
    def from_sdp(cls, body):
        """Of the a=crypto line of our suite, and that line's tag (RFC 4568 section 9.1)."""
        words = next(words for words in map(str.split, body.splitlines())
                     if words[0].startswith('a=crypto:') and words[1] == SUITE)
        return cls(base64.b64decode(words[2].removeprefix('inline:').split('|')[0])), int(words[0].removeprefix('a=crypto:'))

    def sdp_line(self, tag):
        return f'a=crypto:{tag} {SUITE} inline:{base64.b64encode(self.octets).decode()}\r\n'

    def _derive(self, label, size):
        salt = int.from_bytes(self.octets[16:], 'big') ^ (label << 48)
        return _counter_mode(self.octets[:16], salt << 16, bytes(size))

    @staticmethod
    def _start(salt, ssrc, index):
        return (int.from_bytes(salt, 'big') << 16) ^ (ssrc << 64) ^ (index << 16)

    def seal_rtp(self, packet):
        """Roll-over counter 0: nobody here sends 65,536 packets."""
        cipher, authentication, salt = self._rtp
        sequence, _, ssrc = struct.unpack('!HII', packet[2:12])
        sealed = packet[:12] + _counter_mode(cipher, self._start(salt, ssrc, sequence), packet[12:])
        return sealed + hmac.digest(authentication, sealed + bytes(4), 'sha1')[:TAG_SIZE]

    def open_rtp(self, packet):
        """None when the tag is wrong."""
        cipher, authentication, salt = self._rtp
        sealed, tag = packet[:-TAG_SIZE], packet[-TAG_SIZE:]
        if len(sealed) < 12 or hmac.digest(authentication, sealed + bytes(4), 'sha1')[:TAG_SIZE] != tag:
            return None
        sequence, _, ssrc = struct.unpack('!HII', sealed[2:12])
        return sealed[:12] + _counter_mode(cipher, self._start(salt, ssrc, sequence), sealed[12:])

    def seal_rtcp(self, packet, index):
        cipher, authentication, salt = self._rtcp
        ssrc, = struct.unpack('!I', packet[4:8])
        sealed = packet[:8] + _counter_mode(cipher, self._start(salt, ssrc, index), packet[8:])
        sealed += struct.pack('!I', 0x80000000 | index)
        return sealed + hmac.digest(authentication, sealed, 'sha1')[:TAG_SIZE]
