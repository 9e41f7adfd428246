# SPDX-License-Identifier: Apache-2.0
"""What both ends of a call must have heard: each sends its own tone, which is looked for at the other."""
from capture import loss
import sound

PBX_TONE, TRUNK_TONE = 440, 880


def check_plain(capture, ends):
    """Of each (address, who sends to it, tone): the tone is heard, nobody else sends there, nothing is lost."""
    for address, source, tone in ends:
        samples = capture.heard_at(address)
        assert sound.seconds_of(samples, tone) > 1.5, f'{address} heard {sound.loudest(samples)} Hz'
        assert all(packet.source == source for packet in capture.rtp_to(address)), 'audio past the anchor'
        check_no_loss(capture, address)


def check_no_loss(capture, address):
    packets, lost = loss(capture.rtp_to(address))
    assert packets > 75 and lost == 0, f'{packets} packets, {lost} lost'


def check_encrypted(capture, source):
    """At baresip, which stands at 127.0.0.1."""
    on_the_wire = capture.heard_at('127.0.0.1', source=source)
    assert len(on_the_wire) > 8000 and sound.seconds_of(on_the_wire, PBX_TONE, least=0.3) == 0, 'the trunk side is not encrypted'


def check_hold_and_resume(capture, pbx, outside, baresip):
    """PCMU at the address of the PBX, SRTP from the anchor's `outside` to baresip, with a hold in between."""
    assert sound.seconds_of(capture.heard_at(pbx), TRUNK_TONE) > 2.0
    # baresip's recorder stops at the first re-INVITE, so what it heard later is judged by what it could decrypt.
    assert sound.seconds_of(baresip.heard(), PBX_TONE) > 1.0
    sent, decrypted = len(capture.rtp_to(baresip.address, source=outside)), baresip.decrypted_packets()
    assert sent > 250 and decrypted > 0.95 * sent, f'of {sent} packets the trunk could decrypt {decrypted}'
    assert 'a=sendonly' in baresip.text(), 'the hold did not reach the trunk'
