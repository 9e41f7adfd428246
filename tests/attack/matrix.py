# SPDX-License-Identifier: Apache-2.0
"""The rows of the attack matrix. In each a call is set up, somebody sends what he should not, the parties speak, and it is
counted what the attacker received, what of his reached a party, and what of the parties got lost or doubled."""
from collections import namedtuple

import packets
from call import Call, drain, open_pair
from srtp import Key

Row = namedtuple('Row', 'name call side source moment kind')
Outcome = namedtuple('Outcome', 'received relayed missing doubled alive')
PERFECT = Outcome(received=0, relayed=0, missing=0, doubled=0, alive=True)

# What is sent, by name: a function of (call, party attacked, attacker's number of the packet) → octets, and to RTCP's port?
BURST = 20
SPEECH = 60  # more than a second of it: an anchor may treat a steady party unlike one that has just come
WRONG_KEY = Key()


def replay(call, party, number):
    return party.captured[number % len(party.captured)] if party.captured else b'\x80'


KINDS = {
    'RTP': (lambda call, party, n: packets.rtp(n, packets.ATTACK, packets.ATTACKER_SSRC), False),
    "RTP with the party's SSRC": (lambda call, party, n: packets.rtp(party.sequence + n, packets.ATTACK, party.ssrc), False),
    'RTCP report': (lambda call, party, n: packets.receiver_report(packets.ATTACKER_SSRC), True),
    'RTCP BYE': (lambda call, party, n: packets.bye(party.ssrc), True),
    'STUN without integrity': (lambda call, party, n: packets.stun(), False),
    'STUN with USE-CANDIDATE': (lambda call, party, n: packets.stun(
        packets.stun_attribute(6, b'a:b') + packets.stun_attribute(0x25, b'')), False),
    'STUN attribute beyond the end': (lambda call, party, n: packets.stun(packets.stun_attribute(6, b'x', 0xfff0)), False),
    'STUN with a long username': (lambda call, party, n: packets.stun(packets.stun_attribute(6, b'x' * 1200)), False),
    'DTLS ClientHello, null cipher': (lambda call, party, n: packets.client_hello(), False),
    'SRTP with a wrong key': (lambda call, party, n: WRONG_KEY.seal_rtp(
        packets.rtp(party.sequence + n, packets.ATTACK, party.ssrc)), False),
    'SRTP replayed': (replay, False),
    'SRTCP with a wrong key': (lambda call, party, n: WRONG_KEY.seal_rtcp(packets.bye(party.ssrc), n), True),
}
PLAIN = ['RTP', "RTP with the party's SSRC", 'RTCP report', 'RTCP BYE', 'STUN without integrity', 'STUN with USE-CANDIDATE',
         'DTLS ClientHello, null cipher']
SEALED = ['RTP', 'RTCP BYE', 'STUN with USE-CANDIDATE', 'DTLS ClientHello, null cipher', 'SRTP with a wrong key', 'SRTP replayed',
          'SRTCP with a wrong key']
FROM_THE_PARTY = ['SRTP with a wrong key', 'SRTP replayed', 'SRTCP with a wrong key', 'RTP', 'STUN with USE-CANDIDATE']


def _rows():
    for kinds, call, side in ((PLAIN, 'plain', 'phone'), (PLAIN, 'plain', 'trunk'), (SEALED, 'srtp', 'trunk'),
                              (SEALED, 'srtp-srtp', 'trunk')):
        for kind in kinds:
            for source in ('another host', 'another port'):
                for moment in ('before', 'at', 'after'):
                    if kind != 'SRTP replayed' or moment == 'after':  # before there is nothing to replay
                        yield Row(f'{call}: {kind} from {source} to the {side} side, {moment} latching', call, side, source,
                                  moment, kind)
    for call in ('srtp', 'srtp-srtp'):
        for kind in FROM_THE_PARTY:
            for moment in ('before', 'after'):
                if kind != 'SRTP replayed' or moment == 'after':
                    yield Row(f"{call}: {kind} from the trunk's own port, {moment} latching", call, 'trunk', 'the party', moment,
                              kind)
    for name, malformed in {**packets.MALFORMED_RTP, **packets.MALFORMED_RTCP}.items():
        kind = f'malformed {"RTP" if name in packets.MALFORMED_RTP else "RTCP"}: {name}'
        KINDS[kind] = (lambda call, party, n, octets=malformed: octets, name in packets.MALFORMED_RTCP)
        yield Row(f"plain: {kind} from the trunk's own port", 'plain', 'trunk', 'the party', 'after', kind)


ROWS = list(_rows())


def nat(row):
    """Plain RTP alone cannot tell another port of the right host from a party behind NAT: until the party itself has
    spoken that port may be believed, so the one burst before does not count. Then it must lose at once."""
    return row.source == 'another port' and row.call == 'plain' and row.moment != 'after' and row.kind in (
        'RTP', "RTP with the party's SSRC", 'RTCP report', 'RTCP BYE')


class Attacker:
    def __init__(self, anchor, call, row):
        self.call, self.row, self.party = call, row, call.phone if row.side == 'phone' else call.trunk
        self.own = row.source != 'the party'
        self.pair = (self.party.rtp, self.party.rtcp) if not self.own else open_pair(
            self.party.address if row.source == 'another port' else anchor.stranger)
        self.received = []

    def attack(self):
        make, to_rtcp = KINDS[self.row.kind]
        target = self.party.anchor_rtcp if to_rtcp else self.party.anchor
        for number in range(1, (100 if self.row.source == 'the party' else BURST) + 1):
            self.pair[to_rtcp].sendto(make(self.call, self.party, number), target)
        self.call.anchor.settle(self.call.call_id, target)

    def listen(self):
        if self.own:
            self.received += [packet for end in self.pair for packet in drain(end)]
        return len(self.received)

    def close(self):
        for end in self.pair if self.own else ():
            end.close()


def play(anchor, row):
    call = Call(anchor, row.call)
    attacker = Attacker(anchor, call, row)
    try:
        if row.moment == 'before':
            attacker.attack()
        elif row.moment == 'at':
            attacker.attack()
            attacker.party.speak()
            attacker.attack()
        else:
            call.exchange(packets=SPEECH)
            call.talk(anchor.settling)
            attacker.attack()
        # Who is attacked is silent first: what the other side sends shows where audio goes by now. RTCP likewise.
        other = call.trunk if row.side == 'phone' else call.phone
        if not nat(row):
            other.report()
        call.exchange(first=row.side if nat(row) else other.name)
        other.report()
        call.anchor.settle(call.call_id, call.phone.anchor, call.trunk.anchor, call.phone.anchor_rtcp, call.trunk.anchor_rtcp)
        call.phone.listen(call.trunk)
        call.trunk.listen(call.phone)
        outcome = judge(anchor, call, attacker)
        return outcome._replace(relayed=max(0, outcome.relayed - BURST)) if nat(row) else outcome
    finally:
        attacker.close()
        call.close()


def judge(anchor, call, attacker):
    foreign = [packet for party in (call.phone, call.trunk) for packet in party.foreign]
    byes = sum(len(packet) > 8 and packet[8:10] == b'\x81\xcb' for party in (call.phone, call.trunk) for packet in party.rtcp_heard)
    return Outcome(attacker.listen(), len(foreign) + byes, len(call.missing()), call.doubled(), anchor.process.running())
