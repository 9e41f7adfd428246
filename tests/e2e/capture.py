# SPDX-License-Identifier: Apache-2.0
"""What crosses the loopback interface, read from a packet socket (needs root)."""
import socket
import struct
import threading
from collections import namedtuple

from sound import decode_ulaw

Datagram = namedtuple('Datagram', 'source source_port destination destination_port payload')
_ULAW = [decode_ulaw(octet) for octet in range(256)]


class Capture:
    """UDP datagrams from or to one of `addresses` on loopback, from construction to stop()."""

    def __init__(self, *addresses):
        self.datagrams, self._wanted, self._stopping = [], set(addresses), False
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self._socket.bind(('lo', 0x0800))
        self._socket.settimeout(0.2)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stopping:
            try:
                packet, origin = self._socket.recvfrom(65535)
            except socket.timeout:
                continue
            if origin[2] == socket.PACKET_OUTGOING or packet[9] != socket.IPPROTO_UDP:
                continue  # on loopback each packet passes twice
            source, destination = socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20])
            if source not in self._wanted and destination not in self._wanted:
                continue
            start = (packet[0] & 15) * 4
            source_port, destination_port, length = struct.unpack('!HHH', packet[start:start + 6])
            self.datagrams.append(Datagram(source, source_port, destination, destination_port,
                                           bytes(packet[start + 8:start + length])))

    def stop(self):
        self._stopping = True
        self._thread.join()
        self._socket.close()
        return self

    def rtp_to(self, address, source=None):
        """RTP packets (not RTCP, not SIP) that went to `address`."""
        return [d for d in self.datagrams if d.destination == address and (source is None or d.source == source) and
                len(d.payload) > 12 and d.payload[0] >> 6 == 2 and not 192 <= d.payload[1] <= 223]

    def heard_at(self, address, source=None):
        """PCMU samples in order of arrival, as the phone at `address` would play them."""
        samples = []
        for datagram in self.rtp_to(address, source):
            header = 12 + 4 * (datagram.payload[0] & 15)
            if datagram.payload[1] & 127 == 0:
                samples.extend(_ULAW[octet] for octet in datagram.payload[header:])
        return samples


def loss(datagrams):
    """(packets, lost) of the RTP streams among `datagrams`, by gaps in each SSRC's sequence numbers."""
    streams = {}
    for datagram in datagrams:
        sequence, = struct.unpack('!H', datagram.payload[2:4])
        streams.setdefault(datagram.payload[8:12], []).append(sequence)
    lost = sum(max(0, (numbers[-1] - numbers[0]) % 65536 + 1 - len(set(numbers))) for numbers in streams.values())
    return sum(map(len, streams.values())), lost
