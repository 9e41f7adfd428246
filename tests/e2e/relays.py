# SPDX-License-Identifier: Apache-2.0
"""Remote media anchors between two addresses, for trunkgate to drive: our own process, and Debian's rtpengine."""
import os
import signal
import subprocess
from pathlib import Path

from ground import ROOT, Process, listens, wait_until
from kamailio import MEDIA_BINARY
from ng_client import NgClient

PORT = 2223
LIBRARIES = 'usr/lib/x86_64-linux-gnu'


class Relay(Process):
    """Between `inside` (zone corporate) and `outside`; takes commands at `inside`."""

    def __init__(self, folder, name, inside, outside, command, environment=None):
        self.inside, self.outside = inside, outside
        self.name_of_control = f'{inside}:{PORT}'
        super().__init__(name, command, folder, environment)
        wait_until(lambda: not self.running() or listens(inside, PORT, 'udp'), lambda: f'{name} up\n{self.text()[-3000:]}')
        assert self.running(), self.text()[-3000:]

    def ask(self, command, **members):
        client = NgClient((self.inside, PORT), self.outside)
        try:
            return client.ask(command, **members)
        finally:
            client.close()

    def calls(self):
        """Call-ids of the sessions that it has now."""
        return self.ask('list')['calls']

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()


TRUNKGATE_MEDIA = '''zones:
  corporate: {{media: {{address: {inside}, ports: 20000-20199, t38: pass}}}}
  outside: {{media: {{address: {outside}, ports: 30000-30199, t38: pass}}}}
ng: {{listen: ["udp://{inside}:{port}"], allow: [127.0.0.0/8]}}
http: {{listen: {inside}:9091}}
log: {{level: debug}}
'''


class TrunkgateMedia(Relay):
    def __init__(self, folder, name, inside, outside):
        assert MEDIA_BINARY.exists(), f'{MEDIA_BINARY} is not built'
        configuration = Path(folder) / f'{name}.yaml'
        configuration.write_text(TRUNKGATE_MEDIA.format(inside=inside, outside=outside, port=PORT))
        super().__init__(folder, name, inside, outside, [MEDIA_BINARY, 'run', '-c', configuration])


def rtpengine():
    """(program, environment). Unpacked with the libraries that are missing, not installed, when it is not there: its
    package would start a service on this machine."""
    if Path('/usr/bin/rtpengine').exists():
        return '/usr/bin/rtpengine', {}
    folder = ROOT / 'build' / 'peers' / 'rtpengine'
    program = folder / 'usr/bin/rtpengine'
    if not program.exists():
        (folder / 'partial').mkdir(parents=True, exist_ok=True)
        subprocess.run(['apt-get', 'install', '-y', '-q', '--no-install-recommends', '--download-only',
                        '-o', f'Dir::Cache::archives={folder}', 'rtpengine-daemon'], check=True)
        for package in folder.glob('*.deb'):
            subprocess.run(['dpkg-deb', '-x', package, folder], check=True)
    folders = {str(library.parent) for library in folder.glob(f'{LIBRARIES}/**/*.so*')}
    return program, {'LD_LIBRARY_PATH': ':'.join(sorted(folders))}


class Rtpengine(Relay):
    def __init__(self, folder, name, inside, outside):
        program, environment = rtpengine()
        super().__init__(folder, name, inside, outside, [
            program, '--config-file=none', '--foreground', '--log-stderr', '--log-level=6', '--table=-1', '--num-threads=2',
            f'--interface=corporate/{inside}', f'--interface=outside/{outside}', f'--listen-ng={inside}:{PORT}',
            '--port-min=20000', '--port-max=20399'], {**os.environ, **environment})
