# SPDX-License-Identifier: Apache-2.0
"""trunkgate drives media anchors in other processes: ours and rtpengine. What is heard is judged by content."""
import re

import pytest

from calls import DIALLED_E164, dial_out, ends, hang_up, outbound_call, trunk_sdp, wait_for_ack
from ground import free_port, wait_until
from heard import PBX_TONE, TRUNK_TONE, check_encrypted, check_hold_and_resume, check_plain
from house import udp_socket
from metrics_page import fetch
from relays import Rtpengine, TrunkgateMedia
from talker import Talker
from trunk_stand_in import CRYPTO_KEY
from ua import audio_sdp, fax_sdp

PBX_KEY = 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk'
KINDS = pytest.mark.parametrize('kind', [TrunkgateMedia, Rtpengine])


def requests(house, command, outcome='ok'):
    return house.metrics().total('trunkgate_media_anchor_requests_total', command=command, outcome=outcome)


def check_at_rest(house):
    house.wait_for_metric('trunkgate_media_sessions_active', lambda sessions: sessions == 0)
    for relay in house.relays:
        wait_until(lambda: relay.calls() == [], lambda: f'{relay.name} has {relay.calls()}')
    assert house.metrics().total('trunkgate_media_anchor_calls') == 0
    for outcome in ('error', 'timeout'):
        assert house.metrics().total('trunkgate_media_anchor_requests_total', outcome=outcome) == 0


def check_figures(house, kind):
    """What the anchor told of a call without RTCP: in its record, the log and the metrics."""
    record = wait_until(house.records, 'a call record')[0]
    assert record['result'] == 'answered' and not record['one_way']
    for way in ('from_caller', 'from_called'):
        figures = record['media'][way]
        assert figures['codec'] == 'G.711' and figures['packets'] > 75 and figures['octets'] > 75 * 172, figures
        if kind is TrunkgateMedia:
            assert figures['lost'] == 0 and figures['loss'] == 0 and figures['mos'] > 4.2, figures
        else:
            assert not figures.keys() & {'lost', 'loss', 'jitter_ms', 'mos', 'silence_s'}, f'it cannot know: {figures}'
    assert 'packets of G.711' in house.wait_for_log('call.media')['text']
    known = 1 if kind is TrunkgateMedia else 0
    for zone in ('corporate', 'outside'):
        assert house.metrics().total('trunkgate_rtp_mos_count', zone=zone) == known
    for peer in ('pbx', 'trunk'):
        assert house.metrics().total('trunkgate_call_mos_count', peer=peer) == known


@KINDS
def test_plain_call_is_heard_at_both_ends(build_house, kind):
    house = build_house(transport='udp', anchors=[kind])
    relay = house.relays[0]
    capture = house.capture(house.pbx, house.trunk)
    trunk = house.sipp_trunk('trunk_answers', tone=TRUNK_TONE)
    house.start()
    pbx = house.sipp_pbx('pbx_calls', tone=PBX_TONE, values={'talk': 2500})
    pbx.must_succeed()
    trunk.must_succeed()
    capture.stop()
    check_plain(capture, [(house.pbx, relay.inside, TRUNK_TONE), (house.trunk, relay.outside, PBX_TONE)])
    assert house.pbx not in trunk.messages(), 'the PBX shows through'
    assert relay.inside not in trunk.messages() and relay.outside not in pbx.messages(), 'the other zone shows through'
    assert requests(house, 'offer') == 1 and requests(house, 'answer') == 1 and requests(house, 'delete') == 1
    check_figures(house, kind)
    check_at_rest(house)


def test_rtpengine_tells_what_the_receivers_report(build_house):
    house = build_house(transport='tcp', anchors=[Rtpengine])
    relay = house.relays[0]
    pbx, trunk = ends(house, use_tls=False)
    at_pbx = Talker(house.pbx, 16000, 0x11111111)
    at_trunk = Talker(house.trunk, 40000, 0x22222222, lost=26)  # of 256: a tenth of what the PBX says
    house.start()
    invite = dial_out(house, pbx)
    seen = trunk.expect('INVITE')
    answer = trunk.reply(seen, 200, trunk_sdp(house, trunk))
    got = pbx.expect(200, method='INVITE')
    pbx.dialog_as_caller(invite, got).ack(invite)
    trunk.expect('ACK')
    at_pbx.call(got)
    at_trunk.call(seen)
    for _ in range(60):
        at_pbx.say_to(at_trunk)
        at_trunk.say_to(at_pbx)

    def judged():
        at_pbx.report()
        at_trunk.report()
        scores = relay.ask('query', call_id=relay.calls()[0])['SSRC']
        return {str(talker.ssrc) for talker in (at_pbx, at_trunk)} <= scores.keys()
    wait_until(judged, 'scores of both directions')
    hang_up(trunk, pbx, trunk.dialog_as_called(seen, answer))
    record = wait_until(house.records, 'a call record')[0]
    good, bad = record['media']['from_called'], record['media']['from_caller']
    for figures in (good, bad):
        assert figures['codec'] == 'G.711' and figures['packets'] == 60, figures
        assert figures['jitter_ms'] == 2 and 'lost' not in figures, figures
    assert good['loss'] == 0 and good['mos'] > 4 and bad['loss'] == 0.1 and 2.5 < bad['mos'] < 3.5, record
    for zone, peer, mos in (('corporate', 'pbx', bad['mos']), ('outside', 'trunk', good['mos'])):
        assert house.metrics().total('trunkgate_rtp_mos_sum', zone=zone) == pytest.approx(mos)
        assert house.metrics().total('trunkgate_call_mos_sum', peer=peer) == pytest.approx(mos)
    check_at_rest(house)
    at_pbx.close()
    at_trunk.close()


