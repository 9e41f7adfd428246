# SPDX-License-Identifier: Apache-2.0
"""Tones: made, encoded as PCMU (ITU-T G.711), and found again in what somebody heard."""
import math
import struct
import wave

RATE = 8000
WINDOW = 1600  # 0.2 s: bins 5 Hz wide


def tone(frequency, seconds, amplitude=12000):
    return [round(amplitude * math.sin(2 * math.pi * frequency * n / RATE)) for n in range(int(RATE * seconds))]


def encode_ulaw(sample):
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32635) + 132
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | (magnitude >> (exponent + 3)) & 0x0F) & 0xFF


def decode_ulaw(octet):
    octet = ~octet & 0xFF
    magnitude = ((((octet & 0x0F) << 3) + 132) << (octet >> 4 & 7)) - 132
    return -magnitude if octet & 0x80 else magnitude


def write_ulaw(path, frequency, seconds=2):
    path.write_bytes(bytes(map(encode_ulaw, tone(frequency, seconds))))
    return path


def write_wav(path, frequency, seconds=10):
    with wave.open(str(path), 'wb') as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        samples = tone(frequency, seconds)
        file.writeframes(struct.pack(f'<{len(samples)}h', *samples))
    return path


def read_wav(path):
    with wave.open(str(path), 'rb') as file:
        assert file.getnchannels() == 1 and file.getsampwidth() == 2, 'mono, 16 bit'
        frames = file.readframes(file.getnframes())
    return list(struct.unpack(f'<{len(frames) // 2}h', frames))


def share(samples, frequency):
    """Which part of the power lies at `frequency` (Goertzel): near 1 for the tone alone, near 0 without it."""
    energy = sum(s * s for s in samples)
    if not energy:
        return 0.0
    coefficient = 2 * math.cos(2 * math.pi * frequency / RATE)
    a = b = 0.0
    for sample in samples:
        a, b = sample + coefficient * a - b, a
    return (a * a + b * b - coefficient * a * b) * 2 / (len(samples) * energy)


def seconds_of(samples, frequency, least=0.9):
    """For how long the tone was heard: seconds of windows in which it holds at least `least` of the power."""
    windows = (samples[n:n + WINDOW] for n in range(0, len(samples) - WINDOW + 1, WINDOW))
    return sum(WINDOW / RATE for window in windows if share(window, frequency) >= least)


def loudest(samples, candidates=range(100, 3500, 5)):
    """The frequency with the greatest share in the middle of the recording; 0 for silence."""
    middle = len(samples) // 2
    window = samples[max(0, middle - WINDOW // 2):middle + WINDOW // 2]
    return max(candidates, key=lambda f: share(window, f)) if any(window) else 0
