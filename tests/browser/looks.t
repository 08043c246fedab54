#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Looks that were asked for last when the viewer draws anew."""
from graph import FOLDED, WIDTH, Graph, has, ok, render, run, same, url

LONG = FOLDED + "app;main;a_name::of::several_parts 40\n"


def levels(graph):
    return {f["label"]: f["look"].split()[0] for f in graph.look()["frames"]}


def test_texts(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, LONG, "texts", [
        "--nametype", "Function:", "--factor", "0.5", "--countname", "ms",
        "--truncate-text-right"])))
    graph = Graph(page)
    has(graph.details(), "120 ms", "counts are scaled")
    graph.hover("idle")
    has(graph.details(), "Function: idle   50 ms, 41.67%",
        "names have their type before them, counts are scaled, shares are not")
    ok(any(name.startswith("a_name::") for name in graph.labels()),
       "names are cut on the right", graph.labels())
    graph.click("main")
    graph.press("Reset zoom")
    ok(any(name.startswith("a_name::") for name in graph.labels()),
       "also when drawn anew", graph.labels())
    page.key("t")
    has(page.eval("document.querySelector('tbody').textContent"), "idle",
        "the table is there")
    has(page.eval("document.querySelector('tbody tr').textContent"), "50",
        "with scaled counts")
    same(page.errors, [], "nothing of this made an error")


def test_colors(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, FOLDED, "colors", [
        "--colordiffusion", "--stroke-color", "#010203", "--uicolor", "#040506"])))
    graph = Graph(page)
    first = levels(graph)
    same((first["all"], first["idle"], first["parse"]), ("w9", "w7", "w4"),
         "colours go by width")
    graph.click("main")
    same({name: look for name, look in levels(graph).items()
          if name in ("run", "parse", "step")},
         {name: first[name] for name in ("run", "parse", "step")},
         "and stay what they are in a zoom")
    same(page.eval("getComputedStyle(document.querySelector('.frames rect')).stroke"),
         "rgb(1, 2, 3)", "frames have an outline")
    same(page.eval("getComputedStyle(document.querySelector('.title')).fill"),
         "rgb(4, 5, 6)", "and texts their colour")
    same(page.errors, [], "nothing of this made an error")


def test_order(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, "z 30\nm 10\nz;b 5\na 5\n", "order", ["--no-sort"])))
    graph = Graph(page)
    order = [f["label"] for f in sorted(graph.look()["frames"], key=lambda f: f["x"])
             if f["label"] in "zma"]
    same(order, ["z", "m", "a"], "frames keep the order of the input")
    same(page.errors, [], "nothing of this made an error")


def test(browser, directory):
    test_texts(browser, directory)
    test_colors(browser, directory)
    test_order(browser, directory)


run(test)
