# SPDX-License-Identifier: GPL-2.0-only
"""Requests that must be refused, each with a text that says what is wrong with
it. usage: requests.py PID-OF-A-PROCESS ID-OF-ITS-THREAD PID-OF-NOBODY
"""

import errno
import os
import resource
import subprocess
import sys

from flamek import *

INVALID, RANGE = errno.EINVAL, errno.ERANGE
TOO_SMALL_TO_BE_U32 = b'\1\2'


def refused(genl, desc, error, text, command, attrs):
    try:
        genl.request(command, attrs)
    except Refused as why:
        ok(why.errno == error and text in (why.text or ''), desc,
           f'got {why}', f'expected {errno.errorcode[error]}: ...{text}...')
    else:
        ok(False, desc, 'it was accepted')


def bad_sets(genl, fd, pid, tid, nobody):
    """(what, errno, text, attributes) of wrong SESSION_SETs."""
    me = u32(FD, fd)
    target = u32(PID, pid)
    null = os.open('/dev/null', os.O_RDWR)
    return [
        ('no attributes', INVALID, 'the target is missing', b''),
        ('no target', INVALID, 'the target is missing', me),
        ('two kinds of target', INVALID, 'one kind of target',
         me + target + attr(TARGET_SYSTEM, b'')),
        ('no descriptor', INVALID, 'descriptor of the session is missing',
         target),
        ('a descriptor that is not open', errno.EBADF, 'no such descriptor',
         u32(FD, 987) + target),
        ('the descriptor of another file', INVALID, 'not an open /dev/flamek',
         u32(FD, null) + target),
        ('a negative descriptor', RANGE, 'integer out of range',
         u32(FD, -1) + target),
        ('pid 0', RANGE, 'integer out of range', me + u32(PID, 0)),
        ('a negative pid', RANGE, 'integer out of range', me + u32(PID, -1)),
        ('the pid of nobody', errno.ESRCH, 'no such process',
         me + u32(PID, nobody)),
        ('the id of a thread', INVALID, 'one thread, not a process',
         me + u32(PID, tid)),
        ('0 Hz', RANGE, 'integer out of range', me + target + u32(FREQ, 0)),
        ('50001 Hz', RANGE, 'integer out of range',
         me + target + u32(FREQ, 50001)),
        ('flags that do not exist', INVALID, 'reserved bit set',
         me + target + u32(FLAGS, 1 << 31)),
        ('stacks of no depth', RANGE, 'integer out of range',
         me + target + u32(DEPTH, 0)),
        ('stacks too deep', RANGE, 'integer out of range',
         me + target + u32(DEPTH, 1025)),
        ('rings of no pages', INVALID, 'power of two',
         me + target + u32(PAGES, 0)),
        ('rings of three pages', INVALID, 'power of two',
         me + target + u32(PAGES, 3)),
        ('rings too large', INVALID, 'up to 65536',
         me + target + u32(PAGES, 1 << 17)),
        ('stacks too deep for the ring', INVALID,
         'ring is too small for stacks of that depth',
         me + target + u32(PAGES, 1) + u32(DEPTH, 1024)),
        ('no watermark', RANGE, 'integer out of range',
         me + target + u32(WATERMARK, 0)),
        ('a watermark above the ring', INVALID, 'larger than the ring',
         me + target + u32(PAGES, 1) + u32(WATERMARK, PAGE + 1)),
        ('an attribute that does not exist', INVALID, 'Unknown attribute type',
         me + target + u32(99, 1)),
        ('an attribute of replies', INVALID, 'Unsupported attribute',
         me + target + u32(ID, 1)),
        ('tid 0', RANGE, 'integer out of range', me + u32(TARGET_TID, 0)),
        ('the tid of nobody', errno.ESRCH, 'no such process or thread',
         me + u32(TARGET_TID, nobody)),
        ('one pid too many', errno.E2BIG, 'more than 1024',
         me + 1025 * target),
        ('a pid of nobody among others', errno.ESRCH, 'no such process',
         me + target + u32(PID, nobody) + target),
        ('a cgroup that is none', errno.EBADF, 'not a directory of cgroup v2',
         me + u32(TARGET_CGROUP, null)),
        ('a cgroup not open', errno.EBADF, 'not a directory of cgroup v2',
         me + u32(TARGET_CGROUP, 987)),
        ('a system with a value', RANGE, 'policy validation',
         me + u32(TARGET_SYSTEM, 1)),
        ('descendants of a thread', INVALID, 'only of processes',
         me + u32(TARGET_TID, tid) + u32(FLAGS, INHERIT)),
        ('an exec of the system', INVALID, 'only one process',
         me + attr(TARGET_SYSTEM, b'') + u32(FLAGS, ON_EXEC)),
        ('no CPU', INVALID, "list of this machine's CPUs",
         me + target + attr(CPUS, b'\0')),
        ('CPUs in words', INVALID, "list of this machine's CPUs",
         me + target + attr(CPUS, b'all of them\0')),
        ('CPUs that cannot be', RANGE, "list of this machine's CPUs",
         me + target + attr(CPUS, b'8000\0')),
        ('CPUs without an end', INVALID, 'policy', me + target +
         attr(CPUS, b'0')),
        ('no overhead', RANGE, 'integer out of range',
         me + target + u32(MAX_OVERHEAD, 0)),
        ('more overhead than all', RANGE, 'integer out of range',
         me + target + u32(MAX_OVERHEAD, 101)),
        ('an attribute too short', INVALID, 'invalid attribute length',
         me + target + attr(FREQ, TOO_SMALL_TO_BE_U32)),
        ('an attribute too long', INVALID, 'invalid attribute length',
         me + target + attr(FREQ, bytes(8))),
        ('an attribute without a value', INVALID, 'invalid attribute length',
         me + attr(PID, b'')),
        ('an attribute said to be nested', INVALID, 'NLA_F_NESTED',
         me + target + u32(FREQ | 0x8000, 99)),
        ('bytes after the attributes', INVALID, 'leftover',
         me + target + b'\7\0\0\0'),
        ('an attribute longer than the message', INVALID, 'leftover',
         me + target + b'\xff\xff\3\0'),
    ]


