#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Turns the runs that sampling.py wrote down into tables.

usage: report.py RAW JSON MARKDOWN
"""

import json
import sys

import figures
import tools
import workloads


def number(value):
    if value is None:
        return ''
    return f'{round(value):,}'.replace(',', ' ')


def table(head, rows):
    """Markdown that reads as text too: columns of one width."""
    rows = [head] + rows
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]

    def line(row):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        return '| ' + ' | '.join(cells) + ' |'

    rule = '|' + '|'.join('-' * (width + 2) if i == 0
                          else '-' * (width + 1) + ':'
                          for i, width in enumerate(widths)) + '|'
    return '\n'.join([line(rows[0]), rule] + [line(row) for row in rows[1:]])


def figure_table(found, rate, names, value):
    head = [f'{rate} Hz'] + [workloads.WORKLOADS[name].title for name in names]
    rows = []
    for tool in found.tools:
        cells = [number(value(name, tool, rate)) for name in names]
        if any(cells):
            rows.append([tools.TOOLS[tool].title] + cells)
    return table(head, rows) if rows else ''


def sections(found):
    sampled = [name for name in found.workloads
               if workloads.WORKLOADS[name].unit == 'sample']
    others = [name for name in found.workloads if name not in sampled]
    yield ('Instructions per sample in the interrupted program, less the floor',
           sampled, lambda *of: found.net(*of, 'cpu_ns'))
    yield ('Instructions per sample of the whole machine, less the floor',
           sampled, lambda *of: found.net(*of, 'wall_ns'))
    yield ('How far apart the repetitions were, in the interrupted program',
           sampled, lambda *of: found.spread(*of, 'cpu_ns'))
    yield ('Bytes written per sample', sampled, found.bytes)
    yield ('Samples taken', sampled,
           lambda *of: found.mean(*of, 'samples'))
    yield ('Samples lost', sampled, lambda *of: found.mean(*of, 'lost'))
    yield ('Instructions beyond those without any tool: per context switch, '
           'or per second', others, lambda *of: found.net(*of, 'wall_ns'))
    yield ('Timer interrupts', others,
           lambda *of: found.mean(*of, 'timer_interrupts'))


def markdown(found):
    parts = []
    for title, names, value in sections(found):
        tables = [figure_table(found, rate, names, value)
                  for rate in found.rates] if names else []
        tables = [text for text in tables if text]
        if tables:
            parts += [f'### {title}'] + tables
    return '\n\n'.join(parts) + '\n'


def missing(names):
    if not names:
        return ''
    return '\nNot installed, so not measured: ' + \
        ', '.join(tools.TOOLS[name].title for name in names) + '\n'


def main():
    raw, json_path, markdown_path = sys.argv[1:]
    with open(raw, encoding='ascii') as file:
        noted = json.load(file)
    found = figures.Figures(noted['runs'])
    text = markdown(found) + missing(noted['missing'])
    noted['figures'] = found.as_list()
    with open(json_path, 'w', encoding='ascii') as out:
        json.dump(noted, out, indent=1)
    with open(markdown_path, 'w', encoding='utf-8') as out:
        out.write(text)
    print(text, end='')


main()
