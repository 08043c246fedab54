# SPDX-License-Identifier: GPL-2.0-only
"""Whether perf script and flamekctl fold name the same stacks in a perf.data.

usage: perfscript.py SCRIPT FOLDED TICK_NS

SCRIPT is what perf script -F comm,tid,period,ip,sym,dso wrote.
"""

import collections
import os
import re
import sys

import stats

HEAD = re.compile(r"(.*\S)\s+\d+\s+(\d+)\s*$")
FRAME = re.compile(r"\s+[0-9a-f]+ (.*) \((.*)\)$")


def frame_name(symbol, dso):
    """What flamekctl calls it: where perf knows no symbol, by the file alone;
    so too in a procedure linkage table, for whose entries perf makes up names.
    """
    if symbol == "[unknown]" or symbol.endswith("@plt"):
        if dso.startswith("[kernel"):
            return "[kernel]"
        return "[" + os.path.basename(dso).strip("[]") + "]"
    return symbol.replace(";", ":")


def read_script(path, tick_ns):
    stacks = collections.Counter()
    stack, value = None, 0
    with open(path, encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            line = line.rstrip("\n")
            frame = FRAME.match(line)
            head = HEAD.match(line)
            if not line:
                continue
            if frame and stack is not None:
                stack.insert(1, frame_name(*frame.groups()))
            elif head and not line[0].isspace():
                if stack:
                    stacks[tuple(stack)] += value
                stack = [head.group(1)]
                value = round(int(head.group(2)) / tick_ns)
            else:
                raise ValueError(f"line of perf script: {line}")
    if stack:
        stacks[tuple(stack)] += value
    return stacks


def main(script, folded, tick_ns):
    perf = read_script(script, int(tick_ns))
    ours = stats.read_folded(folded)
    different = [stack for stack in set(perf) | set(ours)
                 if perf[stack] != ours[stack]]
    print(f"{len(ours)} stacks of {ours.total()} samples, of which "
          f"{len(different)} differ")
    for stack in sorted(different)[:10]:
        print(f"perf {perf[stack]}, flamekctl {ours[stack]}: {';'.join(stack)}")
    sys.exit(1 if different or not ours else 0)


main(*sys.argv[1:])
