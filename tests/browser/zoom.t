#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Clicks, keys and the window's width: what is drawn, how wide, and the details."""
import re

from graph import WIDTH, Graph, has, middle, ok, render, run, same, url


def widths(graph, **want):
    return {name: graph.width(name) for name in want}, want


def test_zoom(page, graph):
    same(*widths(graph, main=599, parse=239, run=359, step=239, idle=599),
         "each frame is as wide as its share")
    whole = graph.look()["frames"]
    ok("Reset zoom" not in [b["label"] for b in graph.look()["buttons"]],
       "nothing to reset at first")

    graph.click("main")
    same(*widths(graph, app=1199, main=1199, parse=479, run=719, step=479),
         "a click makes the frame and its callers as wide as the picture")
    same(graph.frames("idle"), [], "its siblings are gone")
    ok("above" in graph.frame("app")["look"] and
       "above" not in graph.frame("main")["look"], "the callers are dimmed")
    has(graph.details(), "50.00% of all, 100% of zoomed", "the details name the zoom")

    graph.click("run")
    same(*widths(graph, main=1199, run=1199, step=799),
         "a second click goes on from there")
    graph.click("main")
    same(*widths(graph, main=1199, run=719), "a click on a caller goes back to it")
    graph.press("Reset zoom")
    same(graph.look()["frames"], whole, "reset shows the first picture again")

    graph.click("step")
    page.key("Escape")
    same(graph.look()["frames"], whole, "so does Esc")
    graph.click("step")
    page.click(*middle(graph.root()))
    same(graph.look()["frames"], whole, "and a click on the bottom frame")


def test_details(page, graph):
    has(graph.details(), "200 samples", "without a frame the details tell the total")
    graph.hover("run")
    has(graph.details(), "run", "the details name the frame under the pointer")
    has(graph.details(), "60 samples, 30.00%", "its samples and its share")
    ok("zoomed" not in graph.details(), "and no share of a zoom that is not")
    same(page.eval("""document.querySelector('.frames rect title').textContent"""),
         "run\n60 samples, 30.00%, 60.00% of parent", "so does the browser's own tooltip")
    graph.click("main")
    graph.hover("run")
    has(graph.details(), "60 samples, 30.00% of all, 60.00% of zoomed",
        "zoomed, also its share of that")
    graph.hover("step")
    has(graph.details(), "20.00% of all, 40.00% of zoomed, 66.67% of parent",
        "and of its caller")
    page.resize(420, 800)
    graph.hover("run")
    has(graph.details(), "run   60 samples", "in a narrow window as much as fits")
    ok("of parent" not in graph.details(), "and no more")
    page.resize(WIDTH, 800)
    graph.hover("app")
    has(graph.details(), "200 samples, 100% of all", "a caller's share")
    ok("of zoomed" not in graph.details(), "is not one of the zoomed frame")
    page.move(WIDTH - 5, 795)
    has(graph.details(), "main", "away from all frames, the zoomed one is told")
    page.key("Escape")


def test_time(browser, directory):
    """As a recording has it; put in by hand, folded stacks have no rate."""
    path = render(directory, name="rate")
    page = browser.page(width=WIDTH)
    for notes, want in (("note rate\t100 Hz\n", "60 samples, 600 ms, 30.00%"),
                        ("note rate\t99 Hz\nnote rate lowered\ttwice\n",
                         "60 samples, 30.00%")):
        path.write_text(re.sub("(nodes \\d+\n)", r"\1" + notes, path.read_text()))
        page.open("about:blank")
        page.open(url(path))
        Graph(page).hover("run")
        has(Graph(page).details(), want, "with %r" % notes)
    same(page.errors, [], "without an error")


def test_source(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, "app;ns::f(int) (a.cc:12) 30\napp;g (b c.c:7);h (8) 70\n",
                         "source")))
    graph = Graph(page)
    graph.hover("ns::f(int) (a.cc:12)")
    has(graph.details(), "ns::f(int)  a.cc:12   30 samples",
        "the place in the source is told apart from the name")
    same(page.eval("document.querySelector('.frames rect title').textContent"),
         "ns::f(int)\na.cc:12\n30 samples, 30.00%, 30.00% of parent",
         "in the tooltip on a line of its own")
    graph.hover("g (b c.c:7)")
    has(graph.details(), "g  b c.c:7   70 samples", "a file's name may have blanks")
    graph.hover("h (8)")
    has(graph.details(), "h (8)   70 samples", "what is none is left in the name")
    same(page.errors, [], "without an error")


