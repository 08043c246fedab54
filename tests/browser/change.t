#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Two columns: in all views what became of the frames, and what was before."""
from graph import WIDTH, Graph, has, middle, ok, render, run, same, url

FOLDED = """\
app;main;parse 30 60
app;main;parse;lex 10 10
app;main;run;lex 40 20
app;main;run;step;lex;lex 40 50
app;main;run;fresh;lex 0 40
app;main;run;step;lex;sys_read_[k];vfs_read_[k] 20 0
app;old;gone;lex 30 0
app;idle;sys_nap_[k];sleep_[k] 100 80
worker;main;run;lex 60 20
worker;main;sys_write_[k] 0 20
"""

ROWS = """[...document.querySelectorAll('tbody tr')].map((r) =>
    [...r.querySelectorAll('td')].map((c) => c.textContent).join(' '))"""

AWAY = WIDTH - 5, 795
KINDS = {"a": "more", "s": "less", "e": "same", "n": "new"}


def looks(graph, row):
    """Name, samples of 300 and what became of it, in that row from the root's."""
    frames = graph.look()["frames"]
    y = sorted({f["y"] for f in frames}, reverse=True)[row]
    return ["%s %d %s" % (f["label"], round((f["width"] + 1) / 4),
                          KINDS.get(f["look"][0], f["look"]))
            for f in sorted(frames, key=lambda f: f["x"]) if f["y"] == y]


def press(page, label, number=0):
    page.eval("""[...document.querySelectorAll('th button')]
        .filter((b) => b.textContent === '%s')[%d].click()""" % (label, number))
    page.settle()


def test_first_view(browser, graph, path):
    quiet = browser.page(width=WIDTH, has_scripts=False)
    quiet.open(url(path))

    def drawn(page):
        return sorted((f["label"], f["look"], f["fill"])
                      for f in Graph(page).look()["frames"])

    same(drawn(graph.page), drawn(quiet), "the first view is coloured as the picture is")


def test_details(page, graph):
    graph.hover("parse")
    has(graph.details(), "70 samples, 23.33%, before: 40 (12.12%), +30",
        "the details tell what was before, and the difference")
    graph.hover("fresh")
    has(graph.details(), "13.33%, new", "and what is new")
    graph.hover("step")
    has(graph.details(), "before: 60 (18.18%), -10", "and what is less")
    page.move(*AWAY)


def test_reverse(page, graph):
    page.key("r")
    same(looks(graph, 1), ["lex 140 less", "parse 60 more", "sleep 80 less",
                           "sys_write 20 new"],
         "merged from the leaf, a function is one frame, coloured by its sum")
    same(looks(graph, 2)[:4], ["fresh 40 new", "lex 50 more", "par… 10 same", "run 40 less"],
         "its callers by what it has by each of them")
    page.move(*middle(max(graph.frames("run"), key=lambda f: f["y"])))
    has(graph.details(), "before: 100 (30.30%), -60", "with the sum of what was before")
    page.key("r")


def test_sandwich(page, graph):
    graph.hover("fresh")
    page.eval("document.documentElement.focus()")
    page.key("s")
    same([looks(graph, n) for n in (-1, -2)], [["lex 300 new"], ["fresh 300 new"]],
         "callees and callers keep it too")
    page.key("Escape")
    graph.hover("parse")
    page.key("s")
    same([looks(graph, n)[0].split()[2] for n in (-1, -2, -3)], ["same", "more", "more"],
         "callers are coloured by what the function has by them")
    page.move(*AWAY)
    has(graph.details(), "23.33% of all, 100% of the function, before: 40 (12.12%), +30",
        "shares are of each column's own total")
    page.key("Escape")


def test_switches(page, graph):
    page.key("p")
    same(looks(graph, 2)[1:], ["parse 70 more", "run 130 same", "sys_write 20 new"],
         "what is merged adds up in both columns")
    page.key("l")
    ok("lex 50 more" in looks(graph, 4), "recursion too", looks(graph, 4))
    page.key("k")
    ok("(kernel) 20 rest" in looks(graph, 2), "hidden frames are grey", looks(graph, 2))
    graph.hover("idle")
    has(graph.details(), "before: 100", "and count as before")
    for key in "klp":
        page.key(key)


def test_table(page, graph):
    page.key("t")
    same(page.eval(ROWS)[0], "140 46.67% 180 -40 140 46.67% 200 -60 lex",
         "the table has both columns, and the difference")
    same(page.eval(ROWS)[-1], "0 0% 20 -20 0 0% 20 -20 vfs_read",
         "and what is gone")
    press(page, "Change", 1)
    same([r.split()[-2:] for r in page.eval(ROWS)[:3]],
         [["-60", "lex"], ["+40", "fresh"], ["-30", "run"]],
         "sorted by change, the largest comes first")
    page.reload()
    same(page.eval(ROWS)[0].split()[-1], "lex", "also after a reload")
    press(page, "Before")
    same(page.eval(ROWS)[1].split()[-1], "sleep", "or by what was before")
    page.eval("""[...document.querySelectorAll('button.name')]
        .find((b) => b.textContent === 'gone').click()""")
    page.settle()
    ok(page.eval(ROWS), "what is gone has no widths to show")
    page.key("t")


def test_negated(browser, directory):
    page = browser.page(width=WIDTH)
    path = render(directory, FOLDED, "negated", ["--negate"])
    page.open(url(path))
    graph = Graph(page)
    test_first_view(browser, graph, path)
    graph.hover("parse")
    has(graph.details(), "after: 40 (12.12%), -30", "negated, the other column came after")
    graph.hover("fresh")
    has(graph.details(), "13.33%, gone", "and what is not in it is gone")
    page.eval("document.documentElement.focus()")
    page.key("r")
    same(looks(graph, 1)[:3], ["lex 140 more", "parse 60 less", "sleep 80 more"],
         "and more is what came to be more")
    page.key("t")
    same(page.eval(ROWS)[0], "140 46.67% 180 +40 140 46.67% 200 +60 lex",
         "in the table too")
    same(page.eval("document.querySelectorAll('th')[1].textContent"), "After",
         "under its name")
    same(page.errors, [], "without an error")


def test(browser, directory):
    page = browser.page(width=WIDTH)
    path = render(directory, FOLDED, "change")
    page.open(url(path))
    graph = Graph(page)
    page.eval("document.documentElement.focus()")
    test_first_view(browser, graph, path)
    test_details(page, graph)
    test_reverse(page, graph)
    test_sandwich(page, graph)
    test_switches(page, graph)
    test_table(page, graph)
    same(page.errors, [], "nothing of this made an error")
    test_negated(browser, directory)


run(test)
