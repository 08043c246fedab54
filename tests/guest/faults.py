# SPDX-License-Identifier: GPL-2.0-only
"""Fails each allocation of a session's life, up to its end, and each copy from or
to user space, in turn, on a kernel that can, and sees that the request is
refused, nothing is lost, and the next one goes well.

usage: faults.py
"""

from flamek import *

FAIL_NTH = '/proc/thread-self/fail-nth'
STEPS_MAX = 4000


def life(genl, before_stop=lambda: None):
    """All that a controller does. Return: the errno of what was refused, or 0."""
    try:
        session = Session(genl)
    except OSError as why:
        before_stop()
        return why.errno
    error = 0
    mapped = []
    try:
        session.set(os.getpid(), pages=4)
        for cpu in range(os.cpu_count()):
            mapped.append(session.map(PAGE, PROT_READ | PROT_WRITE, cpu=cpu))
            mapped[-1].unmap()
        session.start()
        session.get()
    except (Refused, OSError) as why:
        error = why.errno
    except MemoryError:
        error = errno.ENOMEM
    before_stop()
    if not error:
        session.stop()
    session.close()
    # To unmap takes memory too, and what is mapped keeps the session.
    for mapping in mapped:
        mapping.unmap()
    return error


def inject(nth):
    with open(FAIL_NTH, 'w', encoding='ascii') as file:
        file.write(str(nth))


def injected():
    """Whether the fault asked for has come; there is none to come after this."""
    try:
        with open(FAIL_NTH, encoding='ascii') as file:
            left = int(file.read().rstrip('\0\n'))
    except OSError:
        # It has come here.
        return False
    inject(0)
    return left == 0


def main():
    genl = Genl()
    same(life(genl), 0, 'a session without a fault')
    nth = refused = 0
    came = True
    others = {}
    while came and nth < STEPS_MAX:
        nth += 1
        inject(nth)
        # The kernel warns when it lacks the memory to remove a kprobe.
        ends = []
        error = life(genl, lambda: ends.append(injected()))
        came = ends[0]
        refused += error == errno.ENOMEM
        if error not in (0, errno.ENOMEM):
            others[errno.errorcode.get(error, error)] = nth
        # What was on its way when it failed must not be read as an answer.
        if error:
            genl = Genl()
    ok(not came, 'every allocation of a session, up to its end, has failed once')
    print(f'# {nth - 1} allocations failed, {refused} sessions were refused')
    ok(refused > 20, 'and many a session was refused for it')
    ok(set(others) <= {'EFAULT', 'ENOBUFS', 'EMFILE', 'ENFILE'},
       'for want of memory, or because it could not be copied', repr(others))
    same(genl.sessions(), [], 'no session is left')
    same(life(genl), 0, 'and the next goes well')


main()