def test_copy(browser, directory):
    page = browser.page(width=WIDTH)
    browser.grant_clipboard()
    page.open(url(render(directory, name="copy")))
    graph = Graph(page)

    def copied(key):
        page.key(key)
        return page.eval("navigator.clipboard.readText()")

    graph.hover("step")
    same(copied("c"), "step", "c copies the name under the pointer")
    has(graph.details(), "Copied: step", "and says so")
    same(copied("C"), "app;main;run;step 40", "C the stack, folded")
    page.move(WIDTH - 5, 795)
    page.eval("document.documentElement.focus()")
    page.key("ArrowUp")
    same(copied("C"), "app 200", "away from all frames, what has the focus")
    page.eval("""navigator.clipboard.writeText = () => Promise.reject()""")
    graph.hover("step")
    page.key("C")
    same(page.eval("""(() => {
        const t = document.activeElement;
        return t.value.slice(t.selectionStart, t.selectionEnd);
    })()"""), "app;main;run;step 40", "where that is refused, it is there to select")
    page.key("Escape")
    same(graph.look()["sheet"], None, "until Esc")
    same(page.errors, [], "without an error")


def test_keyboard(page, graph):
    page.eval("document.documentElement.focus()")
    page.key("ArrowUp")
    page.key("ArrowUp")
    has(graph.details(), "idle", "arrow up goes to the first frame above")
    page.key("ArrowRight")
    has(graph.details(), "main   100 samples", "arrow right to the next sibling")
    page.key("ArrowRight")
    has(graph.details(), "main   100 samples", "and stays on the last")
    page.key("ArrowLeft")
    has(graph.details(), "idle", "arrow left goes back")
    page.key("ArrowDown")
    has(graph.details(), "app", "arrow down to the caller")
    page.key("ArrowUp")
    page.key("ArrowRight")
    page.key("Enter")
    same(graph.width("main"), 1199, "Enter zooms")
    has(page.eval("document.activeElement.getAttribute('aria-label')"),
        "main, 100 samples", "and keeps the focus, which has a name")
    page.key("Escape")


def test_resize(page, graph):
    page.resize(820, 800)
    same(*widths(graph, main=399, step=159), "a narrower window, narrower frames")
    graph.click("run")
    page.resize(WIDTH, 800)
    same(*widths(graph, run=1199, step=799), "zoom and window go together")
    page.key("Escape")


def test_fixed_width(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, name="fixed", options=("--width", "820"))))
    graph = Graph(page)
    same(*widths(graph, main=399, step=159), "a fixed width is kept to")
    page.resize(620, 800)
    graph.click("main")
    same(*widths(graph, main=799, step=319), "in any window, zoomed or not")
    same(page.errors, [], "without an error")


NOTES = """<text class="notes" y="42"><title>host: a box
command: %s
</title>host a box</text></g>
<g class="header\"""" % ("c " * 100)


def test_notes(browser, directory):
    """As a recording has them; put in by hand, folded stacks have none."""
    path = render(directory, name="notes")
    path.write_text(path.read_text().replace('</g>\n<g class="header"', NOTES))
    notes = []
    page = browser.page(width=WIDTH)
    page.open(url(path))
    for width in (WIDTH, 420):
        page.resize(width, 800)
        notes.append(page.eval("document.querySelector('.notes').lastChild.data"))
    ok(notes[0].startswith("host a box  \u00b7  command c c "), "notes stand below")
    ok(notes[1].endswith("\u2026") and len(notes[1]) < len(notes[0]),
       "cut where the window ends", notes)
    has(page.eval("document.querySelector('.notes title').textContent"),
        "command: c c", "and whole in the tooltip")
    same(page.errors, [], "without an error")


