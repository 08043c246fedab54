# SPDX-License-Identifier: GPL-2.0-only
"""Fails each allocation of a session's life, up to its end, and each copy from or
to user space, in turn, for every kind of target, on a kernel that can, and sees
that the request is refused, nothing is lost, and the next one goes well. Then has
no memory for the processes that a target forks, and sees that they are counted.

usage: faults.py CGROUP
"""

import subprocess
import threading

from flamek import *

FAIL_NTH = '/proc/thread-self/fail-nth'
FAILSLAB = '/sys/kernel/debug/failslab/'
STEPS_MAX = 4000
SPARES = 64     # FLAMEK_MEMBERS_SPARES
MORE = 20


class Life:
    """All that a controller does with one kind of target."""

    def __init__(self, what, target, **settings):
        self.what = what
        self.target = target
        self.settings = settings

    def configure(self, genl, session):
        session.set(self.target, pages=1, depth=16, **self.settings)
        session.start()

    def live(self, genl, before_stop=lambda: None):
        """Return: the errno of what was refused, or 0."""
        try:
            session = Session(genl)
        except OSError as why:
            before_stop()
            return why.errno
        error = 0
        try:
            self.configure(genl, session)
        except (Refused, OSError) as why:
            error = why.errno
        except MemoryError:
            error = errno.ENOMEM
        before_stop()
        if not error:
            session.stop()
        session.close()
        self.clean_up()
        return error

    def clean_up(self):
        pass


class WithRings(Life):
    """The rings are mapped, and the counters asked for."""

    def __init__(self, *args):
        super().__init__(*args)
        self.mapped = []

    def configure(self, genl, session):
        session.set(self.target, pages=4)
        for cpu in range(os.cpu_count()):
            self.mapped.append(session.map(PAGE, PROT_READ | PROT_WRITE,
                                           cpu=cpu))
            self.mapped[-1].unmap()
        session.start()
        session.get()

    def clean_up(self):
        # To unmap takes memory too, and what is mapped keeps the session.
        while self.mapped:
            self.mapped.pop().unmap()


class Dumped(Life):
    """All sessions are asked after."""

    def configure(self, genl, session):
        super().configure(genl, session)
        genl.sessions()


def inject(nth):
    with open(FAIL_NTH, 'w', encoding='ascii') as file:
        file.write(str(nth))


def injected():
    """Whether the fault asked for has come; there is none to come after this."""
    try:
        with open(FAIL_NTH, encoding='ascii') as file:
            left = int(file.read().rstrip('\0\n'))
        inject(0)
    except (OSError, MemoryError):
        # It has come here.
        return False
    return left == 0


def check_life(genl, life):
    """Return: the socket to go on with."""
    same(life.live(genl), 0, f'{life.what}: a session without a fault')
    nth = refused = 0
    came = True
    others = {}
    while came and nth < STEPS_MAX:
        nth += 1
        inject(nth)
        # The kernel warns when it lacks the memory to remove a kprobe.
        ends = []
        error = life.live(genl, lambda: ends.append(injected()))
        came = ends[0]
        refused += error == errno.ENOMEM
        if error not in (0, errno.ENOMEM):
            others[errno.errorcode.get(error, error)] = nth
        # What was on its way when it failed must not be read as an answer.
        if error:
            genl = Genl()
    ok(not came, f'{life.what}: every allocation up to its end has failed once')
    diag(f'{life.what}: {nth - 1} allocations failed, '
         f'{refused} sessions were refused')
    ok(refused > 10, f'{life.what}: and many a session was refused for it')
    ok(set(others) <= {'EFAULT', 'ENOBUFS', 'EMFILE', 'ENFILE'},
       f'{life.what}: for want of memory, or because it could not be copied',
       repr(others))
    same(genl.sessions(), [], f'{life.what}: no session is left')
    same(life.live(genl), 0, f'{life.what}: and the next goes well')
    return genl


def lives(cgroup):
    """Of this process, which has children."""
    me = os.getpid()
    others = [u32(TARGET_TID, thread.native_id)
              for thread in threading.enumerate()]
    return [
        WithRings('a process', me),
        Life('threads', b''.join(others)),
        Life('a cgroup', u32(TARGET_CGROUP, cgroup)),
        Life('a tree', me, flags=INHERIT),
        Life('one CPU of all', attr(TARGET_SYSTEM, b'') + attr(CPUS, b'1\0')),
        Life('all CPUs', attr(TARGET_SYSTEM, b'')),
        Dumped('a dump', me),
    ]


def fail_atomic(probability):
    """From now on slab has nothing, or all, for the tasks that make-it-fail is
    said of, where they may not wait for it.
    """
    for name, value in (('task-filter', 'Y'), ('ignore-gfp-wait', 'Y'),
                        ('times', -1), ('probability', probability)):
        with open(FAILSLAB + name, 'w', encoding='ascii') as file:
            file.write(str(value))


def fork_at_once(times, make_it_fail):
    """Until the last one is born nothing else runs on this CPU, neither they nor
    the work that lays memory by.
    """
    cpus = os.sched_getaffinity(0)
    with open('/proc/self/make-it-fail', 'w', encoding='ascii') as file:
        file.write(make_it_fail)
    os.sched_setaffinity(0, {0})
    os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK,
                          os.sched_param(1))
    children = []
    for _ in range(times):
        children.append(os.fork())
        if not children[-1]:
            os._exit(0)
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    os.sched_setaffinity(0, cpus)
    for child in children:
        os.waitpid(child, 0)


def forks_in(genl, make_it_fail):
    """A session in which more are born than memory is laid by for."""
    session = Session(genl).set(os.getpid(), flags=INHERIT)
    session.start()
    fork_at_once(SPARES + MORE, make_it_fail)
    return session


def check_untracked(genl):
    """The probe that sees a fork may not wait for memory."""
    session = forks_in(genl, '0')
    same(session.get()['untracked'], 0, 'forks with memory: all are followed')
    session.close()
    fail_atomic(100)
    session = forks_in(genl, '1')
    fail_atomic(0)
    same(session.get()['untracked'], MORE,
         'forks without: as many as it is laid by for, and the others are counted')
    same([each['untracked'] for each in genl.sessions()], [MORE],
         'in the dump as well')
    session.stop()
    same(session.get()['untracked'], MORE, 'and when the session is over')
    session.close()


def main(cgroup):
    children = [subprocess.Popen(['sleep', '100000']) for _ in range(2)]
    asleep = threading.Event()
    threading.Thread(target=asleep.wait).start()
    try:
        genl = Genl()
        for life in lives(os.open(cgroup, os.O_RDONLY | os.O_DIRECTORY)):
            genl = check_life(genl, life)
        check_untracked(genl)
    finally:
        asleep.set()
        for child in children:
            child.kill()
            child.wait()


main(sys.argv[1])
