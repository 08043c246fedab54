# SPDX-License-Identifier: GPL-2.0-only
"""A controller that maps what it may not, and lies about what it has read.
usage: rings.py WORKLOADS
"""

import errno
import os
import random
import select
import signal
import subprocess
import sys
import time

from flamek import *

READ_WRITE = PROT_READ | PROT_WRITE
WHOLE = 1 << 64


def burner(workloads, cpu):
    """A process that never rests, on one CPU."""
    return subprocess.Popen(['taskset', '-c', str(cpu), workloads + '/shares'])


def maps(session, desc, error, *args, **kwargs):
    mapping = session.map(*args, **kwargs)
    same(errno.errorcode.get(mapping.error), errno.errorcode.get(error), desc)
    mapping.unmap()


def check_mmap(genl, pid):
    session = Session(genl)
    maps(session, 'mapping a session that has no rings', errno.ENXIO, PAGE)
    session.set(pid, pages=4)
    whole = 9 * PAGE
    maps(session, "mapping the reader's page", 0, PAGE, READ_WRITE)
    maps(session, "mapping more than the reader's page", errno.EINVAL,
         2 * PAGE, READ_WRITE)
    maps(session, "mapping the reader's page privately", errno.EINVAL, PAGE,
         READ_WRITE, MAP_PRIVATE)
    maps(session, "mapping the reader's page to run it", errno.EPERM, PAGE,
         PROT_READ | PROT_EXEC)
    maps(session, 'mapping the ring', 0, whole, offset=PAGE)
    maps(session, 'mapping the ring to write', errno.EPERM, whole, READ_WRITE,
         offset=PAGE)
    maps(session, 'mapping the ring to write only', errno.EPERM, whole,
         PROT_WRITE, offset=PAGE)
    maps(session, 'mapping the ring to run it', errno.EPERM, whole,
         PROT_READ | PROT_EXEC, offset=PAGE)
    maps(session, 'mapping the ring privately', errno.EINVAL, whole,
         flags=MAP_PRIVATE, offset=PAGE)
    for size in PAGE, whole - PAGE, whole + PAGE, 5 * PAGE, 1 << 35:
        maps(session, f'mapping {size} bytes of a ring of {whole}',
             errno.EINVAL, size, offset=PAGE)
    for page in 2, 3, 9, (1 << CPU_SHIFT) // PAGE - 1:
        maps(session, f'mapping from page {page}', errno.EINVAL, PAGE,
             offset=page * PAGE)
    nr_cpus = len(session.get()['cpus'])
    for cpu in nr_cpus, 8191, (1 << 27) - 1:
        maps(session, f'mapping the ring of CPU {cpu}', errno.ENXIO, PAGE,
             READ_WRITE, cpu=cpu)
    session.close()


def in_child(action):
    """The signal that ended it, or its exit status."""
    pid = os.fork()
    if not pid:
        status = 99
        try:
            status = action() or 0
        finally:
            os._exit(status)
    return -os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def errno_of(call, *args):
    ctypes.set_errno(0)
    return errno.errorcode.get(ctypes.get_errno()) \
        if call(*args) in (-1, MAP_FAILED) else None


def write_by_proc(address):
    with open('/proc/self/mem', 'r+b', buffering=0) as memory:
        memory.seek(address)
        try:
            memory.write(b'x')
        except OSError as why:
            return why.errno
    return 0