FACTS = """<text class="facts" y="42"><title>cut short: 12%
</title><tspan class="fact">200 samples</tspan>\
<tspan class="fact">  \u00b7  <tspan class="bad">\u25b2 12% of user stacks cut short</tspan></tspan>\
<tspan class="fact">  \u00b7  none lost</tspan></text></g>
<g class="header\""""


def luminance_of(page, selector):
    """Rough, which is enough to tell light from dark."""
    return page.eval("""(() => {
        const c = getComputedStyle(document.querySelector('%s')).fill.match(/\\d+/g);
        return (2 * c[0] + 7 * c[1] + Number(c[2])) / 2550;
    })()""" % selector)


def test_facts(browser, directory):
    """How far to believe the picture; put in by hand like the notes."""
    path = render(directory, name="facts")
    path.write_text(path.read_text().replace('</g>\n<g class="header"', FACTS))
    shown = []
    for is_dark in (False, True):
        page = browser.page(width=WIDTH, is_dark=is_dark)
        page.open(url(path))
        ok(abs(luminance_of(page, ".bad") - luminance_of(page, ".bg")) > 0.5,
           "a bad fact is legible in %s" % ("the dark" if is_dark else "the light"))
        ok(page.eval("getComputedStyle(document.querySelector('.bad')).fill !== "
                     "getComputedStyle(document.querySelector('.fact')).fill"),
           "and in a colour of its own")
    for width in (WIDTH, 320, 160, WIDTH):
        page.resize(width, 800)
        shown.append(page.eval("""[...document.querySelectorAll('.fact')]
            .filter((f) => getComputedStyle(f).display !== 'none').length"""))
    same(shown, [3, 2, 1, 3], "facts are shown whole, as many as have room")
    same(page.eval("document.querySelector('.facts title').textContent"),
         "cut short: 12%\n", "and all in the tooltip")
    same(page.errors, [], "without an error")


def test_narrow_frames(browser, directory):
    folded = "".join("app;f%03d 1\n" % i for i in range(100))
    folded += "app;big 9900000\napp;big2;deep 9900000\n"
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, folded, "narrow")))
    graph = Graph(page)
    same([f["label"] for f in graph.look()["frames"] if f["label"][:1] == "f"], [],
         "frames too narrow are not drawn")
    page.open(url(render(directory, "app;big 999\napp;few;a 2\napp;few;b 2\n"
                         "app;many 9999\n", "few")))
    few = [f for f in graph.look()["frames"] if not f["label"]]
    ok(few and few[0]["width"] < 1, "a narrow frame without label is drawn", few)
    same(len(graph.look()["pruned"]), 1, "what is on it is one grey run")
    page.move(*middle(graph.look()["pruned"][0]))
    has(graph.details(), "2 narrow frames   4 samples", "which says what it is")
    page.move(*middle(few[0]))
    has(graph.details(), "few   4 samples", "so does the frame")
    same(page.eval("document.querySelector('.frames rect title').textContent"),
         "few\n4 samples, 0.04%, 0.04% of parent", "and its tooltip")
    page.click(*middle(few[0]))
    same(*widths(graph, few=1199, a=599, b=599), "zoom brings them back")
    page.key("Escape")
    page.key("/")
    page.type("few")
    ok(all("match" in f["look"] for f in graph.look()["frames"] if f["width"] < 1),
       "a search marks it", graph.look()["frames"])
    same(page.errors, [], "no errors there either")


def test_many_frames(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, "".join(
        "app;main;f%d;g%d;h%d 1\n" % (a, b, c) for a in range(20) for b in range(20)
        for c in range(10)), "many")))
    graph = Graph(page)

    def elements():
        return page.eval("document.querySelectorAll('.frames *').length")

    look = graph.look()["frames"]
    same(sorted(f["label"][:1] for f in look), [""] * 4400 + ["a", "a"] +
         ["f"] * 20 + ["m"], "of many frames all are drawn")
    ok(elements() < 150, "those without a label by a few elements", elements())
    page.click(*middle(next(f for f in look if f["width"] < 3 and f["x"] > 600)))
    ok(graph.root()["width"] == 1199 and len(graph.frames("main")) == 1 and
       graph.details().startswith("h"), "the one under the pointer is zoomed to",
       graph.details())
    page.key("Backspace")
    same(len([f for f in graph.look()["frames"] if f["label"][:1] == "h"]), 10,
         "and has a label where it has room")
    page.key("Escape")
    page.eval("document.documentElement.focus()")
    for _ in range(5):
        page.key("ArrowUp")
    page.key("ArrowRight")
    ok(page.eval("document.activeElement.getAttribute('aria-label')")
       .startswith("h"), "the keyboard goes to them too")
    same(page.errors, [], "without an error")


