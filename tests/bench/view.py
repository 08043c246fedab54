# SPDX-License-Identifier: GPL-2.0-only
"""How long a browser takes to show a flame graph, and to answer: flamekctl's,
flamegraph.pl's or inferno's.

A time ends when the page has been laid out and painted after the event; what
the browser then still does to bring it to a screen is in none of them.
"""

import os
import statistics
import sys

sys.path.append(os.path.join(os.path.dirname(__file__), "..", "browser"))
import chromium  # noqa: E402 pylint: disable=wrong-import-position

WIDTH, HEIGHT = 1220, 800
ROUNDS = 5
BESIDE = "tick"			# is out of sight once FRAME is zoomed to
FRAME = "serve"
QUERY = "alloc"

# An answer to prompt() is there at once.
WATCH = """
window.bench = {
    painted: (then) => requestAnimationFrame(() => {
        const channel = new MessageChannel();

        channel.port1.onmessage = () => then(performance.now());
        channel.port2.postMessage(0);
    }),
    watch: (type) => {
        bench.answer = new Promise((done) => addEventListener(type, (e) =>
            bench.painted((now) => done(now - e.timeStamp)),
            {capture: true, once: true}));
        return 0;
    },
};
bench.answer = new Promise((done) => addEventListener('load', () =>
    bench.painted(done)));
window.prompt = () => '%s';
""" % QUERY

FIND = """
(() => {
    const text = [...document.querySelectorAll('text')].find((t) =>
        t.textContent.trim().toLowerCase() === '%s' && t.getClientRects().length &&
        getComputedStyle(t).visibility !== 'hidden' &&
        getComputedStyle(t).opacity !== '0');

    if (!text)
        return null;
    text.scrollIntoView({block: 'nearest'});
    const box = text.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
})()
"""


class View:
    """One picture in a page."""

    def __init__(self, browser, path, is_ours):
        self.page = browser.page(width=WIDTH, height=HEIGHT)
        self.url = "file://" + os.path.abspath(path)
        self.is_ours = is_ours
        self.page.call("Page.addScriptToEvaluateOnNewDocument", source=WATCH)

    def _time(self, event, action):
        self.page.eval("bench.watch('%s')" % event)
        action()
        return self.page.eval("bench.answer")

    def find(self, text):
        return self.page.eval(FIND % text)

    def demand(self, is_true, what):
        if not is_true:
            raise chromium.Failed("%s: %s" % (self.url, what))

    def open(self):
        self.page.open("about:blank")
        self.page.open(self.url)
        taken = self.page.eval("bench.answer")
        self.demand(self.find(FRAME) and self.find(BESIDE), "frames are missing")
        return taken

    def zoom(self):
        place = self.find(FRAME)
        taken = self._time("click", lambda: self.page.click(*place))
        self.demand(not self.find(BESIDE), "it has not zoomed")
        return taken

    def reset(self):
        place = self.find("reset zoom")
        taken = self._time("click", lambda: self.page.click(*place))
        self.demand(self.find(BESIDE), "the zoom has not ended")
        return taken

    def _is_searching(self):
        return self.page.eval("""[...document.querySelectorAll('text')].some((t) =>
            /^matched: /i.test(t.textContent) && t.getClientRects().length &&
            getComputedStyle(t).opacity !== '0')""")

    def search(self):
        """And take it back, unmeasured."""
        if self.is_ours:
            self.page.key("/")
            taken = self._time("input", lambda: self.page.type(QUERY))
        else:
            taken = self._time("keydown", lambda: self.page.key("f", 2))
        self.demand(self._is_searching(), "it has not searched")
        self.page.key(*(["Escape"] if self.is_ours else ["f", 2]))
        self.demand(not self._is_searching(), "the search has not ended")
        return taken


def measure(path, is_ours):
    """Medians in ms, or None without a browser."""
    if not chromium.BINARY:
        return None
    times = {"first": [], "zoom": [], "reset": [], "search": []}
    with chromium.Browser() as browser:
        view = View(browser, path, is_ours)
        for _ in range(ROUNDS):
            times["first"].append(view.open())
        for _ in range(ROUNDS):
            times["zoom"].append(view.zoom())
            times["reset"].append(view.reset())
            times["search"].append(view.search())
    return {what: {"ms": statistics.median(taken), "runs": taken}
            for what, taken in times.items()}
