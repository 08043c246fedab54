# SPDX-License-Identifier: GPL-2.0-only
"""TAP output of the tests here that are in Python."""

count = 0


def ok(is_true, name, why=""):
    global count
    count += 1
    print("%s %d - %s" % ("ok" if is_true else "not ok", count, name))
    if not is_true:
        print("# " + str(why).replace("\n", "\n# "))


def end():
    print("1..%d" % count)
