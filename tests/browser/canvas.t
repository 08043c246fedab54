#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Very many frames are drawn on a canvas: it does all that the elements do."""
from graph import FOLDED, WIDTH, Graph, has, ok, render, run, same, url

# Of 1199 px, "app" has the right half; the other holds 20,000 frames beneath
# "many", too thin to be seen one by one.
NR_THIN = 20000
UNIT = NR_THIN // 200
MANY = "".join("app;%s %d\n" % (stack[4:], int(count) * UNIT) for stack, count in
               (line.rsplit(" ", 1) for line in FOLDED.splitlines()))
MANY += "".join("all_of;thin_%d 1\n" % i for i in range(NR_THIN))

ROOT_Y = 64 + 18 * 6 + 8		# "all"; of seven rows the lowest

AWAY = WIDTH - 2, 790

PIXEL = """(() => {
    const canvas = document.querySelector('canvas');
    const r = canvas.getBoundingClientRect();
    const scale = canvas.width / r.width;
    return [...canvas.getContext('2d').getImageData(
        (%d - r.x) * scale, (%d - r.y) * scale, 1, 1).data].join(',');
})()"""


class Canvas(Graph):
    def __init__(self, page):
        super().__init__(page)
        self.page.eval("document.querySelector('svg').focus()")

    def is_on(self):
        return self.page.eval("Boolean(document.querySelector('canvas'))")

    def pixel(self, x, y):
        return self.page.eval(PIXEL % (x, y))

    def has_table(self):
        return self.page.eval("Boolean(document.querySelector('tbody'))")

    def alpha(self, x, y):
        return int(self.pixel(x, y).split(",")[3])

    def row(self, depth):
        """The middle of a row, before the label begins."""
        return ROOT_Y - 18 * depth

    def ring(self):
        return self.page.eval("""(() => {
            const r = document.activeElement.getBoundingClientRect();
            return [r.x, r.y, r.width].map(Math.round);
        })()""")


def test_drawn(page, graph):
    ok(graph.is_on(), "very many frames are on a canvas")
    ok(page.eval("document.querySelectorAll('.frames *').length") < 10,
       "and no elements")
    same(page.eval("""(() => {
        const e = document.querySelector('canvas');
        return [e.getAttribute('role'), e.getAttribute('aria-label')];
    })()"""), ["img", "Flame Graph: flame graph of 40,000 samples"],
         "which has a role and a name")
    root = graph.pixel(12, graph.row(0))
    ok(root.endswith(",255") and root != "255,255,255,255", "the root is there", root)
    same(graph.pixel(12, graph.row(6)), "0,0,0,0", "and nothing above the frames")


def test_pointer(page, graph):
    page.move(640, graph.row(1))
    has(graph.details(), "app   20,000 samples, 50.00%", "hovering tells of the frame")
    same(page.eval("document.querySelector('.frames rect title').textContent"),
         "app\n20,000 samples, 50.00%", "also as a tooltip")
    page.move(640, graph.row(6))
    same(graph.details(), "40,000 samples", "beside it, of everything")
    page.move(100, graph.row(2))
    has(graph.details(), "thin_", "the thinnest frames can be pointed at")
    page.click(300, graph.row(1))
    has(graph.details(), "all_of   20,000 samples, 50.00% of all, 100% of zoomed",
        "a click zooms")
    ok(graph.is_on() and graph.alpha(1000, graph.row(2)) > 200,
       "to what has still very many frames")
    page.back()
    page.click(1000, graph.row(2))
    ok(not graph.is_on() and graph.width("main") == 1199,
       "what has not is elements again")
    page.key("Escape")
    ok(graph.is_on(), "back and forth")


