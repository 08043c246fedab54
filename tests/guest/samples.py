# SPDX-License-Identifier: GPL-2.0-only
"""Looks into the samples of a perf.data that flamekctl wrote.

usage: samples.py check FILE    whether each is made as <linux/flamek.h> says, or
                                without frames, as far as it left out a part
       samples.py ends FILE     a line "FUNCTION ENDING N" for each function of
                                a workload that user code was in and each way
                                that its stacks ended; N counts samples, however
                                many ticks one stands for
       samples.py tids FILE     a line "TID N" for each thread
       samples.py addresses FILE  a line "kernel N" and "user N": addresses in
                                samples, of what was interrupted and of frames;
                                standard error tells of each of the kernel's
"""

import bisect
import collections
import os
import struct
import subprocess
import sys

import records

CONTEXT_KERNEL, CONTEXT_USER = 2**64 - 128, 2**64 - 512
CPUMODE_MASK, CPUMODE_KERNEL, CPUMODE_USER = 7, 1, 2
ENDINGS = {0: "whole", 1: "fault", 2: "depth", 3: "broken"}
KERNEL_START = 2**64 - (1 << 47)        # of its code

with open("/proc/cpuinfo", encoding="ascii") as cpus:
    HAS_FIVE_LEVELS = "la57" in cpus.read().split()     # of page tables
USER_END = 1 << (56 if HAS_FIVE_LEVELS else 47)

Sample = collections.namedtuple("Sample", "pid tid ip misc period ips")
Mapping = collections.namedtuple("Mapping", "start end offset path")


def parse_sample(data, at):
    misc = struct.unpack_from("=H", data, at - 4)[0]
    ip, pid, tid, _, period, nr = struct.unpack_from("=QIIQQQ", data, at)
    return Sample(pid, tid, ip, misc, period,
                  struct.unpack_from(f"={nr}Q", data, at + 40))


def parse_mapping(data, at, end):
    pid, _, start, size, offset = struct.unpack_from("=IIQQQ", data, at)
    path = data[at + 64:end - 16].split(b"\0")[0].decode()
    return pid, Mapping(start, start + size, offset, path)


def split(ips):
    """The kernel's frames and the user's; None without a marker."""
    parts = {CONTEXT_KERNEL: None, CONTEXT_USER: None}
    part = None
    for ip in ips:
        if ip in parts:
            if parts[ip] is not None or ip == CONTEXT_KERNEL and part:
                raise ValueError("marker out of place")
            part = parts[ip] = []
        elif part is None:
            raise ValueError("frame before any marker")
        else:
            part.append(ip)
    return parts[CONTEXT_KERNEL], parts[CONTEXT_USER]


def describe(sample):
    return (f"{sample.misc:#x} {sample.ip:#x} "
            f"{[hex(ip) for ip in sample.ips]}")


def check_sample(sample, tick_ns):
    kernel, user = split(sample.ips)
    innermost = kernel if kernel is not None else user
    if not sample.ips:
        return
    mode = CPUMODE_USER if kernel is None else CPUMODE_KERNEL
    if not innermost or innermost[0] != sample.ip:
        raise ValueError("the interrupted instruction does not come first")
    if sample.misc & CPUMODE_MASK != mode:
        raise ValueError("mode of the CPU")
    if any(ip < KERNEL_START for ip in kernel or ()):
        raise ValueError("user address among the kernel's")
    if any(ip >= USER_END for ip in user or ()):
        raise ValueError("kernel address among the user's")
    if sample.period == 0 or sample.period % tick_ns:
        raise ValueError("period is no number of ticks")


def each_sample(data):
    _, at, end = records.read_header(data)
    for kind, body, _ in records.walk(data, at, end):
        if records.KINDS.get(kind) == "sample":
            yield parse_sample(data, body)


def check(data):
    tick_ns = records.read_header(data)[0]
    counts = collections.Counter()
    for sample in each_sample(data):
        counts["samples"] += 1
        counts["empty"] += not sample.ips
        counts["mode", sample.misc & CPUMODE_MASK] += 1
        try:
            check_sample(sample, tick_ns)
        except ValueError as error:
            sys.exit(f"{error}: {describe(sample)}")
    print(f"{counts['samples']} samples, {counts['empty']} without frames, "
          f"{counts['mode', CPUMODE_KERNEL]} in the kernel, "
          f"{counts['mode', CPUMODE_USER]} in user code")
    if not counts["samples"]:
        sys.exit("no samples")


class Functions:
    """Of a program that is linked so that addresses are offsets in its file."""

    def __init__(self, path):
        out = subprocess.run(["nm", "--defined-only", "-n", path], check=False,
                             capture_output=True, text=True).stdout
        table = [line.split() for line in out.splitlines()]
        table = [(int(at, 16), name) for at, kind, name in table
                 if kind in "Tt"]
        self.starts = [at for at, _ in table]
        self.names = [name for _, name in table]

    def at(self, offset):
        index = bisect.bisect_right(self.starts, offset)
        return self.names[index - 1] if index else None


def ends(data):
    _, at, end = records.read_header(data)
    mappings = collections.defaultdict(list)
    functions = {}
    counts = collections.Counter()
    for kind, body, stop in records.walk(data, at, end):
        name = records.KINDS.get(kind)
        if name == "mmap2":
            pid, mapping = parse_mapping(data, body, stop)
            if os.path.basename(os.path.dirname(mapping.path)) in \
                    ("bin", "workloads"):
                mappings[pid].append(mapping)
        elif name == "sample":
            sample = parse_sample(data, body)
            user = split(sample.ips)[1]
            for m in mappings[sample.pid] if user else ():
                if m.start <= user[0] < m.end:
                    if m.path not in functions:
                        functions[m.path] = Functions(m.path)
                    function = functions[m.path].at(user[0] - m.start + m.offset)
                    counts[function, ENDINGS[sample.misc >> 12 & 3]] += 1
    for (function, ending), n in sorted(counts.items()):
        print(function, ending, n)


def tids(data):
    counts = collections.Counter(sample.tid for sample in each_sample(data))
    for tid, n in sorted(counts.items()):
        print(tid, n)


def addresses(data):
    counts = collections.Counter()
    for sample in each_sample(data):
        for ip in sample.ip, *sample.ips:
            if ip in (CONTEXT_KERNEL, CONTEXT_USER):
                continue
            counts["kernel" if ip >= USER_END else "user"] += 1
            if ip >= USER_END:
                print(f"{ip:#x} in {describe(sample)}", file=sys.stderr)
    for what, n in counts.items():
        print(what, n)


def main(argv):
    commands = {"check": check, "ends": ends, "tids": tids,
                "addresses": addresses}
    if len(argv) != 3 or argv[1] not in commands:
        sys.exit(__doc__)
    with open(argv[2], "rb") as file:
        commands[argv[1]](file.read())


if __name__ == "__main__":
    main(sys.argv)
