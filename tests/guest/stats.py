#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Whether counts of samples agree with what they should be.

usage: stats.py share GOT OF EXPECTED        GOT of OF where each has EXPECTED
       stats.py shares FOLDED NAME=SHARE...  functions of a profile; their
                                             shares of what they have together
       stats.py agree FOLDED FOLDED          two profiles of the same thing, by
                                             every function in them

Exits with 1 if a count lies outside the interval that 99.9 of 100 true samplers
stay in, and says what it found. SHARE and EXPECTED are between 0 and 1, or a
quotient A/B. The shares of several functions, or of several in two profiles, are
one question together: each is then held to a part of that 0.1 %.
"""

import collections
import math
import sys

DOUBT = 0.001


def log_choose(n, k):
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def tail(log_mass, k, step, end):
    """Sum of exp(log_mass(k)) from k to end, far enough to be exact."""
    total = 0.0
    while (end - k) * step >= 0:
        mass = math.exp(log_mass(k))
        total += mass
        if mass < total * 1e-12:
            break
        k += step
    return min(total, 1.0)


def both_tails(log_mass, k, mean, lowest, highest):
    """Twice the probability of k or of what lies further from the mean."""
    if k <= mean:
        return min(1.0, 2 * tail(log_mass, k, -1, lowest))
    return min(1.0, 2 * tail(log_mass, k, 1, highest))


def binomial(k, n, p):
    """How probable k of n or a rarer count is, each of n having p."""
    if not 0 <= k <= n:
        return 0.0
    if p <= 0 or p >= 1:
        return float(k == n * p)

    def log_mass(i):
        return log_choose(n, i) + i * math.log(p) + (n - i) * math.log1p(-p)

    return both_tails(log_mass, k, n * p, 0, n)


def same_share(k1, n1, k2, n2):
    """Fisher's exact test: how probable k1 of n1 is beside k2 of n2."""
    k, n = k1 + k2, n1 + n2

    def log_mass(i):
        return (log_choose(n1, i) + log_choose(n2, k - i)
                - log_choose(n, k))

    return both_tails(log_mass, k1, n1 * k / n, max(0, k - n2), min(n1, k))


def read_folded(path):
    """{stack: count}, a stack being a tuple of names, root first."""
    stacks = collections.Counter()
    with open(path, encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            stack, _, count = line.rstrip("\n").rpartition(" ")
            stacks[tuple(stack.split(";"))] += int(count)
    return stacks


def by_function(stacks):
    """{function: count of the stacks that it is in}"""
    functions = collections.Counter()
    for stack, count in stacks.items():
        for name in set(stack[1:]):
            functions[name] += count
    return functions


def number(text):
    quotient, _, divisor = text.partition("/")
    return float(quotient) / float(divisor or 1)


def verdict(is_good, text):
    print(("agrees: " if is_good else "DISAGREES: ") + text)
    return is_good


def check_share(name, k, n, expected, doubt):
    p = binomial(k, n, expected)
    return verdict(n > 0 and p >= doubt,
                   f"{name}{k} of {n} is {100 * k / max(n, 1):.2f} %, "
                   f"expected {100 * expected:.2f} %, p = {p:.2g}")


def cmd_share(got, of, expected):
    return check_share("", int(got), int(of), number(expected), DOUBT)


def cmd_shares(path, *wanted):
    shares = dict(item.rsplit("=", 1) for item in wanted)
    functions = by_function(read_folded(path))
    total = sum(functions[name] for name in shares)
    return all([check_share(name + ": ", functions[name], total, number(share),
                            DOUBT / len(shares))
                for name, share in shares.items()])


def cmd_agree(path1, path2):
    stacks1, stacks2 = read_folded(path1), read_folded(path2)
    functions1, functions2 = by_function(stacks1), by_function(stacks2)
    n1, n2 = stacks1.total(), stacks2.total()
    names = sorted(set(functions1) | set(functions2))
    if not n1 or not n2 or not names:
        return verdict(False, f"{n1} and {n2} samples")
    good = True
    for name in names:
        k1, k2 = functions1[name], functions2[name]
        p = same_share(k1, n1, k2, n2)
        is_good = p >= DOUBT / len(names)
        good = good and is_good
        if not is_good or max(k1 / n1, k2 / n2) >= 0.05:
            verdict(is_good, f"{name}: {100 * k1 / n1:.2f} % of {n1} and "
                    f"{100 * k2 / n2:.2f} % of {n2}, p = {p:.2g}")
    return good


def main(argv):
    commands = {"share": (cmd_share, 3, 3), "shares": (cmd_shares, 2, None),
                "agree": (cmd_agree, 2, 2)}
    if len(argv) < 2 or argv[1] not in commands:
        sys.exit(__doc__)
    command, least, most = commands[argv[1]]
    args = argv[2:]
    if len(args) < least or (most and len(args) > most):
        sys.exit(__doc__)
    sys.exit(0 if command(*args) else 1)


if __name__ == "__main__":
    main(sys.argv)