def test_attributes(browser, directory):
    (directory / "attrs").write_text("app\thref=#there\ttarget=_self\n"
                                     "all_of\ttitle=Of <text>\tclass=match\n")
    page = browser.page(width=WIDTH)
    page.open(url(render(directory, MANY, "attrs", [
        "--nameattr", directory / "attrs", "--minwidth", "0"], form="html")))
    graph = Canvas(page)
    page.click(900, graph.row(1))
    same(page.eval("location.hash"), "#there", "a link is followed")
    ok(graph.is_on(), "and not zoomed to")
    same(page.eval("""(() => {
        const { href, target, rel } = document.querySelector('.frames a').attributes;
        return [href.value, target.value, rel.value];
    })()"""), ["#there", "_self", "noopener"], "it is an element, as others are")
    page.move(300, graph.row(1))
    same(page.eval("document.querySelector('.frames rect title').textContent"),
         "Of <text>", "a tooltip says what it was given")
    same(graph.pixel(100, graph.row(1)), "232,121,249,255",
         "and a class has its colour")
    x, y = 900, graph.row(1)
    page.move(x, y)
    page.eval("""document.elementFromPoint(%f, %f).dispatchEvent(new MouseEvent(
        'click', {bubbles: true, cancelable: true, ctrlKey: true}))""" % (x, y))
    same(graph.width("main"), 599, "with Ctrl, a link is zoomed to")
    same(page.errors, [], "nothing of this made an error")


def test_copy(page, graph):
    page.move(900, graph.row(1))
    page.key("c")
    page.settle()
    same(page.eval("navigator.clipboard.readText()"), "app", "c copies the name")
    page.key("C")
    page.settle()
    same(page.eval("navigator.clipboard.readText()"), "app 20000",
         "and C the stack, from under the pointer")
    page.eval("document.querySelector('svg').focus()")
    page.move(*AWAY)
    page.key("ArrowUp")
    page.key("c")
    page.settle()
    same(page.eval("navigator.clipboard.readText()"), "all_of", "or at the focus")
    page.key("ArrowDown")


def test_keyboard(page, graph):
    page.eval("document.querySelector('svg').focus()")
    page.move(*AWAY)
    page.key("ArrowUp")
    page.key("ArrowRight")
    same((graph.focus(), graph.ring()), ("app", [610, graph.row(1) - 8, 599]),
         "the arrows lead along, and the frame has a ring")
    has(page.eval("document.activeElement.getAttribute('aria-label')"),
        "app, 20,000 samples, 50.00%", "which is read aloud")
    has(graph.details(), "app   20,000 samples", "and told of")
    page.key("ArrowUp")
    page.key("ArrowRight")
    same(graph.focus(), "main", "away from the root too")
    page.key("Enter")
    same(graph.width("main"), 1199, "Enter zooms")
    page.key("Backspace")
    page.key("Backspace")
    ok(graph.is_on() and graph.focus() == "all", "Backspace leads back")


def test_search(page, graph):
    before = graph.pixel(860, graph.row(2))
    page.key("/")
    page.type("main")
    same(graph.found(), "matched: 25.00%", "the search tells its share")
    same(graph.pixel(1000, graph.row(2)), "232,121,249,255", "and colours what it found")
    same(graph.pixel(860, graph.row(2)), before, "but nothing else")
    page.key("Escape")
    ok(graph.pixel(1000, graph.row(2)) != "232,121,249,255", "until it ends")


def test_views(page, graph):
    page.key("i")
    ok(graph.pixel(12, graph.row(6)).endswith(",255") and
       graph.pixel(12, graph.row(0)) == "0,0,0,0", "i has the root at the top")
    page.key("i")
    page.key("r")
    page.move(100, graph.row(1))
    ok(graph.is_on() and graph.details() != "40,000 samples", "r merges from the leaf",
       graph.details())
    page.key("t")
    ok(not graph.is_on() and graph.has_table(),
       "t shows the table, and no canvas")
    page.key("t")
    ok(graph.is_on(), "and then the canvas again")
    page.move(300, graph.row(1))
    page.key("s")
    page.move(*AWAY)
    has(graph.details(), "all_of", "s shows callers and callees")
    page.key("Escape")