@KINDS
def test_srtp_call_with_hold_is_heard_at_both_ends(build_house, kind):
    port = free_port('127.0.0.1', adjacent=2)
    house = build_house(trunk_uri=f'sip:127.0.0.1:{port + 1};transport=tls', trunk_allow=['127.0.0.1'], anchors=[kind])
    relay = house.relays[0]
    baresip = house.baresip(port=port, user=DIALLED_E164, tone=TRUNK_TONE)
    capture = house.capture(house.pbx, relay.outside)
    house.start()
    pbx = house.sipp_pbx('pbx_holds', tone=PBX_TONE)
    pbx.must_succeed()
    baresip.wait_for_text('session closed')
    baresip.stop()
    capture.stop()
    check_hold_and_resume(capture, house.pbx, relay.outside, baresip)
    check_encrypted(capture, relay.outside)
    origins = re.findall(rf'o=- (\d+) (\d+) IN IP4 {re.escape(relay.outside)}', baresip.text())
    assert len({origin for origin, _ in origins}) == 1 and [version for _, version in origins] == ['1', '2', '3'], origins
    assert house.pbx not in baresip.text() and relay.inside not in baresip.text(), 'the inside shows through'
    assert requests(house, 'offer') == 3 and requests(house, 'answer') == 3
    check_at_rest(house)


def crosses(speaker, listener, told, mark):
    """Whether a packet from `speaker` to where the SDP in `told` says arrives at `listener` as it was."""
    packet = bytes([0x80, 0, 0, mark, 0, 0, 0, mark, 0, 0, 0, speaker.getsockname()[1] & 255]) + bytes([mark]) * 160
    address, port = (re.search(pattern, told.body)[1].decode() for pattern in (rb'c=IN IP4 (\S+)', rb'm=audio (\d+)'))
    speaker.sendto(packet, (address, int(port)))
    return listener.recv(2048) == packet


@KINDS
def test_pbx_without_an_offer_gets_the_trunks_answer_as_one(build_house, kind):
    house = build_house(transport='tcp', anchors=[kind])
    pbx, trunk = ends(house, use_tls=False)
    at_pbx, at_trunk = udp_socket(house.pbx, 16000), udp_socket(house.trunk, 40000)
    house.start()
    invite = dial_out(house, pbx, body='')
    seen = trunk.expect('INVITE')
    assert b'm=audio' in seen.body, 'the trunk gets no INVITE without an offer'
    answer = trunk.reply(seen, 200, trunk_sdp(house, trunk))
    offered = pbx.expect(200, method='INVITE')
    dialog = pbx.dialog_as_caller(invite, offered)
    dialog.ack(invite, audio_sdp(house.pbx, 16000))
    trunk.expect('ACK')
    house.wait_for_metric('trunkgate_media_anchor_requests_total', lambda answers: answers == 2, command='answer')
    assert crosses(at_pbx, at_trunk, offered, 1) and crosses(at_trunk, at_pbx, seen, 2)
    hang_up(trunk, pbx, trunk.dialog_as_called(seen, answer))
    check_at_rest(house)
    at_pbx.close()
    at_trunk.close()


@KINDS
def test_refused_reinvite_leaves_the_audio_where_it_was(build_house, kind):
    house = build_house(transport='tcp', anchors=[kind])
    pbx, trunk = ends(house, use_tls=False)
    at_pbx, at_trunk = udp_socket(house.pbx, 16000), udp_socket(house.trunk, 40000)
    house.start()
    pbx_dialog, trunk_dialog, seen = outbound_call(house, pbx, trunk)
    wait_for_ack(house)
    invite = pbx_dialog.request('INVITE', audio_sdp(house.pbx, 17000, version=2))
    trunk.reply(trunk.expect('INVITE'), 488)
    trunk.expect('ACK')
    pbx.ack_failure(invite, pbx.expect(488))
    house.wait_for_metric('trunkgate_media_anchor_requests_total', lambda answers: answers == 2, command='answer')
    assert crosses(at_trunk, at_pbx, seen, 3)
    hang_up(pbx, trunk, pbx_dialog)
    check_at_rest(house)
    at_pbx.close()
    at_trunk.close()


def fax_crosses(speaker, listener, told, sequence):
    packet = sequence.to_bytes(2, 'big') + b'\x06\xa7' * 40
    address, port = (re.search(pattern, told.body)[1].decode() for pattern in (rb'c=IN IP4 (\S+)', rb'm=image (\d+) udptl t38'))
    speaker.sendto(packet, (address, int(port)))
    return listener.recv(2048) == packet


