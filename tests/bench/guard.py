#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds the cost of a sample to the figures that were committed.

usage: guard.py check RUNS FIGURES      TAP without a plan; RUNS is what
                                        sampling.py wrote down
       guard.py bless RUNS FIGURES      writes the figures anew
"""

import json
import sys

import figures

RATE = 9999
MARGIN = 0.03

HEAD = '''\
# What a sample costs: instructions in the interrupted program, less the floor,
# at {rate} Hz. Written by `make bench-bless`, checked by tests/guest/cost.t;
# measured on Linux {release}.
'''


def read(path):
    with open(path, encoding='ascii') as file:
        return json.load(file)


def measured(noted):
    """Workload to figure, of every workload that was measured."""
    found = figures.Figures(noted['runs'])
    return {name: found.net(name, 'flamek', RATE, 'cpu_ns')
            for name in found.workloads}


def committed(path):
    with open(path, encoding='ascii') as file:
        lines = [line.split() for line in file if not line.startswith('#')]
    return {name: int(figure) for name, figure in lines}


def check(noted, path):
    allowed = committed(path)
    for number, (name, figure) in enumerate(measured(noted).items(), 1):
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
    with open(path, 'w', encoding='ascii') as out:
        out.write(HEAD.format(rate=RATE, release=noted['kernel']))
        for name, figure in measured(noted).items():
            out.write(f'{name} {figure:.0f}\n')


def main():
    command, runs, path = sys.argv[1:]
    {'check': check, 'bless': bless}[command](read(runs), path)


main()
