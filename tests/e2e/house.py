# SPDX-License-Identifier: Apache-2.0
"""One test's house: loopback addresses of its own, configuration, certificates, the real binary, its log and metrics."""
import json
import re
import signal
import socket
import tempfile
import shutil
from pathlib import Path

from capture import Capture
from ground import BINARY, NotSeen, Process, free_port, listens, loopback_net, wait_until
from metrics_page import Page, fetch
from peers import Baresip, Sipp

CONFIGURATION = '''zones:
  corporate:
    sip: [udp://{inside}:5060, tcp://{inside}:5060]
    media: {{address: {inside}, ports: {inside_ports}, srtp: off{media_timeout}}}
    allow: [{pbx}]
  outside:
    sip: [{outside_sip}]
    advertise: {advertise}
    {tls}
    media: {{address: {outside}, ports: {outside_ports}, srtp: {srtp}{media_timeout}}}
    allow: [{outside_allow}]
    {headers}
peers:
  pbx: {{zone: corporate, address: "sip:{pbx}:5060"}}
  trunk:
    zone: outside
    address: "{trunk_uri}"
    {auth}
    {limits}
routes:
  - {{from: pbx, match: "0[1-9]*", strip: 1, prefix: "+886", to: [trunk]}}
  - {{from: pbx, match: "+*", to: [trunk]}}
  - {{from: trunk, to: [pbx]}}
http: {{listen: {inside}:9090}}
log: {{level: {log_level}, format: json}}
sealing: {{key_file: {folder}/sealing.keys}}
cdr: {{file: {folder}/cdr.jsonl}}
workers: {workers}
'''


