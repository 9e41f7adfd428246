# SPDX-License-Identifier: Apache-2.0
"""`trunkgate check`: each error with file:line and what to write instead; exit 2. The samples pass."""
import os
import re
import subprocess

import pytest

from ground import BINARY, ROOT

GOOD = '''zones:
  inside:
    sip: [udp://127.0.0.20:5060]
    media: {address: 127.0.0.20, ports: 20000-29999}
    allow: [127.0.0.10]
  outside:
    sip: [udp://127.0.0.30:5060]
    media: {address: 127.0.0.30, ports: 10000-19999}
    allow: ["twilio:all", 127.0.0.40]
peers:
  pbx: {zone: inside, address: "sip:127.0.0.10:5060"}
  trunk: {zone: outside, address: "sip:127.0.0.40:5060"}
routes:
  - {from: pbx, to: [trunk]}
  - {from: trunk, to: [pbx]}
sealing: {key_file: sealing.keys}
'''

BROKEN = {  # name: (what stands there, what is written instead, line of the fault, word that the message must hold)
    'unknown key': ('peers:', 'piers:', 10, 'piers'),
    'unknown key in a zone': ('    allow: [127.0.0.10]', '    alow: [127.0.0.10]', 5, 'alow'),
    'not an address': ('udp://127.0.0.20:5060', 'udp://127.0.0.256:5060', 3, '127.0.0.256'),
    'unknown transport': ('udp://127.0.0.30:5060', 'sctp://127.0.0.30:5060', 7, 'sctp'),
    'ports reversed': ('20000-29999', '29999-20000', 4, '29999-20000'),
    'unknown preset': ('twilio:all', 'twilio:mars', 9, 'mars'),
    'peer that its zone does not let in': (', 127.0.0.40]', ']', 12, '127.0.0.40'),
    'peer in an unknown zone': ('zone: inside', 'zone: indoors', 11, 'indoors'),
    'route from an unknown peer': ('from: pbx', 'from: pxb', 14, 'pxb'),
    'route to an unknown peer': ('to: [trunk]', 'to: [trnk]', 14, 'trnk'),
    'tls without a certificate': ('udp://127.0.0.30:5060', 'tls://127.0.0.30:5061', None, 'tls'),
    'prefix too long': ('allow: [127.0.0.10]', 'allow: [127.0.0.10/40]', 5, '/40'),
    'strip is not a number': ('{from: pbx, to: [trunk]}', '{from: pbx, strip: one, to: [trunk]}', 14, 'strip'),
    'workers zero': ('sealing:', 'workers: 0\nsealing:', 16, 'workers'),
}


def check(path, **environment):
    return subprocess.run([BINARY, 'check', '-c', path], capture_output=True, text=True, timeout=20, cwd=path.parent,
                          env={**os.environ, **environment})


def test_a_good_file_passes(tmp_path):
    path = tmp_path / 'good.yaml'
    path.write_text(GOOD)
    done = check(path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize('name', BROKEN)
def test_a_broken_file_is_explained(tmp_path, name):
    old, new, line, word = BROKEN[name]
    assert old in GOOD
    path = tmp_path / 'broken.yaml'
    path.write_text(GOOD.replace(old, new, 1))
    done = check(path)
    said = done.stdout + done.stderr
    assert done.returncode == 2, said
    assert (f'broken.yaml:{line}:' if line else 'broken.yaml:') in said and word in said, said


def test_two_faults_are_both_told(tmp_path):
    path = tmp_path / 'broken.yaml'
    path.write_text(GOOD.replace('20000-29999', '29999-20000').replace('from: pbx', 'from: pxb'))
    said = check(path)
    assert said.returncode == 2
    assert 'broken.yaml:4:' in said.stdout + said.stderr and 'broken.yaml:14:' in said.stdout + said.stderr


def test_not_yaml_at_all(tmp_path):
    path = tmp_path / 'broken.yaml'
    path.write_text('zones: [\n')
    done = check(path)
    assert done.returncode == 2 and 'broken.yaml' in done.stdout + done.stderr


def test_no_such_file(tmp_path):
    done = check(tmp_path / 'absent.yaml')
    assert done.returncode == 2 and 'absent.yaml' in done.stdout + done.stderr


@pytest.mark.parametrize('sample', sorted((ROOT / 'deploy' / 'samples').glob('*.yaml')), ids=lambda path: path.name)
def test_every_sample_passes(sample, authority, tmp_path):
    """What a sample names is made here: certificate, key, password files, environment."""
    certificate, key, _ = authority.issue('sbc.example.com')
    password = tmp_path / 'password'
    password.write_text('Correct-Horse-7\n')
    password.chmod(0o600)
    text = sample.read_text()
    for old, new in (('/etc/trunkgate/tls.crt', certificate), ('/etc/trunkgate/tls.key', key)):
        text = text.replace(old, str(new))
    text = re.sub(r'password_file: [^},\s]+', f'password_file: {password}', text)
    path = tmp_path / sample.name
    path.write_text(text)
    done = check(path, **{name: 'Correct-Horse-7' for name in re.findall(r'password_env: (\w+)', text)})
    assert done.returncode == 0, done.stdout + done.stderr
