# SPDX-License-Identifier: Apache-2.0
"""A call across an anchor: a phone inside, a trunk outside, and whoever else has a socket."""
import random
import select
import socket
import time

from packets import receiver_report, rtp
from srtp import Key

DEADLINE = 2.0


def open_pair(address):
    """RTP on an even port, RTCP on the next (RFC 3550 section 11)."""
    while True:
        port = random.randrange(40000, 60000, 2)
        pair = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        try:
            for offset, end in enumerate(pair):
                end.bind((address, port + offset))
                end.setblocking(False)
            return pair
        except OSError:
            for end in pair:
                end.close()


def drain(end):
    received = []
    while True:
        try:
            received.append(end.recv(4096))
        except BlockingIOError:
            return received


class Party:
    """One end of the call. What it sends is marked with its name and a number, so that it is known again."""

    def __init__(self, name, address, sealed):
        self.name, self.address = name, address
        self.rtp, self.rtcp = open_pair(address)
        self.port = self.rtp.getsockname()[1]
        self.key, self.anchor_key, self.tag = (Key() if sealed else None), None, 1
        self.ssrc, self.sequence = random.getrandbits(32) | 1, 0
        self.sent, self.heard, self.foreign, self.anchor = [], [], [], None
        self.rtcp_heard, self.captured = [], []

    def sdp(self):
        profile = 'RTP/SAVP' if self.key else 'RTP/AVP'
        return (f'v=0\r\no=- 1 1 IN IP4 {self.address}\r\ns=-\r\nc=IN IP4 {self.address}\r\nt=0 0\r\n'
                f'm=audio {self.port} {profile} 0\r\na=rtpmap:0 PCMU/8000\r\n{self.key.sdp_line(self.tag) if self.key else ""}')

    def told(self, body):
        """The anchor's SDP: where to send, and its key."""
        line = next(line for line in body.splitlines() if line.startswith('c=')).split()
        media = next(line for line in body.splitlines() if line.startswith('m=audio')).split()
        self.anchor = (line[2], int(media[1]))
        if 'SAVP' in media[2]:
            self.anchor_key, self.tag = Key.from_sdp(body)

    @property
    def anchor_rtcp(self):
        return self.anchor[0], self.anchor[1] + 1

    def speak(self, packets=1):
        for _ in range(packets):
            self.sequence += 1
            marker = f'{self.name}-{self.sequence};'.encode()
            packet = rtp(self.sequence, marker, self.ssrc)
            packet = self.key.seal_rtp(packet) if self.key else packet
            self.rtp.sendto(packet, self.anchor)
            self.sent.append(marker)
            self.captured.append(packet)

    def report(self):
        packet = receiver_report(self.ssrc)
        self.rtcp.sendto(self.key.seal_rtcp(packet, self.sequence) if self.key else packet, self.anchor_rtcp)

    def listen(self, other):
        """Takes what has come: markers of `other`, each time that one comes, and what is not of it."""
        for packet in drain(self.rtp):
            clear = self.anchor_key.open_rtp(packet) if self.anchor_key else packet
            marker = (clear or b'')[12:].rstrip(b'\xd5')
            (self.heard if marker in other.sent else self.foreign).append(marker if clear else packet)
        self.rtcp_heard += drain(self.rtcp)

    def close(self):
        self.rtp.close()
        self.rtcp.close()


class Call:
    """Set up over ng: the phone offers, the trunk answers. `kind`: plain, srtp (at the trunk alone) or srtp-srtp."""

    def __init__(self, anchor, kind):
        self.anchor = anchor
        self.phone = Party('phone', anchor.phone, kind == 'srtp-srtp')
        self.trunk = Party('trunk', anchor.trunk, kind != 'plain')
        self.call_id = f'attack-{random.getrandbits(48):x}'
        offer = anchor.offer(self.call_id, self.phone.sdp(), bool(self.trunk.key))
        assert offer.get('result') == 'ok', offer
        self.trunk.told(offer['sdp'])
        answer = anchor.answer(self.call_id, self.trunk.sdp())
        assert answer.get('result') == 'ok', answer
        self.phone.told(answer['sdp'])

    def sides(self, first):
        return (self.phone, self.trunk) if first == 'phone' else (self.trunk, self.phone)

    def exchange(self, first='phone', packets=5):
        """Both speak, `first` first. Waits until each has heard the other, or the deadline."""
        for speaker, listener in (self.sides(first), reversed(self.sides(first))):
            speaker.speak(packets)
            wanted = speaker.sent[-packets:]
            deadline = time.monotonic() + DEADLINE
            while not set(wanted) <= set(listener.heard) and time.monotonic() < deadline:
                select.select([listener.rtp], [], [], deadline - time.monotonic())
                listener.listen(speaker)
            speaker.listen(listener)

    def talk(self, seconds):
        """20 ms packets both ways for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for speaker, listener in ((self.phone, self.trunk), (self.trunk, self.phone)):
                speaker.speak()
                listener.listen(speaker)
            select.select([], [], [], 0.02)

    def missing(self):
        """Packets of the parties that did not reach the other one, by marker."""
        return [marker for speaker, listener in ((self.phone, self.trunk), (self.trunk, self.phone))
                for marker in speaker.sent if marker not in listener.heard]

    def doubled(self):
        return sum(len(party.heard) - len(set(party.heard)) for party in (self.phone, self.trunk))

    def close(self):
        self.anchor.delete(self.call_id)
        self.phone.close()
        self.trunk.close()
