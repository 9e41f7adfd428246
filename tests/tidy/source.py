# SPDX-License-Identifier: Apache-2.0
"""C++ source as the rules see it: comments and literals blanked, functions with their lengths."""
import re

BLANK = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
                   re.S)
NOT_A_FUNCTION = re.compile(r'^\s*(?:template\s*<[^{]*>\s*)?(?:inline\s+)?'
                            r'(?:namespace|class|struct|enum|union|extern|using|typedef)\b')


def blanked(text):
    """The text with comments and literals replaced by spaces; line numbers and offsets stay."""
    return BLANK.sub(lambda m: re.sub(r'[^\n]', ' ', m.group()), text)


def without_preprocessor(text):
    return re.sub(r'^[ \t]*#(?:[^\n\\]|\\\n|\\.)*', lambda m: re.sub(r'[^\n]', ' ', m.group()), text, flags=re.M)


def matching_brace(text, opening):
    depth = 0
    for position in range(opening, len(text)):
        if text[position] == '{':
            depth += 1
        elif text[position] == '}':
            depth -= 1
            if depth == 0:
                return position
    return len(text) - 1


def is_function_header(header):
    if '(' not in header or NOT_A_FUNCTION.match(header):
        return False
    header = re.sub(r'operator\s*[^\s\w(]+', 'operator', header)
    previous = None
    while previous != header:  # default arguments and attributes live inside parentheses
        previous = header
        header = re.sub(r'\([^()]*\)', '', header)
    return '=' not in header


def functions(text):
    """(first line, last line, name) of each function body outside other functions."""
    text = without_preprocessor(blanked(text))
    found, start, position = [], 0, 0
    while position < len(text):
        char = text[position]
        if char in ';}':
            start = position + 1
        elif char == '{':
            header = text[start:position]
            if is_function_header(header):
                end = matching_brace(text, position)
                following = text[end + 1:].lstrip()[:1]
                if following in (',', '{'):  # a member initialised with braces: the body is still to come
                    position = end + 1
                    continue
                first = text.count('\n', 0, start + len(header) - len(header.lstrip())) + 1
                last = text.count('\n', 0, end) + 1
                name = re.search(r'([\w:~]+(?:\s*operator\S+)?)\s*\(', header)
                found.append((first, last, name.group(1) if name else '?'))
                position = end
            elif '=' in header or re.search(r'[\w>\]]\s*$', header) and not NOT_A_FUNCTION.match(header):
                position = matching_brace(text, position)  # an initialiser, not a scope
            start = position + 1
        position += 1
    return found
