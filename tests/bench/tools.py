# SPDX-License-Identifier: GPL-2.0-only
"""The tools that are measured: how each is started, awaited, stopped, and what
it says that it recorded."""

import os
import re
import shutil
import signal
import subprocess
import time

import perfdata
import sandbox


class ToolError(Exception):
    pass


def holds(pid, kind):
    """Whether a process has a descriptor of that kind open."""
    directory = f'/proc/{pid}/fd'
    try:
        return any(kind in os.readlink(f'{directory}/{fd}')
                   for fd in os.listdir(directory))
    except FileNotFoundError:
        return False


class Tool:
    """One that runs as a process in the sandbox."""
    binary = None           # what it needs on this machine
    descriptor = None       # what it holds open as soon as it samples
    end_signal = signal.SIGINT
    is_session = False      # started once, for all workloads of a rate
    has_rate = True         # whether the rate makes a difference
    units = ('sample', 'switch', 'second')  # workloads that it makes sense for

    def __init__(self, setup):
        self.setup = setup
        self.sandbox = setup.sandbox
        self.process = None

    @classmethod
    def is_here(cls):
        return cls.binary is None or shutil.which(cls.binary) is not None

    def install(self):
        """Copies into the sandbox what it needs."""

    def argv(self, pids, rate, inherit):
        raise NotImplementedError

    def start(self, pids, rate, inherit):
        self.launch(self.sandbox.start, self.argv(pids, rate, inherit))

    def launch(self, start, argv):
        """Starts a process, and returns when it samples."""
        with open(self.sandbox.path('/tmp/tool.log'), 'wb') as log:
            self.process = start(argv, stdin=subprocess.DEVNULL,
                                 stdout=log, stderr=log)
        while not holds(self.process.pid, self.descriptor):
            if self.process.poll() is not None:
                raise ToolError(self.log())
            time.sleep(0.01)

    def log(self):
        with open(self.sandbox.path('/tmp/tool.log'), encoding='utf-8',
                  errors='replace') as log:
            return log.read()

    def stop(self):
        """Ends it and returns what it has recorded."""
        self.process.send_signal(self.end_signal)
        self.process.wait()
        return self.counts()

    def counts(self):
        raise NotImplementedError


class Nothing(Tool):
    """Measures what all the others are compared with."""

    def start(self, pids, rate, inherit):
        pass

    def stop(self):
        return {}


class Module(Nothing):
    """A kernel module that is there while the program runs."""

    def install_module(self, path, name):
        for program in ('insmod', 'rmmod'):
            self.sandbox.add_program(shutil.which(program), program)
        self.sandbox.add(path, f'/modules/{name}.ko')

    def insert(self, name, *parameters):
        self.sandbox.run(['insmod', f'/modules/{name}.ko', *parameters])

    def remove(self, name):
        self.sandbox.run(['rmmod', name])


class Floor(Module):
    title = 'floor'

    def install(self):
        self.install_module(self.setup.floor, 'floor')

    def start(self, pids, rate, inherit):
        self.insert('floor', f'hz={rate}')

    def stop(self):
        self.remove('floor')
        return {}


class Loaded(Module):
    """flamek's module, without a session."""
    title = 'flamek, loaded'
    has_rate = False
    units = ('switch', 'second')

    def install(self):
        self.install_module(self.setup.ko, 'flamek')

    def start(self, pids, rate, inherit):
        self.insert('flamek')

    def stop(self):
        self.remove('flamek')
        return {}


class Flamek(Module):
    """A recording to a perf.data, the form that its peer writes."""
    title = 'flamek'
    descriptor = '/dev/flamek'
    end_signal = signal.SIGTERM
    output = '/tmp/flamek.data'

    def install(self):
        self.install_module(self.setup.ko, 'flamek')
        self.sandbox.add_program(self.setup.flamekctl, 'flamekctl')

    def argv(self, pids, rate, inherit):
        return (['flamekctl', 'record', '-F', str(rate), '-p', str(pids[0]),
                 '-o', self.output] + (['--inherit'] if inherit else []))

    def start(self, pids, rate, inherit):
        self.insert('flamek')
        Tool.start(self, pids, rate, inherit)

    def stop(self):
        counts = Tool.stop(self)
        self.remove('flamek')
        return counts

    def counts(self):
        return perfdata.count(self.sandbox.path(self.output))


class FlamekSvg(Flamek):
    """The same, drawn: the controller decodes and sums up while it records."""
    title = 'flamek, SVG'
    output = '/tmp/flamek.svg'

    def counts(self):
        def number(pattern):
            found = re.search(pattern, self.log(), re.MULTILINE)
            return int(re.sub(r'\D', '', found.group(1))) if found else 0

        return {'samples': number(r'^(\d\D?[\d,]*|\d+) samples?\b'),
                'lost': number(r'^lost: ([\d,]+) samples?\b')}


class Perf(Tool):
    title = 'perf -g'
    binary = 'perf'
    descriptor = '[perf_event]'
    call_graph = ('-g',)

    def install(self):
        self.sandbox.add_program(shutil.which('perf'), 'perf')

    def argv(self, pids, rate, inherit):
        # -N: what it would copy when all is over concerns nobody here.
        return ['perf', 'record', '-q', '-N', '-e', 'cpu-clock',
                '-F', str(rate), *self.call_graph,
                '-p', ','.join(map(str, pids)), '-o', '/tmp/perf.data']

    def counts(self):
        counts = perfdata.count(self.sandbox.path('/tmp/perf.data'))
        os.unlink(self.sandbox.path('/tmp/perf.data'))
        return counts


class PerfDwarf(Perf):
    title = 'perf dwarf'
    call_graph = ('--call-graph', 'dwarf')


class Summing(Tool):
    """One that sums up in the kernel, says nothing while it samples, and at its
    end looks up names for minutes: so it is not let."""
    descriptor = '[perf_event]'
    end_signal = signal.SIGKILL

    def counts(self):
        return {}


class Bpftrace(Summing):
    """Its timer ticks for whoever runs; the program looks who that is."""
    title = 'bpftrace'
    binary = 'bpftrace'

    def install(self):
        self.sandbox.add_program(shutil.which('bpftrace'), 'bpftrace')

    def argv(self, pids, rate, inherit):
        # It cannot follow descendants: then whoever is not idle.
        who = 'pid' if inherit else f'pid == {pids[0]}'
        return ['bpftrace', '-e', f'profile:hz:{rate} /{who}/ '
                '{ @[kstack, ustack, comm] = count(); }']


class Bcc(Summing):
    """Compiles for long too, so it is started once. It samples whoever is not
    idle. It reads headers and python's libraries, so it runs from the host's
    files; while it samples it sleeps."""
    title = 'bcc profile'
    binary = 'profile-bpfcc'
    is_session = True

    def start(self, pids, rate, inherit):
        with sandbox.Awake():
            self.launch(subprocess.Popen,
                        [self.binary, '-f', '-F', str(rate)])


TOOLS = {
    'floor': Floor,
    'loaded': Loaded,
    'flamek': Flamek,
    'flamek-svg': FlamekSvg,
    'perf': Perf,
    'perf-dwarf': PerfDwarf,
    'bpftrace': Bpftrace,
    'bcc': Bcc,
}
