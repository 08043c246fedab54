#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs the workloads in the guest, alone and with each tool, and writes down
what each run took. Its clock counts instructions; see Documentation/bench.md.

usage: sampling.py --out FILE --tools A,B --workloads A,B --rates A,B
"""

import argparse
import json
import os
import time

import sandbox
import tools
import workloads

SECOND = 1000000000
# Every run begins at an instant of its own that is the same in every guest,
# some time after the tool has been started: so timers that go by the clock, and
# the tick, fall on the same instructions each time.
EPOCH_SECONDS = 600
SLOT_SECONDS = 20
LEAD_SECONDS = 10


class Slots:
    """The instants at which runs begin."""

    def __init__(self):
        self.next = EPOCH_SECONDS * SECOND
        self.nr_missed = 0

    def resume(self):
        """Leaves out the slots that have passed, when nobody knows how many."""
        while self.next <= time.monotonic_ns():
            self.next += SLOT_SECONDS * SECOND

    def wait(self):
        """Sleeps until the next slot; returns when the region is to begin."""
        now = time.monotonic_ns()
        while self.next <= now:
            self.nr_missed += 1
            self.next += SLOT_SECONDS * SECOND
        time.sleep((self.next - now) / SECOND)
        begin = self.next + LEAD_SECONDS * SECOND
        self.next += SLOT_SECONDS * SECOND
        return begin


class Bench:
    def __init__(self, setup):
        self.setup = setup
        self.sandbox = sandbox.Sandbox('/tmp/bench')
        setup.sandbox = self.sandbox
        self.slots = Slots()
        self.tools = {}
        self.session_tools = {}
        self.runs = []
        self.missing = []
        self.nr_told = 0

    def write(self):
        """Tells the host what there is. Never amid the runs of a workload:
        what the host does with it would interrupt the guest at any time."""
        with sandbox.Awake():
            for run in self.runs[self.nr_told:]:
                print('sampling:', *run.values(), flush=True)
            self.nr_told = len(self.runs)
            time.sleep(0.1)
            with open(self.setup.out, 'w', encoding='ascii') as out:
                json.dump({'kernel': os.uname().release,
                           'missing': self.missing,
                           'slots_missed': self.slots.nr_missed,
                           'runs': self.runs}, out, indent=1)

    def run(self, name, tool_name, tool, rate, hz):
        """One measurement."""
        load = workloads.WORKLOADS[name]
        begin = self.slots.wait()
        running = workloads.Running(self.sandbox,
                                    workloads.command(name, rate))
        sleeper = None
        target = running
        if name == 'stranger':
            sleeper = workloads.Running(self.sandbox, ['idle'])
            target = sleeper
        tool.start(target.pids, hz, load.inherit)
        results = running.measure(begin)
        results.update(tool.stop())
        running.end()
        if sleeper:
            sleeper.end()
        self.runs.append({'workload': name, 'tool': tool_name, 'rate': rate,
                          'hz': hz, **results})

    def install(self):
        for program in workloads.PROGRAMS:
            self.sandbox.add_program(
                f'{self.setup.root}/build/workloads/{program}', program)
        for name in self.setup.tools:
            kind = tools.TOOLS[name]
            if not kind.is_here():
                self.missing.append(name)
                continue
            tool = kind(self.setup)
            tool.install()
            if kind.is_session:
                self.session_tools[name] = tool
            else:
                self.tools[name] = tool

    def run_tools(self, name, turn):
        """A workload alone and with each tool, for the turn-th time: at a rate
        that differs a little each time."""
        nothing = tools.Nothing(self.setup)
        middle = (workloads.WORKLOADS[name].repeat - 1) / 2
        for rate in self.setup.rates:
            self.run(name, 'none', nothing, rate, None)
        for tool_name, tool in self.tools.items():
            if workloads.WORKLOADS[name].unit not in tool.units:
                continue
            for rate in self.setup.rates[:None if tool.has_rate else 1]:
                self.run(name, tool_name, tool, rate,
                         rate + round(8 * (turn - middle)))

    def run_all(self):
        names = self.setup.workloads
        # The first of all meets a colder machine than the others.
        self.run(names[0], 'none', tools.Nothing(self.setup),
                 self.setup.rates[0], None)
        self.runs.clear()
        for name in names:
            for turn in range(workloads.WORKLOADS[name].repeat):
                self.run_tools(name, turn)
            self.write()

    def run_sessions(self):
        """The same with the tools that stay for all workloads."""
        nothing = tools.Nothing(self.setup)
        for tool_name, tool in self.session_tools.items():
            for rate in self.setup.rates:
                tool.start([], rate, False)
                self.slots.resume()
                for name in self.setup.workloads:
                    # When all are sampled nobody is a stranger.
                    if name != 'stranger':
                        self.run(name, tool_name, nothing, rate, rate)
                tool.stop()
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
    setup.floor = os.environ.get('FLOOR',
                                 f'{root}/tests/bench/floor/floor.ko')
    return setup


def quiet():
    """Stops what the kernel does in the background at times of its own."""
    # Making huge pages of small ones copies megabytes, whenever it gets round
    # to it.
    for name in ('enabled', 'khugepaged/defrag'):
        with open(f'/sys/kernel/mm/transparent_hugepage/{name}', 'w',
                  encoding='ascii') as file:
            file.write('never' if name == 'enabled' else '0')


def main():
    setup = parse_arguments()
    quiet()
    with sandbox.Awake():
        bench = Bench(setup)
        bench.install()
    bench.run_all()
    bench.run_sessions()


main()