class House:
    """Addresses are attributes: pbx, inside, outside, trunk, stranger. `trunk_at` overrides where the trunk is."""

    def __init__(self, authority, workers=1, transport='tls', trunk_uri=None, trunk_allow=(), password=None, srtp=None,
                 log_level='debug', headers='', limits='', media_timeout='', media_port_count=400, media_workers=1, anchors=()):
        net = loopback_net()
        self.pbx, self.inside, self.outside, self.trunk, self.stranger = (net + host for host in ('10', '20', '30', '40', '66'))
        self.relays = []
        self.folder = Path(tempfile.mkdtemp(prefix='trunkgate-e2e-'))
        self.authority, self.transport, self.workers = authority, transport, workers
        self.host_name = 'sbc.example.com'
        self.outside_port = 5061 if transport == 'tls' else 5060
        self.process, self._peers, self._captures = None, [], []
        certificate, key, _ = authority.issue(self.host_name)
        self.trunk_uri = trunk_uri or f'sip:{self.trunk}:{self.outside_port};transport={transport}'
        password_file = self.folder / 'password'
        password_file.write_text((password or '') + '\n')
        password_file.chmod(0o600)
        self.configuration = self.folder / 'trunkgate.yaml'
        self.configuration.write_text(CONFIGURATION.format(
            inside=self.inside, outside=self.outside, pbx=self.pbx, folder=self.folder, workers=workers,
            inside_ports=f'20000-{20000 + media_port_count - 1}', outside_ports=f'30000-{30000 + media_port_count - 1}',
            outside_sip=f'{transport}://{self.outside}:{self.outside_port}', advertise=self.host_name,
            tls=f'tls: {{certificate: {certificate}, key: {key}, ca: {authority.certificate}, verify_peer: true}}'
            if transport == 'tls' else '',
            srtp=srtp or ('required' if transport == 'tls' else 'off'), media_timeout=media_timeout,
            outside_allow=', '.join([self.trunk, *trunk_allow]), headers=headers, limits=limits, trunk_uri=self.trunk_uri,
            auth=f'auth: {{username: corp, password_file: {password_file}}}' if password else '', log_level=log_level))
        text = self.configuration.read_text()
        self.configuration.write_text(re.sub(r'\n\s*\n', '\n', text) + f'media:\n  workers: {media_workers}\n')
        for number, kind in enumerate(anchors):
            self.relays.append(kind(self.folder, f'{number}-{kind.__name__.lower()}', f'{net}{70 + number}', f'{net}{80 + number}'))
        if anchors:
            with open(self.configuration, 'a') as file:
                file.write(f'  anchor: [{", ".join("ng://" + relay.name_of_control for relay in self.relays)}]\n')

    # the binary

    def start(self):
        assert BINARY.exists(), f'{BINARY} is not built'
        self.process = Process('trunkgate', [BINARY, 'run', '-c', self.configuration], self.folder)

        def up():
            if not self.process.running():
                raise NotSeen(f'trunkgate ended with {self.process.child.returncode}\n{self.process.text()[-3000:]}')
            # The log has a thread of its own; whoever counts its lines starts behind the last one of the start.
            return fetch(f'http://{self.inside}:9090/healthz')[0] == 200 and self.listening() and self.log('start')
        wait_until(up, lambda: f'trunkgate up\n{self.process.text()[-3000:]}')
        return self

    def listening(self):
        outside = 'udp' if self.transport == 'udp' else 'tcp'
        return listens(self.inside, 5060, 'udp') and listens(self.outside, self.outside_port, outside)

    def close(self):
        for peer in reversed(self._peers):
            peer.stop()
        for capture in self._captures:
            capture.stop()
        status = None
        if self.process and self.process.running():
            self.process.stop(first=signal.SIGTERM, timeout=3)
        if self.process:
            status = self.process.child.returncode
        for relay in self.relays:
            relay.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        return status

    def __enter__(self):
        return self

    def tell(self):
        """For the report of a failed test."""
        print('--- configuration\n' + self.configuration.read_text())
        if self.process:
            print('--- trunkgate log, last lines\n' + self.process.text()[-6000:])
        for relay in self.relays:
            print(f'--- {relay.name}, last lines\n{relay.text()[-4000:]}')

    def __exit__(self, kind, value, trace):
        if kind:
            self.tell()
        alive = self.process is None or self.process.running()
        self.close()
        if not kind:
            assert alive, 'trunkgate died during the test'

    # peers

    def add(self, peer):
        self._peers.append(peer)
        return peer

    def sipp_pbx(self, scenario, number='0212345678', **options):
        """A SIPp at the PBX's address; calls out when `number`, else waits to be called."""
        remote = f'{self.inside}:5060' if number else None
        extra = [*options.pop('extra', ()), *(['-s', number] if number else [])]
        return self.add(Sipp(self.folder, scenario, self.pbx, remote=remote, extra=extra, **options))

    def sipp_trunk(self, scenario, calls_us=False, **options):
        """A SIPp at the trunk's address on UDP or TCP; `calls_us`: dials in through trunkgate."""
        remote = f'{self.outside}:{self.outside_port}' if calls_us else None
        transport = {'udp': 'u1', 'tcp': 't1'}[self.transport]
        return self.add(Sipp(self.folder, scenario, self.trunk, port=self.outside_port, remote=remote,
                             transport=options.pop('sipp_transport', transport), **options))

    def baresip(self, **options):
        return self.add(Baresip(self.folder, self.authority, **options))

    def capture(self, *addresses):
        self._captures.append(Capture(*addresses))
        return self._captures[-1]

    # what it says

    def log(self, event=None):
        """Log lines as dictionaries, all or of one event."""
        lines = []
        for line in self.process.text().splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                lines.append({'event': 'unreadable', 'text': line})
        return [line for line in lines if event is None or line.get('event') == event]

    def wait_for_log(self, event, timeout=10.0, **fields):
        def seen():
            return [line for line in self.log(event) if all(value in str(line.get(key)) for key, value in fields.items())]
        return wait_until(seen, f'log line {event} {fields}', timeout)[0]

    def records(self):
        """The call records, as dictionaries."""
        return [json.loads(line) for line in (self.folder / 'cdr.jsonl').read_text().splitlines()]

    def metrics(self):
        status, text = fetch(f'http://{self.inside}:9090/metrics')
        assert status == 200, f'/metrics answered {status}'
        return Page(text)

    def wait_for_metric(self, name, reached, timeout=10.0, **labels):
        """Waits until reached(total of the series)."""
        return wait_until(lambda: reached(self.metrics().total(name, **labels)) or None,
                          lambda: f'{name}{labels}, now {self.metrics().total(name, **labels)}', timeout)

    def wait_at_rest(self, timeout=45.0):
        """Until no call, transaction, timer or media port is left (32 s is the longest that a transaction lingers)."""
        busy = ['trunkgate_calls_active', 'trunkgate_transactions_active', 'trunkgate_timers_active',
                'trunkgate_media_sessions_active', 'trunkgate_media_ports_in_use']

        def left():
            page = self.metrics()
            missing = [name for name in busy if not page.has(name)]
            assert not missing, f'no such metrics: {missing}'
            return {name: page.total(name) for name in busy if page.total(name) != 0}
        wait_until(lambda: not left(), lambda: f'everything at rest; left: {left()}', timeout)


def udp_socket(address, port=0, timeout=1.0):
    endpoint = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    endpoint.bind((address, port))
    endpoint.settimeout(timeout)
    return endpoint


def stream_socket(address, remote, timeout=3.0):
    """A TCP connection to `remote` that leaves from `address`."""
    endpoint = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    endpoint.bind((address, 0))
    endpoint.settimeout(timeout)
    endpoint.connect(remote)
    return endpoint


__all__ = ['House', 'free_port', 'udp_socket', 'stream_socket']
