# SPDX-License-Identifier: Apache-2.0
"""Signalling of single calls: progress, refusal, CANCEL, re-INVITE, OPTIONS, digest."""
import pytest

from calls import CALLER, DIALLED_E164, DID, dial_in, dial_out, ends, hang_up, inbound_call, outbound_call, trunk_sdp, wait_for_ack
from ua import audio_sdp, in_angles

PASSWORD = 'Correct-Horse-7'


@pytest.fixture
def house(build_house, workers):
    return build_house(workers=workers)


def test_outbound_number_is_rewritten_and_bye_from_pbx_ends_it(house):
    pbx, trunk = ends(house)
    house.start()
    pbx_dialog, _, seen = outbound_call(house, pbx, trunk)
    assert in_angles(seen.get('To')).startswith(f'sip:{DIALLED_E164}@')
    assert seen.uri.startswith(f'sip:{DIALLED_E164}@')
    assert b'RTP/SAVP' in seen.body and b'a=crypto' in seen.body
    hang_up(pbx, trunk, pbx_dialog)
    house.wait_for_metric('trunkgate_calls_total', lambda calls: calls == 1, result='answered')


def test_inbound_call_and_bye_from_trunk_ends_it(house):
    pbx, trunk = ends(house)
    house.start()
    _, trunk_dialog, seen = inbound_call(house, pbx, trunk)
    assert DID in seen.uri and CALLER in seen.get('From')
    assert b'RTP/AVP' in seen.body and b'a=crypto' not in seen.body
    hang_up(trunk, pbx, trunk_dialog)
    house.wait_for_metric('trunkgate_calls_active', lambda calls: calls == 0)


def test_trying_comes_at_once_and_before_the_trunk_answers(house):
    pbx, trunk = ends(house)
    house.start()
    dial_out(house, pbx)
    pbx.expect(100, timeout=1.0)
    trunk.expect('INVITE')


def test_busy_passes(build_house, workers):
    house = build_house(workers=workers, transport='udp')
    house.sipp_trunk('trunk_is_busy')
    house.start()
    house.sipp_pbx('pbx_gets_refused', values={'status': 486}).must_succeed()
    house.wait_for_metric('trunkgate_calls_total', lambda calls: calls == 1, result='refused')


def test_busy_pbx_is_told_to_the_trunk(house):
    pbx, trunk = ends(house)
    house.start()
    invite = dial_in(house, trunk)
    pbx.reply(pbx.expect('INVITE'), 486)
    trunk.ack_failure(invite, trunk.expect(486))
    pbx.expect('ACK')


def test_cancel_before_answer(house):
    pbx, trunk = ends(house)
    house.start()
    invite = dial_out(house, pbx)
    seen = trunk.expect('INVITE')
    trunk.reply(seen, 180)
    pbx.expect(180)
    pbx.cancel(invite)
    pbx.expect(200, method='CANCEL')
    trunk.reply(trunk.expect('CANCEL'), 200, tag='x')
    trunk.reply(seen, 487)
    trunk.expect('ACK')
    pbx.ack_failure(invite, pbx.expect(487))
    house.wait_for_metric('trunkgate_calls_total', lambda calls: calls == 1, result='cancelled')


def test_cancel_from_the_trunk(house):
    pbx, trunk = ends(house)
    house.start()
    invite = dial_in(house, trunk)
    seen = pbx.expect('INVITE')
    pbx.reply(seen, 180)
    trunk.expect(180)
    trunk.cancel(invite)
    trunk.expect(200, method='CANCEL')
    pbx.reply(pbx.expect('CANCEL'), 200, tag='x')
    pbx.reply(seen, 487)
    pbx.expect('ACK')
    trunk.ack_failure(invite, trunk.expect(487))


def test_reinvite_from_the_trunk_holds_and_resumes(house):
    pbx, trunk = ends(house)
    house.start()
    _, trunk_dialog, _ = outbound_call(house, pbx, trunk)
    wait_for_ack(house)
    for direction, version in (('sendonly', 2), ('sendrecv', 3)):
        invite = trunk_dialog.request('INVITE', trunk_sdp(house, trunk, direction=direction, version=version))
        seen = pbx.expect('INVITE')
        assert f'a={direction}'.encode() in seen.body or direction == 'sendrecv'
        answer = 'recvonly' if direction == 'sendonly' else 'sendrecv'
        pbx.reply(seen, 200, audio_sdp(house.pbx, 16000, direction=answer, version=version))
        assert trunk.expect(200, method='INVITE').body.count(b'm=audio') == 1
        trunk_dialog.ack(invite)
        pbx.expect('ACK')
    hang_up(trunk, pbx, trunk_dialog)


