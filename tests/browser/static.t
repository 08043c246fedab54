#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""The picture alone: without scripts, in an <img>, in the dark, for XML tools."""
import subprocess

from graph import FOLDED, ROOT, WIDTH, Graph, has, middle, ok, render, run, same, url

COLORS = "".join("app;%s_[%s] 10\n" % (name, kind) for name, kind in (
    ("kernel_function", "k"), ("inlined_function", "i"), ("jit_function", "j")))
COLORS += """\
app;plain_function 10
app;ns::cpp_function(int) 10
app;core::rust_function 10
app;[unknown] 10
"""

# Twelve of the same width, with room for twelve columns.
LONG_NAMES = """\
a_plain_and_long_function_name
short
ns::Table<a::b, c>::find(unsigned long) const
ns::Table::clear()
<T as core::Trait<U>>::next_element
std::rt::lang_start::{{closure}}
A::operator()(int) const
A::B::operator<<(std::string const&)
(anonymous namespace)::f(int (*)(long))
void std::__introsort_loop<A, B>(A, B)
\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57
a::b::\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57(int)
"""
LABELS = "".join("app;%s 10\n" % name for name in LONG_NAMES.splitlines())


def luminance(fill):
    parts = [int(c) / 255 for c in fill[fill.index("(") + 1:-1].split(",")[:3]]
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
             for c in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a, b):
    a, b = sorted((luminance(a), luminance(b)))
    return (b + 0.05) / (a + 0.05)


def fill_of(page, selector):
    return page.eval("getComputedStyle(document.querySelector(%r)).fill" % selector)


def test_without_scripts(browser, path):
    page = browser.page(width=WIDTH, has_scripts=False)
    page.open(url(path))
    graph = Graph(page)
    same(page.errors, [], "without scripts: loads without an error")
    same([b["label"] for b in graph.look()["buttons"]], [],
         "no buttons that would do nothing")
    same((round(graph.width("main")), round(graph.width("idle"))), (589, 589),
         "each frame is as wide as its share")
    same(graph.labels(), sorted(
        ["all", "app", "idle", "lex", "lex", "lex", "lex", "main", "parse", "run",
         "step"]), "all frames are there, with labels")
    root = graph.root()
    ok(all(f["y"] <= root["y"] for f in graph.look()["frames"]) and
       root["width"] > 1170, "the root is at the bottom, and whole")
    same(page.eval("""[...document.querySelectorAll('.frames rect')].find(
        (r) => r.nextElementSibling.textContent === 'step')
        .querySelector('title').textContent"""), "step\n40 samples, 20.00%",
        "each has a tooltip")
    has(graph.details(), "200 samples", "and the header tells the total")
    same(page.eval("document.documentElement.getAttribute('role')"), "img",
         "for a screen reader it is an image")
    has(page.eval("document.documentElement.getAttribute('aria-label')"),
        "200 samples", "that says what it shows")


def test_same_picture(browser, path):
    """The viewer does in JavaScript what the renderer did in C."""
    views = []
    for has_scripts in (False, True):
        page = browser.page(width=1200, has_scripts=has_scripts)
        page.open(url(path))
        look = Graph(page).look()
        views.append([{k: round(v, 1) if isinstance(v, float) else v
                       for k, v in box.items()}
                      for box in sorted(look["frames"] + look["pruned"],
                                        key=lambda f: (f["y"], f["x"]))])
    same(views[1], views[0], "the viewer's first view is the picture itself")
    return [f["label"] for f in views[0] if "label" in f]


def test_image(browser, directory, path):
    page = browser.page(width=WIDTH)
    (directory / "img.html").write_text(
        '<!DOCTYPE html><body style="margin:0"><img src="%s">' % path.name)
    page.open(url(directory / "img.html"))
    same(page.eval("document.images[0].naturalWidth"), 1200,
         "an <img> knows its size")
    same(page.eval("document.images[0].decode().then(() => 'fine', String)"),
         "fine", "and is drawn")


def test_themes(browser, path):
    for is_dark in (False, True):
        theme = "dark" if is_dark else "light"
        page = browser.page(width=WIDTH, is_dark=is_dark)
        page.open(url(path))
        graph = Graph(page)
        background = fill_of(page, ".bg")
        ok((luminance(background) < 0.05) == is_dark,
           "%s: the background follows the system" % theme, background)
        text = fill_of(page, ".frames text")
        frames = graph.look()["frames"]
        low = [f for f in frames if contrast(f["fill"], text) < 4.5]
        same(low, [], "%s: labels are legible on all frames" % theme)
        ok(len({f["fill"] for f in frames}) >= 8,
           "%s: kinds of code differ in colour" % theme)
        ok(contrast(fill_of(page, ".title"), background) > 7 and
           contrast(fill_of(page, ".footer text"), background) > 4.5,
           "%s: the text around them is legible" % theme)
        page.key("/")
        page.type("plain")
        match = graph.frame("plain_function")["fill"]
        ok(contrast(match, text) > 4.5, "%s: so is what was found" % theme, match)
        page.move(*middle(graph.frame("plain_function")))
        dim = fill_of(page, ".details .dim")
        ok(contrast(dim, background) > 4.5, "%s: and the details" % theme, dim)


def test(browser, directory):
    path = render(directory, FOLDED)
    same(subprocess.run(["xmllint", "--noout", path]).returncode, 0,
         "xmllint finds nothing to object to")
    golden = sorted((ROOT / "tests" / "golden" / "render").glob("*.svg"))
    same(subprocess.run(["xmllint", "--noout", *golden]).returncode, 0,
         "nor in the golden pictures")
    test_without_scripts(browser, path)
    colors = render(directory, COLORS + "app;narrow1 1\napp;narrow2 1\n"
                    "app;wide 99999\n", "many")
    test_same_picture(browser, colors)
    labels = test_same_picture(browser, render(directory, LABELS, "labels"))
    ok({"find", "Table::clear", "next_element", "{{closure}}", "operator<<",
        "__introsort…"} <= set(labels), "labels show the telling part", labels)
    test_image(browser, directory, path)
    test_themes(browser, render(directory, COLORS, "colors"))


run(test)
