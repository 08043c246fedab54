# SPDX-License-Identifier: GPL-2.0-only
"""Counts what is in a perf.data, without reading the samples themselves."""

import os
import struct

RECORD_LOST = 2
RECORD_SAMPLE = 9
RECORD_LOST_SAMPLES = 13


def data_section(file):
    """Offset and size of the part that holds the records."""
    header = os.pread(file, 104, 0)
    if header[:8] != b'PERFILE2':
        raise ValueError('not a perf.data')
    return struct.unpack_from('<QQ', header, 40)


def count(path):
    """Samples, samples lost, and bytes of records."""
    samples = lost = 0
    file = os.open(path, os.O_RDONLY)
    try:
        at, size = data_section(file)
        end = at + size
        while at < end:
            head = os.pread(file, 24, at)
            kind, _, length = struct.unpack_from('<IHH', head)
            if kind == RECORD_SAMPLE:
                samples += 1
            elif kind == RECORD_LOST:
                lost += struct.unpack_from('<Q', head, 16)[0]
            elif kind == RECORD_LOST_SAMPLES:
                lost += struct.unpack_from('<Q', head, 8)[0]
            at += length
    finally:
        os.close(file)
    return {'samples': samples, 'lost': lost, 'bytes': size}
