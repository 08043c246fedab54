#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""The tests of what is done most, once more in Firefox, where that is installed."""
import os
import re
import subprocess
import sys
from pathlib import Path

import firefox

TESTS = ["keys.t", "zoom.t", "search.t", "theme.t", "address.t"]


def main():
    if not firefox.BINARY:
        print("1..0 # SKIP firefox is not installed (scripts/deps firefox)")
        return
    count = 0
    for name in TESTS:
        done = subprocess.run([Path(__file__).with_name(name)], text=True, check=False,
                              stdout=subprocess.PIPE,
                              env={**os.environ, "FLAMEK_BROWSER": "firefox"})
        for line in done.stdout.splitlines():
            point = re.match(r"((?:not )?ok) \d+ - (.*)", line)
            if point:
                count += 1
                print("%s %d - %s: %s" % (point[1], count, name, point[2]))
            elif line.startswith("#"):
                print(line)
        sys.stdout.flush()
    print("1..%d" % count)


main()
