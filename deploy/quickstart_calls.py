# SPDX-License-Identifier: Apache-2.0
"""The calls of deploy/quickstart: a PBX (SIPp, UDP, RTP) and two trunks on TLS with trunkgate between them.

The first trunk is baresip: TLS and SRTP with real audio. The second is SIPp behind stunnel and challenges as Twilio does."""
import argparse
import json
import shutil
import signal
import sys
import time
from pathlib import Path
from string import Template

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / 'tests' / 'e2e'))

import sound  # noqa: E402
from capture import Capture, loss  # noqa: E402
from certificates import Authority  # noqa: E402
from digest import digest_fits  # noqa: E402
from ground import BINARY, NotSeen, Process, free_port, listens, wait_until  # noqa: E402
from metrics_page import fetch  # noqa: E402
from peers import Baresip, Sipp  # noqa: E402

PBX, INSIDE, OUTSIDE, TWILIO_LIKE, BARESIP = '127.0.0.10', '127.0.0.20', '127.0.0.30', '127.0.0.40', '127.0.0.1'
PBX_TONE, TRUNK_TONE = 440, 880
FOLDER = ROOT / 'build' / 'quickstart'
METRICS = 'http://127.0.0.1:9090/metrics'
SAMPLE = ROOT / 'deploy' / 'quickstart.yaml.in'
CHALLENGER = ROOT / 'deploy' / 'quickstart_trunk.xml'
PASSWORD = 'Quickstart-Password-1'
STUNNEL = '''foreground = yes
pid =
syslog = no
[sip]
accept = {address}:5061
connect = {address}:5070
cert = {pem}
'''


class Running:
    """All processes of the sample; ended by their ids, last started first."""

    def __init__(self):
        self.processes = []

    def add(self, process):
        self.processes.append(process)
        return process

    def stop(self):
        for process in reversed(self.processes):
            process.stop(timeout=5)


def write_configuration(authority, baresip_port):
    certificate, key, _ = authority.issue('sbc.example.test')
    password = FOLDER / 'trunk-password'
    password.write_text(PASSWORD + '\n')
    password.chmod(0o600)
    path = FOLDER / 'trunkgate.yaml'
    path.write_text(Template(SAMPLE.read_text()).substitute(
        pbx=PBX, inside=INSIDE, outside=OUTSIDE, twilio_like=TWILIO_LIKE, baresip=BARESIP, baresip_port=baresip_port, folder=FOLDER,
        certificate=certificate, key=key, ca=authority.certificate, password=password))
    return path


def start_trunkgate(running, configuration):
    process = running.add(Process('trunkgate', [BINARY, 'run', '-c', configuration], FOLDER))

    def up():
        if not process.running():
            raise NotSeen(f'trunkgate ended:\n{process.text()[-3000:]}')
        return fetch(METRICS.replace('/metrics', '/healthz'))[0] == 200 and listens(OUTSIDE, 5061) and listens(INSIDE, 5060, 'udp')
    wait_until(up, 'trunkgate up')
    return process


def ladder(lines, trunk_name):
    """The SIP messages of one call as trunkgate logged them: PBX on the left, trunk on the right."""
    print(f'    {"PBX 127.0.0.10":<22}{"trunkgate":^30}{trunk_name:>26}')
    for line in lines:
        inside, incoming = line.get('peer') == 'corporate', line['event'] == 'sip.in'
        method, status = line.get('text', '').split()[:2]
        what = f' {method} ' if status == '0' else f' {status} ({method}) '
        arrow = f'{what:-^30}'
        arrow = f'{arrow}>' if inside == incoming else f'<{arrow}'
        print('    ' + (f'|{arrow:<33}|{"":34}|' if inside else f'|{"":33}|{arrow:<34}|') + f'  {line.get("time", "")[11:23]}')


def streams(capture, trunk):
    """Packets and loss per direction, on both sides of trunkgate."""
    for name, source, destination in (('PBX -> trunkgate, RTP', PBX, INSIDE), ('trunkgate -> trunk, SRTP', OUTSIDE, trunk),
                                      ('trunk -> trunkgate, SRTP', trunk, OUTSIDE), ('trunkgate -> PBX, RTP', INSIDE, PBX)):
        packets, lost = loss(capture.rtp_to(destination, source))
        print(f'    {name:<26} {packets:4} packets, {lost} lost')


def heard(who, samples, tone):
    seconds = sound.seconds_of(samples, tone)
    good = seconds >= 1.5
    print(f'    {who} heard {sound.loudest(samples)} Hz for {seconds:.1f} s (sent: {tone} Hz){"" if good else "  <- WRONG"}')
    return good


class Story:
    """One call told: what trunkgate logged and what crossed the wire since it began."""

    def __init__(self, title, trunkgate):
        print(f'\n== {title}', flush=True)
        self.trunkgate, self.lines_before = trunkgate, len(trunkgate.text().splitlines())
        self.capture = Capture(PBX, OUTSIDE)

    def lines(self):
        found = []
        for line in self.trunkgate.text().splitlines()[self.lines_before:]:
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return found

    def tell(self, trunk_name):
        wait_until(lambda: any(line.get('event') == 'call.ended' for line in self.lines()), 'the call to end')
        self.capture.stop()
        ladder([line for line in self.lines() if line.get('event') in ('sip.in', 'sip.out') and 'OPTIONS' not in line.get('text', '')],
               trunk_name)


