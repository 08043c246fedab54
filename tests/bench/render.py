#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""From folded stacks to an SVG, and the SVG in a browser: flamekctl beside
inferno-flamegraph and flamegraph.pl.

usage: render.py [--rounds N] [--stacks N]

Makes up folded stacks (folded.py), lets each tool draw them, taking turns, and
opens each picture in headless Chromium (view.py). Prints medians, and leaves them
in build/bench as render.md and render.json. What is not to be had is left out, and
it is said; peers.py says where it is looked for.
"""

import argparse
import json
import os
import statistics
import subprocess

import peers
import view
from peers import BENCH, FLAMEKCTL, say

OURS = "flamekctl render"
STACKS = 100000
# flamegraph.pl takes most of the time, and is so much slower that once will do.
ROUNDS = 5
FEW_ROUNDS = 1
SIZE_BAR_MB = 3
FIRST_BAR_MS = 1000
ANSWER_BAR_MS = 100

SEEN = {"first": "first view ms", "zoom": "zoom ms", "search": "search ms",
        "reset": "reset ms"}


def list_tools(notes):
    """By name a function from a file to a command that writes an SVG."""
    tools = {OURS: lambda path: [FLAMEKCTL, "render", "-q", path, "-o", "-"]}
    inferno, flamegraph = peers.find_inferno(), peers.find_flamegraph()
    if inferno:
        tools["inferno-flamegraph"] = \
            lambda path: [f"{inferno}/inferno-flamegraph", path]
    else:
        notes.append("inferno left out: neither installed nor to be had by cargo")
    if flamegraph:
        tools["flamegraph.pl"] = lambda path: [f"{flamegraph}/flamegraph.pl", path]
    else:
        notes.append("flamegraph.pl left out: not found, see FLAMEGRAPH in "
                     "Documentation/bench-pipeline.md")
    return tools


def svg_of(name):
    return f"{BENCH}/{name.split()[0]}.svg"


def draw(path, tools, rounds):
    """Of each tool the medians, and the size of the picture."""
    runs = {name: [] for name in tools}
    for i in range(rounds):
        for name, command in tools.items():
            if name == "flamegraph.pl" and i >= FEW_ROUNDS:
                continue
            say(f"bench: {path}, {name}, round {i + 1}")
            with open(svg_of(name), "wb") as out:
                runs[name].append(peers.run([command(path)], out))
    return {name: {"wall_s": statistics.median(r["wall_s"] for r in taken),
                   "cpu_s": statistics.median(r["cpu_s"] for r in taken),
                   "memory_mb": max(r["memory_mb"][0] for r in taken),
                   "mb": os.path.getsize(svg_of(name)) / 1e6, "runs": taken}
            for name, taken in runs.items()}


def look(tools, notes):
    if not view.chromium.BINARY:
        notes.append("no times in a browser: chromium is not installed")
        return {}
    seen = {}
    for name in tools:
        say(f"bench: {name}'s picture in the browser")
        seen[name] = view.measure(svg_of(name), name == OURS)
    return seen


def row(cells):
    return "| " + " | ".join(cells) + " |"


def draw_table(results):
    ours = results[OURS]
    lines = [row(["", "wall s", "times ours", "CPU s", "times ours", "memory MB",
                  "file MB"]), "|---|---|---|---|---|---|---|"]
    for name, r in results.items():
        lines.append(row([
            name, f"{r['wall_s']:.2f}", f"{r['wall_s'] / ours['wall_s']:.1f}",
            f"{r['cpu_s']:.2f}", f"{r['cpu_s'] / ours['cpu_s']:.1f}",
            f"{r['memory_mb']:.0f}", f"{r['mb']:.1f}"]))
    return lines + [""]


def view_table(seen):
    lines = [row(["", *SEEN.values()]), "|---|---|---|---|---|"]
    for name, r in seen.items():
        lines.append(row([name, *(f"{r[what]['ms']:.0f}" for what in SEEN)]))
    return lines + [""]


def judge(results, seen):
    """Which bars hold, a line each."""
    def line(bar, value, holds):
        return f"- {bar}: {value}, {'holds' if holds else 'does not hold'}"

    ours, theirs = results[OURS], results.get("inferno-flamegraph")
    if theirs:
        times = theirs["wall_s"] / ours["wall_s"]
        yield line("drawn faster than by inferno-flamegraph", f"{times:.1f} times",
                   times > 1)
    yield line(f"a file of less than {SIZE_BAR_MB} MB", f"{ours['mb']:.1f} MB",
               ours["mb"] < SIZE_BAR_MB)
    for what, limit in (("first", FIRST_BAR_MS), ("zoom", ANSWER_BAR_MS),
                        ("search", ANSWER_BAR_MS)) if seen else ():
        taken = seen[OURS][what]["ms"]
        yield line(f"{SEEN[what][:-3]} within {limit} ms", f"{taken:.0f} ms",
                   taken <= limit)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description="From folded stacks to an SVG, and the SVG in a browser.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--stacks", type=int, default=STACKS)
    return parser.parse_args()


def main():
    args = parse_arguments()
    notes, data = [], {}
    tools = list_tools(notes)
    machine = peers.describe_machine()
    paths = {args.stacks: f"{BENCH}/stacks.folded",
             10 * args.stacks: f"{BENCH}/lines.folded"}
    say("bench: making up folded stacks")
    subprocess.run(["tests/bench/folded.py", str(args.stacks),
                    *(str(part) for pair in paths.items() for part in pair)],
                   check=True)
    report = ["# From folded stacks to an SVG", "",
              f"{machine['cpu']}, {machine['cpus']} CPUs, Linux "
              f"{machine['kernel']}, {machine['flamekctl']}. Medians.", ""]
    for lines, path in paths.items():
        results = draw(path, tools, args.rounds)
        # The pictures are alike; one of them will do.
        seen = look(tools, notes) if lines != args.stacks else {}
        report += [f"## {lines:,} lines, {args.stacks:,} distinct stacks", "",
                   *draw_table(results), *(view_table(seen) if seen else []),
                   *judge(results, seen), ""]
        data[lines] = {"tools": results, "browser": seen}
    report[4:4] = [f"- {note}" for note in notes] + [""] * bool(notes)
    print("\n".join(report))
    with open(f"{BENCH}/render.md", "w", encoding="utf-8") as out:
        out.write("\n".join(report))
    with open(f"{BENCH}/render.json", "w", encoding="utf-8") as out:
        json.dump({"machine": machine, "notes": notes, "inputs": data}, out,
                  indent=2)


main()
