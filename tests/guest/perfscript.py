# SPDX-License-Identifier: GPL-2.0-only
"""Whether perf script and flamekctl fold name the same stacks in a perf.data.

usage: perfscript.py SCRIPT FOLDED TICK_NS

SCRIPT is what perf script -F comm,tid,period,ip,sym,symoff,dso wrote.

One thing may differ. A call that never returns can be the last thing in a
function; then the return address is the start of the next one, which perf
names, while flamekctl names the one that called.
"""

import collections
import os
import re
import sys

import stats

HEAD = re.compile(r"(.*\S)\s+\d+\s+(\d+)\s*$")
FRAME = re.compile(r"\s+([0-9a-f]+) (.*?)(?:\+0x([0-9a-f]+))? \((.*)\)$")
ANY = None


def frame_name(symbol, dso):
    """What flamekctl calls it: where perf knows no symbol, by the file alone;
    so too in a procedure linkage table, for whose entries perf makes up names.
    """
    if symbol == "[unknown]" or symbol.endswith("@plt"):
        if dso.startswith("[kernel"):
            return "[kernel]"
        return "[" + os.path.basename(dso).strip("[]") + "]"
    return symbol.replace(";", ":")


def make_stack(comm, frames):
    """Root first. A frame is ANY where the two may differ: at a return address,
    which is what follows another frame of user code or of the kernel, unless
    that is where an interrupt or exception came in.
    """
    stack = []
    inner = None
    for address, symbol, offset, dso in frames:
        in_kernel = int(address, 16) >> 63
        is_return = inner and inner[0] == in_kernel and \
            not inner[1].startswith("asm_")
        if is_return and offset and int(offset, 16) == 0:
            stack.insert(0, ANY)
        else:
            stack.insert(0, frame_name(symbol, dso))
        inner = (in_kernel, symbol)
    return (comm, *stack)


def read_script(path, tick_ns):
    stacks = collections.Counter()
    comm, value, frames = None, 0, []

    def end_sample():
        if comm is not None:
            stacks[make_stack(comm, frames)] += value

    with open(path, encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            line = line.rstrip("\n")
            frame = FRAME.match(line)
            head = HEAD.match(line)
            if not line:
                continue
            if frame and comm is not None:
                frames.append(frame.groups())
            elif head and not line[0].isspace():
                end_sample()
                comm, frames = head.group(1), []
                value = round(int(head.group(2)) / tick_ns)
            else:
                raise ValueError(f"line of perf script: {line}")
    end_sample()
    return stacks


def is_like(pattern, stack):
    return len(pattern) == len(stack) and all(
        want is ANY or want == name for want, name in zip(pattern, stack))


def cancel(perf, ours):
    """Takes from both what they have in common: what is exactly the same first,
    then what may differ.
    """
    for stack in set(perf) & set(ours):
        common = min(perf[stack], ours[stack])
        perf[stack] -= common
        ours[stack] -= common
    for pattern in [stack for stack in perf if ANY in stack]:
        for stack in [stack for stack in ours if is_like(pattern, stack)]:
            common = min(perf[pattern], ours[stack])
            perf[pattern] -= common
            ours[stack] -= common


def show(who, stacks):
    left = [(stack, n) for stack, n in stacks.items() if n]
    for stack, n in sorted(left, key=str)[:10]:
        print(who, n, ";".join(name or "*" for name in stack))
    return not left


def main(script, folded, tick_ns):
    perf = read_script(script, int(tick_ns))
    ours = stats.read_folded(folded)
    print(f"{ours.total()} samples")
    if not ours.total():
        sys.exit(1)
    cancel(perf, ours)
    if not all([show("only perf:", perf), show("only flamekctl:", ours)]):
        sys.exit(1)


main(*sys.argv[1:])
