#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""
What render/strip.sed leaves of the viewer: all but comments, indentation and
blank lines. It knows lines; this knows strings, templates and expressions.
"""
import re
import subprocess
from pathlib import Path

from points import end, ok

RENDER = Path(__file__).resolve().parents[2] / "render"
FILES = sorted(RENDER.glob("*.js")) + sorted(RENDER.glob("*.css"))

# A slash after one of these begins an expression.
BEFORE_REGEX = re.compile(r"(?:^|[(,=:\[!&|?{};>]|\breturn|\btypeof)\s*$")
TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<string>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)
  | (?P<regex>/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/)
  | (?P<other>.)
""", re.S | re.X)


def tokens(text):
    """Kind and text of each token, a slash that divides being none of its own."""
    at, before = 0, ""
    while at < len(text):
        m = TOKEN.match(text, at)
        kind, token = m.lastgroup, m.group()
        if kind == "regex" and not BEFORE_REGEX.search(before):
            kind, token = "other", token[0]
        if kind != "comment":
            before = (before + token)[-16:]
        yield kind, token
        at += len(token)


def bare(text):
    """Without comments, indentation and blank lines, whatever is in strings."""
    code = "".join("" if kind == "comment" else token for kind, token in tokens(text))
    lines = (line.strip() for line in code.split("\n"))
    return "".join(line + "\n" for line in lines if line)


def strip(path):
    return subprocess.run(["sed", "-f", RENDER / "strip.sed", path], check=True,
                          stdout=subprocess.PIPE, text=True).stdout


def several_lines(text):
    return [token for kind, token in tokens(text)
            if kind in ("string", "regex") and "\n" in token]


for path in FILES:
    source = path.read_text()
    same = strip(path).split("\n")
    wanted = bare(source).split("\n")
    ok(same == wanted, path.name + " loses comments and nothing else",
       [pair for pair in zip(same, wanted) if pair[0] != pair[1]][:3])
    ok(not several_lines(source), path.name + " has nothing quoted over several lines",
       several_lines(source))
    ok("\\\n" not in source, path.name + " has no line that goes on by a backslash")
end()
