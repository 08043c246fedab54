#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Light and dark: the system's preference, and the switch that overrules it."""
from graph import FOLDED, WIDTH, Graph, has, middle, ok, render, run, same, url


def is_dark(page, number=0):
    """Of the background and of a frame's colour; both, or the test says so."""
    return page.eval("""(() => {
        const svg = document.querySelectorAll('svg.flamek')[%d];
        const dark = (s) => getComputedStyle(svg.querySelector(s)).fill
            .match(/\\d+/g).every((c) => c < 140);
        return [dark('.bg'), dark('.frames rect'), dark('text') === false];
    })()""" % number)


def switch(page, graph, text):
    if not graph.look()["sheet"]:
        graph.press("View")
    page.click(*middle(page.eval("""(() => {
        const b = [...document.querySelectorAll('button')]
            .find((b) => b.textContent === '%s').getBoundingClientRect();
        return {x: b.x, y: b.y, width: b.width, height: b.height};
    })()""" % text)))


def test_page(browser, path, prefers_dark):
    page = browser.page(width=WIDTH, is_dark=prefers_dark)
    page.open(url(path))
    graph = Graph(page)
    system = "dark" if prefers_dark else "light"
    same(is_dark(page), [prefers_dark] * 3, "at first it is as the system, " + system)
    for name, want in (("Dark", True), ("Light", False), ("Dark", True),
                       ("As the system", prefers_dark)):
        switch(page, graph, name)
        same(is_dark(page), [want] * 3, "%s on a %s system" % (name, system))
    switch(page, graph, "Light" if prefers_dark else "Dark")
    link = page.eval("location.href")
    has(link, "theme=", "the address tells it")
    page.reload()
    same(is_dark(page), [not prefers_dark] * 3, "and a reload keeps it")
    page.back()
    same(is_dark(page), [prefers_dark] * 3, "back is the one before")
    same(page.errors, [], "without an error")


def test_inline(browser, directory):
    graphs = [render(directory, FOLDED, name).read_text() for name in ("a", "b")]
    path = directory / "two.html"
    path.write_text("<!DOCTYPE html><meta charset=utf-8><title>two</title>"
                    "<div>%s</div><div>%s</div>" % tuple(graphs))
    page = browser.page(width=WIDTH)
    page.open(url(path))
    a, b = Graph(page, 0), Graph(page, 1)
    switch(page, a, "Dark")
    same((is_dark(page, 0), is_dark(page, 1)), ([True] * 3, [True] * 3),
         "graphs of one page are switched together")
    page.key("Escape")
    switch(page, b, "Light")
    same((is_dark(page, 0), is_dark(page, 1)), ([False] * 3, [False] * 3),
         "by either of them")
    same(page.errors, [], "without an error")


def test_narrow(browser, path):
    """At 320 px the controls stay on the page and apart from one another."""
    page = browser.page(width=320)
    page.open(url(path))
    graph = Graph(page)
    graph.click("app")
    page.key("/")
    look = graph.look()
    boxes = sorted(look["buttons"], key=lambda b: b["x"])
    ok(boxes[0]["x"] >= 0 and all(a["x"] + a["width"] <= b["x"] for a, b in
                                  zip(boxes, boxes[1:])), "no button is cut or covered",
       boxes)
    page.key("Escape")
    page.key("v")
    sheet = graph.look()["sheet"]
    ok(sheet["x"] >= 0 and sheet["x"] + sheet["width"] <= 320 and
       sheet["y"] + sheet["height"] <= 800, "nor the menu", sheet)
    same(page.errors, [], "without an error")


def test(browser, directory):
    path = render(directory)
    test_page(browser, path, False)
    test_page(browser, path, True)
    test_inline(browser, directory)
    test_narrow(browser, path)


run(test)
