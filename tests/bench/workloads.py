# SPDX-License-Identifier: GPL-2.0-only
"""The programs that are measured, and how one of them is run."""

import collections
import subprocess

# argv: with numbers in it where it is told how much to do in half a second, which
# is multiplied for a longer region.
# unit: what a figure of this workload is divided by, and count: how many there
# are of it, if not as many as samples.
# inherit: whether the processes that it makes are sampled too.
# repeat: how often it runs. What a sample costs in the middle of system calls
# depends on where it falls, so these are measured at several rates.
Workload = collections.namedtuple(
    'Workload', 'title argv unit count inherit repeat',
    defaults=('sample', None, False, 1))


def recurse(depth):
    return Workload(f'depth {depth}',
                    ['recurse', '--depth', str(depth),
                     '--rounds', 250000000])


def kernel_loop(title, option, rounds):
    return Workload(title, ['kernel-loops', '--depth', '20', option, rounds],
                    repeat=3)


PINGPONGS = 20000

WORKLOADS = {
    'depth5': recurse(5),
    'depth20': recurse(20),
    'depth60': recurse(60),
    'depth120': recurse(120),
    'pipe': kernel_loop('pipe loop', '--pipe', 220000),
    'stat': kernel_loop('stat loop', '--stat', 60000),
    'tcp': kernel_loop('TCP loop', '--tcp', 27000),
    'fork': Workload('short tasks',
                     ['children', '--count', 250, '--rounds', '1000000'],
                     inherit=True),
    'exec': Workload('short tasks, exec',
                     ['children', '--count', 200, '--rounds', '1000000',
                      '--exec'],
                     inherit=True),
    'pingpong': Workload('ping-pong of the target',
                         ['pingpong', '--count', str(PINGPONGS)],
                         'switch', 2 * PINGPONGS, True),
    'stranger': Workload('ping-pong of strangers',
                         ['pingpong', '--count', str(PINGPONGS)],
                         'switch', 2 * PINGPONGS),
    'idle': Workload('idle', ['idle', '--seconds', '10'],
                     'second', 10),
}


def command(name, rate):
    """What to run. At a low rate for two seconds: in half a second a tool that
    writes whenever it has gathered much would seem to write nothing."""
    load = WORKLOADS[name]
    times = 4 if load.unit == 'sample' and rate < 5000 else 1
    return [word if isinstance(word, str) else str(times * word)
            for word in load.argv]


# Programs of tests/workloads that these need.
PROGRAMS = ('recurse', 'kernel-loops', 'children', 'exec-child', 'pingpong',
            'idle')


class Running:
    """A workload that has been started, and waits for its region to begin."""

    def __init__(self, sandbox, argv):
        self.process = sandbox.start(argv + ['--gated'], text=True,
                                     stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE)
        self.pids = []
        for key, value in self._lines():
            if key == 'pid':
                self.pids.append(value)
            if key == 'ready':
                return
        raise RuntimeError(f'{argv[0]} did not get ready')

    def _lines(self):
        for line in self.process.stdout:
            key, _, value = line.strip().partition('=')
            yield key, int(value)

    def measure(self, begin_ns):
        """Runs the region from that instant on; returns what it said."""
        said = {}
        self.process.stdin.write(f'{begin_ns}\n')
        self.process.stdin.flush()
        for key, value in self._lines():
            said[key] = value
            # The last thing that a region says.
            if key == 'cpu_ns':
                return said
        raise RuntimeError('the workload died')

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
