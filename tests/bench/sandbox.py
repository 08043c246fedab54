# SPDX-License-Identifier: GPL-2.0-only
"""A root directory in the guest's memory.

Whatever runs in a measurement runs in there: a file of the host would make the
guest wait, and a clock that counts instructions leaps while it waits.
"""

import ctypes
import os
import re
import shutil
import signal
import subprocess

ADDR_NO_RANDOMIZE = 0x0040000
libc = ctypes.CDLL(None, use_errno=True)


def libraries(program):
    """The shared libraries that a program is loaded with, by their paths."""
    found = subprocess.run(['ldd', program], capture_output=True, text=True,
                           check=False)
    return re.findall(r'(/\S+) \(0x', found.stdout)


class Awake:
    """Keeps the machine busy, at the lowest priority: so the clock goes on by
    instructions, and does not leap, while others wait for files of the host."""

    def __enter__(self):
        self.burner = os.fork()
        if not self.burner:
            # Nothing that would read a file itself.
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
            while True:
                pass

    def __exit__(self, *error):
        os.kill(self.burner, signal.SIGKILL)
        os.waitpid(self.burner, 0)


class Sandbox:
    def __init__(self, root):
        self.root = root
        for name in ('usr/bin', 'usr/lib', 'tmp', 'proc', 'sys', 'dev'):
            os.makedirs(os.path.join(root, name))
        # The usual links: programs are found by both names.
        for name in ('bin', 'sbin', 'lib', 'lib64'):
            target = 'usr/bin' if 'bin' in name else 'usr/lib'
            os.symlink(target, os.path.join(root, name))
        for name in ('proc', 'sys', 'dev'):
            subprocess.run(['mount', '--rbind', '/' + name,
                            os.path.join(root, name)], check=True)

    def path(self, inside):
        return os.path.join(self.root, inside.lstrip('/'))

    def add(self, source, inside):
        """Copies a file into it."""
        os.makedirs(os.path.dirname(self.path(inside)), exist_ok=True)
        shutil.copy(source, self.path(inside))

    def add_program(self, source, name):
        """Copies a program to /usr/bin, and its libraries to where they are."""
        self.add(source, '/usr/bin/' + name)
        for library in libraries(source):
            if not os.path.exists(self.path(library)):
                self.add(library, library)

    def _enter(self):
        libc.personality(ADDR_NO_RANDOMIZE)
        os.chroot(self.root)
        os.chdir('/')

    def run(self, argv):
        """Runs a program that must succeed."""
        process = self.start(argv)
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, argv)

    def start(self, argv, **options):
        return subprocess.Popen(argv, preexec_fn=self._enter,
                                env={'PATH': '/usr/bin', 'HOME': '/tmp',
                                     'LANG': 'C'}, **options)
