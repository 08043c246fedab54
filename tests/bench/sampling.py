#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs the workloads in the guest, alone and with each tool, and writes down
what each run took. Its clock counts instructions; see Documentation/bench.md.

usage: sampling.py --out FILE --tools A,B --workloads A,B --rates A,B
"""

import argparse
import json
import os
import sys
import time

import sandbox
import tools
import workloads

SECOND = 1000000000
# Every run begins at an instant of its own that is the same in every guest,
# some time after the tool has been started: so timers that go by the clock, and
# the tick, fall on the same instructions each time.
EPOCH_SECONDS = 200
SLOT_SECONDS = 20
LEAD_SECONDS = 10


class Slots:
    """The instants at which runs begin."""

    def __init__(self):
        self.next = EPOCH_SECONDS * SECOND

    def wait(self):
        """Sleeps until the next slot; returns when the region is to begin."""
        now = time.monotonic_ns()
        while self.next <= now:
            print('sampling: behind the clock, a slot is left out',
                  file=sys.stderr)
            self.next += SLOT_SECONDS * SECOND
        time.sleep((self.next - now) / SECOND)
        begin = self.next + LEAD_SECONDS * SECOND
        self.next += SLOT_SECONDS * SECOND
        return begin


class Bench:
    def __init__(self, setup):
        self.setup = setup
        self.sandbox = setup.sandbox
        self.slots = Slots()
        self.runs = []

    def write(self):
        with open(self.setup.out + '.new', 'w', encoding='ascii') as out:
            json.dump({'runs': self.runs}, out, indent=1)
        os.rename(self.setup.out + '.new', self.setup.out)

    def note(self, name, tool_name, rate, results):
        run = {'workload': name, 'tool': tool_name, 'rate': rate, **results}
        self.runs.append(run)
        print('sampling:', name, tool_name, rate or '', results, flush=True)

    def run(self, name, tool_name, tool, rate):
        """One measurement."""
        load = workloads.WORKLOADS[name]
        begin = self.slots.wait()
        running = workloads.Running(self.sandbox, load.argv)
        sleeper = None
        target = running
        if name == 'stranger':
            sleeper = workloads.Running(self.sandbox, ['idle'])
            target = sleeper
        tool.start(target.pids, rate, load.inherit)
        results = running.measure(begin)
        results.update(tool.stop())
        running.end()
        if sleeper:
            sleeper.end()
        self.note(name, tool_name, rate, results)

    def run_all(self):
        setup = self.setup
        nothing = tools.Nothing(setup)
        used = {name: tools.TOOLS[name](setup) for name in setup.tools}
        for tool in used.values():
            tool.install()
        # The first of all meets a colder machine than the others.
        self.run(setup.workloads[0], 'none', nothing, None)
        self.runs.clear()
        for name in setup.workloads:
            self.run(name, 'none', nothing, None)
            for tool_name, tool in used.items():
                for rate in setup.rates:
                    self.run(name, tool_name, tool, rate)
            self.write()


def names(known):
    def parse(text):
        chosen = text.replace(',', ' ').split()
        for name in chosen:
            if name not in known:
                raise argparse.ArgumentTypeError(
                    f"no '{name}': there are {' '.join(known)}")
        return chosen
    return parse


def parse_arguments():
    root = os.path.dirname(os.path.dirname(os.path.dirname(
        os.path.abspath(__file__))))
    parser = argparse.ArgumentParser()
    parser.add_argument('--out', required=True)
    parser.add_argument('--tools', type=names(tools.TOOLS),
                        default=list(tools.TOOLS))
    parser.add_argument('--workloads', type=names(workloads.WORKLOADS),
                        default=list(workloads.WORKLOADS))
    parser.add_argument('--rates', default='9999,999',
                        type=lambda text: [int(rate) for rate in
                                           text.replace(',', ' ').split()])
    setup = parser.parse_args()
    setup.root = root
    setup.ko = os.environ.get('KO', f'{root}/kmod/flamek.ko')
    setup.flamekctl = os.environ.get('FLAMEKCTL', f'{root}/build/flamekctl')
    setup.floor = f'{root}/tests/bench/floor/floor.ko'
    return setup


def main():
    setup = parse_arguments()
    setup.sandbox = sandbox.Sandbox('/tmp/bench')
    for program in workloads.PROGRAMS:
        setup.sandbox.add_program(f'{setup.root}/build/workloads/{program}',
                                  program)
    Bench(setup).run_all()


main()
