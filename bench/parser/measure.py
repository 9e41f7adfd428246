# SPDX-License-Identifier: Apache-2.0
"""Runs build/parser_bench, by itself for time and allocations and under callgrind for instructions, and prints one table.
measure.py [--json FILE]"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = Path(__file__).resolve().parents[2] / 'build/parser_bench'
COLUMNS = [  # case, unit, heading
    ('parse', 'ns/message', 'ns'),
    ('parse-same', 'ns/message', 'ns, same'),
    ('parse', 'instructions/message', 'instructions'),
    ('parse', 'allocations/message', 'allocations'),
    ('parse-invite', 'ns/message', 'INVITE: ns'),
    ('parse-invite', 'instructions/message', 'instructions'),
]
OTHER_CASES = ['rewrite', 'transaction']
PEERS = ['sofia-sip', 'osip2', 'libre']


def run(command, **options):
    """The program's lines as lists of fields; what it says on stderr goes to ours."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, **options)
    if done.returncode != 0:
        sys.exit(f'{" ".join(map(str, command))} failed with {done.returncode}')
    return [line.split('\t') for line in done.stdout.splitlines()]


def times_and_allocations():
    return {(system, case, unit): float(value) for system, case, unit, value in run([PROGRAM])}


def instructions():
    """Callgrind writes one file per case, with the case's label and the sum of its events in it."""
    with tempfile.TemporaryDirectory() as folder:
        command = ['valgrind', '--tool=callgrind', '--instr-atstart=no', '--collect-systime=no', '-q',
                   f'--callgrind-out-file={folder}/out', PROGRAM, '--count']
        counts = {(system, case): float(count) for system, case, _, count in run(command, stderr=subprocess.DEVNULL)}
        found = {}
        for path in Path(folder).iterdir():
            text = path.read_text()
            label = re.search(r'^desc: Trigger: Client Request: (\S+) (\S+)$', text, re.M)
            total = re.search(r'^(?:totals|summary): (\d+)', text, re.M)
            if label and total:
                key = label.groups()
                found[(*key, 'instructions/message')] = int(total.group(1)) / counts[key]
        return found


def table(rows):
    systems = list(dict.fromkeys(system for system, _, _ in rows))
    lines = [['parse'] + [heading for _, _, heading in COLUMNS]]
    lines += [[system] + [number(rows.get((system, case, unit))) for case, unit, _ in COLUMNS] for system in systems]
    lines.append([])
    lines.append(['trunkgate', 'ns', 'instructions', 'allocations'])
    for case in OTHER_CASES:
        units = ('ns/message', 'instructions/message', 'allocations/message')
        lines.append([case] + [number(rows.get(('trunkgate', case, unit))) for unit in units])
    width = max(len(line[0]) for line in lines if line)
    return '\n'.join('  '.join([line[0].ljust(width)] + [cell.rjust(12) for cell in line[1:]]) if line else ''
                     for line in lines)


def number(value):
    if value is None:
        return '-'
    return f'{value:,.0f}' if value >= 100 or value == int(value) else f'{value:,.1f}'


def verdicts(rows):
    def time(system, case):
        return rows[system, case, 'ns/message']
    fastest = min(PEERS, key=lambda system: time(system, 'parse'))
    yield f'{time(fastest, "parse") / time("trunkgate", "parse"):.1f} times as fast as {fastest}, the fastest peer'
    fastest = min(PEERS, key=lambda system: time(system, 'parse-invite'))
    yield (f'to parse and rewrite an INVITE takes {time("trunkgate", "rewrite") / time(fastest, "parse-invite"):.0%} of '
           f'what {fastest} takes to parse it')


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--json', metavar='FILE')
    options = arguments.parse_args()
    rows = times_and_allocations()
    rows.update(instructions())
    print(table(rows))
    print()
    print('\n'.join(verdicts(rows)))
    if options.json:
        listed = [{'system': system, 'case': case, 'value': value, 'unit': unit}
                  for (system, case, unit), value in rows.items()]
        Path(options.json).write_text(json.dumps({'rows': listed}, indent=1) + '\n')


if __name__ == '__main__':
    main()
