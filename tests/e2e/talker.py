# SPDX-License-Identifier: Apache-2.0
"""One end of a call's audio that reports what it heard of the other one (RFC 3550 section 6.4.1)."""
import re
import struct
import time

from house import udp_socket

NTP_EPOCH = 2_208_988_800  # 1970, in seconds since 1900
FRAME = 160  # samples of 20 ms


class Talker:
    def __init__(self, address, port, ssrc, lost=0):
        """`lost`: of 256 packets, those that it says never came."""
        self.rtp, self.rtcp = udp_socket(address, port), udp_socket(address, port + 1)
        self.rtcp.setblocking(False)
        self.ssrc, self.lost, self.sequence = ssrc, lost, 0
        self.heard = None  # SSRC of the other end, the middle of the NTP time of its last report, when that was read

    def call(self, told):
        """Talks from now on to where the SDP in `told` says."""
        address, port = (re.search(pattern, told.body)[1].decode() for pattern in (rb'c=IN IP4 (\S+)', rb'm=audio (\d+)'))
        self.rtp.connect((address, int(port)))
        self.rtcp.connect((address, int(port) + 1))

    def say_to(self, other):
        """One packet, which `other` then has."""
        self.sequence += 1
        packet = struct.pack('!BBHII', 0x80, 0, self.sequence, self.sequence * FRAME, self.ssrc) + bytes([0xd5]) * FRAME
        self.rtp.send(packet)
        assert other.rtp.recv(2048) == packet

    def report(self):
        """A sender report, with a block on the other end once one of that end has come."""
        self._read_reports()
        block = b''
        if self.heard:
            other, middle, at = self.heard
            waited = max(int((time.time() - at) * 65536), 1)
            block = struct.pack('!IB3xIIII', other, self.lost, 1, 16, middle, waited)
        now = int((time.time() + NTP_EPOCH) * (1 << 32))
        words = 6 + len(block) // 4
        self.rtcp.send(struct.pack('!BBHIQIII', 0x80 | bool(block), 200, words, self.ssrc, now, self.sequence * FRAME,
                                   self.sequence, self.sequence * FRAME) + block)

    def _read_reports(self):
        try:
            while True:
                report = self.rtcp.recv(2048)
                if report[1] == 200:
                    ssrc, ntp = struct.unpack_from('!IQ', report, 4)
                    self.heard = ssrc, ntp >> 16 & 0xffffffff, time.time()
        except BlockingIOError:
            pass

    def close(self):
        self.rtp.close()
        self.rtcp.close()
