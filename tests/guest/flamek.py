# SPDX-License-Identifier: GPL-2.0-only
"""The module's interface spoken by hand: netlink messages byte by byte, mappings
by the system call, so that a test can say what no well-behaved controller would.
Names and numbers are those of <linux/flamek.h>.
"""

import ctypes
import errno
import os
import socket
import struct
import sys

PAGE = os.sysconf('SC_PAGESIZE')
CPU_SHIFT = 36

SET, START, STOP, GET = 1, 2, 3, 4
FD, PID, FREQ, FLAGS, DEPTH, PAGES, WATERMARK, ID, STATE, PERIOD, \
    PROCESSES, OWNER, CPU = range(1, 14)
UNTRACKED = 16
TARGET_TID, TARGET_CGROUP, TARGET_SYSTEM, CPUS, MAX_OVERHEAD, TARGET, \
    RESTRICTED, LEFT = range(17, 25)
INHERIT, NO_KERNEL, NO_USER, ON_EXEC = 1, 2, 4, 8
SESSION_FIELDS = {ID: 'id', STATE: 'state', PROCESSES: 'processes',
                  OWNER: 'owner', PAGES: 'pages', DEPTH: 'depth',
                  FLAGS: 'flags', WATERMARK: 'watermark', PERIOD: 'period',
                  TARGET: 'target', LEFT: 'left', UNTRACKED: 'untracked',
                  MAX_OVERHEAD: 'max_overhead'}
NEW, READY, RUNNING, STOPPED = 0, 1, 2, 3
CPU_FIELDS = {1: 'cpu', 2: 'ticks', 3: 'taken', 4: 'delivered', 5: 'lost',
              6: 'lost_events', 7: 'handler_ns'}

PERF_LOST, PERF_COMM, PERF_SAMPLE, PERF_MMAP2 = 2, 3, 9, 10
PERF_THROTTLE, PERF_UNTHROTTLE = 5, 6
LOST_SAMPLES, LOST_EVENTS = 0, 1

PROT_READ, PROT_WRITE, PROT_EXEC = 1, 2, 4
MAP_SHARED, MAP_PRIVATE, MREMAP_MAYMOVE = 1, 2, 1

SOL_NETLINK, CAP_ACK, EXT_ACK = 270, 10, 11
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
NLM_F_CAPPED, NLM_F_ACK_TLVS = 0x100, 0x200
NLMSG_ERROR, NLMSG_DONE, GENL_ID_CTRL = 2, 3, 16

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = libc.mremap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int,
                      ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t,
                        ctypes.c_int]
MAP_FAILED = ctypes.c_void_p(-1).value


def diag(*lines):
    """What is shown of a test even when all of it has passed."""
    for line in lines:
        print('#', line)
    sys.stdout.flush()


def ok(passed, desc, *why):
    """One test point, as control.sh's take_points reads it."""
    print('ok' if passed else 'not ok', desc)
    diag(*() if passed else why)
    return passed


def same(got, want, desc):
    return ok(got == want, desc, f'got {got!r}, expected {want!r}')


def attr(kind, payload):
    data = struct.pack('=HH', 4 + len(payload), kind) + payload
    return data + bytes(-len(data) % 4)


def u32(kind, value):
    return attr(kind, struct.pack('=I', value & 0xffffffff))


def parse_attrs(data):
    at = 0
    while at + 4 <= len(data):
        size, kind = struct.unpack_from('=HH', data, at)
        if size < 4 or at + size > len(data):
            raise ValueError('attributes of the wrong length')
        yield kind & 0x3fff, data[at + 4:at + size]
        at += size + 3 & ~3


class Refused(Exception):
    """What a request was refused with: its errno and the text of the ext-ack."""

    def __init__(self, error, text):
        super().__init__(f'{errno.errorcode.get(error, error)}: {text}')
        self.errno = error
        self.text = text


class Genl:
    """A socket that speaks to the family."""

    requests = refusals = 0     # of all of them

    def __init__(self):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)
        self.sock.setsockopt(SOL_NETLINK, EXT_ACK, 1)
        self.sock.setsockopt(SOL_NETLINK, CAP_ACK, 1)
        self.sock.bind((0, 0))
        self.seq = 0
        self.family = GENL_ID_CTRL
        reply = self.request(3, attr(2, b'flamek\0'))
        self.family = struct.unpack('=H', dict(parse_attrs(reply[0]))[1])[0]

    def request(self, command, attrs=b'', flags=NLM_F_ACK, version=1):
        """The replies' attributes, each reply's as bytes; or Refused."""
        self.seq += 1
        Genl.requests += 1
        body = struct.pack('=BBH', command, version, 0) + attrs
        self.sock.send(struct.pack('=IHHII', 16 + len(body), self.family,
                                   NLM_F_REQUEST | flags, self.seq, 0) + body)
        replies = []
        while True:
            for kind, hdr_flags, seq, data in self.receive():
                if seq != self.seq:
                    continue
                if kind == NLMSG_DONE:
                    return replies
                if kind != NLMSG_ERROR:
                    replies.append(data[4:])
                    continue
                self.check_ack(hdr_flags, data)
                return replies

    def receive(self):
        data = self.sock.recv(1 << 20)
        at = 0
        while at + 16 <= len(data):
            size, kind, flags, seq, _ = struct.unpack_from('=IHHII', data, at)
            yield kind, flags, seq, data[at + 16:at + size]
            at += size + 3 & ~3

    @staticmethod
    def check_ack(flags, data):
        error = -struct.unpack_from('=i', data)[0]
        text = None
        if flags & NLM_F_ACK_TLVS:
            skip = 20
            if not flags & NLM_F_CAPPED:
                skip = 4 + (struct.unpack_from('=I', data, 4)[0] + 3 & ~3)
            for kind, payload in parse_attrs(data[skip:]):
                if kind == 1:
                    text = payload.rstrip(b'\0').decode()
        if error:
            Genl.refusals += 1
            raise Refused(error, text)

    def sessions(self):
        """What the dump says of each session."""
        found = {}
        for reply in self.request(GET, flags=NLM_F_DUMP):
            for session in [parse_session(reply)]:
                old = found.setdefault(session['id'], session)
                if old is not session:
                    old['cpus'] += session['cpus']
        return list(found.values())


