# SPDX-License-Identifier: GPL-2.0-only
"""Walks the records of a perf.data file and says what is in it, a line each:

    KIND N                  records: sample, mmap, comm, fork, exit, lost, ...
    first KIND              the record at the beginning
    points N                periods that all samples stand for
    lost_samples N          what the LOST records add up to
    lost_events N
    pid PID N               samples of each process
    told PID N              records of what each process did: comm, mmap2, fork, exit
    comm PID NAME N         records that named it so

Needs nothing of flamek or perf, so that it can tell when they err. A file that
is not whole or not well-formed is an error. usage: records.py FILE
"""

import collections
import struct
import sys

KINDS = {1: 'mmap', 2: 'lost', 3: 'comm', 4: 'exit', 5: 'throttle',
         6: 'unthrottle', 7: 'fork', 9: 'sample', 10: 'mmap2',
         68: 'finished_round'}
SAMPLE_TYPE = 0x127     # IP | TID | TIME | CALLCHAIN | PERIOD
LOST_SAMPLES = 0
DEEDS = ('comm', 'mmap2', 'fork', 'exit')


def read_header(data):
    """The sampling period, and where the records are."""
    magic, size, attr_size, attrs, attrs_size, start, length = \
        struct.unpack_from('=8s6Q', data)
    if magic != b'PERFILE2' or size < 104 or attrs_size != attr_size:
        raise ValueError('not a perf.data of one event')
    period, sample_type = struct.unpack_from('=2Q', data, attrs + 16)
    if sample_type != SAMPLE_TYPE:
        raise ValueError(f'sample type {sample_type:#x}')
    if start + length > len(data):
        raise ValueError('cut short')
    return period, start, start + length


def walk(data, at, end):
    """(type, where its body begins, where it ends) of each record."""
    while at < end:
        if at + 8 > end:
            raise ValueError(f'half a header at {at}')
        kind, _, size = struct.unpack_from('=IHH', data, at)
        if size < 8 or size % 8 or at + size > end:
            raise ValueError(f'record of {size} bytes at {at}')
        yield kind, at + 8, at + size
        at += size


def sample(data, at, end):
    """Its process and its period."""
    _, pid, _, _, period, nr = struct.unpack_from('=QIIQQQ', data, at)
    if at + 40 + 8 * nr != end:
        raise ValueError(f'sample of {nr} frames at {at}')
    return pid, period


def count(data):
    period, start, end = read_header(data)
    counts = collections.Counter()
    for kind, at, stop in walk(data, start, end):
        name = KINDS.get(kind, f'type{kind}')
        counts.setdefault('first', name)
        counts[name] += 1
        if name in DEEDS:
            pid = struct.unpack_from('=I', data, at)[0]
            counts[f'told {pid}'] += 1
        if name == 'sample':
            pid, time = sample(data, at, stop)
            counts[f'pid {pid}'] += 1
            counts['points'] += round(time / period)
        elif name == 'lost':
            what, lost = struct.unpack_from('=QQ', data, at)
            counts['lost_samples' if what == LOST_SAMPLES
                   else 'lost_events'] += lost
        elif name == 'comm':
            name = data[at + 8:stop - 16].split(b'\0')[0].decode('latin-1')
            name = ''.join(c if c.isprintable() else '?' for c in name)
            counts[f'comm {pid} {name}'] += 1
    return counts


def main(path):
    with open(path, 'rb') as file:
        data = file.read()
    for what, n in sorted(count(data).items()):
        print(what, n)


if __name__ == "__main__":
    main(*sys.argv[1:])
