#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Zoom and search live in the address: a reload or a link shows the same view."""
from graph import WIDTH, Graph, has, ok, render, run, same, url


def view(graph):
    look = graph.look()
    return look["frames"], look["found"], look["hasInput"]


def test(browser, directory):
    page = browser.page(width=WIDTH)
    path = render(directory)
    page.open(url(path))
    graph = Graph(page)
    first = view(graph)

    graph.click("run")
    page.key("/")
    page.type("^le[x]$")
    before = view(graph)
    same(before[1], "matched: 35.00% of all, 100% of zoomed", "zoomed and searched")
    link = page.eval("location.href")
    has(link, "#zoom=", "the address tells the zoom")
    has(link, "search=", "and the search")

    page.reload()
    same(view(graph), before, "a reload shows the same")
    other = browser.page(width=WIDTH)
    other.open(link)
    same(view(Graph(other)), before, "so does the link elsewhere")
    has(Graph(other).details(), "run   60 samples", "details included")

    page.key("Escape")
    page.key("Escape")
    same(view(graph), first, "without zoom and search, the first view")
    page.reload()
    same(view(graph), first, "and a reload of that")

    for bad in ("zoom=99999999", "zoom=-1", "zoom=x", "zoom=1.5", "zoom=", "%",
                "zoom=__proto__"):
        page.open("about:blank")
        page.open(url(path) + "#" + bad)
        same(view(graph), first, "an address with %s is the first view" % bad)
    page.open("about:blank")
    page.open(url(path) + "#search=(")
    ok(graph.look()["isInputInvalid"], "an invalid search in the address is shown")

    page.open("about:blank")
    page.open(url(path))
    graph.click("main")
    zoomed = view(graph)
    page.key("/")
    page.type("l")
    page.type("ex")
    page.key("Escape")
    page.key("Escape")
    page.key("i")
    page.back()
    same(view(graph), first, "back leads to before the flip")
    page.back()
    same(view(graph), zoomed, "to the zoom")
    page.back()
    same(graph.found(), "matched: 35.00% of all, 70.00% of zoomed",
         "to the search, as it was typed last")
    page.back()
    same(view(graph), zoomed, "to before it")
    page.back()
    same(view(graph), first, "and to the beginning")

    page.eval("location.hash = '#search=idle'")
    page.settle()
    same(graph.found(), "matched: 50.00%", "a changed address is followed")
    same(page.errors + other.errors, [], "nothing of this made an error")


run(test)
