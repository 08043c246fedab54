#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Makes up folded stacks, always the same ones.

usage: folded.py STACKS [LINES FILE]...

Writes into each FILE so many lines, of so many distinct stacks, in any order, each
line of a count from 1 to 9.

They are shaped like those of recording.c: walks through a graph of calls that is
drawn once and for all, most often along its most frequent edges, so that stacks
share their roots and differ late.
"""

import itertools
import random
import sys

FUNCTIONS = 4000
CALLEES = 8
DEPTH = 16			# of a walk, about
FREQUENT = 0.95			# chance of the most frequent callee
ENTRIES = 0.3			# chance of the most frequent entry, and so on
SERVED = 0.7			# what is not, ticks
SYLLABLES = ["get", "set", "read", "write", "parse", "hash", "node", "list", "page",
             "lock", "send", "recv", "alloc", "free", "find", "walk", "map", "key",
             "step", "init", "queue", "task", "sched", "block", "frame", "tree"]


def name_of(number, chance):
    """One in four as in C++, the others as in C."""
    first, last = chance.choice(SYLLABLES), chance.choice(SYLLABLES)
    if number % 4:
        return f"{first}_{last}_{number}"
    return f"{first}::{last.title()}{number}::run(unsigned long)"


class Calls:
    """Functions, whom each calls most, and walks among them."""

    def __init__(self, chance):
        self.random = chance.random
        self.names = [name_of(number, chance) for number in range(FUNCTIONS)]
        self.callees = [[chance.randrange(FUNCTIONS) for _ in range(CALLEES)]
                        for _ in range(FUNCTIONS)]

    def rank(self, frequent, count):
        """0 most often, then 1, ...: each less often than the one before."""
        rank = 0
        while rank + 1 < count and self.random() > frequent:
            rank += 1
        return rank

    def stack(self):
        at = self.rank(ENTRIES, 64)
        frames = ["server", "main", "serve" if self.random() < SERVED else "tick",
                  self.names[at]]
        while len(frames) < DEPTH / 2 or \
                len(frames) < 2 * DEPTH and self.random() > 2 / DEPTH:
            at = self.callees[at][self.rank(FREQUENT, CALLEES)]
            frames.append(self.names[at])
        return ";".join(frames)


def draw(chance, stacks):
    calls = Calls(chance)
    drawn = {}
    while len(drawn) < stacks:
        drawn[calls.stack()] = True
    return list(drawn)


def write(path, lines, stacks, chance):
    """Each stack once, then those again that were drawn first, which are those
    that are met most often."""
    weights = itertools.accumulate(1 / (i + 100) for i in range(len(stacks)))
    chosen = stacks + chance.choices(stacks, cum_weights=list(weights),
                                     k=lines - len(stacks))
    chance.shuffle(chosen)
    with open(path, "w", encoding="utf-8") as out:
        for stack in chosen:
            out.write(f"{stack} {chance.randint(1, 9)}\n")


def main():
    chance = random.Random(1)
    stacks = draw(chance, int(sys.argv[1]))
    for lines, path in zip(sys.argv[2::2], sys.argv[3::2]):
        write(path, int(lines), stacks, chance)


main()
