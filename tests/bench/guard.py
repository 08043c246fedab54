#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds the cost of a sample to the figures that were committed.

usage: guard.py check RUNS FIGURES      TAP without a plan; RUNS is what
                                        sampling.py wrote down
       guard.py bless RUNS FIGURES      writes the figures of that kernel anew
"""

import json
import re
import sys

import figures

RATE = 9999
MARGIN = 0.03

# What is held, by name: of which workload, by which tool, by which clock.
HELD = {
    'depth20': ('depth20', 'flamek', 'cpu_ns'),
    'pipe': ('pipe', 'flamek', 'cpu_ns'),
    'depth20-machine': ('depth20', 'flamek-svg', 'wall_ns'),
    'pipe-machine': ('pipe', 'flamek-svg', 'wall_ns'),
}

HEAD = '''\
# What a sample costs: instructions in the interrupted program, or of the whole
# machine while an SVG is made, less the floor, at {rate} Hz, by kernel. Written by
# `make bench-bless [KERNEL=NAME]`, checked by tests/guest/cost.t.
'''


def read(path):
    with open(path, encoding='ascii') as file:
        return json.load(file)


def measured(noted):
    """Name to figure."""
    found = figures.Figures(noted['runs'])
    return {name: found.net(workload, tool, RATE, clock)
            for name, (workload, tool, clock) in HELD.items()}


def version(release):
    """What kernels that cost the same have in common: 6.12-amd64."""
    found = re.match(r'(\d+\.\d+).*?(-[a-z].*)', release)
    return ''.join(found.groups()) if found else release


def committed(path):
    """Kernel to workload to figure."""
    kernels = {}
    with open(path, encoding='ascii') as file:
        for line in file:
            if not line.startswith('#'):
                kernel, name, figure = line.split()
                kernels.setdefault(kernel, {})[name] = int(figure)
    return kernels


def check(noted, path):
    kernel = version(noted['kernel'])
    allowed = committed(path).get(kernel, {})
    for number, (name, figure) in enumerate(measured(noted).items(), 1):
        if name not in allowed:
            print(f'ok {number} - {name}: what a sample costs # SKIP {path} '
                  f'has no figures of {kernel}')
            print(f'# {name}: {figure:.0f} instructions')
            continue
        limit = allowed[name] * (1 + MARGIN)
        verdict = 'ok' if figure <= limit else 'not ok'
        print(f'{verdict} {number} - {name}: a sample costs at most '
              f'{MARGIN:.0%} more than {allowed[name]} instructions')
        print(f'# {name}: {figure:.0f} instructions')
        if figure > limit:
            print('# if that has to be: make bench-bless')
        elif figure < allowed[name] * (1 - MARGIN):
            print('# less than what is committed: make bench-bless')


def bless(noted, path):
    kernels = committed(path)
    kernels[version(noted['kernel'])] = {
        name: round(figure) for name, figure in measured(noted).items()}
    with open(path, 'w', encoding='ascii') as out:
        out.write(HEAD.format(rate=RATE))
        for kernel, allowed in kernels.items():
            for name, figure in allowed.items():
                out.write(f'{kernel} {name} {figure}\n')


def main():
    command, runs, path = sys.argv[1:]
    {'check': check, 'bless': bless}[command](read(runs), path)


main()
