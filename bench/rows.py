# SPDX-License-Identifier: Apache-2.0
"""What all comparisons share: running a program, counting its instructions, writing rows of figures. A row is keyed by
(system, case, unit)."""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def run(command, **options):
    """What the program writes on stdout; its stderr is ours."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, **options)
    if done.returncode != 0:
        sys.exit(f'{" ".join(map(str, command))} failed with {done.returncode}')
    return done.stdout


def fields(text):
    return [line.split('\t') for line in text.splitlines()]


def instructions(program, unit):
    """Runs `program --count`: it dumps once per case, labelled "SYSTEM CASE", and says last in a line how often it did the
    work. Callgrind writes one file per dump, with its label and the sum of its events in it."""
    with tempfile.TemporaryDirectory() as folder:
        command = ['valgrind', '--tool=callgrind', '--instr-atstart=no', '--collect-systime=no', '-q',
                   f'--callgrind-out-file={folder}/out', program, '--count']
        text = run(command, stderr=subprocess.DEVNULL)
        counts = {(line[0], line[1]): float(line[-1]) for line in fields(text)}
        found = {}
        for path in Path(folder).iterdir():
            text = path.read_text()
            label = re.search(r'^desc: Trigger: Client Request: (\S+) (\S+)$', text, re.M)
            total = re.search(r'^(?:totals|summary): (\d+)', text, re.M)
            if label and total:
                found[(*label.groups(), unit)] = int(total.group(1)) / counts[label.groups()]
        return found


def number(value):
    if value is None:
        return '-'
    return f'{value:,.0f}' if abs(value) >= 100 or value == int(value) else f'{value:,.1f}'


def aligned(lines, width=12):
    """Lists of cells as a table: the first cell to the left, the others to the right. An empty list is an empty line."""
    first = max(len(line[0]) for line in lines if line)
    return '\n'.join('  '.join([line[0].ljust(first)] + [cell.rjust(width) for cell in line[1:]]) if line else ''
                     for line in lines)


def write_json(path, rows):
    listed = [{'system': system, 'case': case, 'value': value, 'unit': unit}
              for (system, case, unit), value in rows.items()]
    Path(path).write_text(json.dumps({'rows': listed}, indent=1) + '\n')


def report(text, verdicts, rows, json_path):
    print(text)
    print()
    print('\n'.join(verdicts))
    if json_path:
        write_json(json_path, rows)
