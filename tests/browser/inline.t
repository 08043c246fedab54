#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Two flame graphs inside one HTML page mind their own business."""
from graph import FOLDED, WIDTH, Graph, ok, render, run, same, url

PAGE = """<!DOCTYPE html>
<meta charset="utf-8">
<title>two</title>
<style>body { margin: 10px }</style>
<p id="out">Some text, <input id="mine"> and</p>
<div>%s</div>
<div>%s</div>
"""


def test(browser, directory):
    first = render(directory, FOLDED, "first").read_text()
    second = render(directory, FOLDED.replace("run", "walk"), "second").read_text()
    same(first.count(' id="'), 0, "no element has an id")
    path = directory / "two.html"
    path.write_text(PAGE % (first, second))

    page = browser.page(width=WIDTH)
    page.open(url(path))
    same(page.errors, [], "loads without an error")
    globals_before = page.eval("""(() => {
        const frame = document.createElement('iframe');
        document.body.append(frame);
        const own = Object.keys(frame.contentWindow);
        frame.remove();
        return Object.keys(window).filter((k) => !own.includes(k) && isNaN(k));
    })()""")
    same([k for k in globals_before if k not in ("out", "mine")], [],
         "no name leaks into the page")

    a, b = Graph(page, 0), Graph(page, 1)
    same((a.width("run"), b.width("walk")), (353, 353),
         "both fit the page's width, less its margins")
    b_before = b.look()["frames"]
    a.click("main")
    same(a.width("main"), 1179, "a click zooms the one")
    same(b.look()["frames"], b_before, "and not the other")
    page.key("/")
    page.type("walk|idle")
    ok(a.look()["hasInput"] and not b.look()["hasInput"],
       "keys go to the one that was clicked")
    same((a.found(), b.found()), ("matched: 50.00% of all, 0% of zoomed", ""),
         "and so does the search")
    b.press("Search")
    page.type("walk|idle")
    same((a.found(), b.found()),
         ("matched: 50.00% of all, 0% of zoomed", "matched: 80.00%"),
         "the other has its own")
    same(page.eval("location.hash"), "", "the page's address is left alone")

    page.eval("document.getElementById('mine').focus()")
    page.key("/")
    page.key("Escape")
    same(page.eval("document.getElementById('mine').value"), "/",
         "keys elsewhere on the page are the page's")
    same(b.found(), "matched: 80.00%", "all of them")
    same(page.errors, [], "nothing of this made an error")


run(test)
