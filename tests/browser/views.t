#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""The views and switches: what they show, that widths add up, and their address."""
from graph import WIDTH, Graph, has, middle, ok, render, run, same, url

FOLDED = """\
app;main;parse 30
app;main;parse;lex 10
app;main;run;lex 20
app;main;run;step;lex;lex 40
app;main;run;step;lex;sys_read_[k];vfs_read_[k] 20
app;idle;sys_nap_[k];sleep_[k] 100
worker;main;run;lex 60
worker;main;sys_write_[k] 20
"""

ROWS = """[...document.querySelectorAll('tbody tr')].map((r) =>
    [...r.querySelectorAll('td')].map((c) => c.textContent).join(' '))"""


AWAY = WIDTH - 5, 795


def shares(graph):
    """Row by row from the root's edge of the picture: names and samples of 300."""
    look = graph.look()["frames"]
    rows = {}
    for f in sorted(look, key=lambda f: f["x"]):
        rows.setdefault(round(f["y"]), []).append(
            "%s %d" % (f["label"], round((f["width"] + 1) / 4)))
    return [" ".join(rows[y]) for y in sorted(rows, reverse=True)]


def press_html(page, text):
    page.click(*middle(page.eval("""(() => {
        const b = [...document.querySelectorAll('button')]
            .find((b) => b.textContent === '%s').getBoundingClientRect();
        return {x: b.x, y: b.y, width: b.width, height: b.height};
    })()""" % text)))


def keeps_address(browser, page, graph, name):
    other = browser.page(width=WIDTH)
    other.open(page.eval("location.href"))
    same(Graph(other).look()["frames"], graph.look()["frames"],
         name + " is part of the address")
    same(other.errors, [], "which makes no error")


def test_reverse(browser, page, graph):
    first = shares(graph)
    page.key("r")
    rows = shares(graph)
    same(rows[:2], ["all 300", "lex 130 parse 30 sleep 100 sys_write 20 vfs_read 20"],
         "r merges from the leaf")
    same(rows[2], "lex 40 par\u2026 10 run 80 main 30 sys_nap 100 main 20 sys_read 20",
         "with callers on top")
    graph.click("sys_nap")
    page.key("C")
    has(graph.details(), "Copied: sys_nap;sleep 100", "a copied stack has its root first")
    keeps_address(browser, page, graph, "the reverse")
    page.key("Escape")
    page.key("r")
    same(shares(graph), first, "r again shows the first view")


def test_sandwich(browser, page, graph):
    graph.click("idle")
    page.key("Escape")
    graph.hover("step")
    page.key("s")
    rows = shares(graph)
    same(rows, ["app 300", "main 300", "run 300", "step 300", "lex 300",
                "lex 200 sys_read 100", "vfs_read 100"],
         "s shows a function between its callers and its callees")
    page.move(*AWAY)
    has(graph.details(), "step   60 samples, 20.00% of all, 100% of the function",
        "whose share is told")
    page.eval("document.documentElement.focus()")
    focused = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowUp"):
        page.key(key)
        focused.append(graph.focus())
    same(focused, ["run", "main", "run", "step", "lex", "lex"],
         "the arrows go to either side")
    graph.click("main")
    page.key("C")
    has(graph.details(), "Copied: main;run;step 60", "a caller's stack ends in it")
    keeps_address(browser, page, graph, "the sandwich")
    page.key("Escape")
    page.key("/")
    page.type("sys_read|app")
    same(graph.found(), "matched: 33.33% of callees, 100% of callers",
         "a search counts either side")
    page.key("Escape")
    page.key("Escape")
    page.key("Escape")


def test_table(page, graph):
    page.key("t")
    same(page.eval(ROWS)[:3], ["130 43.33% 150 50.00% lex", "100 33.33% 100 33.33% sleep",
                               "30 10.00% 40 13.33% parse"],
         "t lists functions by their own samples, each stack counted once")
    press_html(page, "Total")
    same(page.eval(ROWS)[:3], ["0 0% 220 73.33% app", "0 0% 200 66.67% main",
                               "130 43.33% 150 50.00% lex"], "or by all samples")
    page.reload()
    same(page.eval(ROWS)[0], "0 0% 220 73.33% app", "also after a reload")
    press_html(page, "Function")
    has(page.eval(ROWS)[0], " app", "or by name")
    page.key("/")
    page.type("^sys_")
    same([r.split()[-1] for r in page.eval(ROWS)], ["sys_nap", "sys_read", "sys_write"],
         "a search leaves what matches")
    has(graph.found(), "matched: 46.67%", "and tells its share")
    page.eval("document.querySelector('input').select()")
    page.type("sys_w")
    page.key("Enter")
    same(page.eval("document.activeElement.textContent"), "sys_write",
         "from the field, Enter goes to the first row")
    page.key("Escape")
    page.key("k")
    ok(not any("vfs_read" in r for r in page.eval(ROWS)), "switches go with it")
    page.key("k")
    press_html(page, "lex")
    ok(any("lex 300" == row for row in shares(graph)), "a click on a function shows it")
    has(page.eval("location.hash"), "view=sandwich", "with its callers and callees")
    page.key("Escape")


