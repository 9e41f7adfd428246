# SPDX-License-Identifier: Apache-2.0
"""Identifiers that trunkgate minted come back changed: refused with 481, counted, and the call goes on."""
import pytest

from calls import ends, hang_up, outbound_call, trunk_sdp, wait_for_ack

BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'


def flipped(text, position=None):
    """One bit of one base64url character changed; by default in the middle of the longest run of such characters."""
    if position is None:
        runs, start = [], None
        for index, char in enumerate(text + ' '):
            if char in BASE64URL and start is None:
                start = index
            elif char not in BASE64URL and start is not None:
                runs.append((index - start, start))
                start = None
        length, begin = max(runs)
        position = begin + length // 2
    return text[:position] + BASE64URL[BASE64URL.index(text[position]) ^ 1] + text[position + 1:]


def bye_with(dialog, what, change):
    """A BYE of the trunk with one identifier changed; the dialog itself stays as it was."""
    bye = dialog.compose('BYE')
    if what == 'to-tag':
        to = bye.get('To')
        head, tag = to.rsplit(';tag=', 1)
        bye.set('To', f'{head};tag={change(tag)}')
    elif what == 'call-id':
        bye.set('Call-ID', change(bye.call_id))
    else:
        bye.start = f'BYE {change(dialog.target)} SIP/2.0'
    return bye


@pytest.mark.parametrize('what', ['to-tag', 'call-id'])
@pytest.mark.parametrize('change', [flipped, lambda text: text[:len(text) // 2]], ids=['bit-flipped', 'truncated'])
def test_changed_identifier_is_refused_and_the_call_goes_on(build_house, workers, what, change):
    house = build_house(workers=workers)
    pbx, trunk = ends(house)
    house.start()
    _, dialog, _ = outbound_call(house, pbx, trunk)
    wait_for_ack(house)
    before = house.metrics().total('trunkgate_sealed_refused_total')
    trunk.send(bye_with(dialog, what, change), dialog.channel)
    trunk.expect(481, method='BYE')
    house.wait_for_metric('trunkgate_sealed_refused_total', lambda refused: refused > before)
    assert not pbx.unread('BYE'), 'a forged BYE reached the PBX'
    invite = dialog.request('INVITE', trunk_sdp(house, trunk, version=2))  # the call still lives
    seen = pbx.expect('INVITE')
    from ua import audio_sdp
    pbx.reply(seen, 200, audio_sdp(house.pbx, 16000, version=2))
    trunk.expect(200, method='INVITE')
    dialog.ack(invite)
    pbx.expect('ACK')
    hang_up(trunk, pbx, dialog)


def test_changed_contact_harms_nothing(build_house, workers):
    house = build_house(workers=workers)
    pbx, trunk = ends(house)
    house.start()
    _, dialog, _ = outbound_call(house, pbx, trunk)
    trunk.send(bye_with(dialog, 'contact', flipped), dialog.channel)
    answer = trunk.expect((200, 404, 481), method='BYE', timeout=10) if not pbx.unread('BYE') else None
    assert answer is None or answer.status in (404, 481)
    hang_up(trunk, pbx, dialog)


def test_identifiers_sealed_under_another_key_are_refused(build_house):
    first, second = build_house(), build_house()
    pbx, trunk = ends(first)
    other_pbx, other_trunk = ends(second)
    first.start()
    second.start()
    _, dialog, _ = outbound_call(first, pbx, trunk)
    _, other, _ = outbound_call(second, other_pbx, other_trunk)
    before = second.metrics().total('trunkgate_sealed_refused_total')
    bye = other.compose('BYE')
    bye.set('Call-ID', dialog.call_id).set('To', dialog.remote)
    other_trunk.send(bye, other.channel)
    other_trunk.expect(481, method='BYE')
    second.wait_for_metric('trunkgate_sealed_refused_total', lambda refused: refused > before)
    hang_up(other_trunk, other_pbx, other)


def test_key_file_is_made_for_the_owner_alone(build_house):
    house = build_house()
    house.start()
    assert (house.folder / 'sealing.keys').stat().st_mode & 0o777 == 0o600


def test_a_call_survives_key_rotation_and_restart(build_house):
    """A new first key seals; the old one, kept as second, still opens what the trunk holds."""
    house = build_house()
    pbx, trunk = ends(house)
    house.start()
    first_seen = outbound_call(house, pbx, trunk)[2]
    house.process.stop(timeout=20)
    keys = house.folder / 'sealing.keys'
    old = keys.read_text()
    keys.unlink()
    house.start()
    house.process.stop(timeout=20)
    keys.write_text(keys.read_text().rstrip('\n') + '\n' + old)
    house.start()
    _, dialog, seen = outbound_call(house, pbx, trunk)
    assert seen.call_id != first_seen.call_id
    hang_up(trunk, pbx, dialog)
