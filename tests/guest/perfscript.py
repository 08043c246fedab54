# SPDX-License-Identifier: GPL-2.0-only
"""Whether perf script and flamekctl fold name the same stacks in a perf.data.

usage: perfscript.py SCRIPT FOLDED TICK_NS

SCRIPT is what perf script -F comm,tid,period,ip,sym,symoff,dso wrote.

A few things may differ, where perf 6.1 is not the measure (all of them are in
Documentation/perf-names.md):
- A call that never returns can be the last thing in a function; then the return
  address is the start of the next one, which perf names, while flamekctl names
  the one that called.
- While a program is replaced by exec, perf goes on to name its user code; for
  flamekctl its mappings are gone.
- perf knows no names in a kernel module before it has looked up another address
  of the kernel, nor in the vDSO of some machines.
- Where a stack leads into data, perf names that; flamekctl, which names code
  only, the file.
- Return addresses at the outer end of a stack that lie in no mapping, or that no
  call lies before, are left out by flamekctl. Which ones these are is found out
  here from what perf says of them.
"""

import collections
import functools
import os
import re
import sys

import stats

HEAD = re.compile(r"(.*\S)\s+\d+\s+(\d+)\s*$")
FRAME = re.compile(r"\s+([0-9a-f]+) (.*) \(([^()]*(?: \(deleted\))?)\)$")
OFFSET = re.compile(r"(.*)\+0x([0-9a-f]+)$")
JIT_MAP = re.compile(r"/perf-\d+\.map$")
# call rel32, and call *operand: a register, or memory by one of its forms. A base
# of 5 is none but 4 bytes, without an offset in the mode byte.
NO_BASE = "".join(f"\\x{byte:02x}" for byte in range(5, 256, 8))
CALL = re.compile(rf"""(?sx)(?:
    \xe8.{{4}} | \xff(?:
        [\xd0-\xd7] |
        [\x10-\x13\x16\x17] | [\x50-\x53\x55-\x57]. | [\x90-\x93\x95-\x97].{{4}} |
        \x15.{{4}} |
        \x14(?:[^{NO_BASE}] | [{NO_BASE}].{{4}}) | \x54.. | \x94.{{5}}))\Z
    """.encode("ascii"))
SIGRETURN = re.compile(rb"(?s)\x48\xc7\xc0\x0f\0\0\0\x0f\x05")
ANY = None
PLT = "*@plt"
TRAMPOLINE = "ftrace_trampoline"

Frame = collections.namedtuple("Frame", "in_kernel symbol offset dso address")


def parse_frame(address, symbol, dso):
    offset = OFFSET.match(symbol)
    in_kernel = int(address, 16) >> 47 == 0x1ffff
    if not offset:
        return Frame(in_kernel, symbol, None, dso, int(address, 16))
    return Frame(in_kernel, offset[1], int(offset[2], 16), dso,
                 int(address, 16))


def frame_name(frame):
    """What flamekctl calls it. Where there is no symbol, that is the file. In a
    procedure linkage table perf counts entries from the wrong end or takes the
    function before them, _init.
    """
    symbol = frame.symbol
    if symbol == "_init" and frame.offset >= 0x20 or symbol.endswith("@plt"):
        return PLT
    if symbol != "[unknown]":
        return symbol.replace(";", ":")
    if JIT_MAP.search(frame.dso):
        return "[anon]"
    if frame.dso.startswith("[kernel"):
        return "[kernel]"
    if frame.dso.startswith("[") and frame.dso != "[unknown]":
        return ANY
    return "[" + os.path.basename(frame.dso).strip("[]") + "]"


def is_return(frame, inner):
    """Whether the address is one that a call returns to: it follows another
    frame of the same part, but not where an interrupt or exception came in.
    """
    return inner and inner.in_kernel == frame.in_kernel and \
        not inner.symbol.startswith("asm_")


@functools.lru_cache(None)
def read_code(path):
    """Of a program; an empty string where there is none to be looked at."""
    try:
        with open(path, "rb") as program:
            code = program.read()
    except OSError:
        return b""
    return code if code.startswith(b"\x7fELF") else b""


def may_return_to(frame):
    """Whether the address may be one that a call returns to. perf gives that of
    a frame in a file as the offset in it.
    """
    if frame.dso == "[unknown]":
        return False
    if frame.symbol.startswith("runtime.goexit"):
        return True
    code = read_code(frame.dso)
    at = frame.address
    return not code or bool(CALL.search(code[max(0, at - 7):at])) or \
        bool(SIGRETURN.match(code[at:at + 9]))


def leave_out(frames):
    """Without the outermost user frames that nothing returns to."""
    frames = list(frames)
    while len(frames) > 1 and not frames[-1].in_kernel and \
            not frames[-2].in_kernel and not may_return_to(frames[-1]):
        frames.pop()
    return frames


def make_stack(comm, frames):
    """Root first; ANY or PLT where the two may differ."""
    frames = leave_out(frames)
    in_exec = any(frame.symbol.endswith("execve") for frame in frames)
    stack = []
    inner = None
    for frame in frames:
        if in_exec and not frame.in_kernel or \
                frame.offset == 0 and is_return(frame, inner):
            stack.insert(0, ANY)
        else:
            stack.insert(0, frame_name(frame))
        inner = frame
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
                frames.append(parse_frame(*frame.groups()))
            elif head and not line[0].isspace():
                end_sample()
                comm, frames = head.group(1), []
                value = round(int(head.group(2)) / tick_ns)
            else:
                raise ValueError(f"line of perf script: {line}")
    end_sample()
    return stacks


def is_name(want, name):
    """Some entries of linkage tables have no name with perf; the first one, which
    all others go on to, is called after its section here. Of what the kernel makes
    while it runs perf has no name once that is gone.
    """
    return want is ANY or want == name or \
        name == TRAMPOLINE and want == "[unknown]" or \
        (name.endswith("@plt") or name.startswith(".plt")) and \
        (want is PLT or want[0] == "[")


def is_like(pattern, stack):
    return len(pattern) == len(stack) and all(map(is_name, pattern, stack))


def cancel(perf, ours):
    """Takes from both what they have in common: what is exactly the same first,
    then what may differ, from what may least to what may most.
    """
    for stack in set(perf) & set(ours):
        common = min(perf[stack], ours[stack])
        perf[stack] -= common
        ours[stack] -= common
    for pattern in sorted(perf, key=lambda stack: stack.count(ANY)):
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
