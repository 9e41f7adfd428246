# SPDX-License-Identifier: Apache-2.0
"""Runs build/parser_bench, by itself for time and allocations and under callgrind for instructions, and prints one table.
measure.py [--json FILE]"""
import argparse
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
sys.dont_write_bytecode = True
sys.path.insert(0, str(BENCH))
from rows import aligned, fields, instructions, number, report, run  # noqa: E402

PROGRAM = BENCH.parent / 'build/parser_bench'
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


def times_and_allocations():
    return {(system, case, unit): float(value) for system, case, unit, value in fields(run([PROGRAM]))}


def table(rows):
    systems = list(dict.fromkeys(system for system, _, _ in rows))
    lines = [['parse'] + [heading for _, _, heading in COLUMNS]]
    lines += [[system] + [number(rows.get((system, case, unit))) for case, unit, _ in COLUMNS] for system in systems]
    lines.append([])
    lines.append(['trunkgate', 'ns', 'instructions', 'allocations'])
    for case in OTHER_CASES:
        units = ('ns/message', 'instructions/message', 'allocations/message')
        lines.append([case] + [number(rows.get(('trunkgate', case, unit))) for unit in units])
    return aligned(lines)


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
    rows.update(instructions(PROGRAM, 'instructions/message'))
    report(table(rows), verdicts(rows), rows, options.json)


if __name__ == '__main__':
    main()