def check_protection(genl, pid):
    session = Session(genl).set(pid, pages=4)
    ring = session.ring(0)
    head, tail = ring.head_page, ring.tail_page
    for offset, what in (0, 'head'), (PAGE, 'data'), (5 * PAGE, 'second data'):
        at = head.at + offset
        same(errno_of(libc.mprotect, at, PAGE, READ_WRITE), 'EACCES',
             f"the ring's {what} pages cannot be made writable")
        same(errno_of(libc.mprotect, at, PAGE, PROT_READ | PROT_EXEC),
             'EACCES', f"the ring's {what} pages cannot be made executable")
    same(errno_of(libc.mprotect, tail.at, PAGE, PROT_READ | PROT_EXEC),
         'EACCES', "the reader's page cannot be made executable")
    same(write_by_proc(head.at), errno.EIO,
         'the ring cannot be written through /proc/self/mem')
    same(errno_of(libc.mremap, head.at, 9 * PAGE, 18 * PAGE, MREMAP_MAYMOVE),
         'EFAULT', 'the mapping cannot be made to grow')

    def read():
        return head.bytes(0, 1) == b''

    same(in_child(read), signal.SIGSEGV, 'a child has no part in the mapping')
    ring.unmap()
    session.close()


def check_write_fault(genl, pid):
    """A child that maps the ring itself, and writes."""
    session = Session(genl).set(pid, pages=4)

    def write():
        session.ring(0).head_page.word(PAGE).value = 1

    same(in_child(write), signal.SIGSEGV, 'writing to the ring is a fault')
    session.close()


def check_contents(genl, pid):
    session = Session(genl).set(pid, pages=8, freq=5000)
    ring = session.ring(0)
    same(ring.size, 8 * PAGE, 'the head page tells the size of the ring')
    ok(not any(ring.head_page.bytes(PAGE, 16 * PAGE)),
       'the data pages are all zeros before anything is written')
    session.start()
    deadline = time.monotonic() + 60
    while ring.head < 12 * PAGE and time.monotonic() < deadline:
        ring.tail.value = ring.head
        time.sleep(0.01)
    session.stop()
    same(ring.head_page.bytes(PAGE, 8 * PAGE),
         ring.head_page.bytes(9 * PAGE, 8 * PAGE),
         'the second half of the mapping is the first again')
    ring.unmap()
    session.close()


def counts(session, ring, cpu):
    said = session.get()['cpus'][cpu]
    shared = {'taken': ring.taken, 'lost': ring.lost,
              'lost_events': ring.lost_events}
    return said, {key: said[key] for key in shared} == shared


lies_told = 0


def lie(ring, make_tail, seconds=0.4):
    """Keeps on writing tails that are not true. Is the head page sound?"""
    global lies_told
    deadline = time.monotonic() + seconds
    head, sound = ring.head, True
    while time.monotonic() < deadline:
        lies_told += 1
        ring.tail.value = make_tail(ring) % WHOLE
        now = ring.head
        sound = sound and now >= head and now % 8 == 0 and \
            ring.size == ring.bytes
        head = now
    return sound


def lies():
    """(what, tail, whether a ring so described has no room)"""
    return [
        ('far ahead of the head', lambda r: r.head + (1 << 20), True),
        ('more than a ring behind', lambda r: r.head - (1 << 20), True),
        ('2^63 away', lambda r: r.head + (1 << 63), True),
        ('all bits set', lambda r: WHOLE - 1, True),
        ('not a multiple of 8', lambda r: r.head - 1, False),
        ('one byte ahead', lambda r: r.head + 1, False),
        ('a ring and a byte behind', lambda r: r.head - r.bytes - 1, False),
        ('anything at all', lambda r: random.getrandbits(64), False),
        ('near the head', lambda r: r.head + random.randint(-9000, 9000),
         False),
    ]


def well_behaved(ring):
    """Whether a reader that tells the truth again gets whole records."""
    ring.tail.value = since = ring.head
    deadline = time.monotonic() + 60
    while ring.head - since < 1000 and time.monotonic() < deadline:
        time.sleep(0.001)
    kinds = [kind for kind, _ in ring.records(since)]
    return PERF_SAMPLE in kinds and set(kinds) <= {
        PERF_SAMPLE, PERF_LOST, PERF_THROTTLE, PERF_UNTHROTTLE}


