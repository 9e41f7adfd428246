# SPDX-License-Identifier: Apache-2.0
"""The table of bench/run rtp as an SVG picture: CPU per packet, user part dark, and delays, per case and system."""

BAR, GAP, LEFT, WIDTH, TOP = 22, 10, 210, 460, 60
USER, SYSTEM, MIDDLE, TAIL = '#1f4e79', '#9dc3e6', '#548235', '#c5e0b4'


def _text(x, y, words, size=13, anchor='start'):
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" text-anchor="{anchor}">{words}</text>'


def _rect(x, y, width, colour):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{BAR}" fill="{colour}"/>'


def _chart(rows, top, title, pairs, first, second, colours):
    """Two values per bar, the first inside the second, both on one scale."""
    parts = [_text(LEFT, top, title, 15)]
    longest = max(rows[system, case, second] for system, case in pairs)
    y = top + 14
    for system, case in pairs:
        inner, outer = (rows[system, case, unit] for unit in (first, second))
        parts += [_text(LEFT - 8, y + 16, f'{case}, {system}', anchor='end'),
                  _rect(LEFT, y, WIDTH * outer / longest, colours[1]), _rect(LEFT, y, WIDTH * inner / longest, colours[0]),
                  _text(LEFT + WIDTH * outer / longest + 6, y + 16, f'{inner:.1f} / {outer:.1f}')]
        y += BAR + GAP
    return parts, y


def draw(rows, streams):
    pairs = [(system, case) for system, case, unit in rows if unit == 'us/packet']
    pairs.sort(key=lambda pair: pair[1])
    parts = [_text(20, 28, f'Relaying {streams} calls of G.711, {100 * streams} packets/s, one core', 18)]
    cost, y = _chart(rows, TOP, 'CPU µs per packet: user / all', pairs, 'user-us/packet', 'us/packet', (USER, SYSTEM))
    delay, y = _chart(rows, y + 30, 'Delay, µs: median / 99th percentile', pairs, 'us-delay-p50', 'us-delay-p99',
                      (MIDDLE, TAIL))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 130}" height="{y + 10}" '
            f'font-family="sans-serif">\n<rect width="100%" height="100%" fill="white"/>\n'
            + '\n'.join(parts + cost + delay) + '\n</svg>\n')
