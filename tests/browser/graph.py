# SPDX-License-Identifier: GPL-2.0-only
"""
What the browser tests share: TAP output, rendering folded stacks with
flamekctl, and a page with a flame graph on it, to be looked at and clicked.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

import chromium
import firefox

ROOT = Path(__file__).resolve().parents[2]
FLAMEKCTL = os.environ.get("FLAMEKCTL", str(ROOT / "build" / "flamekctl"))

# At 1220 px a sample is 6 px wide; "lex" is nested in itself.
WIDTH = 1220
FOLDED = """\
app;main;parse 30
app;main;parse;lex 10
app;main;run;lex 20
app;main;run;step;lex;lex 40
app;idle 100
"""

# Chromium, unless firefox.t runs the test.
IS_FIREFOX = os.environ.get("FLAMEK_BROWSER") == "firefox"

count = 0


def ok(is_true, name, why=""):
    global count
    count += 1
    print("%s %d - %s" % ("ok" if is_true else "not ok", count, name))
    if not is_true and why:
        for line in str(why).splitlines():
            print("# " + line)
    sys.stdout.flush()


def same(got, want, name):
    ok(got == want, name, "got:  %r\nwant: %r" % (got, want))


def has(text, part, name):
    ok(part in text, name, "no %r in %r" % (part, text))


def run(test):
    """Call test(browser, directory) and end the TAP stream properly."""
    module = firefox if IS_FIREFOX else chromium
    if not module.BINARY:
        print("1..0 # SKIP %s is not installed" % module.__name__)
        return
    directory = tempfile.mkdtemp(prefix="flamek-browser-")
    try:
        with module.Browser() as browser:
            test(browser, Path(directory))
    except Exception:
        print("# " + traceback.format_exc().replace("\n", "\n# "))
        ok(False, "the test ran to its end")
    finally:
        shutil.rmtree(directory)
    print("1..%d" % count)


def render(directory, folded=FOLDED, name="graph", options=(), form="svg"):
    """Render folded stacks (text or bytes). Returns the picture's path."""
    source = directory / (name + ".folded")
    target = directory / ("%s.%s" % (name, form))
    if isinstance(folded, str):
        folded = folded.encode()
    source.write_bytes(folded)
    subprocess.run([FLAMEKCTL, "render", *options, source, "-o", target], check=True)
    return target


LOOK = """
(() => {
    const svg = document.querySelectorAll('svg.flamek')[%d];
    const boxOf = (e) => {
        const r = e.getBoundingClientRect(), look = getComputedStyle(e);
        /* Firefox counts the outline in. */
        const out = / Firefox/.test(navigator.userAgent) && look.stroke !== 'none' &&
                    e.localName === 'rect' ? parseFloat(look.strokeWidth) / 2 : 0;
        return {x: r.x + out, y: r.y + out,
                width: r.width - 2 * out, height: r.height - 2 * out,
                look: e.getAttribute('class'), fill: look.fill};
    };
    const rects = [...svg.querySelectorAll('.frames rect')];
    /* What has no label is drawn as paths, one of a colour. */
    const outlined = [...svg.querySelectorAll('.frames path')].flatMap((p) => {
        const {a, d, e, f: top} = p.getScreenCTM();
        /* In an SVG document Firefox leaves out how far it is scrolled. */
        const f = top - (/ Firefox/.test(navigator.userAgent) &&
                         svg === document.documentElement ? window.scrollY : 0);
        return [...p.getAttribute('d').matchAll(/M(.*?) (.*?)h(.*?)v(.*?)H/g)]
            .map((m) => m.slice(1).map(Math.fround)).map(([x, y, width, height]) => ({
                x: x * a + e, y: y * d + f, width: width * a, height: height * d,
                look: p.getAttribute('class'), fill: getComputedStyle(p).fill}));
    });
    const isPruned = (box) => box.look.split(' ').includes('pruned');
    const text = (s) => (svg.querySelector(s) || {textContent: null}).textContent;
    const isSeen = (s) => {
        const e = svg.querySelector(s);
        return Boolean(e) && getComputedStyle(e).display !== 'none';
    };
    return {
        frames: rects.filter((r) => !r.classList.contains('pruned')).map((r) => {
            const next = r.nextElementSibling;
            return {...boxOf(r),
                    label: next && next.tagName === 'text' && next.firstChild ?
                           next.firstChild.data : ''};
        }).concat(outlined.filter((box) => !isPruned(box))
            .map((box) => ({...box, label: ''}))),
        pruned: rects.filter((r) => r.classList.contains('pruned')).map(boxOf)
            .concat(outlined.filter(isPruned)),
        details: text('.details'),
        found: text('.found'),
        isFoundInvalid: isSeen('.found.invalid'),
        isInputInvalid: isSeen('input.invalid'),
        buttons: [...svg.querySelectorAll('.button')]
            .filter((b) => getComputedStyle(b).display !== 'none')
            .map((b) => ({label: b.querySelector('text').textContent, ...boxOf(b)})),
        sheet: svg.querySelector('.sheet') ?
               boxOf(svg.querySelector('.sheet')) : null,
        hasInput: isSeen('input') && isSeen('foreignObject'),
    };
})()
"""


class Graph:
    """A page with one or more flame graphs; this is the one of that number."""

    def __init__(self, page, number=0):
        self.page = page
        self.number = number

    def look(self):
        return self.page.eval(LOOK % self.number)

    def frames(self, label):
        return [f for f in self.look()["frames"] if f["label"] == label]

    def frame(self, label):
        found = self.frames(label)
        if len(found) != 1:
            raise LookupError("%d frames %r" % (len(found), label))
        return found[0]

    def root(self):
        return max(self.look()["frames"], key=lambda f: f["y"])

    def width(self, label):
        return round(self.frame(label)["width"], 1)

    def click(self, label):
        self.page.click(*middle(self.frame(label)))

    def hover(self, label):
        self.page.move(*middle(self.frame(label)))

    def press(self, label):
        """Click on a button of the header."""
        for button in self.look()["buttons"]:
            if button["label"] == label:
                return self.page.click(*middle(button))
        raise LookupError("no button %r" % label)

    def details(self):
        return self.look()["details"]

    def found(self):
        return self.look()["found"]

    def focus(self):
        """The name of what has the keyboard's focus."""
        return self.page.eval("""document.activeElement.getAttribute('aria-label')
            || document.activeElement.textContent""").split(", ")[0]

    def labels(self):
        return sorted(f["label"] for f in self.look()["frames"])


def middle(box):
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def url(path):
    return Path(path).resolve().as_uri()
