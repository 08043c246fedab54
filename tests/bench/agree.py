#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Which share of a recording's samples perf script and flamekctl fold name alike.

usage: agree.py FLAMEKCTL RECORDING PERIOD

Prints "SAMPLES STACKS AGREEING": samples and distinct stacks that flamekctl
tells of, and the samples of them that perf script has in stacks of the same
names; what differs goes to standard error. Naming differs by rule in
two things only: a frame without a symbol is [FILE] in folded stacks, [kernel]
for the kernel, and [unknown] (FILE) for perf; and a ; in a name is folded as :.
Beyond that see tests/guest/perfscript.py.
"""

import collections
import hashlib
import os
import re
import subprocess
import sys

FIELDS = "comm,period,ip,sym,dso"
FRAME = re.compile(r"(.*) \(([^()]*(?: \(deleted\))?)\)$")


def frame_name(line):
    """What flamekctl calls a frame that perf script calls 'SYMBOL (FILE)'."""
    frame = FRAME.match(line)
    if not frame:
        return line
    symbol, dso = frame.groups()
    if symbol != "[unknown]":
        return symbol.replace(";", ":")
    if dso.startswith("[kernel"):
        return "[kernel]"
    return "[" + os.path.basename(dso).strip("[]") + "]"


class Names(dict):
    """Frames repeat: each distinct line is looked at once."""

    def __missing__(self, line):
        self[line] = name = frame_name(line)
        return name


def digest(stack):
    text = stack.encode(errors="surrogateescape")
    return hashlib.blake2b(text, digest_size=16).digest()


def read(command):
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8",
                          errors="surrogateescape") as process:
        yield from process.stdout
    if process.returncode:
        sys.exit(f"agree.py: {command[0]} failed")


def read_script(recording, period):
    """Digests of stacks, as perf script has them, and their values."""
    stacks = collections.Counter()
    names = Names()
    frames, comm, value = [], None, 0
    for line in read(["perf", "script", "-i", recording, "--no-inline",
                      "-F", FIELDS]):
        if line[0] == "\t":
            frames.append(names[line.split(None, 1)[1].rstrip("\n")])
        elif line[0] != "\n":
            comm, value = line.rsplit(None, 1)
        elif comm is not None:
            frames.append(comm.strip())
            stacks[digest(";".join(reversed(frames)))] += \
                round(int(value) / period)
            frames, comm = [], None
    return stacks


def main(flamekctl, recording, period):
    stacks = read_script(recording, int(period))
    samples = nr = agreeing = 0
    for line in read([flamekctl, "fold", "-q", "--no-inline",
                      recording]):
        stack, value = line.rsplit(" ", 1)
        value = int(value)
        samples += value
        nr += 1
        theirs = stacks.pop(digest(stack), 0)
        agreeing += min(value, theirs)
        if value != theirs:
            print(f"flamekctl {value}, perf {theirs}: {stack}",
                  file=sys.stderr)
    if stacks:
        print(f"perf alone has {len(stacks)} stacks of "
              f"{stacks.total()} samples", file=sys.stderr)
    print(samples, nr, agreeing)


main(*sys.argv[1:])
