#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Looks that were asked for last when the viewer draws anew."""
import os
import subprocess
from pathlib import Path

from graph import FLAMEKCTL, FOLDED, WIDTH, Graph, has, middle, ok, render, run, same, url

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


def test_font_width(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, LONG, "fontwidth", ["--fontwidth", "3"])))
    graph = Graph(page)
    wide = graph.labels()
    ok("name::of::several_parts" not in wide and
       any(name.endswith("…") for name in wide), "of a wide font less is shown", wide)
    graph.click("main")
    graph.press("Reset zoom")
    same(graph.labels(), wide, "also when drawn anew")
    same(page.errors, [], "nothing of this made an error")


def test_pretty(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, FOLDED, "plain")))
    plain = Graph(page).look()
    for form in "svg", "html":
        page.open(url(render(directory, FOLDED, "pretty", [
            "--pretty-xml", "--encoding", "utf-8"], form)))
        graph = Graph(page)
        same(graph.look()["frames"], plain["frames"],
             "an indented %s looks like another" % form)
        graph.click("main")
        same(graph.width("main"), 1199, "and is as alive")
        same(page.errors, [], "without an error")


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


def test_palette_map(browser, directory):
    Path("palette.map").write_text("lex->rgb(10,200,30)\nidle->rgb(1,2,255)\n")
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, FOLDED, "map", ["--cp"])))
    graph = Graph(page)
    same(graph.frame("idle")["fill"], "rgb(1, 2, 255)", "a fill is that of the map")
    graph.click("main")
    same({f["fill"] for f in graph.frames("lex")}, {"rgb(10, 200, 30)"},
         "also when drawn anew")
    same(page.errors, [], "nothing of this made an error")


def test_attributes(browser, directory):
    Path("attrs").write_text("idle\thref=#there\ttarget=_self\tclass=mine\n"
                             "parse\ttitle=Of <text>\n")
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, FOLDED, "attrs", ["--nameattr", "attrs"])))
    graph = Graph(page)
    width = graph.width("idle")
    has(graph.frame("idle")["look"], " mine", "a frame has the class it was given")
    graph.hover("parse")
    ok(page.eval("""[...document.querySelectorAll('.frames rect > title')]
                 .some((t) => t.textContent === 'Of <text>')"""),
       "and the tooltip")
    graph.click("idle")
    same((page.eval("location.hash"), graph.width("idle")), ("#there", width),
         "a link is followed")
    x, y = middle(graph.frame("idle"))
    page.eval("""document.elementFromPoint(%f, %f).dispatchEvent(new MouseEvent(
        'click', {bubbles: true, cancelable: true, ctrlKey: true}))""" % (x, y))
    ok(graph.width("idle") > 2 * width - 20, "and with Ctrl zoomed to")
    same(page.errors, [], "nothing of this made an error")


def test_order(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, "z 30\nm 10\nz;b 5\na 5\n", "order", ["--no-sort"])))
    graph = Graph(page)
    order = [f["label"] for f in sorted(graph.look()["frames"], key=lambda f: f["x"])
             if f["label"] in "zma"]
    same(order, ["z", "m", "a"], "frames keep the order of the input")
    same(page.errors, [], "nothing of this made an error")


CHART = """\
app;main;a 10
app;main 5
app;main;a 20
app;main;sys_x_[k] 10
app;main;sys_y_[k];z 15
app;b;a 40
"""


def boxes(graph, names="abz"):
    """Names, places and widths in samples, of which the picture has 100."""
    scale = (WIDTH - 20) / 100
    return ["%s %d+%d" % (f["label"], round((f["x"] - 10) / scale),
                          round((f["width"] + 1) / scale))
            for f in sorted(graph.look()["frames"], key=lambda f: (f["x"], -f["y"]))
            if f["label"] in names]


def test_chart(browser, directory):
    path = render(directory, CHART, "chart", ["--flamechart"])
    page = browser.page(width=WIDTH)
    page.open(url(path))
    graph = Graph(page)
    first = boxes(graph)
    same(first, ["a 0+10", "a 15+20", "z 45+15", "b 60+40", "a 60+40"],
         "a chart is in the order of the input, with gaps, unmerged")
    graph.click("main")
    same([round(f["width"]) for f in graph.frames("a")], [199, 399],
         "a zoom shows what is in that call")
    graph.press("Reset zoom")
    page.key("k")
    same(boxes(graph), ["a 0+10", "a 15+20", "z 45+15", "b 60+40", "a 60+40"],
         "without the kernel the rest stays where it was")
    same(len(graph.frames("(kernel)")), 1, "calls of the kernel in a row are one")
    page.key("k")
    graph.hover("b")
    page.key("x")
    rows = graph.look()["frames"]
    same([round(f["width"]) for f in sorted(rows, key=lambda f: f["x"])
          if f["label"] == "a"], [199, 399], "what is dropped gives its room away")
    page.key("u")
    page.key("r")
    same([round(f["width"]) for f in graph.frames("a")], [839],
         "merged from the leaf equal functions are one")
    page.key("r")
    same(boxes(graph), first, "and the chart comes back")
    page.key("t")
    has(page.eval("document.querySelector('tbody tr').textContent"), "70",
        "the table adds all calls up")
    same(page.errors, [], "nothing of this made an error")
    again = directory / "again.svg"
    subprocess.run([FLAMEKCTL, "render", path, "-o", again], check=True)
    same(again.read_bytes(), path.read_bytes(), "read back it is the same chart")


def test(browser, directory):
    test_chart(browser, directory)
    test_texts(browser, directory)
    test_font_width(browser, directory)
    test_pretty(browser, directory)
    test_colors(browser, directory)
    test_order(browser, directory)
    os.chdir(directory)
    test_palette_map(browser, directory)
    test_attributes(browser, directory)


run(test)
