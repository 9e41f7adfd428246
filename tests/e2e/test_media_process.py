# SPDX-License-Identifier: Apache-2.0
"""The life of the trunkgate-media process: who is heard, reload, drain, stop."""
import signal
import subprocess
from pathlib import Path

import pytest

from ground import NotSeen, wait_until
from kamailio import MEDIA_BINARY, AnchorHouse
from metrics_page import fetch
from ng_client import NgClient, sdp


@pytest.fixture
def house(authority):
    house = AnchorHouse(authority).start_anchor()
    yield house
    house.close()


@pytest.fixture
def client(house):
    client = NgClient((house.anchor, house.ng_port), house.proxy)
    yield client
    client.close()


def call(client, house, call_id):
    return client.ask('offer', call_id=call_id, from_tag='f', sdp=sdp(house.pbx, 4000), direction=['inside', 'outside'])


def test_stranger_gets_silence_and_is_counted(house, client):
    assert client.ask('ping') == {'result': 'pong'}
    house.configuration.write_text(house.configuration.read_text().replace('127.0.0.0/8', house.proxy + '/32'))
    house.process.child.send_signal(signal.SIGHUP)
    wait_until(lambda: house.log('reload.done'), 'reload')
    stranger = NgClient((house.anchor, house.ng_port), house.pbx, timeout=0.3)
    with pytest.raises(TimeoutError):
        stranger.ask('ping')
    stranger.close()
    assert client.ask('ping') == {'result': 'pong'}
    assert house.metrics().total('trunkgate_ng_source_drops_total') == 1


def test_bad_file_on_reload_changes_nothing(house, client):
    house.configuration.write_text('zone: {}\n')
    house.process.child.send_signal(signal.SIGHUP)
    wait_until(lambda: house.log('reload.failed'), 'reload refused')
    assert 'media.yaml:1: unknown key "zone"' in house.log('reload.error')[0]['text']
    assert call(client, house, 'a')['result'] == 'ok'


def test_drain_lets_calls_finish(house, client):
    assert call(client, house, 'a')['result'] == 'ok'
    assert fetch(f'http://{house.anchor}:9091/readyz')[0] == 200
    house.process.child.send_signal(signal.SIGTERM)
    wait_until(lambda: house.log('drain'), 'draining')
    assert fetch(f'http://{house.anchor}:9091/readyz')[0] == 503
    assert call(client, house, 'b')['result'] == 'error'
    assert client.ask('answer', call_id='a', from_tag='f', to_tag='t', sdp=sdp(house.trunk, 5000))['result'] == 'ok'
    assert client.ask('delete', call_id='a', from_tag='f', delete_delay=0)['result'] == 'ok'
    assert house.process.wait(5) == 0
    assert house.log('stop')


def test_calls_leave_no_port_in_use_and_only_ports_open(house, client):
    """Eighty, since the range has a hundred pairs and a released one rests; the unit test does a hundred thousand. Their
    sockets, two of each side, stay open for the next ones."""
    assert client.ask('ping') == {'result': 'pong'}
    descriptors = Path('/proc', str(house.process.child.pid), 'fd')
    before = len(list(descriptors.iterdir()))
    calls = 80
    for number in range(calls):
        tags = {'call_id': f'c{number}', 'from_tag': 'f'}
        assert call(client, house, tags['call_id'])['result'] == 'ok'
        assert client.ask('answer', to_tag='t', sdp=sdp(house.trunk, 5000), **tags)['result'] == 'ok'
        assert client.ask('delete', delete_delay=0, **tags)['result'] == 'ok'
    assert len(list(descriptors.iterdir())) == before + 4 * calls
    for gauge in ('trunkgate_media_ports_in_use', 'trunkgate_media_sessions_active'):
        assert house.metrics().has(gauge) and house.metrics().total(gauge) == 0


def test_second_sigterm_stops_at_once(house, client):
    assert call(client, house, 'a')['result'] == 'ok'
    house.process.child.send_signal(signal.SIGTERM)
    wait_until(lambda: house.log('drain'), 'draining')
    with pytest.raises(NotSeen):
        house.process.wait(0.5)
    house.process.child.send_signal(signal.SIGTERM)
    assert house.process.wait(5) == 0


def test_check_says_every_error(house):
    good = subprocess.run([MEDIA_BINARY, 'check', '-c', house.configuration], capture_output=True, text=True)
    assert good.returncode == 0 and good.stdout.startswith(f'{house.configuration}: OK\n')
    house.configuration.write_text(house.configuration.read_text().replace('ports: 20000-20199', 'ports: 1-2') + 'peers: {}\n')
    bad = subprocess.run([MEDIA_BINARY, 'check', '-c', house.configuration], capture_output=True, text=True)
    assert bad.returncode == 2 and bad.stdout == ''
    assert [line.removeprefix(f'{house.configuration}:').split(';')[0] for line in bad.stderr.splitlines()] == [
        '3: zones.inside.media.ports is "1-2"', '9: unknown key "peers" in the configuration']


def test_taken_port_is_one_sentence(house):
    second = subprocess.run([MEDIA_BINARY, 'run', '-c', house.configuration], capture_output=True, text=True, timeout=10)
    assert second.returncode == 2
    assert second.stderr.startswith('trunkgate-media: cannot listen on udp://') and second.stderr.count('\n') == 1
