# SPDX-License-Identifier: Apache-2.0
"""A scripted SIP end in Python, sharing no code with the product: it says what a test tells it to and keeps every byte."""
import itertools
import re
import socket
import threading

from ground import NotSeen

_serial = itertools.count(1)


class Message:
    """A SIP message as text lines; header names compared without case, order kept."""

    def __init__(self, start, headers, body=b''):
        self.start, self.headers, self.body = start, list(headers), body if isinstance(body, bytes) else body.encode()

    @classmethod
    def parse(cls, raw):
        head, _, body = raw.partition(b'\r\n\r\n')
        lines = head.decode('utf-8', 'replace').split('\r\n')
        return cls(lines[0], [tuple(part.strip() for part in line.split(':', 1)) for line in lines[1:] if ':' in line], body)

    def bytes(self):
        lines = [self.start, *(f'{name}: {value}' for name, value in self.headers if name.lower() != 'content-length'),
                 f'Content-Length: {len(self.body)}']
        return '\r\n'.join(lines).encode() + b'\r\n\r\n' + self.body

    def all(self, name):
        return [value for own, value in self.headers if own.lower() == name.lower()]

    def get(self, name, default=''):
        return next(iter(self.all(name)), default)

    def set(self, name, value):
        self.headers = [(own, value if own.lower() == name.lower() else old) for own, old in self.headers]
        return self

    @property
    def is_request(self):
        return not self.start.startswith('SIP/2.0')

    @property
    def method(self):
        return self.start.split(' ')[0] if self.is_request else self.get('CSeq').split()[-1]

    @property
    def status(self):
        return None if self.is_request else int(self.start.split(' ')[1])

    @property
    def uri(self):
        return self.start.split(' ')[1]

    @property
    def call_id(self):
        return self.get('Call-ID')

    @property
    def cseq(self):
        return int(self.get('CSeq').split()[0])

    def tag(self, header):
        found = re.search(r';tag=([^;>\s]+)', self.get(header))
        return found.group(1) if found else ''

    def matches(self, what):
        return what == self.status if isinstance(what, int) else (
            any(self.matches(one) for one in what) if isinstance(what, (tuple, list)) else self.is_request and self.method == what)

    def __repr__(self):
        return self.bytes().decode('utf-8', 'replace')


def in_angles(value):
    found = re.search(r'<([^>]*)>', value)
    return found.group(1) if found else value.split(';')[0].strip()


def audio_sdp(address, port, origin='-', name='-', crypto=None, direction='', version=1, extra=''):
    lines = ['v=0', f'o={origin} 1 {version} IN IP4 {address}', f's={name}', f'c=IN IP4 {address}', 't=0 0',
             f'm=audio {port} {"RTP/SAVP" if crypto else "RTP/AVP"} 0 101', 'a=rtpmap:0 PCMU/8000',
             'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16', 'a=ptime:20']
    lines += [f'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{crypto}'] if crypto else []
    lines += [f'a={direction}'] if direction else []
    return '\r\n'.join(lines) + '\r\n' + extra


T38 = 'a=T38FaxVersion:0\r\na=T38MaxBitRate:14400\r\na=T38FaxRateManagement:transferredTCF\r\na=T38FaxUdpEC:t38UDPRedundancy\r\n'


def fax_sdp(address, port):
    return (f'v=0\r\no=- 1 2 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\nm=image {port} udptl t38\r\n{T38}'
            f'a=T38VendorInfo:181 0 2\r\n')


class Dialog:
    """Requests inside a dialog, RFC 3261 section 12.2.1.1."""

    def __init__(self, end, channel, call_id, local, remote, target, routes, cseq):
        self.end, self.channel, self.call_id, self.local, self.remote = end, channel, call_id, local, remote
        self.target, self.routes, self.cseq = target, routes, cseq

    def compose(self, method, body='', headers=(), cseq=None):
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        lines = [('Via', self.end.via()), *(('Route', route) for route in self.routes), ('Max-Forwards', '70'),
                 ('From', self.local), ('To', self.remote), ('Call-ID', self.call_id), ('CSeq', f'{cseq} {method}'),
                 ('Contact', f'<{self.end.contact}>'), *headers]
        lines += [('Content-Type', 'application/sdp')] if body else []
        return Message(f'{method} {self.target} SIP/2.0', lines, body)

    def request(self, method, body='', headers=(), cseq=None):
        message = self.compose(method, body, headers, cseq)
        self.end.send(message, self.channel)
        return message

    def ack(self, invite, body=''):
        return self.request('ACK', body, cseq=invite.cseq)


