# SPDX-License-Identifier: Apache-2.0
"""The relays under test as processes of ours, all at home at the same addresses of 127.0.0.0/8, one after the other."""
import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BUILD = Path(__file__).resolve().parents[2] / 'build'
PORTS = (10000, 59999)
NG_PORT = 2223
START_SECONDS_MAX, STOP_SECONDS_MAX = 10, 10

ANCHOR = '''zones:
  inside:
    media: {{address: {inside}, ports: {first}-{last}}}
  outside:
    media: {{address: {outside}, ports: {first}-{last}}}
ng: {{listen: ["udp://{inside}:{ng}"], allow: [127.0.0.0/8]}}
http: {{listen: {inside}:9091}}
log: {{level: error}}
'''


class House:
    """Addresses that nobody else is likely to use now."""

    def __init__(self):
        net = '127.' + '.'.join(str(random.randint(2, 250)) for _ in range(2))
        self.caller, self.inside, self.outside, self.called = (f'{net}.{host}' for host in (10, 20, 30, 40))


def cores():
    """One for the load and one for the server; the same where there is but one."""
    usable = sorted(os.sched_getaffinity(0))
    return {usable[0]}, {usable[-1]}


class Server:
    """A process on the server's core; ends with the `with` block."""

    def __init__(self, house, streams):
        self.house, self.streams = house, streams
        self.folder = tempfile.TemporaryDirectory(prefix='trunkgate-bench-')

    def __enter__(self):
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]

        def prepare():
            os.sched_setaffinity(0, cores()[1])
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        self.process = subprocess.Popen(list(map(str, self.command())), preexec_fn=prepare, stdout=subprocess.PIPE)
        try:
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()

    def wait_until_ready(self):
        """Until it answers ping."""
        deadline = time.monotonic() + START_SECONDS_MAX
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.bind((self.house.caller, 0))
            client.connect((self.house.inside, NG_PORT))
            client.settimeout(0.05)
            while time.monotonic() < deadline and self.process.poll() is None:
                try:
                    client.send(b'ready d7:command4:pinge')
                    if b'pong' in client.recv(1024):
                        return
                except ConnectionRefusedError:
                    self.process_wait(0.05)
                except TimeoutError:
                    pass
        sys.exit(f'{self.name} does not start')

    def process_wait(self, seconds):
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass

    def arguments(self):
        """What rtp_bench has to know of it."""
        return ['ng', self.house.inside, NG_PORT]


class Trunkgate(Server):
    name = 'trunkgate-socket'

    def command(self):
        file = Path(self.folder.name) / 'media.yaml'
        file.write_text(ANCHOR.format(inside=self.house.inside, outside=self.house.outside, ng=NG_PORT, first=PORTS[0],
                                      last=PORTS[1]))
        return [BUILD / 'trunkgate-media', 'run', '-c', file]


class Rtpengine(Server):
    """In user space: without a kernel table. One worker thread, as we have one."""
    name = 'rtpengine'

    def command(self):
        return ['rtpengine', '--config-file=none', '--foreground', '--log-stderr', '--log-level=3', '--table=-1', '--num-threads=1',
                f'--interface=inside/{self.house.inside}', f'--interface=outside/{self.house.outside}',
                f'--listen-ng={self.house.inside}:{NG_PORT}', f'--port-min={PORTS[0]}', f'--port-max={PORTS[1]}']


class BareRelay(Server):
    name = 'floor'
    first_calls = 8  # rtp_bench sets up and releases so many before it begins

    def command(self):
        return [BUILD / 'bare_relay', self.house.inside, self.house.outside, PORTS[0],
                max(self.streams, self.first_calls)]

    def wait_until_ready(self):
        if self.process.stdout.readline() != b'ready\n':
            sys.exit('the bare relay does not start')

    def arguments(self):
        return ['relay', self.house.inside, self.house.outside, PORTS[0]]
