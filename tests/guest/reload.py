# SPDX-License-Identifier: GPL-2.0-only
"""Loads the module, records, and unloads it again, as fast as that goes, in all
the ways that a recording can end. Under such haste a timer, a probe or a callback
that outlives its session hits memory that is gone.

usage: reload.py FLAMEK.KO FLAMEKCTL ROUNDS PID-OF-A-PROCESS PID-OF-A-FAMILY
"""

import os
import random
import signal
import subprocess
import sys
import time

from flamek import *

SYS_DELETE_MODULE, SYS_FINIT_MODULE = 176, 313
INHERIT = 1


def insmod(path):
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    ret = libc.syscall(SYS_FINIT_MODULE, fd, b'', 0)
    os.close(fd)
    if ret:
        raise OSError(ctypes.get_errno(), 'cannot load the module')


def rmmod():
    if libc.syscall(SYS_DELETE_MODULE, b'flamek', os.O_NONBLOCK):
        raise OSError(ctypes.get_errno(), 'cannot unload the module')


def begin(pid, pages=2):
    session = Session(Genl()).set(pid, freq=5000, pages=pages, depth=64,
                                  flags=INHERIT)
    rings = [session.ring(cpu['cpu']) for cpu in session.get()['cpus']]
    session.start()
    time.sleep(random.uniform(0, 0.02))
    return session, rings


def taken(rings):
    return sum(ring.taken for ring in rings)


def stopped(pid):
    session, rings = begin(pid)
    session.stop()
    return finish(session, rings)


def finish(session, rings):
    count = taken(rings)
    for ring in rings:
        ring.unmap()
    session.close()
    return count


def closed_first(pid):
    """The mappings, not the descriptor, are what holds it at the end."""
    session, rings = begin(pid)
    session.close()
    count = taken(rings)
    for ring in rings:
        ring.unmap()
    return count


def killed(pid):
    """The controller is killed at any moment at all."""
    child = os.fork()
    if not child:
        begin(pid, pages=16)
        time.sleep(100)
    time.sleep(random.uniform(0.02, 0.1))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 0


def never_started(pid):
    Session(Genl()).set(pid).close()
    return 0


def two_at_once(pid):
    one, two = begin(pid), begin(pid)
    one[0].stop()
    return finish(*two) + finish(*one)


def target_dies(_):
    """In the middle of it."""
    target = subprocess.Popen(['sleep', '100'])
    session, rings = begin(target.pid)
    target.kill()
    target.wait()
    return finish(session, rings)


WAYS = [stopped, killed, closed_first, stopped, two_at_once, target_dies,
        never_started]


def controller(flamekctl, pid):
    subprocess.run([flamekctl, 'record', '-q', '-p', str(pid), '-d', '20ms',
                    '-o', '/dev/null', '--format', 'folded'], check=True)


def main():
    module, flamekctl, rounds, *pids = sys.argv[1:]
    count = 0
    for i in range(int(rounds)):
        pid = int(pids[i % len(pids)])
        insmod(module)
        if i % 20 == 10:
            controller(flamekctl, pid)
        else:
            count += WAYS[i % len(WAYS)](pid)
        rmmod()
    diag(f'{rounds} times loaded and unloaded, {count} samples seen')
    ok(count > int(rounds), f'{rounds} rounds', f'only {count} samples')


if __name__ == '__main__':
    main()
