#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""The search: how it opens, what it finds, which share that is, how it ends."""
from graph import IS_FIREFOX, WIDTH, Graph, has, middle, ok, render, run, same, url

CTRL, META = 2, 4


def matched(graph):
    return sorted(f["label"] for f in graph.look()["frames"]
                  if "match" in f["look"].split())


def set_pattern(page, pattern):
    page.eval("document.querySelector('input').select()")
    page.type(pattern)


def test_ways_in(page, graph):
    ok(not graph.look()["hasInput"], "no field at first")
    for name, open_it in (
            ("the button", lambda: graph.press("Search")),
            ("/", lambda: page.key("/")),
            ("Ctrl-F", lambda: page.key("f", CTRL)),
            ("Cmd-F", lambda: page.key("f", META))):
        open_it()
        ok(graph.look()["hasInput"] and
           page.eval("document.activeElement.tagName") == "input",
           name + " opens the field")
        same(page.eval("document.querySelector('input').value"), "",
             "and it is empty")
        page.key("Escape")
        ok(not graph.look()["hasInput"], "Esc closes it")


def test_share(page, graph):
    page.key("/")
    page.type("lex")
    same(matched(graph), ["lex"] * 4, "what matches is marked")
    same(graph.found(), "matched: 35.00%", "nested matches are counted once")
    fills = {f["fill"] for f in graph.frames("lex")}
    ok(len(fills) == 1 and fills.isdisjoint(
        {f["fill"] for f in graph.look()["frames"] if f["label"] != "lex"}),
       "and shown in a colour of its own", fills)
    set_pattern(page, "^(parse|idle)$")
    same(matched(graph), ["idle", "parse"], "it is a regular expression")
    same(graph.found(), "matched: 70.00%", "of several frames the sum")
    set_pattern(page, "[aeiou]nobody")
    same((matched(graph), graph.found()), ([], "matched: 0%"), "nothing found is 0%")
    set_pattern(page, "")
    same((matched(graph), graph.found()), ([], ""), "an empty field is no search")


def test_zoomed(page, graph):
    set_pattern(page, "lex")
    graph.click("parse")
    same(graph.found(), "matched: 35.00% of all, 25.00% of zoomed",
         "zoomed, the share of the zoomed frame is added")
    same(matched(graph), ["lex"], "and only what is seen is marked")
    graph.press("Reset zoom")
    graph.click("step")
    same(graph.found(), "matched: 35.00% of all, 100% of zoomed",
         "each zoom counts anew")
    page.key("Escape")
    same((graph.found(), matched(graph)), ("", []), "Esc first ends the search")
    same(graph.width("step"), 1199, "and leaves the zoom")
    page.key("Escape")
    same(graph.width("step"), 239, "then the zoom")


def test_invalid(page, graph):
    page.key("/")
    page.type("lex(")
    look = graph.look()
    ok(look["isInputInvalid"] and look["isFoundInvalid"],
       "an invalid expression is shown as one")
    has(look["found"], "unterminated parenthetical" if IS_FIREFOX else
        "nvalid regular expression", "with the reason")
    same(matched(graph), [], "and marks nothing")
    page.type(")")
    look = graph.look()
    ok(not look["isInputInvalid"] and not look["isFoundInvalid"],
       "finished, it is valid")
    same(look["found"], "matched: 35.00%", "and finds")
    graph.press("✕")
    same((graph.found(), matched(graph)), ("", []), "the cross clears it")
    ok(not graph.look()["hasInput"], "and closes the field")


def is_focused(page, name):
    return page.eval("""(document.activeElement.getAttribute('aria-label') || '')
        .startsWith('%s, ')""" % name)


def press_html(page, label):
    """An HTML button, by the mouse."""
    box = page.eval("""(() => {
        const b = [...document.querySelectorAll('button')]
            .find((b) => b.textContent === '%s').getBoundingClientRect();
        return {x: b.x, y: b.y, width: b.width, height: b.height};
    })()""" % label)
    page.click(*middle(box))


def test_switches(page, graph):
    page.key("/")
    page.type("LEX")
    same(graph.found(), "matched: 0%", "the case counts at first")
    press_html(page, "Aa")
    same(graph.found(), "matched: 35.00%", "and no more when switched off")
    set_pattern(page, "l.x")
    same(graph.found(), "matched: 35.00%", "the other switch")
    press_html(page, ".*")
    same(graph.found(), "matched: 0%", "makes of the expression a plain text")
    set_pattern(page, "ex")
    page.eval("document.querySelector('[aria-label=\"Match the case\"]').focus()")
    page.key(" ")
    same(graph.found(), "matched: 35.00%", "the keyboard switches too")
    page.key(" ")
    link = page.eval("location.href")
    page.reload()
    same(graph.found(), "matched: 35.00%", "a reload has the same search")
    same(page.eval("""[...document.querySelectorAll('button[aria-pressed]')]
        .map((b) => b.getAttribute('aria-pressed'))"""), ["false", "false"],
         "and the same switches")
    has(link, "case=any&as=text", "by the address")
    press_html(page, "Aa")
    press_html(page, ".*")
    graph.press("✕")


def test_steps(page, graph):
    page.key("/")
    page.type("parse|run")
    page.key("Enter")
    ok(is_focused(page, "parse"), "Enter goes to the first match")
    same(graph.found(), "1 of 2, matched: 50.00%", "and says which it is")
    for key, name in (("n", "run"), ("n", "parse"), ("N", "run"), ("N", "parse")):
        page.key(key)
        ok(is_focused(page, name), "%s goes to %s" % (key, name))
    page.key("ArrowDown")
    page.key("n")
    ok(is_focused(page, "parse"), "n goes on from where the focus is")
    page.key("Escape")
    page.key("n")
    same(graph.found(), "", "without a search, n does nothing")


def test_far_steps(browser, directory):
    deep = ";".join("deep%d" % i for i in range(100))
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, "app;%s;wanted 9999999\napp;x;y;needle 1\n" % deep,
                         "far")))
    graph = Graph(page)
    page.key("/")
    page.type("wanted")
    page.key("Enter")
    ok(60 < graph.frame("wanted")["y"] < 800, "a match out of sight is scrolled to")
    page.key("/")
    page.eval("document.querySelector('input').select()")
    page.type("needle")
    page.key("Enter")
    same(graph.width("needle"), 1199, "one that is too narrow is zoomed to")
    ok(is_focused(page, "needle"), "and has the focus")
    same(page.errors, [], "without an error")


def test(browser, directory):
    page = browser.page(width=WIDTH)
    page.open(url(render(directory)))
    graph = Graph(page)
    test_ways_in(page, graph)
    test_share(page, graph)
    test_zoomed(page, graph)
    test_invalid(page, graph)
    test_switches(page, graph)
    test_steps(page, graph)
    test_far_steps(browser, directory)
    same(page.errors, [], "nothing of this made an error")


run(test)
