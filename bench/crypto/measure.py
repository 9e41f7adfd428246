# SPDX-License-Identifier: Apache-2.0
"""Runs build/crypto_bench, by itself for time and allocations and under callgrind for instructions, and prints one table.
measure.py [--json FILE]"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(BENCH))
from rows import aligned, instructions, number, report, run  # noqa: E402

PROGRAM = BENCH.parent / 'build/crypto_bench'
REPETITIONS = 7
BARS = {'rtp': 60, 'rtp-srtp': 400, 'srtp-rtp': 400, 'rtp-srtp-gcm': 200, 'srtp-rtp-gcm': 200}  # ns per packet
MANY = ['rtp-500-calls', 'rtp-srtp-500-calls']
SYSTEMS = ['trunkgate', 'trunkgate-openssl', 'libsrtp2', 'floor']
TIME, COUNT, HEAP, RATIO = 'ns/packet', 'instructions/packet', 'allocations/packet', 'times floor'


def times_and_allocations():
    """Medians over repetitions, which Google Benchmark mixes so that a disturbance of the machine hits all cases alike."""
    command = [PROGRAM, '--benchmark_format=json', '--benchmark_min_time=0.05', f'--benchmark_repetitions={REPETITIONS}',
               '--benchmark_enable_random_interleaving=true', '--benchmark_report_aggregates_only=true']
    rows = {}
    for entry in json.loads(run(command, stderr=subprocess.DEVNULL))['benchmarks']:
        if entry['aggregate_name'] == 'median':
            system, case, _ = entry['run_name'].split('/')
            rows[system, case, TIME] = entry['ns']
            rows[system, case, HEAP] = entry['allocations']
    return rows


def ratios(rows):
    return {(system, case, RATIO): value / rows['floor', case, TIME]
            for (system, case, unit), value in rows.items() if unit == TIME and ('floor', case, TIME) in rows}


def table(rows):
    lines = [['case, system', 'ns', 'of floor', 'instructions', 'allocations', 'bar, ns']]
    for case in [*BARS, *MANY]:
        lines.append([])
        for system in [system for system in SYSTEMS if (system, case, TIME) in rows]:
            ratio = rows.get((system, case, RATIO))
            bar = BARS.get(case) if system == 'trunkgate' else None
            lines.append([f'{case}, {system}', number(rows[system, case, TIME]), f'{ratio:.2f}' if ratio else '-',
                          number(rows.get((system, case, COUNT))), number(rows[system, case, HEAP]),
                          number(bar) if bar else ''])
    return aligned(lines)


def verdicts(rows):
    for case, bar in BARS.items():
        time = rows['trunkgate', case, TIME]
        yield f'{case}: {time:.0f} ns, {"within" if time <= bar else "ABOVE"} the bar of {bar} ns'


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--json', metavar='FILE')
    options = arguments.parse_args()
    rows = times_and_allocations()
    rows.update(ratios(rows))
    rows.update(instructions(PROGRAM, COUNT))
    report(table(rows), verdicts(rows), rows, options.json)


if __name__ == '__main__':
    main()
