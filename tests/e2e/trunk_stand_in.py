# SPDX-License-Identifier: Apache-2.0
"""A Twilio-like trunk on TLS or TCP in plain Python: certificate, digest as Twilio challenges, every byte kept in clear."""
import hashlib
import re
import select
import socket
import ssl
import threading

from ua import End, Message, in_angles

CRYPTO_KEY = 'MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw'  # 30 bytes, as AES_CM_128_HMAC_SHA1_80 wants
REALM, NONCE, OPAQUE = 'sip.twilio.com', 'dcd98b7102dd2f0e8b11d0f600bfb0c093', '5ccc069c403ebaf9f0171e9517f40e41'


class Channel:
    """A connection that one thread reads and another writes. OpenSSL wants each call on it alone: without the lock, session
    tickets read in one thread garble what the other sends."""

    def __init__(self, connection):
        self._connection, self._lock = connection, threading.Lock()
        connection.setblocking(False)

    def receive(self):
        """Bytes; none at the end of the connection, however it ends."""
        while True:
            try:
                with self._lock:
                    return self._connection.recv(65536)
            except (ssl.SSLWantReadError, BlockingIOError):
                try:
                    select.select([self._connection], [], [])
                except (OSError, ValueError):
                    return b''
            except (OSError, ValueError):
                return b''

    def send(self, raw):
        while raw:
            try:
                with self._lock:
                    raw = raw[self._connection.send(raw):]
            except (ssl.SSLWantWriteError, BlockingIOError):
                select.select([], [self._connection], [])

    def close(self):
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._connection.close()


class TrunkStandIn(End):
    user = 'gateway'

    def __init__(self, house, use_tls=True, certificate_for=None):
        super().__init__(house.trunk, house.outside_port)
        self.transport = 'TLS' if use_tls else 'TCP'
        self._house, self._contexts, self._open = house, None, []
        if use_tls:
            certificate, key, _ = certificate_for or house.authority.issue('trunk-' + house.trunk, f'IP:{house.trunk}')
            server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.load_cert_chain(certificate, key)
            client = ssl.create_default_context(cafile=house.authority.certificate)
            self._contexts = server, client
        self._listener = socket.create_server((self.address, self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        if self._contexts:
            try:
                connection = self._contexts[0].wrap_socket(connection, server_side=True)
            except (OSError, ssl.SSLError):
                return connection.close()
        self._read(Channel(connection))

    def _read(self, channel):
        self._open.append(channel)
        pending = b''
        while piece := channel.receive():
            self.received += piece
            pending = self._cut(pending + piece, channel)

    def _cut(self, pending, channel):
        while True:
            pending = pending.lstrip(b'\r\n')
            head, blank, rest = pending.partition(b'\r\n\r\n')
            if not blank:
                return pending
            length = re.search(rb'(?im)^content-length\s*:\s*(\d+)', head)
            size = int(length.group(1)) if length else 0
            if len(rest) < size:
                return pending
            self.take(head + blank + rest[:size], channel)
            pending = rest[size:]

    def connect(self):
        """A connection to trunkgate, as Twilio opens one from an ephemeral port; becomes the default channel."""
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        connection.bind((self.address, 0))
        connection.connect((self._house.outside, self._house.outside_port))
        if self._contexts:
            connection = self._contexts[1].wrap_socket(connection, server_hostname=self._house.host_name)
        self.default_channel = Channel(connection)
        threading.Thread(target=self._read, args=(self.default_channel,), daemon=True).start()
        return self.default_channel

    def transmit(self, channel, raw):
        channel.send(raw)

    def stop(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for channel in self._open:
            channel.close()

    # digest, RFC 2617 as Twilio uses it: no algorithm parameter, qop="auth", opaque

    def challenge(self, invite, realm=REALM, nonce=NONCE):
        self.reply(invite, 407, headers=[('Proxy-Authenticate', f'Digest realm="{realm}",qop="auth",nonce="{nonce}",opaque="{OPAQUE}"'),
                                         ('Contact', '<sip:172.20.1.2:5060>')], reason='Proxy Authentication required')

    @staticmethod
    def credentials(invite):
        """Parameters of Proxy-Authorization, quotes removed."""
        value = invite.get('Proxy-Authorization')
        return {name.lower(): quoted or plain
                for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', value)}

    @staticmethod
    def accepts(invite, username, password):
        """Whether the credentials answer the challenge; what is missing raises."""
        given = TrunkStandIn.credentials(invite)
        digest = lambda text: hashlib.md5(text.encode()).hexdigest()  # noqa: E731
        ha1, ha2 = digest(f'{username}:{REALM}:{password}'), digest(f'INVITE:{given["uri"]}')
        wanted = digest(f'{ha1}:{given["nonce"]}:{given["nc"]}:{given["cnonce"]}:{given["qop"]}:{ha2}')
        return given['response'] == wanted and given['opaque'] == OPAQUE and given['username'] == username


__all__ = ['TrunkStandIn', 'CRYPTO_KEY', 'Message', 'in_angles']