@KINDS
@pytest.mark.parametrize('accepted', [True, False], ids=['accepted', 'declined'])
def test_speech_becomes_fax_and_speech_again(build_house, kind, accepted):
    house = build_house(transport='tcp', anchors=[kind], media_timeout=', t38: pass')
    pbx, trunk = ends(house, use_tls=False)
    at_pbx, at_trunk = udp_socket(house.pbx, 16000), udp_socket(house.trunk, 40000)
    fax_pbx, fax_trunk = udp_socket(house.pbx, 16002), udp_socket(house.trunk, 40002)
    house.start()
    pbx_dialog, trunk_dialog, seen = outbound_call(house, pbx, trunk)
    wait_for_ack(house)
    assert crosses(at_trunk, at_pbx, seen, 1)
    invite = trunk_dialog.request('INVITE', fax_sdp(house.trunk, 40002))
    offered = pbx.expect('INVITE')
    assert b'T38FaxVersion' in offered.body and b'T38VendorInfo' not in offered.body
    pbx.reply(offered, 200, fax_sdp(house.pbx, 16002 if accepted else 0))
    answered = trunk.expect(200, method='INVITE')
    trunk_dialog.ack(invite)
    pbx.expect('ACK')
    if accepted:
        assert fax_crosses(fax_pbx, fax_trunk, offered, 0) and fax_crosses(fax_trunk, fax_pbx, answered, 0)
    else:
        house.wait_for_metric('trunkgate_media_anchor_requests_total', lambda answers: answers == 2, command='answer')
        assert crosses(at_trunk, at_pbx, seen, 2)
    invite = pbx_dialog.request('INVITE', audio_sdp(house.pbx, 16000, version=3))
    seen = trunk.expect('INVITE')
    trunk.reply(seen, 200, trunk_sdp(house, trunk, version=3))
    got = pbx.expect(200, method='INVITE')
    pbx_dialog.ack(invite)
    trunk.expect('ACK')
    assert crosses(at_pbx, at_trunk, got, 3) and crosses(at_trunk, at_pbx, seen, 4)
    hang_up(pbx, trunk, pbx_dialog)
    check_at_rest(house)
    for one in (at_pbx, at_trunk, fax_pbx, fax_trunk):
        one.close()


@KINDS
def test_srtp_on_both_sides_shares_no_key(build_house, kind):
    house = build_house(anchors=[kind])
    text = house.configuration.read_text()
    house.configuration.write_text(text.replace('srtp: off', 'srtp: required'))
    pbx, trunk = ends(house)
    house.start()
    second = 'UVdFUlRZVUlPUEFTREZHSEpLTFpYQ1ZCTk0xMjM0'
    offer = audio_sdp(house.pbx, 16000, crypto=PBX_KEY, extra=f'a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:{second}\r\n')
    invite = dial_out(house, pbx, body=offer)
    seen = trunk.expect('INVITE')
    assert b'AES_CM_128_HMAC_SHA1_80 inline:' in seen.body
    for key in (PBX_KEY, second):
        assert key.encode() not in seen.body, 'a key of the inside'
    answer = trunk.reply(seen, 200, trunk_sdp(house, trunk))
    got = pbx.expect(200, method='INVITE')
    assert b'a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:' in got.body and CRYPTO_KEY.encode() not in got.body
    dialog = pbx.dialog_as_caller(invite, got)
    dialog.ack(invite)
    trunk.expect('ACK')
    hang_up(trunk, pbx, trunk.dialog_as_called(seen, answer))
    check_at_rest(house)


def test_killed_anchor_loses_its_calls_and_no_new_ones(build_house):
    house = build_house(transport='tcp', anchors=[Rtpengine, TrunkgateMedia], media_timeout=', timeout: 5s')
    first, second = house.relays
    pbx, trunk = ends(house, use_tls=False)
    house.start()
    ready = f'http://{house.inside}:9090/readyz'
    wait_until(lambda: fetch(ready)[0] == 200, 'ready')
    house.wait_for_metric('trunkgate_media_anchor_up', lambda up: up == 2)
    pbx_dialog, trunk_dialog, seen = outbound_call(house, pbx, trunk)
    assert f'c=IN IP4 {first.outside}' in seen.body.decode(), 'the first of two idle ones'
    wait_for_ack(house)
    first.kill()
    pbx_dialog_2, _, seen = outbound_call(house, pbx, trunk)
    assert f'c=IN IP4 {second.outside}' in seen.body.decode()
    assert fetch(ready)[0] == 200
    for end in (pbx, trunk):
        end.reply(end.expect('BYE', timeout=15), 200)
    assert house.wait_for_log('media.anchor_down', text=first.name_of_control)
    hang_up(pbx, trunk, pbx_dialog_2)
    second.kill()
    house.wait_for_metric('trunkgate_media_anchor_up', lambda up: up == 0)
    assert fetch(ready) == (503, 'no media anchor answers\n')
    invite = dial_out(house, pbx)
    pbx.ack_failure(invite, pbx.expect(503))
    house.wait_for_metric('trunkgate_media_sessions_active', lambda sessions: sessions == 0)