def test_columns(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, "app;gone 5 0\napp;less 90 40\napp;more 0 60\n",
                         "columns")))
    graph = Graph(page)
    same(*widths(graph, app=1199, less=479, more=719),
         "of two columns the second gives the widths")
    same(graph.frames("gone"), [], "and what is only in the first has none")
    same(page.errors, [], "nor an error")


def test_inverted(browser, directory):
    path = render(directory, "app;main;leaf 90\napp;f 1\napp;g 1\n" + "".join(
        "app;main;thin%d 1\n" % i for i in range(9)), "inverted",
                  ["--inverted", "--minwidth", "20"])
    page = browser.page(width=WIDTH)
    page.open(url(path))
    graph = Graph(page)
    ok(graph.frame("all")["y"] < graph.frame("app")["y"] < graph.frame("leaf")["y"],
       "an icicle graph has its root at the top")
    graph.click("main")
    ok(graph.frame("all")["y"] < graph.frame("main")["y"] < graph.frame("leaf")["y"],
       "zoomed too")
    same(page.errors, [], "without an error")


def test_tall_graph(browser, directory):
    deep = ";".join("deep%d" % i for i in range(200))
    deeper = ";".join("deeper%d" % i for i in range(300))
    page = browser.page(width=WIDTH)
    folded = "app;%s 900000\n" % deep
    folded += "".join("app;thin;f%d;%s 120\n" % (i, deeper) for i in range(10))
    page.open(url(render(directory, folded, "tall")))
    graph = Graph(page)

    def is_header_seen():
        return page.eval("""(() => {
            const r = document.querySelector('.title').getBoundingClientRect();
            return r.top >= 0 && r.bottom < 60;
        })()""")

    def is_root_seen():
        return 60 < graph.root()["y"] < 800

    ok(page.eval("window.scrollY") > 2000 and is_root_seen(),
       "a tall graph opens at its root")
    ok(is_header_seen(), "with the header in sight")
    page.eval("window.scrollBy(0, -1000)")
    page.settle()
    ok(is_header_seen() and not is_root_seen(), "the header stays when it scrolls")
    page.eval("window.scrollTo(0, 99999)")
    page.settle()
    height = page.eval("document.documentElement.getAttribute('height')")
    page.click(*middle(min(graph.look()["frames"], key=lambda f: f["width"])))
    same(graph.width("thin"), 1199, "a thin frame is zoomed to")
    ok(float(page.eval("document.documentElement.getAttribute('height')")) >
       float(height) and is_root_seen() and is_header_seen(),
       "a taller picture keeps root and header in sight")
    page.key("Escape")
    same(page.eval("document.documentElement.getAttribute('height')"), height,
         "and shrinks again")
    ok(is_root_seen(), "with the root in sight")
    same(page.errors, [], "without an error")


def test(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory)))
    graph = Graph(page)
    same(page.errors, [], "loads without an error")
    test_zoom(page, graph)
    test_details(page, graph)
    test_keyboard(page, graph)
    test_resize(page, graph)
    same(page.errors, [], "nothing of this made an error")
    test_fixed_width(browser, directory)
    test_notes(browser, directory)
    test_facts(browser, directory)
    test_inverted(browser, directory)
    test_time(browser, directory)
    test_source(browser, directory)
    test_copy(browser, directory)
    test_columns(browser, directory)
    test_narrow_frames(browser, directory)
    test_many_frames(browser, directory)
    test_tall_graph(browser, directory)


run(test)
