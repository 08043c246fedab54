#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Everything by keyboard alone: zoom, flip, help, and what the focus is on."""
from graph import IS_FIREFOX, WIDTH, Graph, has, ok, render, run, same, url


def test_zoom(page, graph):
    for key in ("ArrowUp", "ArrowUp", "ArrowRight", "ArrowUp", "ArrowRight"):
        page.key(key)
    same(graph.focus(), "run", "the arrows lead to a frame")
    page.key("Enter")
    same((graph.width("run"), graph.focus()), (1199, "run"), "Enter zooms to it")
    page.key("Backspace")
    same((graph.width("main"), graph.width("run"), graph.focus()),
         (1199, 719, "main"), "Backspace zooms out to its caller")
    page.key("Backspace")
    page.key("Backspace")
    same(graph.width("main"), 599, "and on")
    page.key("Backspace")
    same(graph.width("main"), 599, "until everything is shown")


def test_flip(page, graph):
    before = {f["label"]: (f["x"], f["width"]) for f in graph.look()["frames"]}
    page.key("i")
    look = graph.look()["frames"]
    same({f["label"]: (f["x"], f["width"]) for f in look}, before,
         "i moves no frame sidewards")
    ok(graph.frame("app")["y"] < graph.frame("main")["y"] <
       graph.frame("run")["y"], "and has the root at the top")
    page.key("ArrowDown")
    same(graph.focus(), "app", "arrow down leads away from the root")
    page.key("ArrowUp")
    same(graph.focus(), "all", "arrow up to the caller")
    page.key("i")
    ok(graph.frame("app")["y"] > graph.frame("main")["y"], "i turns it back")


def test_help(page, graph):
    page.key("?")
    sheet = graph.look()["sheet"]
    has(page.eval("document.querySelector('.sheet').textContent"), "Backspace",
        "? lists the keys")
    ok(sheet["y"] >= 50 and sheet["y"] + sheet["height"] <= 800 and
       page.eval("""(() => {
           const r = document.querySelector('.sheet dd:last-child')
               .getBoundingClientRect();
           return document.elementFromPoint(r.x + 5, r.y + 5).localName;
       })()""") == "dd", "and all of it is seen, in a graph that is less tall", sheet)
    page.key("Escape")
    same(graph.look()["sheet"], None, "Esc closes it")
    page.key("?")
    page.key("?")
    same(graph.look()["sheet"], None, "so does ?")
    graph.press("?")
    ok(graph.look()["sheet"], "there is a button for it")
    page.click(20, 600)
    ok(not graph.look()["sheet"], "a click elsewhere closes it")


def test_tab(page, graph):
    """The controls are reached one after the other, and the focus is seen."""
    seen = []
    page.eval("document.activeElement.blur()")
    for _ in range(5):
        page.key("Tab")
        seen.append(page.eval("""(() => {
            const e = document.activeElement || document.documentElement;
            const text = e.querySelector && e.querySelector(':scope > text');
            return e.localName === 'g' ? text.textContent : e.localName;
        })()"""))
    # In a document that is an SVG, Firefox's Tab leads nowhere.
    if not IS_FIREFOX:
        ok({"Search", "View", "?"} <= set(seen), "Tab leads to the buttons", seen)
    page.eval("document.documentElement.focus()")
    page.key("ArrowUp")
    ok(page.eval("""(() => {
        const [a, b] = ['rect:focus', 'rect:not(:focus)'].map((s) =>
            getComputedStyle(document.querySelector('.frames ' + s)));
        return a.stroke !== b.stroke && parseFloat(a.strokeWidth) > 1;
    })()"""), "a frame with the focus has an outline")


def test(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, """\
app;main;parse 80
app;main;run;step 120
app;idle 200
""")))
    graph = Graph(page)
    page.eval("document.documentElement.focus()")
    test_zoom(page, graph)
    test_flip(page, graph)
    test_help(page, graph)
    test_tab(page, graph)
    same(page.errors, [], "nothing of this made an error")


run(test)
