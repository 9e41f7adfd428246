# SPDX-License-Identifier: Apache-2.0
"""RFC 2617 3.2.2 with hashlib: whether the credentials that a peer has logged answer the challenge. SIPp's own check
reads Authorization alone, and proxies challenge with Proxy-Authenticate."""
import hashlib
import re


def _md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def digest_fits(logged, method, password):
    """The first Proxy-Authorization in the text of messages; False when there is none."""
    found = re.search(r'Proxy-Authorization: Digest (.*)', logged)
    if not found:
        return False
    p = dict(re.findall(r'(\w+)="?([^",\r\n]+)"?', found.group(1)))
    a1, a2 = _md5(f"{p['username']}:{p['realm']}:{password}"), _md5(f"{method}:{p['uri']}")
    return p['response'] == _md5(f"{a1}:{p['nonce']}:{p['nc']}:{p['cnonce']}:{p['qop']}:{a2}")
