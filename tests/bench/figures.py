# SPDX-License-Identifier: GPL-2.0-only
"""From runs to figures: what a sample costs, less the floor."""

import statistics

import workloads

SECOND = 1000000000


def key(run):
    return run['workload'], run['tool'], run['rate']


def by_key(runs):
    groups = {}
    for run in runs:
        groups.setdefault(key(run), []).append(run)
    return groups


def samples(run):
    """What a run's cost is divided by. The floor and tools that sum up their
    samples in the kernel tick once in each period."""
    unit = workloads.WORKLOADS[run['workload']]
    if unit.unit != 'sample':
        return unit.count
    if run.get('samples'):
        return run['samples'] + run['lost']
    return run['cpu_ns'] * run['hz'] / SECOND


def cost(run, base, clock):
    """Instructions per sample, or per other unit, beyond those without."""
    if run['workload'] == 'idle':
        clock = 'busy_ns'
    return (run[clock] - base) / samples(run)


class Figures:
    def __init__(self, runs):
        self.groups = by_key(runs)
        self.rates = sorted({run['rate'] for run in runs}, reverse=True)
        self.workloads = list(dict.fromkeys(run['workload'] for run in runs))
        self.tools = list(dict.fromkeys(run['tool'] for run in runs
                                        if run['tool'] != 'none'))

    def runs(self, workload, tool, rate):
        return self.groups.get((workload, tool, rate), [])

    def _base(self, workload, rate, clock):
        if workload == 'idle':
            clock = 'busy_ns'
        return statistics.median(run[clock] for run in
                                 self.runs(workload, 'none', rate))

    def _costs(self, workload, tool, rate, clock):
        base = self._base(workload, rate, clock)
        return [cost(run, base, clock)
                for run in self.runs(workload, tool, rate)]

    def _gross(self, workload, tool, rate, clock):
        costs = self._costs(workload, tool, rate, clock)
        return statistics.median(costs) if costs else None

    def spread(self, workload, tool, rate, clock):
        """How far apart repetitions are."""
        costs = self._costs(workload, tool, rate, clock)
        return max(costs) - min(costs) if len(costs) > 1 else None

    def net(self, workload, tool, rate, clock):
        """The same less what the floor costs, where there is a floor: the
        context switches of a stranger and an idle machine have none."""
        gross = self._gross(workload, tool, rate, clock)
        if gross is None or tool == 'floor':
            return gross
        if workloads.WORKLOADS[workload].unit != 'sample':
            return gross
        floor = self._gross(workload, 'floor', rate, 'cpu_ns')
        return None if floor is None else gross - floor

    def mean(self, workload, tool, rate, field):
        values = [run[field] for run in self.runs(workload, tool, rate)
                  if field in run]
        return statistics.mean(values) if values else None

    def bytes(self, workload, tool, rate):
        size = self.mean(workload, tool, rate, 'bytes')
        taken = self.mean(workload, tool, rate, 'samples')
        return size / taken if size and taken else None

    def as_list(self):
        """All of them, for a file."""
        return [{'workload': workload, 'tool': tool, 'rate': rate,
                 'unit': workloads.WORKLOADS[workload].unit,
                 'program': self.net(workload, tool, rate, 'cpu_ns'),
                 'machine': self.net(workload, tool, rate, 'wall_ns'),
                 'program_spread': self.spread(workload, tool, rate, 'cpu_ns'),
                 'machine_spread': self.spread(workload, tool, rate,
                                               'wall_ns'),
                 'bytes': self.bytes(workload, tool, rate),
                 'samples': self.mean(workload, tool, rate, 'samples'),
                 'lost': self.mean(workload, tool, rate, 'lost')}
                for rate in self.rates
                for workload in self.workloads
                for tool in self.tools
                if self.runs(workload, tool, rate)]