def parse_session(data):
    session = {'cpus': []}
    for kind, payload in parse_attrs(data):
        if kind == CPU:
            session['cpus'].append({
                CPU_FIELDS[k]: int.from_bytes(v, sys.byteorder)
                for k, v in parse_attrs(payload) if k in CPU_FIELDS})
        elif kind in SESSION_FIELDS:
            session[SESSION_FIELDS[kind]] = int.from_bytes(payload,
                                                           sys.byteorder)
    return session


class Mapping:
    """Memory mapped from a session, or the errno of why not."""

    tried = 0   # of all

    def __init__(self, fd, size, prot, flags, offset):
        Mapping.tried += 1
        self.size = size
        self.error = 0
        self.at = libc.mmap(None, size, prot, flags, fd, offset)
        if self.at == MAP_FAILED:
            self.at = None
            self.error = ctypes.get_errno()

    def __bool__(self):
        return self.at is not None

    def bytes(self, offset, size):
        return ctypes.string_at(self.at + offset, size)

    def word(self, offset):
        return ctypes.c_uint64.from_address(self.at + offset)

    def unmap(self):
        if self.at is not None and libc.munmap(self.at, self.size) == 0:
            self.at = None


class Session:
    """An open /dev/flamek."""

    def __init__(self, genl):
        self.genl = genl
        self.fd = os.open('/dev/flamek', os.O_RDWR | os.O_CLOEXEC)

    def close(self):
        os.close(self.fd)
        self.fd = -1

    def set(self, target, **settings):
        """@target: the pid of a process, or attributes."""
        if isinstance(target, int):
            target = u32(PID, target)
        kinds = {'freq': FREQ, 'flags': FLAGS, 'depth': DEPTH, 'pages': PAGES,
                 'watermark': WATERMARK, 'overhead': MAX_OVERHEAD}
        self.genl.request(SET, u32(FD, self.fd) + target + b''.join(
            u32(kinds[name], value) for name, value in settings.items()))
        return self

    def start(self):
        self.genl.request(START, u32(FD, self.fd))

    def stop(self):
        self.genl.request(STOP, u32(FD, self.fd))

    def get(self):
        return parse_session(self.genl.request(GET, u32(FD, self.fd))[0])

    def map(self, size, prot=PROT_READ, flags=MAP_SHARED, offset=0, cpu=0):
        return Mapping(self.fd, size, prot, flags, (cpu << CPU_SHIFT) + offset)

    def ring(self, cpu):
        return Ring(self, cpu, self.get()['pages'])


class Ring:
    """The two mappings of one CPU, read as a controller would."""

    def __init__(self, session, cpu, pages):
        self.tail_page = session.map(PAGE, PROT_READ | PROT_WRITE, cpu=cpu)
        self.head_page = session.map((1 + 2 * pages) * PAGE, offset=PAGE,
                                     cpu=cpu)
        if not self.tail_page or not self.head_page:
            raise OSError(self.head_page.error or self.tail_page.error,
                          'cannot map the ring')
        self.bytes = pages * PAGE
        self.tail = self.tail_page.word(0)
        self.words = [self.head_page.word(8 * i) for i in range(5)]

    @property
    def head(self):
        return self.words[0].value

    @property
    def size(self):
        return self.words[1].value

    @property
    def taken(self):
        return self.words[2].value

    @property
    def lost(self):
        return self.words[3].value

    @property
    def lost_events(self):
        return self.words[4].value

    def records(self, since):
        """(type, whole record) of what was written from @since on."""
        head = self.head
        data = self.head_page.bytes(PAGE + since % self.bytes, head - since)
        at = 0
        while at < len(data):
            kind, _, size = struct.unpack_from('=IHH', data, at)
            if size < 8 or size % 8 or at + size > len(data):
                raise ValueError(f'record of {size} bytes at {since + at}')
            yield kind, data[at:at + size]
            at += size

    def unmap(self):
        self.tail_page.unmap()
        self.head_page.unmap()
