# SPDX-License-Identifier: Apache-2.0
"""The anchors that the matrix is run against, each between an inside and an outside network on loopback."""
import socket
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'e2e'))

from ground import NotSeen, Process, free_port, listens, loopback_net, wait_until  # noqa: E402
from kamailio import MEDIA_BINARY  # noqa: E402
from ng_client import NgClient  # noqa: E402

CONFIGURATION = '''zones:
  inside: {{media: {{address: {inside}, ports: 20000-20999}}}}
  outside: {{media: {{address: {outside}, ports: 30000-30999}}}}
ng: {{listen: ["udp://{anchor}:{ng_port}"], allow: [127.0.0.0/8]}}
http: {{listen: {anchor}:9091}}
admin: {{socket: {admin}}}
'''


class Anchor:
    """An ng server and who stands around it. Subclasses start `process`, and say what they are told beside the SDP."""
    name, flags = '', ['replace-origin', 'replace-session-connection']
    settling = 0.0  # seconds of talk after which the anchor has made up its mind who is who

    def __init__(self):
        net = loopback_net()
        self.phone, self.inside, self.outside, self.trunk, self.anchor, self.stranger = (
            net + host for host in ('10', '20', '30', '40', '60', '66'))
        self.ng_port = free_port('127.0.0.1')
        self.folder = tempfile.TemporaryDirectory(prefix='trunkgate-attack-')
        self.process = self.start()
        wait_until(lambda: not self.process.running() or listens(self.anchor, self.ng_port, 'udp'), f'{self.name} up')
        assert self.process.running(), self.process.text()[-3000:]
        self.client = NgClient((self.anchor, self.ng_port), '127.0.0.1')

    def start(self):
        raise NotImplementedError

    def offer(self, call_id, sdp, sealed):
        return self.client.ask('offer', call_id=call_id, from_tag='f', sdp=sdp, direction=['inside', 'outside'],
                               transport_protocol='RTP/SAVP' if sealed else 'RTP/AVP', ICE='remove', flags=self.flags,
                               replace=['origin', 'session-connection'], **{'rtcp-mux': ['demux']})

    def answer(self, call_id, sdp):
        return self.client.ask('answer', call_id=call_id, from_tag='f', to_tag='t', sdp=sdp, ICE='remove', flags=self.flags,
                               replace=['origin', 'session-connection'])

    def delete(self, call_id):
        return self.client.ask('delete', call_id=call_id, from_tag='f', delete_delay=0)

    def settle(self, call_id, *ports):
        """Returns when all that lay unread at these ports has been read, and a command later has been done."""
        wait_until(lambda: not any(unread(*port) for port in ports), f'{self.name} reading')
        self.client.ask('query', call_id=call_id, from_tag='f')

    def close(self):
        self.client.close()
        self.process.stop(timeout=5)
        self.folder.cleanup()


def unread(address, port):
    """Octets in the receive queue of a UDP socket, by the kernel's table."""
    wanted = f'{int.from_bytes(socket.inet_aton(address), "little"):08X}:{port:04X}'
    with open('/proc/net/udp') as table:
        for row in table.readlines()[1:]:
            fields = row.split()
            if fields[1] == wanted:
                return int(fields[4].split(':')[1], 16)
    return 0


class Trunkgate(Anchor):
    name = 'trunkgate-media'

    def start(self):
        self.admin = f'{self.folder.name}/admin'
        assert MEDIA_BINARY.exists(), f'{MEDIA_BINARY} is not built'
        configuration = Path(self.folder.name) / 'media.yaml'
        configuration.write_text(CONFIGURATION.format(inside=self.inside, outside=self.outside, anchor=self.anchor,
                                                      ng_port=self.ng_port, admin=self.admin))
        return Process(self.name, [MEDIA_BINARY, 'run', '-c', configuration], self.folder.name)


class Rtpengine(Anchor):
    """Debian's, in user space, as a stock Kamailio drives it."""
    name = 'rtpengine'
    settling = 4.0  # it learns for three seconds

    def settle(self, call_id, *ports):
        """Some malformed packets make it leave the rest unread until the next one comes: no reason to wait for long."""
        try:
            wait_until(lambda: not any(unread(*port) for port in ports), f'{self.name} reading', timeout=1)
        except NotSeen:
            pass
        self.client.ask('query', call_id=call_id, from_tag='f')

    def start(self):
        return Process(self.name, [
            'rtpengine', '--config-file=none', '--table=-1', '--foreground', '--log-stderr', '--log-level=4', '--no-log-timestamps',
            f'--interface=inside/{self.inside}', f'--interface=outside/{self.outside}',
            f'--listen-ng={self.anchor}:{self.ng_port}', f'--listen-cli={self.anchor}:2224',
            f'--pidfile={self.folder.name}/pid', '--port-min=30000', '--port-max=31000'], self.folder.name)


class StrictRtpengine(Rtpengine):
    name, flags = 'rtpengine-strict', [*Anchor.flags, 'strict-source']


ANCHORS = {kind.name: kind for kind in (Trunkgate, Rtpengine, StrictRtpengine)}
