# SPDX-License-Identifier: Apache-2.0
"""`trunkgate-media tap`: one call in the clear, as a capture that other tools read."""
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'attack'))

from anchors import Trunkgate  # noqa: E402
from call import Call  # noqa: E402
from ground import Process, wait_until  # noqa: E402
from kamailio import MEDIA_BINARY  # noqa: E402


def listens(path):
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


@pytest.fixture
def anchor():
    anchor = Trunkgate()
    wait_until(lambda: listens(anchor.admin), 'the admin socket')
    yield anchor
    alive = anchor.process.running()
    anchor.close()
    assert alive, 'trunkgate-media died'


def tap(anchor, call_id, file):
    return Process('tap', [MEDIA_BINARY, 'tap', call_id, file, '--socket', anchor.admin], anchor.folder.name)


def tapped_call(anchor, kind):
    call = Call(anchor, kind)
    file = Path(anchor.folder.name) / 'call.pcapng'
    tapping = tap(anchor, call.call_id, file)
    tapping.wait_for_text('writing the decrypted call')
    anchor.settle(call.call_id)  # behind the command that shows the call
    return call, file, tapping


def blocks(file):
    octets, at = file.read_bytes(), 0
    while at < len(octets):
        kind, size = struct.unpack_from('<II', octets, at)
        yield kind, octets[at + 8:at + size - 4]
        at += size
    assert at == len(octets), 'the file is cut within a block'


def datagrams(file):
    """(source, destination, payload) of each packet."""
    found = []
    for kind, block in blocks(file):
        if kind == 6:
            packet = block[20:20 + struct.unpack_from('<I', block, 12)[0]]
            ports = struct.unpack_from('!HH', packet, 20)
            found.append(((socket.inet_ntoa(packet[12:16]), ports[0]), (socket.inet_ntoa(packet[16:20]), ports[1]), packet[28:]))
    return found


def test_tap_shows_both_legs_decrypted_until_the_call_ends(anchor):
    call, file, tapping = tapped_call(anchor, 'srtp')
    call.exchange()
    call.phone.report()
    anchor.settle(call.call_id, call.phone.anchor_rtcp)
    call.close()
    assert tapping.wait(5) == 0, tapping.text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    seen = datagrams(file)
    for speaker, listener in ((call.phone, call.trunk), (call.trunk, call.phone)):
        for marker in speaker.sent:
            legs = [(source, destination) for source, destination, payload in seen if marker in payload]
            assert legs == [((speaker.address, speaker.port), speaker.anchor), (listener.anchor, (listener.address, listener.port))]
    assert [payload[1] for source, _, payload in seen if source == (call.phone.address, call.phone.port + 1)] == [201]
    kinds = [kind for kind, _ in blocks(file)]
    assert kinds[0] == 0x0a0d0d0a and kinds[1] == 1 and kinds[-1] == 5
    anchor.process.wait_for_text(f'"{len(seen)} packets written, 0 dropped"')
    if shutil.which('tshark'):
        read = subprocess.run(['tshark', '-r', file, '-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE', '-T', 'fields',
                               '-e', 'ip.checksum.status', '-e', 'udp.checksum.status'], capture_output=True, text=True, check=True)
        assert read.stdout.splitlines() == ['1\t1'] * len(seen), read.stdout + read.stderr


def test_interrupt_ends_the_file_and_not_the_call(anchor):
    call, file, tapping = tapped_call(anchor, 'plain')
    call.exchange()
    tapping.child.send_signal(signal.SIGINT)
    assert tapping.wait(5) == 0, tapping.text()
    assert [kind for kind, _ in blocks(file)][-1] == 5 and len(datagrams(file)) == 20
    wait_until(lambda: '"event":"tap.end"' in anchor.process.text(), 'end of the tap')
    call.exchange()
    assert call.missing() == []
    call.close()


def test_what_cannot_be_tapped_is_one_sentence(anchor):
    call = Call(anchor, 'plain')
    file = Path(anchor.folder.name) / 'call.pcapng'
    wrong = tap(anchor, 'nobody', file)
    assert wrong.wait(5) == 2 and wrong.text() == 'trunkgate-media: error: no call has the Call-ID nobody\n'
    assert not file.exists()
    file.write_text('mine')
    taken = tap(anchor, call.call_id, file)
    assert taken.wait(5) == 2 and 'File exists' in taken.text() and file.read_text() == 'mine'
    call.close()


def test_socket_is_for_its_owner(anchor):
    path = Path(anchor.admin)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    client = socket.socket(socket.AF_UNIX)
    client.connect(str(path))
    client.sendall(b'drop everything\n')
    assert client.recv(200) == b'error: the one request is: tap CALL-ID\n'
    client.close()
