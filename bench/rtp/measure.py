# SPDX-License-Identifier: Apache-2.0
"""Runs the same calls through trunkgate-media, rtpengine and a bare relay, one after the other, round after round; prints
one table of medians and draws it. measure.py [--json FILE] [--svg FILE] [--streams N] [--seconds S] [--runs R] [--calls C]"""
import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

BENCH = Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path[:0] = [str(BENCH), str(BENCH / 'rtp')]
import plot  # noqa: E402
from rows import aligned, fields, number, report  # noqa: E402
from servers import BUILD, BareRelay, House, Rtpengine, Trunkgate, cores  # noqa: E402

CASES = {'rtp': [Trunkgate, Rtpengine, BareRelay], 'srtp': [Trunkgate, Rtpengine]}
OURS, PEER, FLOOR = Trunkgate.name, Rtpengine.name, BareRelay.name
CALL_UNITS = {f'{pace}{unit}/call' for pace in ('', 'busy-') for unit in ('us', 'us-set-up', 'us-release')} | {'kB/call'}
COLUMNS = [('us/packet', 'us/packet'), ('user-us/packet', 'user'), ('system-us/packet', 'system'),
           ('us-delay-p50', 'delay p50'), ('us-delay-p99', 'p99'), ('us-delay-max', 'max'), ('lost', 'lost'),
           ('reordered', 'reordered'), ('unsound', 'unsound')]
CALL_COLUMNS = [('us/call', 'us/call'), ('us-set-up/call', 'set-up'), ('us-release/call', 'release'), ('busy-us/call', 'busy'),
                ('busy-us-set-up/call', 'set-up'), ('busy-us-release/call', 'release'), ('kB/call', 'kB/call')]
COUNTS = {'packets', 'lost', 'reordered', 'unsound'}  # summed over the runs; all else is the median
KILOBYTES_PER_CALL_MAX = 6


def one_run(kind, case, options):
    house = House()
    with kind(house, options.streams) as server:
        calls = 0 if kind is BareRelay else options.calls
        command = [BUILD / 'rtp_bench', server.process.pid, house.caller, house.called, case, options.streams, options.seconds,
                   calls, *server.arguments()]
        done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True,
                              preexec_fn=lambda: os.sched_setaffinity(0, cores()[0]))
        if done.returncode != 0:
            sys.exit(f'the run of {server.name} failed: {" ".join(map(str, command))}')
        return {unit: float(value) for unit, value in fields(done.stdout)}


def measure(options):
    readings = {}
    for run in range(options.runs):
        for case, kinds in CASES.items():
            for kind in kinds:
                print(f'run {run + 1} of {options.runs}: {case}, {kind.name}', file=sys.stderr, flush=True)
                for unit, value in one_run(kind, case, options).items():
                    if kind is BareRelay and unit in CALL_UNITS:
                        continue
                    under = {'rtp': 'call', 'srtp': 'call-srtp'}[case] if unit in CALL_UNITS else case
                    readings.setdefault((kind.name, under, unit), []).append(value)
    return {key: sum(values) if key[2] in COUNTS else median(values) for key, values in readings.items()}


def table(rows, options):
    lines = [[f'{options.streams} calls, {100 * options.streams} packets/s'] + [heading for _, heading in COLUMNS]]
    for case, kinds in CASES.items():
        lines.append([])
        for kind in kinds:
            lines.append([f'{case}, {kind.name}'] + [number(rows.get((kind.name, case, unit))) for unit, _ in COLUMNS])
    lines += [[], ['set-up and release'] + [heading for _, heading in CALL_COLUMNS]]
    for case in ('call', 'call-srtp'):
        for system in (OURS, PEER):
            lines.append([f'{case}, {system}'] + [number(rows.get((system, case, unit))) for unit, _ in CALL_COLUMNS])
    return aligned(lines, 9)


def bars(rows):
    """(what, our value, the bar, unit of both)."""
    def share(case, unit, bar):
        peer = rows[PEER, case, unit]
        return rows[OURS, case, unit] / peer if peer else 0, bar
    yield 'CPU per packet, RTP to RTP', *share('rtp', 'us/packet', 0.70), 'of rtpengine'
    yield 'CPU per packet, RTP to SRTP and back', *share('srtp', 'us/packet', 0.60), 'of rtpengine'
    for case in CASES:
        yield f'user part, {case}', *share(case, 'user-us/packet', 0.15), 'of rtpengine'
        yield f'p99 delay, {case}', *share(case, 'us-delay-p99', 1.0), 'of rtpengine'
    for case in ('call', 'call-srtp'):
        if (OURS, case, 'us/call') in rows:
            yield f'set-up and release, {case}', *share(case, 'us/call', 0.25), 'of rtpengine'
            yield f'in bursts, {case}', *share(case, 'busy-us/call', 0.25), 'of rtpengine'
        yield f'memory, {case}', rows[OURS, case, 'kB/call'], KILOBYTES_PER_CALL_MAX, 'kB per call'
    yield 'packets of ours lost or spoilt', sum(rows[OURS, case, unit] for case in CASES for unit in ('lost', 'unsound')), 0, ''


def verdicts(rows):
    for what, value, bar, unit in bars(rows):
        yield f'{what}: {value:.2f} {unit}, {"within" if value <= bar else "ABOVE"} the bar of {bar:g}'


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--json', metavar='FILE')
    arguments.add_argument('--svg', metavar='FILE', default=str(BUILD / 'bench-rtp.svg'))
    arguments.add_argument('--streams', type=int, default=250, help='calls with audio both ways')
    arguments.add_argument('--seconds', type=int, default=10)
    arguments.add_argument('--runs', type=int, default=3)
    arguments.add_argument('--calls', type=int, default=500, help='set up and released without audio, at each pace')
    options = arguments.parse_args()
    if not 1 <= options.streams <= 5000 or not 1 <= options.seconds <= 600 or options.runs < 1 or options.calls < 0:
        arguments.error('streams 1 to 5000, seconds 1 to 600, runs from 1')
    rows = measure(options)
    report(table(rows, options), verdicts(rows), rows, options.json)
    Path(options.svg).write_text(plot.draw(rows, options.streams))
    print(f'plot: {options.svg}')


if __name__ == '__main__':
    main()
