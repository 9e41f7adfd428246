# SPDX-License-Identifier: Apache-2.0
"""A certificate authority for one test run, and certificates by it, made with the openssl command."""
import subprocess
from pathlib import Path


def _openssl(*arguments):
    subprocess.run(['openssl', *map(str, arguments)], check=True, capture_output=True)


class Authority:
    def __init__(self, folder, name='trunkgate test authority'):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.certificate, self._key = self.folder / 'ca.crt', self.folder / 'ca.key'
        _openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', 30, '-subj', f'/CN={name}',
                 '-addext', 'keyUsage=critical,keyCertSign,cRLSign', '-keyout', self._key, '-out', self.certificate)

    def issue(self, name, *subject_alternatives):
        """(certificate, key, both in one file) for `name`; alternatives such as 'DNS:localhost', 'IP:127.0.0.1'."""
        stem = self.folder / name.replace('*', 'wildcard')
        certificate, key, both = (stem.with_name(stem.name + end) for end in ('.crt', '.key', '.pem'))
        if both.exists():
            return certificate, key, both
        request, extensions = stem.with_name(stem.name + '.csr'), stem.with_name(stem.name + '.ext')
        extensions.write_text(f'subjectAltName={",".join(subject_alternatives or (f"DNS:{name}",))}\n')
        _openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', f'/CN={name}', '-keyout', key, '-out', request)
        _openssl('x509', '-req', '-in', request, '-CA', self.certificate, '-CAkey', self._key, '-CAcreateserial',
                 '-days', 30, '-extfile', extensions, '-out', certificate)
        both.write_text(key.read_text() + certificate.read_text())
        return certificate, key, both