def check_sets(genl, pid, tid, nobody):
    session = Session(genl)
    for what, error, text, attrs in bad_sets(genl, session.fd, pid, tid,
                                             nobody):
        refused(genl, f'set with {what}', error, text, SET, attrs)
    same(session.get()['state'], NEW, 'a session outlives them, still new')
    session.set(pid, freq=50000, pages=1, depth=16)
    same(session.get()['state'], READY, 'and can be configured')
    refused(genl, 'set twice', errno.EBUSY, 'already configured', SET,
            u32(FD, session.fd) + u32(PID, pid))
    session.close()


def check_order(genl, pid):
    session = Session(genl)
    me = u32(FD, session.fd)
    refused(genl, 'start before set', INVALID, 'not configured', START, me)
    refused(genl, 'stop before set', INVALID, 'not running', STOP, me)
    session.set(pid)
    refused(genl, 'stop before start', INVALID, 'not running', STOP, me)
    session.start()
    refused(genl, 'start twice', errno.EBUSY, 'already started', START, me)
    refused(genl, 'set while it runs', errno.EBUSY, 'already configured', SET,
            me + u32(PID, pid))
    session.stop()
    refused(genl, 'stop twice', INVALID, 'not running', STOP, me)
    refused(genl, 'start after stop', errno.EBUSY, 'already started', START,
            me)
    same(session.get()['state'], STOPPED, 'a stopped session is still there')
    session.close()


def check_others(genl, pid):
    session = Session(genl)
    me = u32(FD, session.fd)
    for name, command in ('start', START), ('stop', STOP), ('get', GET):
        refused(genl, f'{name} without a descriptor', INVALID,
                'descriptor of the session is missing', command, b'')
        refused(genl, f'{name} with an attribute that is not for it', INVALID,
                'Unknown attribute type', command, me + u32(FREQ, 99))
        refused(genl, f'{name} of a file that is no session', INVALID,
                'not an open /dev/flamek', command, u32(FD, 0))
    try:
        genl.request(77, me)
    except Refused as why:
        same(why.errno, errno.EOPNOTSUPP, 'a command that does not exist')
    session.close()


def check_exited(genl):
    """A target that ends at the wrong moment."""
    target = subprocess.Popen(['sleep', '1000'])
    early, late = (Session(genl).set(target.pid) for _ in range(2))
    target.kill()
    os.waitid(os.P_PID, target.pid, os.WEXITED | os.WNOWAIT)
    refused(genl, 'start when the target is a zombie', errno.ESRCH,
            'the target has exited', START, u32(FD, early.fd))
    refused(genl, 'start again after that', errno.EBUSY, 'already started',
            START, u32(FD, early.fd))
    other = Session(genl)
    refused(genl, 'set with the pid of a zombie', errno.ESRCH,
            'it has exited', SET,
            u32(FD, other.fd) + u32(PID, target.pid))
    target.wait()
    refused(genl, 'start when the target is gone', errno.ESRCH,
            'the target has exited', START, u32(FD, late.fd))
    for session in early, late, other:
        session.close()


def check_many(genl):
    """More sessions than one part of a dump holds, each told of in full."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    many = [Session(genl) for _ in range(1500)]
    found = genl.sessions()
    same(len(found), len(many), 'a dump of many sessions has each once')
    same({frozenset(session) for session in found},
         {frozenset(('id', 'state', 'owner', 'cpus'))},
         'and says the same of each')
    for session in many:
        session.close()


def main():
    pid, tid, nobody = map(int, sys.argv[1:])
    genl = Genl()
    check_sets(genl, pid, tid, nobody)
    check_order(genl, pid)
    check_others(genl, pid)
    check_exited(genl)
    check_many(genl)
    same(genl.sessions(), [], 'no session is left')
    diag(f'{Genl.requests} requests, {Genl.refusals} of them refused')


main()