def test_themes(page, graph):
    pixels = []
    for theme in ("", "dark", "light"):
        page.eval("location.hash = 'theme=%s'" % theme)
        page.settle()
        pixels.append(graph.pixel(12, graph.row(0)))
    ok(pixels[0] == pixels[2] != pixels[1], "the theme's colours are the canvas's", pixels)
    page.eval("location.hash = ''")
    page.call("Emulation.setEmulatedMedia", features=[{
        "name": "prefers-color-scheme", "value": "dark"}])
    page.settle()
    same(graph.pixel(12, graph.row(0)), pixels[1], "the system's too")
    page.call("Emulation.setEmulatedMedia", features=[{
        "name": "prefers-color-scheme", "value": "light"}])
    page.settle()


def test_sizes(page, graph):
    def sizes():
        return page.eval("""(() => {
            const canvas = document.querySelector('canvas');
            const r = canvas.getBoundingClientRect();
            return [r.x, r.width, canvas.width, document.body.scrollWidth];
        })()""")

    page.resize(360, 640)
    same(sizes(), [10, 340, 340, 360], "it fits a narrow window")
    page.call("Emulation.setDeviceMetricsOverride", width=360, height=600,
              deviceScaleFactor=2, mobile=False)
    page.settle()
    same(sizes(), [10, 340, 680, 360], "and is as fine as the screen")
    page.resize(WIDTH, 800)
    same(sizes(), [10, 1200, 1200, WIDTH], "at any time")


def test_print(page, graph):
    page.eval("dispatchEvent(new Event('beforeprint'))")
    same(graph.width("main"), 299, "on paper there are elements")
    page.eval("dispatchEvent(new Event('afterprint'))")
    ok(graph.is_on(), "and then the canvas again")


def test_deep(browser, directory):
    deep = ";".join("deep_%d" % i for i in range(3000))
    path = render(directory, MANY + "app;%s %d\n" % (deep, NR_THIN), "deep",
                  form="html", options=("--minwidth", "0"))
    page = browser.page(width=WIDTH)
    page.open(url(path))
    graph = Canvas(page)

    def height():
        return page.eval("document.querySelector('canvas').height")

    ok(graph.is_on() and height() <= 800 * 2, "of a deep graph it holds a part", height())
    for top in (0, 20000, 400, 50000):
        page.eval("scrollTo(0, %d)" % top)
        page.settle()
        page.move(700, 400 + top // 5000)
        name = page.eval("document.querySelector('.strong').textContent")
        ok(name.startswith("deep_") and graph.pixel(700, 400).endswith(",255") and
           height() <= 800 * 2, "which follows the scroll bar to %d" % top, name)
    page.eval("document.querySelector('svg').focus()")
    for _ in range(3):
        page.key("ArrowUp")
    ok(page.eval("scrollY") > 50000 and 64 <= graph.ring()[1] < 800,
       "and the focus is brought in sight", graph.ring())
    same(page.errors, [], "without an error")


def test(browser, directory):
    path = render(directory, MANY, form="html", options=("--minwidth", "0"))
    page = browser.page(width=WIDTH)
    browser.grant_clipboard()
    page.open(url(path))
    graph = Canvas(page)
    same(page.errors, [], "loads without an error")
    test_drawn(page, graph)
    test_pointer(page, graph)
    test_copy(page, graph)
    test_keyboard(page, graph)
    test_search(page, graph)
    test_views(page, graph)
    test_themes(page, graph)
    test_sizes(page, graph)
    test_print(page, graph)
    same(page.errors, [], "nothing of this made an error")
    page.open(url(render(directory, MANY, options=("--minwidth", "0"))))
    ok(not graph.is_on(), "an SVG has elements all the same")
    test_attributes(browser, directory)
    test_deep(browser, directory)


run(test)
