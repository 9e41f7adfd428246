# SPDX-License-Identifier: Apache-2.0
"""The Prometheus text of /metrics as values."""
import re
import urllib.error
import urllib.request

LINE = re.compile(r'^(\w+)(?:\{(.*)\})? (\S+)')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def fetch(url, timeout=5):
    """(status, body); (0, '') when nobody listens."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ''


class Page:
    def __init__(self, text):
        self.text, self.series = text, []
        for line in text.splitlines():
            match = LINE.match(line)
            if match:
                self.series.append((match[1], dict(LABEL.findall(match[2] or '')), float(match[3])))

    def total(self, name, **labels):
        """Sum over the series that carry these labels; 0 when there are none."""
        return sum(value for series, own, value in self.series
                   if series == name and all(own.get(key) == wanted for key, wanted in labels.items()))

    def has(self, name):
        return any(series == name for series, _, _ in self.series)
