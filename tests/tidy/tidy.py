# SPDX-License-Identifier: Apache-2.0
"""Holds the house rules: who includes whom, lengths, banned calls, words, READMEs. tidy.py [--junit FILE]"""
import argparse
import re
import sys
from pathlib import Path
from xml.sax.saxutils import quoteattr

import includes
from source import blanked, functions

ROOT = Path(__file__).resolve().parents[2]
TOP_FOLDERS = ['sip', 'proxy', 'media', 'metrics', 'deploy', 'bench', 'tests']
README_HEADINGS = ['What lives here', 'What never will', 'Start reading at', 'Data in, data out', 'Decisions', 'How it is tested']
FILE_LINES_MAX, FUNCTION_LINES_MAX = 400, 60
HEADER_LINES_AIM, SOURCE_LINES_AIM = 120, 300
RFC_CITES_PER_1000_LINES_MIN = 4
EDGE = r'proxy/(edge|cli|main)/|media/(io/|embedded|remote|service/)|metrics/(exposition|process)|tests/|bench/'
BANNED = [  # pattern, files that may use it, why
    (r'(steady|system|high_resolution)_clock::now', EDGE, 'time is a parameter'),
    (r'\brandom_device\b|\bRAND_bytes\b', EDGE + r'|proxy/hide/|media/srtp/', 'randomness is a parameter'),
    (r'\bgetaddrinfo\b|\bgethostbyname\b', EDGE, 'DNS is a parameter'),
    (r'\bsleep_for\b|\bsleep_until\b|\busleep\s*\(', r'$^', 'wait for an event, not for time'),
    (r'\bstrcpy\b|\bsprintf\b|\bstrcat\b|\bgets\b|\batoi\b', r'$^', 'unbounded'),
]
WORDS = re.compile(r'\b(?:TODO|FIXME|XXX|HACK)\b|not implemented|(?<!stands )\bfor now\b|/work/')


def tracked(*suffixes):
    """Files of ours below the top folders, as (path relative to the root, text)."""
    for folder in TOP_FOLDERS:
        for path in sorted((ROOT / folder).rglob('*')):
            if path.is_file() and path.suffix in suffixes:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding='utf-8', errors='replace')


def include_matrix():
    return [fault for path, text in tracked('.h', '.cpp') for fault in includes.faults(path, text)]


def file_length():
    return [f'{path}: {n} lines, at most {FILE_LINES_MAX}' for path, text in tracked('.h', '.cpp', '.py')
            if (n := text.count('\n')) > FILE_LINES_MAX]


def function_length():
    found = []
    for path, text in tracked('.h', '.cpp'):
        for first, last, name in functions(text):
            if last - first + 1 > FUNCTION_LINES_MAX:
                found.append(f'{path}:{first}: {name} has {last - first + 1} lines, at most {FUNCTION_LINES_MAX}')
    return found


def banned_calls():
    found = []
    for path, text in tracked('.h', '.cpp'):
        code = blanked(text)
        for pattern, allowed, why in BANNED:
            if re.match(allowed, path):
                continue
            found += [f'{path}:{code.count(chr(10), 0, m.start()) + 1}: {m.group()}: {why}' for m in re.finditer(pattern, code)]
    return found


def unfinished_words():
    found = []
    for path, text in tracked('.h', '.cpp', '.py', '.md', '.txt', '.xml', '.yaml'):
        if path.startswith('tests/tidy/'):
            continue
        found += [f'{path}:{text.count(chr(10), 0, m.start()) + 1}: "{m.group()}"' for m in WORDS.finditer(text)]
    return found


def licence_line():
    line = 'SPDX-License-Identifier: Apache-2.0'
    return [f'{path}: first line must hold {line}' for path, text in tracked('.h', '.cpp', '.py')
            if line not in text.split('\n', 1)[0]]


def pragma_once():
    return [f'{path}: no #pragma once' for path, text in tracked('.h') if '#pragma once' not in text]


def readme_per_folder():
    found = []
    for folder in TOP_FOLDERS:
        readme = ROOT / folder / 'README.md'
        if not readme.exists():
            found.append(f'{folder}/README.md is missing')
            continue
        text = readme.read_text()
        found += [f'{folder}/README.md: no heading "{h}"' for h in README_HEADINGS if not re.search(rf'^#+ {h}', text, re.M)]
    return found


