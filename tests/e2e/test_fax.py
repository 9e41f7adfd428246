# SPDX-License-Identifier: Apache-2.0
"""A call of speech becomes one of fax and goes back, through a trunkgate-media that is driven by the ng protocol."""
import re
import socket

import pytest

from kamailio import AnchorHouse
from ng_client import NgClient, sdp
from ua import T38, fax_sdp

class Gateway:
    """One end: a socket for speech and one for fax. Its packets carry `name`, so that content tells whose they are."""

    def __init__(self, name, address):
        self.name, self.address = name.encode(), address
        self.speech, self.fax = (self.bound() for _ in range(2))
        self.told = None

    def bound(self):
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind((self.address, 0))
        one.settimeout(5)
        return one

    def speech_sdp(self):
        return sdp(self.address, self.speech.getsockname()[1])

    def fax_sdp(self):
        return fax_sdp(self.address, self.fax.getsockname()[1])

    def tell(self, body, kind):
        address = re.search(r'^c=IN IP4 (\S+)', body, re.M).group(1)
        self.told = (address, int(re.search(rf'^m={kind} (\d+) ', body, re.M).group(1)))

    def rtp(self, sequence):
        return b'\x80\x00' + sequence.to_bytes(2, 'big') + bytes(8) + self.name * 40

    def udptl(self, sequence, size):
        return sequence.to_bytes(2, 'big') + bytes([len(self.name)]) + (self.name * size)[:size - 3]

    def close(self):
        self.speech.close()
        self.fax.close()


class Call:
    def __init__(self, house):
        self.client = NgClient((house.anchor, house.ng_port), house.proxy)
        self.pbx, self.trunk = Gateway('pbx', house.pbx), Gateway('trunk', house.trunk)
        self.house = house
        self.tags = {'call_id': 'fax', 'from_tag': 'p', 'direction': ['inside', 'outside']}

    def offer(self, body, kind):
        reply = self.client.ask('offer', sdp=body, **self.tags)
        if reply['result'] == 'ok':
            self.trunk.tell(reply['sdp'], kind)
        return reply

    def answer(self, body, kind):
        reply = self.client.ask('answer', to_tag='t', sdp=body, **self.tags)
        assert reply['result'] == 'ok', reply
        self.pbx.tell(reply['sdp'], kind)
        return reply['sdp']

    def speak(self):
        assert self.offer(self.pbx.speech_sdp(), 'audio')['result'] == 'ok'
        self.answer(self.trunk.speech_sdp(), 'audio')

    def expect(self, what, by):
        """Each end sends what(end) from socket `by`; the other gets exactly that, from where it was told to send."""
        for end, other in ((self.pbx, self.trunk), (self.trunk, self.pbx)):
            getattr(end, by).sendto(what(end), end.told)
            datagram, source = getattr(other, by).recvfrom(65536)
            assert datagram == what(end) and source == other.told

    def close(self):
        self.client.close()
        self.pbx.close()
        self.trunk.close()


@pytest.fixture
def start_call(authority):
    opened = []

    def start(t38):
        house = AnchorHouse(authority).start_anchor(t38)
        opened.append(house)
        opened.append(Call(house))
        return opened[-1]
    yield start
    for one in reversed(opened):
        one.close()


def test_speech_then_fax_then_speech(start_call):
    call = start_call('pass')
    call.speak()
    call.expect(lambda end: end.rtp(1), 'speech')

    offered = call.offer(call.pbx.fax_sdp(), 'image')['sdp']
    assert offered.endswith(f'm=image {call.trunk.told[1]} udptl t38\r\n{T38}') and call.house.pbx not in offered
    answered = call.answer(call.trunk.fax_sdp(), 'image')
    assert answered.endswith(f'm=image {call.pbx.told[1]} udptl t38\r\n{T38}') and call.house.trunk not in answered
    for sequence, size in ((0, 40), (1, 1400), (2, 3), (0x80c8, 40)):
        call.expect(lambda end: end.udptl(sequence, size), 'fax')

    with call.pbx.bound() as stranger:
        stranger.sendto(b'\x00\x03\x01x', (call.house.outside, call.trunk.told[1]))
    call.expect(lambda end: end.udptl(4, 40), 'fax')  # comes behind it on the same socket, and nothing before

    call.speak()
    call.expect(lambda end: end.rtp(2), 'speech')
    query = call.client.ask('query', call_id='fax')
    assert query['totals']['RTP']['packets'] == 14, query
    assert call.house.metrics().total('trunkgate_rtp_drops_total', reason='stranger') == 1


def test_fax_is_refused_unless_the_zones_pass_it(start_call):
    call = start_call('refuse')
    call.speak()
    assert call.offer(call.pbx.fax_sdp(), 'image')['result'] == 'error'
    call.expect(lambda end: end.rtp(1), 'speech')