def test_switches(browser, page, graph):
    first = shares(graph)
    page.key("k")
    same(shares(graph)[3], "(kernel) 100 parse 40 run 80 (kernel) 20 run 60",
         "k makes one grey frame of the kernel's")
    page.key("k")
    same(shares(graph), first, "k again shows them")
    page.key("l")
    same([r.count("lex") for r in shares(graph)], [0, 0, 0, 0, 3, 1, 0, 0],
         "l takes a function that calls itself for one")
    page.key("l")
    page.key("p")
    same(shares(graph)[:3], ["all 300", "idle 100 main 200",
                             "sys_nap 100 parse 40 run 140 sys_write 20"],
         "p merges the processes")
    page.key("k")
    graph.click("step")
    keeps_address(browser, page, graph, "the switches")
    page.key("k")
    same(graph.width("step"), 1199, "the zoom stays where its frame does")
    page.key("p")
    same(shares(graph), first, "all off shows the first view")


def test_drop(browser, page, graph):
    first = shares(graph)
    graph.hover("idle")
    page.key("x")
    page.move(*AWAY)
    has(graph.details(), "all   200 samples", "x drops a frame with what it called")
    ok(not graph.frames("idle"), "it is gone")
    same(graph.root()["width"], 1199, "and the rest has the whole width")
    page.key("p")
    graph.hover("run")
    page.key("x")
    page.move(*AWAY)
    has(graph.details(), "all   60 samples", "merged, all of what is shown as one is dropped")
    keeps_address(browser, page, graph, "what was dropped")
    page.key("u")
    page.key("u")
    page.key("p")
    same(shares(graph), first, "u takes one after the other back")
    graph.hover("idle")
    page.key("x")
    page.key("g")
    same(shares(graph)[1:3], ["app 220 worker 80", "(dropped) 100 main 120 main 80"],
         "g keeps what is dropped as a grey frame, and all widths")
    same({f["look"] for f in graph.frames("(dropped)")}, {"rest"}, "which is one")
    page.move(*AWAY)
    has(graph.details(), "all   300 samples", "shares are of all then")
    keeps_address(browser, page, graph, "what is grey")
    graph.hover("(dropped)")
    page.key("x")
    page.key("u")
    same(shares(graph), first, "it cannot be dropped again, and u takes it back")
    page.key("g")
    page.key("k")
    graph.hover("idle")
    page.key("x")
    page.key("k")
    page.back()
    page.back()
    page.back()
    same(shares(graph), first, "so does the back button")


def test_menu(page, graph):
    graph.press("View")
    press_html(page, "Merged from the leafr")
    ok(graph.frames("vfs_read") and graph.look()["sheet"], "the menu switches the view")
    same(page.eval("document.activeElement.textContent"), "Merged from the leafr",
         "stays open, and keeps the focus")
    page.key("Tab")
    page.key("Enter")
    ok(page.eval(ROWS), "by the keyboard too")
    page.key("Escape")
    page.key("t")


def test_bad_addresses(page, graph, path):
    page.open(url(path))
    first = shares(graph)
    for bad in ("view=none", "view=sandwich", "view=sandwich&of=-1", "view=sandwich&of=999",
                "drop=x-.-9999", "drop=0", "zoom=3&view=x"):
        page.open("about:blank")
        page.open(url(path) + "#" + bad)
        rows = shares(graph)
        ok(rows == first or "zoom" in bad, "%s shows something sensible" % bad, rows)
    page.open("about:blank")
    page.open(url(path) + "#view=table&zoom=3&kernel=off")
    ok(page.eval(ROWS), "a table has no zoom")


def test(browser, directory):
    page = browser.page(width=WIDTH)
    path = render(directory, FOLDED, "views")
    page.open(url(path))
    graph = Graph(page)
    page.eval("document.documentElement.focus()")
    test_reverse(browser, page, graph)
    test_sandwich(browser, page, graph)
    test_table(page, graph)
    test_switches(browser, page, graph)
    test_drop(browser, page, graph)
    test_menu(page, graph)
    test_bad_addresses(page, graph, path)
    same(page.errors, [], "nothing of this made an error")


run(test)
