#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""
Names, depth, place and width of all frames, as flamegraph.pl and
inferno-flamegraph draw them from the same folded stacks, where these are found:
in $FLAMEGRAPH, in build/bench, where make bench-pipeline has them, or in PATH.
"""
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from points import end, ok

ROOT = Path(__file__).resolve().parents[2]
FLAMEKCTL = os.environ.get("FLAMEKCTL", str(ROOT / "build" / "flamekctl"))
SVG = "{http://www.w3.org/2000/svg}"
SPAN = 1180.0			# px of the root, of all three
NEAR = 0.15			# px: flamegraph.pl rounds to a tenth


def stacks(seed):
    """
    Folded stacks that all tools sort alike, since no name is the start of another,
    and of which each frame is wider than what flamegraph.pl rounds to.
    """
    chance = random.Random(seed)
    names = ["%s_%03d()" % (word, n) for word in ("parse", "run", "io", "lex")
             for n in range(12)]
    lines = set()
    while len(lines) < 400:
        depth = min(1 + int(chance.expovariate(0.2)), 40)
        lines.add(";".join(["app"] + [chance.choice(names[:4 + depth])
                                      for _ in range(depth)]))
    return "".join("%s %d\n" % (line, chance.randint(50, 300))
                   for line in sorted(lines))


def ours(folded, options):
    text = subprocess.run([FLAMEKCTL, "render", "-", "-o", "-", "--minwidth", "0",
                           "--width", "1200", "--no-javascript", *options],
                          input=folded, stdout=subprocess.PIPE, check=True,
                          encoding="utf-8").stdout
    frames = []
    group = next(g for g in ElementTree.fromstring(text).iter(SVG + "g")
                 if g.get("class") == "frames")
    for row in group:
        y = float(re.search(r",(\d+)\)", row.get("transform")).group(1))
        for rect in row.iter(SVG + "rect"):
            name, numbers = rect.find(SVG + "title").text.split("\n")[:2]
            frames.append((name, number(numbers), y, float(rect.get("x")),
                           float(rect.get("width"))))
    return in_rows(frames)


def theirs(command, folded, options):
    text = subprocess.run([*command, "--minwidth", "0", "--width", "1200", *options],
                          input=folded, stdout=subprocess.PIPE, check=True,
                          stderr=subprocess.DEVNULL, encoding="utf-8").stdout
    frames = []
    for group in ElementTree.fromstring(text).iter(SVG + "g"):
        title, rect = group.find(SVG + "title"), group.find(SVG + "rect")
        if title is None or rect is None:
            continue
        name, numbers = re.fullmatch(r"(.*) \((.* samples).*\)", title.text).groups()
        frames.append((name, number(numbers), float(rect.get("y")),
                       pixels(rect.get("x")) - (0 if "%" in rect.get("x") else 10),
                       pixels(rect.get("width"))))
    return in_rows(frames)


def number(text):
    return int(text.split(" ")[0].replace(",", ""))


def pixels(text):
    return float(text[:-1]) * SPAN / 100 if text.endswith("%") else float(text)


def in_rows(frames):
    """With the number of the row, from the top, for y; row by row, left to right."""
    rows = {y: n for n, y in enumerate(sorted({frame[2] for frame in frames}))}
    return sorted(((name, samples, rows[y], x, width)
                   for name, samples, y, x, width in frames),
                  key=lambda frame: (frame[2], frame[3]))


def is_width(mine, other):
    """From 4 px on a frame gives up one, to keep neighbours apart."""
    return any(abs(mine - (other - gap)) <= 2 * NEAR for gap in (0, 1)
               if (other < 4 + NEAR if gap == 0 else other > 4 - NEAR))


def difference(a, b):
    if len(a) != len(b):
        return "%d frames and %d" % (len(a), len(b))
    for mine, other in zip(a, b):
        if mine[:3] != other[:3] or abs(mine[3] - other[3]) > NEAR or \
                not is_width(mine[4], other[4]):
            return "%r\n%r" % (mine, other)
    return None


def peers():
    bench = ROOT / "build" / "bench"
    path = os.pathsep.join([os.environ.get("FLAMEGRAPH", ""), str(bench / "FlameGraph"),
                            str(bench / "inferno" / "bin"), os.environ["PATH"]])
    script = shutil.which("flamegraph.pl", path=path)
    inferno = shutil.which("inferno-flamegraph", path=path)
    if script:
        yield "flamegraph.pl", [script]
    if inferno:
        yield "inferno-flamegraph", [inferno]


def main():
    found = list(peers())
    if not found:
        print("1..0 # SKIP neither flamegraph.pl nor inferno-flamegraph is found")
        return
    for name, command in found:
        for options in ([], ["--inverted"], ["--reverse"]):
            for seed in (1, 2):
                folded = stacks(seed)
                why = difference(ours(folded, options),
                                 theirs(command, folded, options))
                ok(why is None, "%s %s: every frame at its place (%d)" %
                   (name, " ".join(options), seed), why)
    end()


main()
sys.exit(0)
