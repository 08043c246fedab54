#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""From a recording to an SVG: flamekctl beside perf and what follows it.

usage: pipeline.py [--rounds N] [--only NAME] [--recording FILE]

Makes recordings (recording.c), checks that perf script and flamekctl name the
same stacks in them, and lets each tool make a flame graph of each, taking
turns: a round is one run of each. Prints medians, and leaves them in
build/bench as pipeline.md and pipeline.json. FILE is taken instead of the made
recordings; there stacks may differ, and it is said how many do.

FlameGraph's scripts are looked for in $FLAMEGRAPH, build/bench/FlameGraph, PATH
and /usr/share/FlameGraph; inferno in $INFERNO, PATH and build/bench/inferno, where
cargo installs it if it is there. What is not to be had is left out, and it is said.
Ends with 1 if perf and flamekctl do not agree in a made recording.
"""

import argparse
import collections
import json
import os
import shutil
import statistics
import subprocess
import sys

from peers import (BENCH, FLAMEKCTL, describe_machine, find_flamegraph, find_inferno,
                   first_line, run, say)

TESTS = "tests/bench"
SVG = f"{BENCH}/out.svg"
FREQ = 4999

Recording = collections.namedtuple("Recording", "name path is_made period")

# Name, program, samples, mean depth, rounds.
MADE = [
    ("server-100k", "service", 100000, 10, 7),
    ("server-1M", "service", 1000000, 10, 3),
    ("engine-500k", "engine", 500000, 32, 3),
]

# What flamekctl is to be compared to: how many times faster at least.
BARS = {"perf script | stackcollapse-perf.pl | flamegraph.pl": 50,
        "perf script": 8,
        "perf script | inferno-collapse-perf | inferno-flamegraph": 10}
MEMORY_BAR_MB = 200

OURS = "flamekctl render"


def list_tools(notes):
    """By name a function from a recording to commands, each piped to the next."""
    def render(path, *options):
        return [[FLAMEKCTL, "render", "-q", *options, path, "-o", SVG]]

    # Without inlined calls, as perf script is run; and as a user gets it.
    tools = {OURS: lambda path: render(path, "--no-inline"),
             "flamekctl render, inlined calls too": render}
    if not shutil.which("perf"):
        notes.append("no perf here: nothing to compare to")
        return tools

    def script(path):
        return ["perf", "script", "--no-inline", "-i", path]

    flamegraph, inferno = find_flamegraph(), find_inferno()
    if flamegraph:
        tools["perf script | stackcollapse-perf.pl | flamegraph.pl"] = \
            lambda path: [script(path), [f"{flamegraph}/stackcollapse-perf.pl"],
                          [f"{flamegraph}/flamegraph.pl"]]
    else:
        notes.append("FlameGraph's scripts left out: not found, see FLAMEGRAPH "
                     "in Documentation/bench-pipeline.md")
    tools["perf script"] = lambda path: [script(path)]
    if inferno:
        tools["perf script | inferno-collapse-perf | inferno-flamegraph"] = \
            lambda path: [script(path), [f"{inferno}/inferno-collapse-perf"],
                          [f"{inferno}/inferno-flamegraph"]]
    else:
        notes.append("inferno left out: neither installed nor to be had by cargo")
    return tools


def run_tool(commands, name):
    path = SVG if name.endswith("flamegraph.pl") or \
        name.endswith("inferno-flamegraph") else os.devnull
    with open(path, "wb") as out:
        return run(commands, out)


def make_recording(name, program, samples, depth):
    path = f"{BENCH}/{name}.data"
    say(f"bench: making {path}")
    subprocess.run([f"{BENCH}/recording", os.path.abspath(f"{BENCH}/{program}"),
                    str(samples), str(depth), path], check=True)
    return Recording(name, path, True, 1000000000 // FREQ)


def check(recording):
    """What both agree on; without perf, what flamekctl says alone."""
    say(f"bench: do perf and flamekctl agree on {recording.name}?")
    done = subprocess.run(
        [sys.executable, f"{TESTS}/agree.py", FLAMEKCTL, recording.path,
         str(recording.period)], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, errors="replace", check=True)
    samples, stacks, agreeing = map(int, done.stdout.split())
    if recording.is_made and agreeing != samples:
        sys.exit(f"bench: they do not:\n{done.stderr[:2000]}")
    return {"samples": samples, "stacks": stacks, "agreeing": agreeing,
            "mb": os.path.getsize(recording.path) / 1e6}


def summarize(runs):
    """Medians, and the memory of the largest run."""
    def median(key):
        return statistics.median(run[key] for run in runs)

    memory = max((run["memory_mb"] for run in runs), key=sum)
    return {"wall_s": median("wall_s"), "cpu_s": median("cpu_s"),
            "largest_mb": max(memory), "sum_mb": sum(memory), "runs": runs}


def measure(recording, tools, rounds):
    runs = collections.defaultdict(list)
    for i in range(rounds):
        say(f"bench: {recording.name}, round {i + 1} of {rounds}")
        for name, commands in tools.items():
            runs[name].append(run_tool(commands(recording.path), name))
    return {name: summarize(runs[name]) for name in tools}


def judge(results):
    """Which bars hold: what is asked, what is, whether."""
    ours = results[OURS]
    bars = []
    for name, times in BARS.items():
        if name in results:
            ratio = results[name]["wall_s"] / ours["wall_s"]
            bars.append({"bar": f"{times} times faster than {name}",
                         "is": f"{ratio:.1f} times", "holds": ratio >= times})
    bars.append({"bar": f"less than {MEMORY_BAR_MB} MB",
                 "is": f"{ours['largest_mb']:.0f} MB",
                 "holds": ours["largest_mb"] < MEMORY_BAR_MB})
    return bars


def table(recording, facts, results, bars):
    ours = results[OURS]
    share = 100 * facts["agreeing"] / facts["samples"]
    lines = [f"## {recording.name}", "",
             f"{facts['samples']:,} samples in {facts['stacks']:,} distinct "
             f"stacks, {facts['mb']:.0f} MB; perf and flamekctl agree on the "
             f"stacks of {share:.2f} % of them.", "",
             "| | wall s | times ours | CPU s | times ours | largest MB | "
             "all MB |", "|---|---|---|---|---|---|---|"]
    for name, r in results.items():
        lines.append("| " + " | ".join([
            name.replace("|", "\\|"), f"{r['wall_s']:.3f}",
            f"{r['wall_s'] / ours['wall_s']:.1f}", f"{r['cpu_s']:.3f}",
            f"{r['cpu_s'] / ours['cpu_s']:.1f}", f"{r['largest_mb']:.0f}",
            f"{r['sum_mb']:.0f}"]) + " |")
    lines.append("")
    for bar in bars:
        lines.append(f"- {bar['bar']}: {bar['is']}, "
                     + ("holds" if bar["holds"] else "does not hold"))
    return "\n".join(lines) + "\n"


def parse_arguments():
    parser = argparse.ArgumentParser(
        description="From a recording to an SVG: flamekctl beside perf.")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--only", metavar="NAME", choices=[m[0] for m in MADE])
    parser.add_argument("--recording", metavar="FILE")
    return parser.parse_args()


def list_recordings(args):
    """Made one after the other, each when its turn comes."""
    if args.recording:
        yield Recording(os.path.basename(args.recording), args.recording,
                        False, 1), args.rounds or 5
        return
    for name, program, samples, depth, rounds in MADE:
        if args.only in (None, name):
            yield make_recording(name, program, samples, depth), \
                args.rounds or rounds


def main():
    args = parse_arguments()
    notes = []
    tools = list_tools(notes)
    machine = describe_machine() | {"perf": first_line(["perf", "--version"])}
    report = ["# From a recording to an SVG", "",
              f"{machine['cpu']}, {machine['cpus']} CPUs, Linux "
              f"{machine['kernel']}, {machine['perf']}, "
              f"{machine['flamekctl']}. Medians.", ""]
    report += [f"- {note}" for note in notes] + [""] * bool(notes)
    data = {"machine": machine, "notes": notes, "recordings": {}}
    print("\n".join(report), flush=True)
    for recording, rounds in list_recordings(args):
        facts = check(recording)
        results = measure(recording, tools, rounds)
        bars = judge(results)
        report.append(table(recording, facts, results, bars))
        print(report[-1], flush=True)
        data["recordings"][recording.name] = {
            **facts, "tools": results, "bars": bars}
    with open(f"{BENCH}/pipeline.md", "w", encoding="utf-8") as out:
        out.write("\n".join(report))
    with open(f"{BENCH}/pipeline.json", "w", encoding="utf-8") as out:
        json.dump(data, out, indent=2)


main()
