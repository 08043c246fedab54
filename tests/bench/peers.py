# SPDX-License-Identifier: GPL-2.0-only
"""What benches of pictures share: the tools beside flamekctl, and how to time them."""

import os
import platform
import shutil
import subprocess
import sys
import time

BENCH = "build/bench"
FLAMEKCTL = "build/flamekctl"
INFERNO_VERSION = "0.12.8"


def say(text):
    print(text, file=sys.stderr, flush=True)


def find_flamegraph():
    """The folder of FlameGraph's scripts, or None."""
    on_path = shutil.which("stackcollapse-perf.pl")
    for folder in [os.environ.get("FLAMEGRAPH"), f"{BENCH}/FlameGraph",
                   on_path and os.path.dirname(on_path),
                   "/usr/share/FlameGraph"]:
        if folder and all(os.access(f"{folder}/{script}", os.X_OK) for script
                          in ["stackcollapse-perf.pl", "flamegraph.pl"]):
            return folder
    return None


def find_inferno():
    """The folder of inferno's programs, installed if possible, or None."""
    on_path = shutil.which("inferno-collapse-perf", path=os.pathsep.join(
        [os.environ.get("INFERNO", ""), os.environ["PATH"]]))
    if on_path:
        return os.path.dirname(on_path)
    root = f"{BENCH}/inferno"
    if not os.path.exists(f"{root}/bin/inferno-flamegraph"):
        if not shutil.which("cargo"):
            return None
        say("bench: cargo install inferno")
        with open(f"{BENCH}/inferno.log", "w", encoding="utf-8") as log:
            done = subprocess.run(
                ["cargo", "install", "inferno", "--version", INFERNO_VERSION,
                 "--locked", "--root", root], stdout=log, stderr=log,
                check=False)
        if done.returncode:
            return None
    return f"{root}/bin"


def run(commands, out):
    """Runs a pipe: seconds, CPU seconds, and MB of memory of each process."""
    start = time.monotonic()
    processes, source = [], subprocess.DEVNULL
    for i, command in enumerate(commands):
        is_last = i + 1 == len(commands)
        # pylint: disable-next=consider-using-with
        process = subprocess.Popen(
            command, stdin=source, stderr=subprocess.DEVNULL,
            stdout=out if is_last else subprocess.PIPE)
        if i:
            source.close()
        source = process.stdout
        processes.append(process)
    cpu, memory = 0.0, []
    for process in processes:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"bench: {' '.join(process.args)} failed")
        cpu += usage.ru_utime + usage.ru_stime
        memory.append(usage.ru_maxrss / 1024)
    return {"wall_s": time.monotonic() - start, "cpu_s": cpu,
            "memory_mb": memory}


def first_line(command):
    try:
        return subprocess.run(command, capture_output=True, text=True,
                              check=True).stdout.split("\n")[0]
    except OSError:
        return "none"


def describe_machine():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        model = next((line.split(":", 1)[1].strip() for line in info
                      if line.startswith("model name")), platform.machine())
    return {"cpu": model, "cpus": os.cpu_count(),
            "kernel": platform.release(),
            "flamekctl": first_line([FLAMEKCTL, "--version"])}
