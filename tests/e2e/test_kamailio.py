# SPDX-License-Identifier: Apache-2.0
"""A stock Kamailio drives trunkgate-media in rtpengine's place; what is heard at both ends is judged by content."""
import re
import signal

import pytest

from ground import free_port, wait_until
from heard import PBX_TONE, TRUNK_TONE, check_encrypted, check_hold_and_resume, check_plain
from kamailio import AnchorHouse
from ng_client import NgClient, sdp



@pytest.fixture
def build_anchor(authority, request):
    houses = []

    def build(**options):
        houses.append(AnchorHouse(authority, **options))
        return houses[-1]
    yield build
    alive = [house.process is None or house.process.running() for house in houses]
    for house in houses:
        if request.session.testsfailed:
            house.tell()
        house.close()
    assert all(alive), 'trunkgate-media died during the test'


def check_at_rest(house):
    """Every command got its ok, and nothing is left behind."""
    wait_until(lambda: house.metrics().total('trunkgate_media_sessions_active') == 0, 'no session left')
    assert house.metrics().total('trunkgate_media_ports_in_use') == 0
    for command in ['ping', 'offer', 'answer', 'query', 'delete']:
        assert house.commands(command) >= 1, command
        assert house.commands(command, 'error') == 0, command
    assert house.log('flag.ignored') == [], 'Kamailio sends a flag that nobody here knows'
    assert 'relayed: RTP: ' in house.kamailio.text()


def test_plain_call_is_heard_at_both_ends(build_anchor):
    house = build_anchor().start()
    capture = house.capture(house.pbx, house.trunk)
    trunk = house.sipp('trunk_answers', house.trunk, tone=TRUNK_TONE)
    pbx = house.sipp('pbx_calls', house.pbx, remote=f'{house.proxy}:5060', tone=PBX_TONE, values={'talk': 2500},
                     extra=['-s', '0212345678'])
    pbx.must_succeed()
    trunk.must_succeed()
    capture.stop()
    check_plain(capture, [(house.pbx, house.inside, TRUNK_TONE), (house.trunk, house.outside, PBX_TONE)])
    score = re.search(r'score: (\S+) loss (\S+) of (\S+), lowest (\S+) at (\S+)', house.kamailio.text())
    assert score and float(score[1]) > 4.2 and score[2] == '0' and float(score[4]) > 4.0, house.kamailio.text()[-2000:]
    assert f'c=IN IP4 {house.pbx}' not in trunk.messages().split('ACK', 1)[0], 'the PBX shows through'
    check_at_rest(house)


def test_srtp_call_with_hold_is_heard_at_both_ends(build_anchor):
    port = free_port('127.0.0.1', adjacent=2)
    house = build_anchor(trunk='127.0.0.1', trunk_port=port, to_trunk='RTP/SAVP', to_pbx='RTP/AVP').start()
    baresip = house.baresip(port=port, user='0212345678', tone=TRUNK_TONE, transport='udp')
    capture = house.capture(house.pbx, house.outside)
    pbx = house.sipp('pbx_holds', house.pbx, remote=f'{house.proxy}:5060', tone=PBX_TONE, extra=['-s', '0212345678'])
    pbx.must_succeed()
    baresip.wait_for_text('session closed')
    baresip.stop()
    capture.stop()
    check_hold_and_resume(capture, house.pbx, house.outside, baresip)
    check_encrypted(capture, house.outside)
    assert house.commands('offer') == 3 and house.commands('answer') == 3
    check_at_rest(house)


def test_draining_anchor_sends_new_calls_to_the_next(build_anchor):
    draining = build_anchor().start_anchor()
    house = build_anchor().start(draining)
    client = NgClient((draining.anchor, draining.ng_port), draining.proxy)
    held = client.ask('offer', call_id='held', from_tag='f', sdp=sdp(draining.pbx, 4000))  # or it would end at once
    assert held['result'] == 'ok'
    draining.process.child.send_signal(signal.SIGTERM)
    wait_until(lambda: draining.log('drain'), 'draining')
    trunk = house.sipp('trunk_answers', house.trunk, calls=12)
    pbx = house.sipp('pbx_calls', house.pbx, remote=f'{house.proxy}:5060', calls=12, values={'talk': 100}, extra=['-s', '0212345678'])
    pbx.must_succeed()
    trunk.must_succeed()
    assert draining.commands('offer', 'error') >= 1, 'Kamailio never asked the one that drains: chance 1 in 4096'
    assert house.commands('offer') == 12 and house.commands('answer') == 12
    assert client.ask('delete', call_id='held', from_tag='f', delete_delay=0)['result'] == 'ok'
    client.close()