class End:
    """Common to all transports. Subclasses set `transport`, `address`, `port` and have transmit(channel, bytes)."""
    transport, user, host = 'UDP', 'user', None

    def __init__(self, address, port):
        self.address, self.port = address, port
        self.received, self._inbox, self._seen, self._fresh = bytearray(), [], set(), threading.Condition()
        self.auto_answers, self.default_channel = {'OPTIONS': 200}, None

    @property
    def contact(self):
        return f'sip:{self.user}@{self.host or self.address}:{self.port};transport={self.transport.lower()}'

    def via(self):
        return f'SIP/2.0/{self.transport} {self.host or self.address}:{self.port};branch=z9hG4bK{next(_serial)}x{id(self)};rport'

    def send(self, message, channel=None):
        self.transmit(channel or self.default_channel, message.bytes())
        return message

    def take(self, raw, channel):
        """Called by the reader thread with each whole message."""
        if raw in self._seen:
            return  # a retransmission
        self._seen.add(raw)
        message = Message.parse(raw)
        message.channel, message.raw = channel, raw
        if message.is_request and message.method in self.auto_answers:
            self.reply(message, self.auto_answers[message.method])
            return
        with self._fresh:
            self._inbox.append(message)
            self._fresh.notify_all()

    def expect(self, what, timeout=8.0, method=None):
        """The oldest unread message that is `what`: a method, a status, or a tuple of such. Others stay unread."""
        def pick():
            return next((m for m in self._inbox if m.matches(what) and (method is None or m.method == method)), None)
        with self._fresh:
            if not self._fresh.wait_for(pick, timeout):
                raise NotSeen(f'{type(self).__name__} did not receive {what} {method or ""}; unread:\n' +
                              '\n'.join(map(repr, self._inbox)))
            message = pick()
            self._inbox.remove(message)
            return message

    def unread(self, what):
        with self._fresh:
            return [message for message in self._inbox if message.matches(what)]

    def compose_reply(self, request, status, body='', headers=(), tag=None, reason='Reason'):
        to = request.get('To')
        if not request.tag('To') and status != 100:
            to += f';tag={tag or self.tag_for(request)}'
        lines = [*(('Via', via) for via in request.all('Via')), *(('Record-Route', rr) for rr in request.all('Record-Route')),
                 ('From', request.get('From')), ('To', to), ('Call-ID', request.call_id), ('CSeq', request.get('CSeq')), *headers]
        if request.method == 'INVITE' and status < 300 and not any(name == 'Contact' for name, _ in headers):
            lines.append(('Contact', f'<{self.contact}>'))
        lines += [('Content-Type', 'application/sdp')] if body else []
        return Message(f'SIP/2.0 {status} {reason}', lines, body)

    def tag_for(self, request):
        return f'{self.user}-tag-{abs(hash(request.call_id)) % 10**8}'

    def reply(self, request, status, body='', headers=(), tag=None, reason='Reason'):
        return self.send(self.compose_reply(request, status, body, headers, tag, reason), request.channel)

    def invite(self, to, sender, body='', headers=(), call_id=None, tag=None, channel=None, cseq=1, uri=None):
        serial = next(_serial)
        lines = [('Via', self.via()), ('Max-Forwards', '70'), ('From', f'<{sender}>;tag={tag or f"{self.user}-{serial}"}'),
                 ('To', f'<{to}>'), ('Call-ID', call_id or f'{serial}-{id(self)}@{self.host or self.address}'),
                 ('CSeq', f'{cseq} INVITE'), ('Contact', f'<{self.contact}>'), *headers]
        lines += [('Content-Type', 'application/sdp')] if body else []
        return self.send(Message(f'INVITE {uri or to} SIP/2.0', lines, body), channel)

    def ack_failure(self, invite, response):
        """ACK for a 3xx to 6xx, RFC 3261 section 17.1.1.3."""
        ack = Message(f'ACK {invite.uri} SIP/2.0', [('Via', invite.get('Via')), ('Max-Forwards', '70'), ('From', invite.get('From')),
                      ('To', response.get('To')), ('Call-ID', invite.call_id), ('CSeq', f'{invite.cseq} ACK')])
        return self.send(ack, response.channel)

    def cancel(self, invite, channel=None):
        cancel = Message(f'CANCEL {invite.uri} SIP/2.0', [('Via', invite.get('Via')), ('Max-Forwards', '70'),
                         ('From', invite.get('From')), ('To', invite.get('To')), ('Call-ID', invite.call_id),
                         ('CSeq', f'{invite.cseq} CANCEL')])
        return self.send(cancel, channel)

    def dialog_as_caller(self, invite, answer):
        return Dialog(self, answer.channel, invite.call_id, invite.get('From'), answer.get('To'),
                      in_angles(answer.get('Contact')), list(reversed(answer.all('Record-Route'))), invite.cseq)

    def dialog_as_called(self, invite, answer):
        return Dialog(self, invite.channel, invite.call_id, answer.get('To'), invite.get('From'),
                      in_angles(invite.get('Contact')), invite.all('Record-Route'), 100)


class UdpEnd(End):
    """A PBX on UDP; its default channel is the proxy."""

    def __init__(self, address, port=5060, remote=None):
        super().__init__(address, port)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, port))
        self.default_channel = remote
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                raw, source = self._socket.recvfrom(65535)
            except OSError:
                return
            if not raw:
                continue
            self.received += raw
            if raw.strip():
                self.take(raw, source)

    def transmit(self, channel, raw):
        self._socket.sendto(raw, channel)

    def stop(self):
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()
