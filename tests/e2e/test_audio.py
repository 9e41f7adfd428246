# SPDX-License-Identifier: Apache-2.0
"""A call in each direction between SIPp (UDP, RTP) and baresip (TLS, SRTP), and what each end heard."""
import re

from calls import DIALLED_E164, DID, ends, hang_up, outbound_call
from ground import free_port, wait_until
from heard import PBX_TONE, TRUNK_TONE, check_encrypted, check_hold_and_resume, check_no_loss
from house import udp_socket
import sound


def house_with_baresip(build_house, workers):
    port = free_port('127.0.0.1', adjacent=2)
    house = build_house(workers=workers, trunk_uri=f'sip:127.0.0.1:{port + 1};transport=tls', trunk_allow=['127.0.0.1'])
    return house, port


def check_both_heard(house, capture, baresip):
    """PCMU in clear at the PBX, SRTP at the trunk, and the right tone at both."""
    capture.stop()
    at_pbx = capture.heard_at(house.pbx)
    assert sound.seconds_of(at_pbx, TRUNK_TONE) > 1.5, f'the PBX heard {sound.loudest(at_pbx)} Hz, {len(at_pbx)} samples'
    assert sound.seconds_of(at_pbx, PBX_TONE) == 0, 'the PBX hears itself'
    at_trunk = baresip.heard()
    assert sound.seconds_of(at_trunk, PBX_TONE) > 1.5, f'the trunk heard {sound.loudest(at_trunk)} Hz, {len(at_trunk)} samples'
    assert all(packet.source == house.inside for packet in capture.rtp_to(house.pbx)), 'audio past the anchor'
    check_encrypted(capture, house.outside)
    check_no_loss(capture, house.pbx)


def check_figures(house):
    """What the call was like, in its record, the log and the metrics."""
    record = wait_until(house.records, 'a call record')[0]
    assert record['result'] == 'answered' and record['called'] == DIALLED_E164 and (record['from'], record['to']) == ('pbx', 'trunk')
    assert record['talk_s'] > 1.5 and record['started'] < record['answered'] < record['ended'] and not record['one_way']
    for way in ('from_caller', 'from_called'):
        figures = record['media'][way]
        assert figures['codec'] == 'G.711' and figures['packets'] > 75 and figures['lost'] == 0 and figures['mos'] > 4.2, figures
    assert 'from pbx ' in house.wait_for_log('call.media')['text']
    for peer in ('pbx', 'trunk'):
        assert house.metrics().total('trunkgate_call_mos_count', peer=peer) == 1
        assert house.metrics().total('trunkgate_call_mos_sum', peer=peer) > 4.2
    assert house.metrics().total('trunkgate_rtp_loss_ratio_count') == 2


def test_outbound_call_is_heard_at_both_ends(build_house, workers):
    house, port = house_with_baresip(build_house, workers)
    baresip = house.baresip(port=port, user=DIALLED_E164, tone=TRUNK_TONE)
    capture = house.capture(house.pbx, house.outside)
    house.start()
    pbx = house.sipp_pbx('pbx_calls', tone=PBX_TONE, values={'talk': 2500})
    pbx.must_succeed()
    house.wait_for_metric('trunkgate_calls_active', lambda calls: calls == 0)
    baresip.wait_for_text('session closed')
    baresip.stop()
    check_both_heard(house, capture, baresip)
    check_figures(house)
    assert 'AES_CM_128_HMAC_SHA1_80' in baresip.text()


def test_inbound_call_is_heard_at_both_ends(build_house, workers):
    house, port = house_with_baresip(build_house, workers)
    capture = house.capture(house.pbx, house.outside)
    house.start()
    pbx = house.sipp_pbx('pbx_is_called', number=None, tone=PBX_TONE, values={'talk': 2500})
    baresip = house.baresip(port=port, user='+14155550100', tone=TRUNK_TONE, dial=f'sip:{DID}@{house.outside}:5061')
    pbx.must_succeed()
    wait_until(lambda: 'terminated' in baresip.text() or 'session closed' in baresip.text(), 'baresip saw the BYE')
    baresip.stop()
    check_both_heard(house, capture, baresip)


def test_hold_and_resume_keep_the_call_and_its_audio(build_house, workers):
    house, port = house_with_baresip(build_house, workers)
    baresip = house.baresip(port=port, user=DIALLED_E164, tone=TRUNK_TONE)
    capture = house.capture(house.pbx, house.outside)
    house.start()
    pbx = house.sipp_pbx('pbx_holds', tone=PBX_TONE)
    pbx.must_succeed()
    baresip.wait_for_text('session closed')
    baresip.stop()
    capture.stop()
    check_hold_and_resume(capture, house.pbx, house.outside, baresip)


def test_silent_call_gets_keepalives_at_both_ends(build_house):
    house = build_house(transport='tcp', media_timeout=', keepalive: 1s')
    pbx, trunk = ends(house, use_tls=False)
    at_pbx, at_trunk = udp_socket(house.pbx, 16000, timeout=5), udp_socket(house.trunk, 40000, timeout=5)
    house.start()
    pbx_dialog, _, seen = outbound_call(house, pbx, trunk)
    told_trunk = int(re.search(rb'm=audio (\d+)', seen.body)[1])
    for end, home in ((at_pbx, house.inside), (at_trunk, house.outside)):
        first, second = (end.recvfrom(2048) for _ in range(2))
        for packet, source in (first, second):
            assert source[0] == home and (end is at_pbx or source[1] == told_trunk)
            assert len(packet) == 12 and packet[0] == 0x80 and 96 <= packet[1] <= 127 and packet[1] != 101, 'RFC 6263 section 4.6'
        assert int.from_bytes(second[0][2:4], 'big') == int.from_bytes(first[0][2:4], 'big') + 1
    for zone in ('corporate', 'outside'):
        house.wait_for_metric('trunkgate_rtp_keepalives_total', lambda sent: sent >= 2, zone=zone)
    hang_up(pbx, trunk, pbx_dialog)
    house.wait_for_metric('trunkgate_media_sessions_active', lambda sessions: sessions == 0)
    assert 'media' not in wait_until(house.records, 'a call record')[0], 'keepalives of ours are not audio'
