# SPDX-License-Identifier: GPL-2.0-only
"""
Test points about the statistics of a recording, which are the argument: lines
"DESC: EXPRESSION" on standard input, of s, the statistics, and of files, those
in it by name. An expression may go on on lines that are indented.
"""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as stats:
    s = json.loads(stats.readline())
files = {f["name"]: f for f in s["files"]}
for point in sys.stdin.read().replace("\n\t", " ").splitlines():
    desc, expression = point.split(": ", 1)
    is_so = eval(expression)
    print("ok" if is_so else "not ok", desc)
    if not is_so:
        print("#", json.dumps(s)[:2000])