def check_lies(genl, pid):
    # Without a limit, so that the ring keeps filling.
    session = Session(genl).set(pid, pages=1, depth=32, freq=10000,
                                overhead=100)
    ring = session.ring(0)
    session.start()
    same(well_behaved(ring), True, 'a reader gets samples')
    for what, make_tail, is_full in lies():
        ok(lie(ring, make_tail), f'a tail {what}: the head page stays sound')
        if is_full:
            head, lost = ring.head, ring.lost
            ok(lie(ring, make_tail) and ring.head == head and ring.lost > lost,
               f'a tail {what}: all is lost, and counted',
               f'head {head} -> {ring.head}, lost {lost} -> {ring.lost}')
        ok(well_behaved(ring), f'a tail {what}: and back to the truth')
    session.stop()
    said, agree = counts(session, ring, 0)
    ok(agree, 'the head page and the module count the same', said)
    same(said['taken'], said['delivered'] + said['lost'],
         'taken = delivered + lost')
    ring.unmap()
    session.close()


def check_neighbour(genl, pid):
    """Lies to one session, of another of the same target."""
    liar = Session(genl).set(pid, pages=1, depth=32, freq=2000)
    honest = Session(genl).set(pid, pages=64, depth=32, freq=2000)
    ring, other = liar.ring(0), honest.ring(0)
    liar.start()
    honest.start()
    deadline = time.monotonic() + 60
    while other.taken < 100 and time.monotonic() < deadline:
        lie(ring, lambda r: r.head + (1 << 20), 0.01)
        other.tail.value = other.head
    liar.stop()
    honest.stop()
    ok(ring.lost > 0, 'a session that is lied to loses samples')
    said, agree = counts(honest, other, 0)
    ok(agree and said['taken'] >= 100 and said['lost'] == 0,
       'and the session beside it none', said)
    for each in ring, other, liar, honest:
        each.unmap() if hasattr(each, 'unmap') else each.close()


def check_full_at_stop(genl, workloads):
    """Nobody reads, and small records come until none fits: still it is said."""
    target = subprocess.Popen([workloads + '/children', '--count', '100000',
                               '--cpu-ns', '1000'], stdout=subprocess.DEVNULL)
    session = Session(genl).set(target.pid, pages=1, depth=16, freq=50,
                                flags=1)
    rings = [session.ring(cpu) for cpu in range(len(session.get()['cpus']))]
    session.start()
    deadline = time.monotonic() + 60
    while sum(r.lost_events for r in rings) < 200 and \
            time.monotonic() < deadline:
        time.sleep(0.05)
    session.stop()
    told = [0, 0]
    samples = 0
    for ring in rings:
        for kind, record in ring.records(0):
            samples += kind == PERF_SAMPLE
            if kind == PERF_LOST:
                what, lost = struct.unpack_from('=QQ', record, 8)
                told[what] += lost
    ok(sum(r.lost_events for r in rings) >= 200, 'a ring full of events')
    same(told[LOST_SAMPLES] + samples, sum(r.taken for r in rings),
         'what a full ring has lost in samples is said in-band at the stop')
    same(told[LOST_EVENTS], sum(r.lost_events for r in rings),
         'and what it has lost in events')
    for ring in rings:
        ring.unmap()
    session.close()
    target.kill()
    target.wait()


def has_news(session, timeout=0):
    poll = select.poll()
    poll.register(session.fd, select.POLLPRI)
    return bool(poll.poll(timeout))


def check_news(genl):
    """The reader is told of mappings and names, once, when who has them runs, and
    there is room for a sample that says so.
    """
    target = subprocess.Popen(['sh', '-c', 'read line; '
                               'exec sh -c "while :; do :; done"'],
                              stdin=subprocess.PIPE)
    session = Session(genl).set(target.pid, pages=64)
    rings = [session.ring(cpu) for cpu in range(len(session.get()['cpus']))]
    session.start()
    ok(not has_news(session), 'nothing is mapped, and nobody told of it')
    target.stdin.write(b'\n')
    target.stdin.flush()
    ok(has_news(session, 60000), 'an exec is told of')
    target.send_signal(signal.SIGSTOP)
    os.waitpid(target.pid, os.WUNTRACED)
    kinds = [kind for ring in rings for kind, _ in ring.records(0)]
    ok({PERF_COMM, PERF_MMAP2} <= set(kinds), 'name and mappings are there')
    for ring in rings:
        ring.tail.value = ring.head
    ok(not has_news(session), 'what has been read is no news')
    target.kill()
    target.wait()
    for ring in rings:
        ring.unmap()
    session.close()


