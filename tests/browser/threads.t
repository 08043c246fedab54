#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Threads of processes, split and merged."""
import re

from graph import WIDTH, Graph, has, ok, render, run, same, url

FOLDED = """\
app-10;app-10;main;parse 30
app-10;worker-11;main;run 60
app-10;worker-12;main;run 40
app-20;app-20;main;run 20
app-20;worker-21;main;parse 150
"""


def rows(graph):
    """Row by row from the root: names and samples of 300."""
    found = {}
    for f in sorted(graph.look()["frames"], key=lambda f: f["x"]):
        found.setdefault(f["y"], []).append(
            "%s %d" % (f["label"], round((f["width"] + 1) / 4)))
    return [" ".join(found[y]) for y in sorted(found, reverse=True)]


def test(browser, directory):
    path = render(directory, FOLDED, "threads")
    page = browser.page(width=WIDTH)
    page.open(url(path))
    graph = Graph(page)
    page.key("v")
    ok("Merge threads" not in page.eval("document.querySelector('.sheet').textContent"),
       "without threads there is nothing to merge")

    # As a recording has them; put in by hand, folded stacks do not tell.
    path.write_text(re.sub("\\nu(?=..(app|worker)-)", "\\nt", path.read_text()))
    page.open("about:blank")
    page.open(url(path))
    page.eval("document.documentElement.focus()")
    split = rows(graph)
    same(split[1:3], ["app-10 130 app-20 170",
                      "app-10 30 worker-11 60 worker-12 40 app-20 20 worker-21 150"],
         "each thread has a frame on that of its process")
    page.key("T")
    same(rows(graph)[1:], ["app-10 130 app-20 170", "main 130 main 170",
                           "parse 30 run 100 parse 150 run 20"],
         "T merges those of each process")
    page.key("p")
    same(rows(graph)[1:], ["main 300", "parse 180 run 120"], "p the processes too")
    has(page.eval("location.hash"), "processes=off&threads=off", "by the address")
    page.reload()
    same(rows(graph)[1:], ["main 300", "parse 180 run 120"], "also after a reload")
    page.key("T")
    same(rows(graph)[1], "app-10 30 app-20 20 worker-11 60 worker-12 40 worker-21 150",
         "threads alone are split all the same")
    page.key("p")
    same(rows(graph), split, "both off shows the first view")
    page.key("v")
    page.eval("""[...document.querySelectorAll('.sheet button')]
        .find((b) => b.textContent === 'Merge threadsT').click()""")
    page.settle()
    page.key("Escape")
    same(rows(graph)[2], "main 130 main 170", "the menu does it too")
    same(page.errors, [], "nothing of this made an error")


run(test)
