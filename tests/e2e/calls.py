# SPDX-License-Identifier: Apache-2.0
"""Calls between the two scripted ends, up to the ACK, in either direction."""
from trunk_stand_in import CRYPTO_KEY, TrunkStandIn
from ua import UdpEnd, audio_sdp

DIALLED, DIALLED_E164, DID, CALLER = '0212345678', '+886212345678', '+886287654321', '+14155550100'


def ends(house, use_tls=True):
    """(PBX, trunk), both listening; call before house.start()."""
    trunk = house.add(TrunkStandIn(house, use_tls=use_tls))
    pbx = house.add(UdpEnd(house.pbx, 5060, remote=(house.inside, 5060)))
    pbx.user = '201'
    return pbx, trunk


def trunk_sdp(house, trunk, **options):
    return audio_sdp(house.trunk, 40000, crypto=CRYPTO_KEY if trunk.transport == 'TLS' else None, **options)


def dial_out(house, pbx, number=DIALLED, **options):
    """The PBX's INVITE, sent."""
    options.setdefault('body', audio_sdp(house.pbx, 16000))
    return pbx.invite(f'sip:{number}@{house.inside}:5060', f'sip:201@{house.pbx}', **options)


def outbound_call(house, pbx, trunk, pbx_headers=(), body=None, **options):
    """(PBX's dialog, trunk's dialog, INVITE as the trunk saw it)."""
    options.update({'body': body} if body else {})
    invite = dial_out(house, pbx, headers=pbx_headers, **options)
    seen = trunk.expect('INVITE')
    trunk.reply(seen, 180)
    pbx.expect(180)
    answer = trunk.reply(seen, 200, trunk_sdp(house, trunk))
    pbx_dialog = pbx.dialog_as_caller(invite, pbx.expect(200, method='INVITE'))
    pbx_dialog.ack(invite)
    trunk.expect('ACK')
    return pbx_dialog, trunk.dialog_as_called(seen, answer), seen


def wait_for_ack(house, zone='corporate'):
    """Until trunkgate has read an ACK from that zone: a re-INVITE of the other side before it would be glare."""
    house.wait_for_metric('trunkgate_sip_requests_total', lambda acks: acks > 0, direction='in', method='ACK', zone=zone)


def dial_in(house, trunk, **options):
    """The trunk's INVITE, sent on a connection that it opens as Twilio does."""
    if trunk.default_channel is None:
        trunk.connect()
    options.setdefault('body', trunk_sdp(house, trunk))
    return trunk.invite(f'sip:{DID}@{house.host_name};transport={house.transport}',
                        f'sip:{CALLER}@mytrunk.pstn.twilio.com:5060', **options)


def inbound_call(house, pbx, trunk, reply_headers=(), body=None, **options):
    """(PBX's dialog, trunk's dialog, INVITE as the PBX saw it)."""
    invite = dial_in(house, trunk, **options)
    seen = pbx.expect('INVITE')
    pbx.reply(seen, 180, headers=reply_headers)
    trunk.expect(180)
    answer = pbx.reply(seen, 200, body or audio_sdp(house.pbx, 16000), headers=reply_headers)
    trunk_dialog = trunk.dialog_as_caller(invite, trunk.expect(200, method='INVITE'))
    trunk_dialog.ack(invite)
    pbx.expect('ACK')
    return pbx.dialog_as_called(seen, answer), trunk_dialog, seen


def hang_up(side, other, dialog):
    """BYE from `side`, answered by `other`."""
    dialog.request('BYE')
    bye = other.expect('BYE')
    other.reply(bye, 200)
    side.expect(200, method='BYE')
    return bye
