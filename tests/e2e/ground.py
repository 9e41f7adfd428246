# SPDX-License-Identifier: Apache-2.0
"""Processes, ports and waiting. Nothing here waits for time: every wait is for an event and has a deadline."""
import os
import random
import signal
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get('TRUNKGATE', ROOT / 'build' / 'trunkgate'))


class NotSeen(AssertionError):
    """What was waited for did not come in time."""


def wait_until(event, what, timeout=10.0):
    """The first true value of event(); NotSeen with `what` after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        value = event()
        if value:
            return value
        if time.monotonic() > deadline:
            raise NotSeen(f'not within {timeout} s: {what() if callable(what) else what}')
        time.sleep(0.01)


def loopback_net():
    """Three octets of 127.0.0.0/8 that no other test house uses: '127.83.12.'"""
    return f'127.{random.randint(10, 250)}.{random.randint(0, 250)}.'


def free_port(address, kind=socket.SOCK_STREAM, adjacent=1):
    """A port of which also the next `adjacent` - 1 ones are free now."""
    for _ in range(200):
        port = random.randrange(20000, 30000, 2)
        probes = [socket.socket(socket.AF_INET, kind) for _ in range(adjacent)]
        try:
            for offset, probe in enumerate(probes):
                probe.bind((address, port + offset))
            return port
        except OSError:
            continue
        finally:
            for probe in probes:
                probe.close()
    raise NotSeen(f'no free port at {address}')


def listens(address, port, protocol='tcp'):
    """Whether somebody listens there, read from the kernel's table so that the listener notices nothing."""
    wanted = f'{int.from_bytes(socket.inet_aton(address), "little"):08X}:{port:04X}'
    with open(f'/proc/net/{protocol}') as table:
        rows = [row.split() for row in table.readlines()[1:]]
    return any(row[1] == wanted and row[3] == ('0A' if protocol == 'tcp' else '07') for row in rows)


class Process:
    """A child process whose output goes to a file; ended by its own id."""

    def __init__(self, name, command, folder, environment=None):
        self.name, self.output = name, Path(folder) / f'{name}.log'
        with open(self.output, 'wb') as output:
            self.child = subprocess.Popen([str(part) for part in command], cwd=folder, stdin=subprocess.DEVNULL,
                                          stdout=output, stderr=subprocess.STDOUT,
                                          env={**os.environ, 'TERM': 'dumb', **(environment or {})})

    @property
    def pid(self):
        return self.child.pid

    def text(self):
        return self.output.read_text(encoding='utf-8', errors='replace')

    def running(self):
        return self.child.poll() is None

    def wait(self, timeout):
        """Exit status; NotSeen with the tail of its output when it runs on."""
        try:
            return self.child.wait(timeout)
        except subprocess.TimeoutExpired:
            raise NotSeen(f'{self.name} still runs after {timeout} s\n{self.text()[-3000:]}') from None

    def wait_for_text(self, text, timeout=10.0):
        def seen():
            if text in self.text():
                return True
            if not self.running():
                raise NotSeen(f'{self.name} ended ({self.child.returncode}) before it said "{text}"\n{self.text()[-3000:]}')
            return False
        wait_until(seen, lambda: f'"{text}" from {self.name}\n{self.text()[-3000:]}', timeout)

    def stop(self, timeout=10.0, first=signal.SIGTERM):
        if self.running():
            self.child.send_signal(first)
            try:
                self.child.wait(timeout)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        return self.child.returncode