def rfc_cites(minimum=RFC_CITES_PER_1000_LINES_MIN):
    found = []
    for folder in ('sip', 'media'):
        lines = cites = 0
        for path, text in tracked('.h', '.cpp'):
            if path.startswith(folder + '/'):
                lines += text.count('\n')
                cites += len(re.findall(r'RFC ?\d+|(?<!RFC )§ ?\d', text))
        if lines and cites * 1000 < minimum * lines:
            found.append(f'{folder}/: {cites} RFC sections in {lines} lines, at least {minimum} per 1000')
    return found


def metric_in_readme():
    catalogue, readme = ROOT / 'metrics/catalogue.cpp', ROOT / 'metrics/README.md'
    if not catalogue.exists() or not readme.exists():
        return []
    text = readme.read_text()
    return [f'metrics/README.md does not name {name}' for name in re.findall(r'"(trunkgate_\w+)"', catalogue.read_text())
            if name not in text and name.removeprefix('trunkgate_') not in text]


def checker_itself():
    """Each rule must be able to fail."""
    found = []
    body = '\n'.join('  f();' for _ in range(60))
    long_function = f'namespace a {{\nclass B {{\n  B() : c_{{1}}, d_(2) {{\n{body}\n  }}\n}};\nint x() {{ return 1; }}\n}}\n'
    if [last - first + 1 for first, last, _ in functions(long_function)] != [62, 1]:
        found.append(f'function lengths are misread: {functions(long_function)}')
    for path, include, wrong in [('sip/scan/a.h', 'sip/message/message.h', True), ('sip/scan/a.h', 'openssl/evp.h', True),
                                 ('proxy/call/a.h', 'boost/asio.hpp', True), ('proxy/call/a.h', 'media/anchor.h', True),
                                 ('proxy/call/a.h', 'media/control.h', False), ('media/rtp/a.h', 'sip/instant.h', True),
                                 ('metrics/a.h', 'sip/instant.h', True), ('sip/dialog/a.h', 'string_view', False),
                                 ('media/session/forward.h', 'media/sdp/edit.h', True)]:
        if bool(includes.faults(path, f'#include "{include}"\n')) != wrong:
            found.append(f'{path} including {include} is {"not " if wrong else ""}refused')
    if not re.search(BANNED[0][0], blanked('auto t = std::chrono::steady_clock::now(); // x')):
        found.append('a clock read is overlooked')
    return found


def wishes():
    """What is aimed at but does not fail the run: lengths, a test per source file."""
    tests = {path for path, _ in tracked('.cpp') if path.startswith('tests/')}
    for path, text in tracked('.h', '.cpp'):
        lines = text.count('\n')
        if path.startswith(('tests/', 'bench/')):
            continue
        if lines > (HEADER_LINES_AIM if path.endswith('.h') else SOURCE_LINES_AIM):
            yield f'{path}: {lines} lines'
        if path.endswith('.cpp') and f'tests/{path[:-4]}_test.cpp' not in tests:
            yield f'{path}: no tests/{path[:-4]}_test.cpp'


RULES = [checker_itself, include_matrix, file_length, function_length, banned_calls, unfinished_words, licence_line,
         pragma_once, readme_per_folder, rfc_cites, metric_in_readme]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--junit', help='write the verdicts to this file')
    parser.add_argument('--wishes', action='store_true', help='list what is aimed at but not demanded')
    arguments = parser.parse_args()
    cases, failed = [], 0
    for rule in RULES:
        found = rule()
        failed += bool(found)
        print(f'tidy: {rule.__name__}: {"ok" if not found else f"{len(found)} faults"}')
        for fault in found:
            print(f'  {fault}')
        failure = f'<failure message={quoteattr(chr(10).join(found))}/>' if found else ''
        cases.append(f'<testcase classname="tidy" name="{rule.__name__}">{failure}</testcase>')
    hopes = list(wishes())
    print(f'tidy: {len(hopes)} wishes (tests/tidy/tidy.py --wishes lists them)')
    if arguments.wishes:
        print('\n'.join(f'  {hope}' for hope in hopes))
    if arguments.junit:
        Path(arguments.junit).write_text(f'<testsuite name="tidy">{"".join(cases)}</testsuite>')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.dont_write_bytecode = True
    sys.exit(main())
