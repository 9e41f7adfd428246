# SPDX-License-Identifier: Apache-2.0
"""Bytes that no honest peer sends, from an address that is allowed: 400 or silence, counted, and calls go on."""
import random

import pytest

from calls import ends, hang_up, outbound_call
from house import stream_socket, udp_socket


def request(method='OPTIONS', cseq='1 OPTIONS', length='0', extra='', body='', call_id='hostile', via='SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKhostile;rport'):
    return (f'{method} sip:x@127.0.0.1 SIP/2.0\r\nVia: {via}\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x@y>\r\n'
            f'Call-ID: {call_id}\r\nCSeq: {cseq}\r\nMax-Forwards: 70\r\n{extra}Content-Length: {length}\r\n\r\n{body}').encode('latin-1')


WHOLE = request('INVITE', '1 INVITE', extra='Contact: <sip:a@127.0.0.1>\r\n')
CASES = {
    'truncated in the request line': WHOLE[:10],
    'truncated in a header': WHOLE[:80],
    'truncated before the blank line': WHOLE[:-2],
    'binary': random.Random(7).randbytes(1200),
    'oversized Call-ID': request(call_id='a' * 60_000),
    'oversized message': request(extra=f'Subject: {"a" * 70_000}\r\n'),
    'headerless': b'INVITE sip:x SIP/2.0\r\n\r\n',
    'empty lines only': b'\r\n\r\n\r\n\r\n',
    'Content-Length too long': request(length='500', body='short'),
    'Content-Length negative': request(length='-1'),
    'Content-Length not a number': request(length='0x10'),
    'Content-Length beyond 2^32': request(length='4294967297'),
    'Content-Length twice, different': request(extra='Content-Length: 5\r\n', body='hello'),
    '10,000 headers': request(extra='X: y\r\n' * 10_000),
    'NUL in a header': request(extra='Subject: a\0b\r\n'),
    'NUL in the request line': WHOLE.replace(b'sip:x', b'sip:\0x'),
    'CSeq beyond 2^32': request(cseq='4294967296 OPTIONS'),
    'CSeq negative': request(cseq='-5 OPTIONS'),
    'CSeq of another method': request(cseq='1 INVITE'),
    'bare line feeds': WHOLE.replace(b'\r\n', b'\n'),
    'unknown version': WHOLE.replace(b'SIP/2.0\r\nVia', b'SIP/7.0\r\nVia'),
    'two Call-IDs': request(extra='Call-ID: other\r\n'),
    'endless Via': request(via='SIP/2.0/UDP ' + 'a' * 3000),
    'response to nothing': b'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKnone\r\nFrom: <sip:a@b>;tag=1\r\n'
                           b'To: <sip:x@y>;tag=2\r\nCall-ID: none\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n',
}
ANSWERED = ['CSeq beyond 2^32', 'CSeq negative', 'CSeq of another method', 'Content-Length negative', 'Content-Length too long']
# an error answer, or none; never a 2xx
ALLOWED_STATUS = range(400, 700)


def refused(page):
    return page.total('trunkgate_sip_parse_errors_total') + page.total('trunkgate_source_drops_total')


def statuses(raw):
    return [int(line.split()[1]) for line in raw.split(b'\r\n') if line.startswith(b'SIP/2.0 ')]


@pytest.mark.parametrize('name', CASES)
def test_hostile_datagram(hostile_house, name):
    house, pbx, trunk = hostile_house
    before = refused(house.metrics())
    pbx.received.clear()
    pbx.transmit((house.inside, 5060), CASES[name][:65_000])
    hang_up(pbx, trunk, outbound_call(house, pbx, trunk)[0])  # the socket is read in order: the bytes were seen by now
    got = [status for status in statuses(bytes(pbx.received)) if status >= 400]
    assert all(status in ALLOWED_STATUS for status in got)
    if name in ANSWERED:
        assert 400 in got, f'RFC 3261 section 21.4.1 wants a 400, got {got}'
    if name not in ('empty lines only', 'response to nothing', 'bare line feeds', 'unknown version'):
        assert refused(house.metrics()) > before or got, 'neither counted nor answered'


@pytest.mark.parametrize('name', CASES)
def test_hostile_stream(hostile_house, name):
    house, pbx, trunk = hostile_house
    with stream_socket(house.pbx, (house.inside, 5060)) as connection:
        try:
            connection.sendall(CASES[name])
            connection.shutdown(1)  # what is unfinished now stays unfinished
            answer = b''
            while piece := connection.recv(65536):
                answer += piece
        except OSError:  # reset, or no longer connected
            answer = b''
    assert all(status in ALLOWED_STATUS for status in statuses(answer)), answer
    hang_up(pbx, trunk, outbound_call(house, pbx, trunk)[0])


def test_a_message_in_single_bytes_over_tcp_is_understood(hostile_house):
    house, _, _ = hostile_house
    with stream_socket(house.pbx, (house.inside, 5060)) as connection:
        for octet in request(call_id='slow', via='SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKslow;rport'):
            connection.sendall(bytes([octet]))
        assert connection.recv(65536).startswith(b'SIP/2.0 200')


def test_double_crlf_over_tcp_is_answered_by_one(hostile_house):
    """Keep-alive of RFC 5626 section 3.5.1."""
    house, _, _ = hostile_house
    with stream_socket(house.pbx, (house.inside, 5060)) as connection:
        connection.sendall(b'\r\n\r\n')
        assert connection.recv(100) == b'\r\n'


def test_random_bytes_at_media_ports_harm_nothing(hostile_house):
    house, pbx, trunk = hostile_house
    dialog, _, seen = outbound_call(house, pbx, trunk)
    port = int(seen.body.split(b'm=audio ')[1].split()[0])
    generator = random.Random(11)
    with udp_socket(house.trunk) as source:
        for size in (0, 1, 11, 12, 13, 171, 172, 1500, 9000):
            source.sendto(generator.randbytes(size), (house.outside, port))
    house.wait_for_metric('trunkgate_rtp_drops_total', lambda drops: drops >= 5)
    hang_up(pbx, trunk, dialog)


@pytest.fixture(scope='module', params=[1, 2], ids=['workers-1', 'workers-2'])
def hostile_house(authority, request):
    from house import House
    with House(authority, workers=request.param, log_level='info') as house:
        pbx, trunk = ends(house)
        house.start()
        yield house, pbx, trunk
        assert house.process.running()
        assert len(house.log()) < 1000
