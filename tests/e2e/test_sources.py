# SPDX-License-Identifier: Apache-2.0
"""Who is not on the list: no byte on UDP, a closed connection on TCP and TLS, counted, and no flood of the log."""
import ssl

import pytest

from calls import dial_out, ends, hang_up, outbound_call
from ground import wait_until
from house import stream_socket, udp_socket

OPTIONS = (b'OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1;rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:x>\r\n'
           b'Call-ID: scan\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n')
PACKETS, BATCH = 10_000, 200


def closed_without_a_byte(address, remote):
    """Connects from `address`; the reset may be there before connect() has returned."""
    try:
        with stream_socket(address, remote) as connection:
            return connection.recv(1) == b''
    except ConnectionError:
        return True


def refuses_handshake(house, address):
    context = ssl.create_default_context(cafile=house.authority.certificate)
    try:
        with stream_socket(address, (house.outside, 5061)) as connection:
            context.wrap_socket(connection, server_hostname=house.host_name)
    except (ssl.SSLError, ConnectionError):
        return True
    return False


def test_unlisted_source_gets_no_byte_on_udp_and_no_log_flood(build_house, workers):
    house = build_house(workers=workers, transport='udp')
    house.start()
    stranger = udp_socket(house.stranger)
    lines_before = len(house.log())
    dropped = lambda: house.metrics().total('trunkgate_source_drops_total')  # noqa: E731
    for sent in range(BATCH, PACKETS + 1, BATCH):
        for _ in range(BATCH):
            stranger.sendto(OPTIONS, (house.inside if sent % (2 * BATCH) else house.outside, 5060))
        wait_until(lambda: dropped() >= sent, lambda: f'{sent} drops counted, now {dropped()}')
    assert dropped() == PACKETS
    stranger.setblocking(False)
    with pytest.raises(BlockingIOError):
        stranger.recv(1)
    assert len(house.log()) - lines_before <= 10, house.process.text()[-3000:]
    page = house.metrics()
    assert page.total('trunkgate_source_drops_total', zone='corporate') == PACKETS / 2
    assert page.total('trunkgate_sip_requests_total', direction='in') == 0


def test_a_source_of_the_other_zone_is_a_stranger_too(build_house):
    house = build_house(transport='udp')
    house.start()
    trunk = udp_socket(house.trunk, 5060)
    trunk.sendto(OPTIONS, (house.inside, 5060))
    house.wait_for_metric('trunkgate_source_drops_total', lambda drops: drops == 1, zone='corporate')
    trunk.setblocking(False)
    with pytest.raises(BlockingIOError):
        trunk.recv(1)


def test_unlisted_source_on_tcp_is_closed_unread(build_house, workers):
    house = build_house(workers=workers)
    house.start()
    assert closed_without_a_byte(house.stranger, (house.inside, 5060))
    house.wait_for_metric('trunkgate_connections_rejected_total', lambda n: n == 1, zone='corporate')


def test_unlisted_source_on_tls_is_closed_before_the_handshake(build_house, workers):
    house = build_house(workers=workers)
    house.start()
    assert closed_without_a_byte(house.stranger, (house.outside, 5061)), 'something was said before the ClientHello'
    assert refuses_handshake(house, house.stranger)
    house.wait_for_metric('trunkgate_connections_rejected_total', lambda n: n == 2, zone='outside')
    assert not house.log('unreadable')


def test_a_thousand_rejected_connections_leave_nothing_open(build_house):
    house = build_house()
    pbx, trunk = ends(house)
    house.start()
    lines_before = len(house.log())
    for _ in range(1000):
        assert closed_without_a_byte(house.stranger, (house.outside, 5061))
    house.wait_for_metric('trunkgate_connections_rejected_total', lambda n: n == 1000, zone='outside')
    assert len(house.log()) - lines_before <= 10
    assert house.metrics().total('trunkgate_connections_open') == 0
    hang_up(pbx, trunk, outbound_call(house, pbx, trunk)[0])


def test_a_listed_source_that_is_no_peer_cannot_place_a_call(build_house):
    """The allow-list admits an address; only a peer has routes."""
    house = build_house()
    text = house.configuration.read_text().replace(f'allow: [{house.pbx}]', f'allow: [{house.pbx}, {house.stranger}]')
    house.configuration.write_text(text)
    pbx, trunk = ends(house)
    from ua import UdpEnd
    guest = house.add(UdpEnd(house.stranger, 5060, remote=(house.inside, 5060)))
    house.start()
    invite = dial_out(house, guest)
    guest.ack_failure(invite, guest.expect((403, 404, 480)))
    assert not trunk.received
