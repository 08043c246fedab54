#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Texts that are selected by the mouse, and what of them is copied."""
from graph import WIDTH, Graph, middle, ok, render, run, same, url

LONG = "ns::" + "_".join("part%d" % i for i in range(40))
FOLDED = "app;main;parse 30\napp;main;%s;leaf 70\n" % LONG


def mouse(page, kind, x, y, clicks=1):
    page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left",
              clickCount=clicks)


def double_click(page, x, y):
    page.move(x, y)
    for clicks in (1, 2):
        mouse(page, "mousePressed", x, y, clicks)
        mouse(page, "mouseReleased", x, y, clicks)
    page.settle()


def drag(page, selector, text):
    """Over the whole of a text, from left to right."""
    box = page.eval("""(() => {
        const b = [...document.querySelectorAll('%s')]
            .find((e) => e.textContent.startsWith('%s')).getBoundingClientRect();
        return {x: b.x, y: b.y, width: b.width, height: b.height};
    })()""" % (selector, text))
    y = box["y"] + box["height"] / 2
    page.move(box["x"] + 1, y)
    mouse(page, "mousePressed", box["x"] + 1, y)
    page.call("Input.dispatchMouseEvent", type="mouseMoved", x=box["x"] + box["width"] - 1,
              y=y, button="left", buttons=1)
    mouse(page, "mouseReleased", box["x"] + box["width"] - 1, y)
    page.settle()


def selected(page):
    return page.eval("String(getSelection())")


def copied(page):
    page.call("Input.dispatchKeyEvent", type="keyDown", key="c", modifiers=2,
              windowsVirtualKeyCode=67, commands=["copy"])
    page.call("Input.dispatchKeyEvent", type="keyUp", key="c", modifiers=2,
              windowsVirtualKeyCode=67)
    return page.eval("navigator.clipboard.readText()")


def test(browser, directory):
    page = browser.page(width=WIDTH)
    browser.call("Browser.grantPermissions", permissions=[
        "clipboardReadWrite", "clipboardSanitizedWrite"])
    page.open(url(render(directory, FOLDED, "select")))
    graph = Graph(page)

    double_click(page, *middle(graph.frame("parse")))
    same(selected(page), "parse", "a double click selects a frame's name")
    page.move(WIDTH - 5, 795)
    same(selected(page), "parse", "which stays when the pointer leaves")
    same(copied(page), "parse", "to be copied as any text is")
    page.key("Escape")

    graph.click("parse")
    page.move(WIDTH - 5, 795)
    drag(page, ".details tspan", "parse")
    same(selected(page), "parse", "it can be selected in the details")
    page.key("Escape")

    drag(page, ".frames text", "parse")
    same(selected(page), "parse", "or on the frame itself")
    ok(graph.width("parse") < 400, "which is no click there")
    graph.click("parse")
    same(graph.width("parse"), WIDTH - 21, "one that follows is")
    page.key("Escape")

    page.resize(600, 800)
    cut = graph.look()["frames"]
    cut = next(f for f in cut if f["label"].startswith("part0"))
    ok(cut["label"].endswith("\u2026"), "a long name is cut short", cut)
    drag(page, ".frames text", "part0")
    same(copied(page), LONG, "but copied whole")
    double_click(page, *middle(cut))
    ok(selected(page).endswith("\u2026"), "in the details too", selected(page))
    same(copied(page), LONG, "and from there")
    same(page.errors, [], "without an error")


run(test)