def test_options_is_answered_here_and_not_passed_on(house):
    pbx, trunk = ends(house)
    house.start()
    options = dial_out(house, pbx)  # a call first, so that the trunk's connection stands
    trunk.expect('INVITE')
    options.start, options.headers = f'OPTIONS sip:{house.inside} SIP/2.0', [
        ('Via', pbx.via()), ('Max-Forwards', '70'), ('From', f'<sip:201@{house.pbx}>;tag=o1'), ('To', f'<sip:{house.inside}>'),
        ('Call-ID', f'options@{house.pbx}'), ('CSeq', '7 OPTIONS')]
    options.body = b''
    pbx.send(options)
    answer = pbx.expect(200, method='OPTIONS')
    assert answer.tag('To')
    assert b'OPTIONS sip:' not in trunk.received


def test_challenge_is_answered_and_the_pbx_never_sees_it(build_house, workers):
    house = build_house(workers=workers, password=PASSWORD)
    pbx, trunk = ends(house)
    house.start()
    invite = dial_out(house, pbx)
    first = trunk.expect('INVITE')
    assert not first.get('Proxy-Authorization')
    trunk.challenge(first)
    trunk.expect('ACK')
    second = trunk.expect('INVITE')
    assert second.channel is first.channel, 'answered on another connection than the one that challenged'
    assert second.cseq == first.cseq + 1 and second.call_id == first.call_id
    assert trunk.accepts(second, 'corp', PASSWORD), trunk.credentials(second)
    assert 'algorithm' not in trunk.credentials(second)
    answer = trunk.reply(second, 200, trunk_sdp(house, trunk))
    dialog = pbx.dialog_as_caller(invite, pbx.expect(200))
    dialog.ack(invite)
    trunk.expect('ACK')
    assert not pbx.unread(407) and b' 407 ' not in pbx.received
    hang_up(pbx, trunk, dialog)
    assert trunk.tag_for(first) in answer.get('To')
    house.wait_for_metric('trunkgate_digest_attempts_total', lambda n: n == 1, result='answered')


def test_challenge_by_sipp_is_answered_to_its_satisfaction(build_house, workers):
    house = build_house(workers=workers, transport='udp', password=PASSWORD)
    trunk = house.sipp_trunk('trunk_challenges', values={'password': PASSWORD})
    house.start()
    house.sipp_pbx('pbx_calls', values={'talk': 200}).must_succeed()
    trunk.must_succeed()


@pytest.mark.parametrize('second_answer', [407, 403])
def test_wrong_password_is_one_log_line_and_a_final_answer(build_house, workers, second_answer):
    house = build_house(workers=workers, password='Wrong-Password-1')
    pbx, trunk = ends(house)
    house.start()
    invite = dial_out(house, pbx)
    trunk.challenge(trunk.expect('INVITE'))
    trunk.expect('ACK')
    second = trunk.expect('INVITE')
    assert not trunk.accepts(second, 'corp', PASSWORD)
    if second_answer == 407:
        trunk.challenge(second, nonce='another-nonce')
    else:
        trunk.reply(second, 403)
    trunk.expect('ACK')
    final = pbx.expect((403, 480, 500, 502, 503))
    pbx.ack_failure(invite, final)
    house.wait_for_metric('trunkgate_calls_active', lambda calls: calls == 0)
    lines = [line for line in house.log() if line.get('event') == 'auth.rejected']
    assert len(lines) == 1, house.process.text()
    assert 'Wrong-Password-1' not in house.process.text()
    assert not trunk.unread('INVITE'), 'tried a third time'


def test_a_foreign_realm_does_not_get_our_credentials(build_house):
    """A challenge that did not come from the peer's own realm after the first: the realm is pinned by its first use."""
    house = build_house(password=PASSWORD)
    pbx, trunk = ends(house)
    house.start()
    invite = dial_in(house, trunk)
    seen = pbx.expect('INVITE')
    pbx.reply(seen, 407, headers=[('Proxy-Authenticate', 'Digest realm="pbx",qop="auth",nonce="n"')])
    pbx.expect('ACK')
    refused = trunk.expect((401, 403, 407, 480, 500, 502, 503))
    trunk.ack_failure(invite, refused)
    assert b'Authorization' not in pbx.received, 'the trunk\'s credentials were shown to the PBX'


def test_tls_with_a_certificate_for_another_name_is_not_called(build_house, authority):
    house = build_house()
    from trunk_stand_in import TrunkStandIn
    from ua import UdpEnd
    trunk = house.add(TrunkStandIn(house, certificate_for=authority.issue('somebody-else.example.com')))
    pbx = house.add(UdpEnd(house.pbx, 5060, remote=(house.inside, 5060)))
    house.start()
    invite = dial_out(house, pbx)
    pbx.ack_failure(invite, pbx.expect((480, 500, 502, 503, 504, 408), timeout=15))
    assert not trunk.received