def check_torn(genl, pid):
    """A ring of which pages are unmapped, or cannot be read, while it runs."""
    session = Session(genl).set(pid, pages=4, depth=16, freq=2000)
    whole = 9 * PAGE
    torn = session.map(whole, offset=PAGE)
    ring = session.ring(0)
    session.start()
    same(libc.munmap(torn.at + 4 * PAGE, PAGE), 0,
         'a page amid the ring can be unmapped')
    same(libc.mprotect(torn.at, PAGE, 0), 0,
         'another can be protected from being read')
    same(libc.mprotect(torn.at, PAGE, PROT_READ), 0, 'and be readable again')
    same([len(torn.bytes(at, 1)) for at in range(0, 4 * PAGE, PAGE)], [1] * 4,
         'what lies before the hole can be read')
    ok(well_behaved(ring), 'the session goes on')
    session.close()
    ring.unmap()
    same(len(genl.sessions()), 1, 'the pages that are left keep the session')
    same(libc.munmap(torn.at, 4 * PAGE), 0, 'those before the hole')
    same(len(genl.sessions()), 1, 'and those after it')
    same(libc.munmap(torn.at + 5 * PAGE, 4 * PAGE), 0, 'until they go')
    same(genl.sessions(), [], 'and it goes with them')


def is_module_busy():
    return subprocess.run(['rmmod', 'flamek'], stderr=subprocess.DEVNULL
                          ).returncode != 0


def check_unload(genl, pid):
    """In each state of a session the module stays."""
    session = Session(genl)
    for state, enter in (('new', None), ('ready', lambda: session.set(pid)),
                         ('running', session.start),
                         ('stopped', session.stop)):
        if enter:
            enter()
        ok(is_module_busy(), f'the module stays while a session is {state}')
    session.close()


def check_lifetime(genl, pid):
    session = Session(genl).set(pid, pages=1, depth=16, freq=2000)
    ring = session.ring(0)
    session.start()
    session.close()
    same(len(genl.sessions()), 1,
         'a mapping keeps the session when its descriptor is closed')
    ok(is_module_busy(), 'and the module')
    ok(well_behaved(ring), 'and it goes on')
    ring.tail_page.unmap()
    same(len(genl.sessions()), 1, 'as long as one mapping is left')
    ring.head_page.unmap()
    same(genl.sessions(), [], 'and no longer')

    session = Session(genl).set(pid)
    session.start()
    inherited = os.fork()
    if not inherited:
        signal.pause()
    session.close()
    same(len(genl.sessions()), 1, 'a child that inherits it keeps the session')
    os.kill(inherited, signal.SIGKILL)
    os.waitpid(inherited, 0)
    same(genl.sessions(), [], 'until it is killed')


def main():
    genl = Genl()
    target = burner(sys.argv[1], 0)
    os.sched_setaffinity(0, {1})
    try:
        check_mmap(genl, target.pid)
        check_protection(genl, target.pid)
        check_write_fault(genl, target.pid)
        check_contents(genl, target.pid)
        check_lies(genl, target.pid)
        check_neighbour(genl, target.pid)
        check_full_at_stop(genl, sys.argv[1])
        check_news(genl)
        check_torn(genl, target.pid)
        check_unload(genl, target.pid)
        check_lifetime(genl, target.pid)
        diag(f'{lies_told} tails that were not true, '
             f'{Mapping.tried} mappings, {Genl.requests} requests')
    finally:
        target.kill()
        target.wait()


main()
