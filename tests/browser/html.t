#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""
The page: the same viewer under a policy that allows nothing else, on a server with
a strict policy of its own, in frames beside others, and without scripts.
"""
import http.server
import re
import threading

from graph import FOLDED, WIDTH, Graph, has, ok, render, run, same, url

VIOLATIONS = """addEventListener('securitypolicyviolation', (e) =>
    (window.violations = window.violations || []).push(e.violatedDirective))"""


class Pages(http.server.BaseHTTPRequestHandler):
    """Each path is a page and a policy that is sent along."""
    pages = {}

    def do_GET(self):
        page, policy = self.pages.get(self.path, (None, ""))
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(page or b"")

    def log_message(self, *_):
        pass


def serve():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, "http://127.0.0.1:%d" % server.server_port


def test_viewer(page, graph):
    same(graph.labels(), sorted(
        ["all", "app", "idle", "lex", "lex", "lex", "lex", "main", "parse", "run",
         "step"]), "the frames are those of the SVG")
    page.key("ArrowUp")
    same(graph.focus(), "app", "keys go to the graph, without a click on it")
    graph.click("main")
    same(graph.width("main"), 1199, "a click zooms")
    has(page.eval("location.hash"), "zoom=", "which is part of the address")
    page.back()
    same(graph.width("main"), 599, "the browser's back button leads back")
    page.key("/")
    page.type("lex")
    same(graph.found(), "matched: 35.00%", "the search finds")
    page.reload()
    same(graph.found(), "matched: 35.00%", "and is in the address too")
    page.key("Escape")
    page.key("t")
    same(page.eval("document.querySelectorAll('tbody tr').length"), 7,
         "the table is there")
    page.key("t")
    same(page.eval("scrollX + document.documentElement.scrollWidth"), WIDTH,
         "nothing is wider than the window")


def test_themes(page):
    looks = []
    for theme in ("light", "dark"):
        page.eval("location.hash = 'theme=%s'" % theme)
        page.settle()
        looks.append(page.eval("""(() => {
            const root = getComputedStyle(document.documentElement);
            return [root.colorScheme, root.backgroundColor,
                    getComputedStyle(document.querySelector('.bg')).fill];
        })()"""))
    same(looks, [["light", "rgb(255, 255, 255)", "rgb(255, 255, 255)"],
                 ["dark", "rgb(20, 23, 27)", "rgb(20, 23, 27)"]],
         "themes switch, and the page around goes along")
    page.eval("location.hash = ''")
    page.settle()


def test_policy(page):
    page.eval(VIOLATIONS)
    page.eval("""(() => {
        const script = document.createElement('script');
        script.textContent = 'window.broken = 1';
        document.body.append(script);
        const image = document.createElement('img');
        image.setAttribute('onerror', 'window.broken = 1');
        image.src = 'data:image/png,none';
        document.body.append(image);
        document.body.setAttribute('style', 'opacity: 0.5');
        return new Promise((done) => setTimeout(done, 50));
    })()""")
    same(page.eval("typeof window.broken"), "undefined",
         "the policy lets no other script run")
    ok({"script-src-elem", "img-src", "style-src-attr"} <=
       set(page.eval("window.violations || []")), "nor load or style anything")
    same(page.eval("getComputedStyle(document.body).opacity"), "1",
         "a style attribute has no effect")
    page.errors.clear()


def test_strict_server(browser, path):
    """A server that sends a policy must allow the digests, and need no more."""
    text = path.read_text()
    digests = re.search("script-src ('sha256-[^']*'); style-src ('sha256-[^']*')",
                        text).groups()
    server, base = serve()
    Pages.pages = {
        "/allowed": (text.encode(), "default-src 'none'; script-src %s; "
                     "style-src %s" % digests),
        "/refused": (text.encode(), "default-src 'none'"),
    }
    page = browser.page(width=WIDTH)
    page.open(base + "/allowed")
    graph = Graph(page)
    graph.click("main")
    same((graph.width("main"), page.errors), (1199, []),
         "it runs where a server allows its digests only")
    page.open(base + "/refused")
    look = graph.look()
    same((len(look["frames"]), look["buttons"]), (11, []),
         "where it may not run there is the picture")
    ok(len({f["fill"] for f in look["frames"]}) > 2 and
       "rgb(0, 0, 0)" not in [f["fill"] for f in look["frames"]],
       "in its colours, though styles are refused too", look["frames"])
    server.shutdown()
    server.server_close()


def test_frames(browser, directory, path):
    other = render(directory, FOLDED.replace("run", "walk"), "other", form="html")
    (directory / "frames.html").write_text("""<!DOCTYPE html>
<meta charset=utf-8><title>frames</title><style>iframe { width: 600px; height: 300px }
</style><iframe src="%s"></iframe><iframe sandbox="allow-scripts" src="%s"></iframe>
""" % (path.name, other.name))
    page = browser.page(width=WIDTH + 100)
    page.open(url(directory / "frames.html"))
    same(page.errors, [], "two in frames load without an error")
    address = page.eval("location.href")
    first = page.call("Page.getFrameTree")["frameTree"]["childFrames"][0]["frame"]
    world = page.call("Page.createIsolatedWorld", frameId=first["id"])

    def look(expression):
        return page.call("Runtime.evaluate", returnByValue=True,
                         contextId=world["executionContextId"],
                         expression=expression)["result"]["value"]

    # On "main" of the one, and of the other.
    page.click(500, 154)
    zoom = look("document.querySelector('.details').textContent")
    has(zoom, "main", "a click goes to the one of them")
    page.click(1100, 154)
    page.key("/")
    page.type("walk")
    same((look("document.querySelector('.found').textContent"),
          look("document.querySelector('.details').textContent")), ("", zoom),
         "keys to the one that was clicked last")
    same((page.eval("location.href"), page.errors), (address, []),
         "the page's address is its own")


def test_without_scripts(browser, path):
    page = browser.page(width=WIDTH, has_scripts=False)
    page.open(url(path))
    graph = Graph(page)
    same((len(graph.look()["frames"]), page.errors), (11, []),
         "without scripts all frames are there")
    same(page.eval("document.querySelector('svg').getAttribute('role')"), "img",
         "as an image that has a name")


def test(browser, directory):
    path = render(directory, form="html")
    page = browser.page(width=WIDTH)
    page.open(url(path))
    graph = Graph(page)
    same(page.errors, [], "loads without an error")
    same(page.eval("[document.compatMode, document.characterSet, document.title]"),
         ["CSS1Compat", "UTF-8", "Flame Graph"], "as a page of today's standards")
    test_viewer(page, graph)
    test_themes(page)
    same(page.errors, [], "nothing of this is against the policy")
    test_policy(page)
    test_strict_server(browser, path)
    test_frames(browser, directory, path)
    test_without_scripts(browser, path)


run(test)
