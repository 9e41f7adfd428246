# SPDX-License-Identifier: Apache-2.0
"""A client of the ng protocol that shares no code with the product."""
import itertools
import os
import socket

_COOKIES = itertools.count(1)


def encode(value):
    if isinstance(value, int):
        return b'i%de' % value
    if isinstance(value, str):
        value = value.encode()
    if isinstance(value, bytes):
        return b'%d:%s' % (len(value), value)
    if isinstance(value, list):
        return b'l' + b''.join(map(encode, value)) + b'e'
    return b'd' + b''.join(encode(key) + encode(item) for key, item in value.items()) + b'e'


def decode(text):
    """The value and what is left behind it."""
    kind = text[:1]
    if kind == b'i':
        number, _, rest = text[1:].partition(b'e')
        return int(number), rest
    if kind in (b'l', b'd'):
        items, rest = [], text[1:]
        while rest[:1] != b'e':
            item, rest = decode(rest)
            items.append(item)
        return (items if kind == b'l' else dict(zip(items[::2], items[1::2]))), rest[1:]
    size, _, rest = text.partition(b':')
    return rest[:int(size)].decode(), rest[int(size):]


class NgClient:
    def __init__(self, server, address, timeout=3.0):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.socket.connect(server)
        self.socket.settimeout(timeout)

    def ask(self, command, **members):
        """The reply's dictionary; raises TimeoutError when none comes."""
        message = {'command': command, **{name.replace('_', '-'): value for name, value in members.items()}}
        cookie = f'{os.getpid()}_{next(_COOKIES)}'.encode()
        self.socket.send(cookie + b' ' + encode(message))
        reply_cookie, _, document = self.socket.recv(65536).partition(b' ')
        assert reply_cookie == cookie
        value, rest = decode(document)
        assert rest == b''
        return value

    def close(self):
        self.socket.close()


def sdp(address, port):
    return (f'v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n'
            f'm=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n')
