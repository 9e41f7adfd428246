# SPDX-License-Identifier: Apache-2.0
"""Peers that we did not write: SIPp as PBX or plain trunk, baresip as a trunk with TLS and SRTP."""
import re
from pathlib import Path
from string import Template

from ground import Process, free_port, listens, wait_until
import sound

SCENARIOS = Path(__file__).parent / 'scenarios'


class Sipp(Process):
    """SIPp at address:port playing scenarios/`scenario`.xml; $tone in it becomes a PCMU file of `tone` Hz."""

    def __init__(self, folder, scenario, address, port=5060, remote=None, calls=1, tone=440, transport='u1', extra=(),
                 timeout=30, name=None, scenario_file=None, values=None):
        self.folder, self.address, self.port = Path(folder), address, port
        name = name or f'sipp-{scenario}'
        file = self.folder / f'{name}.xml'
        source = Path(scenario_file) if scenario_file else SCENARIOS / f'{scenario}.xml'
        tone_file = self.folder / f'tone-{tone}.ulaw'
        if not tone_file.exists():
            sound.write_ulaw(tone_file, tone)
        file.write_text(Template(source.read_text()).safe_substitute(tone=tone_file, **(values or {})))
        self._messages, self._errors = self.folder / f'{name}.messages', self.folder / f'{name}.errors'
        super().__init__(name, [
            'sipp', '-sf', file, '-i', address, '-p', port, '-mi', address, '-t', transport,
            '-m', calls, '-nostdin', '-timeout', timeout, '-timeout_error', '-trace_err', '-error_file', self._errors,
            '-trace_msg', '-message_file', self._messages, *extra, *([remote] if remote else [])], folder)
        if not remote:
            self.wait_listening(transport)

    def wait_listening(self, transport):
        protocol = 'udp' if transport.startswith('u') else 'tcp'
        wait_until(lambda: not self.running() or listens(self.address, self.port, protocol), f'{self.name} listening')

    def messages(self):
        return self._messages.read_text(errors='replace') if self._messages.exists() else ''

    def errors(self):
        return self._errors.read_text(errors='replace') if self._errors.exists() else ''

    def must_succeed(self, timeout=40):
        status = self.wait(timeout)
        assert status == 0, f'{self.name} ended with {status}\n{self.errors()[-2000:]}\n{self.messages()[-4000:]}'


BARESIP = '''module_path /usr/lib/baresip/modules
sip_listen {address}:{port}
sip_certificate {pem}
sip_cafile {ca}
net_interface {address}
rtp_ports {rtp}-{rtp_last}
audio_source aufile,{tone}
audio_player none,nil
rtp_stats yes
module g711.so
module aufile.so
module srtp.so
module sndfile.so
snd_path {folder}
module_tmp uuid.so
module_tmp account.so
module_app menu.so
'''


class Baresip(Process):
    """baresip as a trunk that answers by itself. At 127.0.0.1 only: its RTP leaves from there on loopback, and strict
    latching is right to refuse audio from an address that its SDP does not name."""
    address = '127.0.0.1'

    def __init__(self, folder, authority, tone=880, dial=None, seconds=60, answer='auto', name='baresip', user='trunk',
                 port=None, transport='tls'):
        self.folder = Path(folder) / name
        self.folder.mkdir()
        self.port = port or free_port(self.address, adjacent=2)
        self.tls_port = self.port + 1
        rtp = free_port(self.address, adjacent=1) + 20000
        pem = authority.issue('trunk.example.test', 'DNS:trunk.example.test', 'DNS:localhost', 'IP:127.0.0.1')[2]
        (self.folder / 'config').write_text(BARESIP.format(
            address=self.address, port=self.port, pem=pem, ca=authority.certificate, rtp=rtp, rtp_last=rtp + 20,
            tone=sound.write_wav(self.folder / 'tone.wav', tone, 30), folder=self.folder))
        (self.folder / 'accounts').write_text(
            f'<sip:{user}@{self.address}:{self.tls_port if transport == "tls" else self.port};transport={transport}>;regint=0;'
            f'answermode={answer};'
            f'mediaenc=srtp-mand;audio_codecs=PCMU/8000/1\n')
        (self.folder / 'contacts').write_text('')
        super().__init__(name, ['baresip', '-4', '-f', self.folder, '-t', seconds, '-v', '-s',
                                *(['-e', f'/dial {dial}'] if dial else [])], self.folder)
        self.wait_for_text('baresip is ready')

    def decrypted_packets(self):
        """RTP packets that came in and passed SRTP, all calls; each call counts once it has ended."""
        return sum(int(received) for received in re.findall(r'^packets: +\d+ +(\d+)', self.text(), re.MULTILINE))

    def heard(self):
        """Samples of what its callers said, all calls; complete once it has ended."""
        return [sample for file in sorted(self.folder.glob('dump-*-dec.wav')) for sample in sound.read_wav(file)]