def outbound(trunkgate, running, authority, port):
    """PBX -> baresip, audio judged at both ends."""
    baresip = running.add(Baresip(FOLDER, authority, port=port, user='+886212345678', tone=TRUNK_TONE, name='baresip-called'))
    story = Story('Call 1: PBX dials 0212345678; trunk gets +886212345678 over TLS, audio as SRTP', trunkgate)
    pbx = running.add(Sipp(FOLDER, 'pbx_calls', PBX, remote=f'{INSIDE}:5060', tone=PBX_TONE, extra=['-s', '0212345678'],
                           values={'talk': 3000}))
    pbx.must_succeed()
    baresip.wait_for_text('session closed')
    baresip.stop()
    story.tell('trunk (baresip)')
    streams(story.capture, BARESIP)
    return heard('PBX', story.capture.heard_at(PBX), TRUNK_TONE) & heard('Trunk', baresip.heard(), PBX_TONE)


def inbound(trunkgate, running, authority, port):
    """baresip -> PBX, audio judged at both ends."""
    story = Story('Call 2: the trunk dials +886287654321 over TLS with SRTP; the PBX rings', trunkgate)
    pbx = running.add(Sipp(FOLDER, 'pbx_is_called', PBX, tone=PBX_TONE, values={'talk': 3000}))
    baresip = running.add(Baresip(FOLDER, authority, port=port, user='+14155550100', tone=TRUNK_TONE, name='baresip-calling',
                                  dial=f'sip:+886287654321@{OUTSIDE}:5061'))
    pbx.must_succeed()
    wait_until(lambda: 'session closed' in baresip.text() or 'terminated' in baresip.text(), 'baresip to see the BYE')
    baresip.stop()
    story.tell('trunk (baresip)')
    streams(story.capture, BARESIP)
    return heard('PBX', story.capture.heard_at(PBX), TRUNK_TONE) & heard('Trunk', baresip.heard(), PBX_TONE)


def challenged(trunkgate, running, authority):
    """PBX -> SIPp behind stunnel, which asks for a digest; signalling alone."""
    pem = authority.issue('twilio-like', f'IP:{TWILIO_LIKE}')[2]
    (FOLDER / 'stunnel.conf').write_text(STUNNEL.format(address=TWILIO_LIKE, pem=pem))
    trunk = running.add(Sipp(FOLDER, 'challenger', TWILIO_LIKE, port=5070, transport='t1', scenario_file=CHALLENGER, timeout=60,
                             values={'password': PASSWORD}))
    stunnel = running.add(Process('stunnel', ['stunnel4', FOLDER / 'stunnel.conf'], FOLDER))
    wait_until(lambda: not stunnel.running() or listens(TWILIO_LIKE, 5061), 'stunnel listening')
    story = Story('Call 3: PBX dials 00442071838750; the trunk answers 407 and trunkgate gives the digest', trunkgate)
    pbx = running.add(Sipp(FOLDER, 'pbx_calls', PBX, remote=f'{INSIDE}:5060', tone=PBX_TONE, extra=['-s', '00442071838750'],
                           values={'talk': 1000}, name='pbx-challenged'))
    pbx.must_succeed()
    trunk.must_succeed()
    story.tell('trunk (SIPp, stunnel)')
    seen = ' 407 ' in pbx.messages()
    fits = digest_fits(trunk.messages(), 'INVITE', PASSWORD)
    print(f'    The PBX {"SAW THE 407" if seen else "never saw the 407"}; the digest is {"right" if fits else "WRONG"}.')
    return fits and not seen


def attempt(call, *arguments):
    try:
        return call(*arguments)
    except (AssertionError, OSError) as failure:
        print(f'    FAILED: {failure}')
        return False


def place_calls(running):
    authority = Authority(FOLDER / 'certificates')
    port = free_port(BARESIP, adjacent=2)
    configuration = write_configuration(authority, port + 1)
    trunkgate = start_trunkgate(running, configuration)
    results = [attempt(outbound, trunkgate, running, authority, port), attempt(inbound, trunkgate, running, authority, port),
               attempt(challenged, trunkgate, running, authority)]
    print(f'\nConfiguration  {configuration}\nLog            {trunkgate.output}\nMetrics        curl -s {METRICS} | grep ^trunkgate_')
    print(f'{sum(results)} of {len(results)} calls went well.')
    return all(results)


def main():
    parser = argparse.ArgumentParser(prog='deploy/quickstart', description='Real calls through trunkgate on loopback.')
    parser.add_argument('--once', action='store_true', help='exit after the calls: 0 when they went well')
    once = parser.parse_args().once
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))
    running = Running()
    try:
        good = place_calls(running)
        if not once:
            print('trunkgate keeps running; Ctrl-C ends it.', flush=True)
            while running.processes[0].running():
                time.sleep(0.5)
            good = False
    except KeyboardInterrupt:
        good = True
    finally:
        running.stop()
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
