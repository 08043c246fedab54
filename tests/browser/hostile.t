#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-only
"""Names that attack: none breaks the document, runs, or hides what it is."""
import json
import subprocess

from graph import WIDTH, Graph, has, ok, render, run, same, url

ALERT = b"window.broken=1"
# Folded stacks have no way to put a ";" or a newline into a name.
NAMES = [
    b"</script><script>%s</script>" % ALERT,
    b"]]></script><script>%s</script>" % ALERT,
    b"</title></metadata><script>%s</script>" % ALERT,
    b"<img src=x onerror=%s>" % ALERT,
    b"\" onload=\"%s" % ALERT,
    b"' onclick='%s" % ALERT,
    b"&lt &amp &#x41 &unknown",
    b"<!-- ]]> --> <![CDATA[ <?pi",
    b"esc\x1b[31m bell\x07 tab\t cr\r del\x7f",
    b"\xff\xfe invalid \xc0\xaf \xed\xa0\x80 \xf5",
    b"\xef\xbf\xbe nonchar",
    "\u202egnp.exe right to left".encode(),
    "wide 漢字 😀 combining e\u0301".encode(),
    b"@module? u0 look 1:2)),",
    b"note like a note",
    b"$& $1 \\x41 \\",
    b"__proto__",
    b"x" * 65536,
    b"<" * 3000,
]


def test(browser, directory):
    folded = b"".join(b"app;%s 10\n" % name for name in NAMES)
    path = render(directory, folded)
    same(subprocess.run(["xmllint", "--noout", path]).returncode, 0,
         "xmllint finds nothing to object to")
    page = browser.page(width=WIDTH)
    page.open(url(path))
    graph = Graph(page)
    same(page.errors, [], "loads without an error")
    same(len(graph.look()["frames"]), len(NAMES) + 2, "every name has its frame")

    wanted = {
        "markup": NAMES[0].decode(),
        "entities": NAMES[6].decode(),
        "controls": "esc\\x1b[31m bell\\x07 tab\\x09 cr\\x0d del\\x7f",
        "invalid UTF-8": "\\xff\\xfe invalid \\xc0\\xaf \\xed\\xa0\\x80 \\xf5",
        "right to left": "\\xe2\\x80\\xaegnp.exe right to left",
        "other scripts": NAMES[12].decode(),
        "backslashes": "$& $1 \\x5cx41 \\",
    }
    page.eval("""window.names = [...document.querySelectorAll('.frames rect')].map(
        (r) => {
            r.dispatchEvent(new PointerEvent('pointerover', {bubbles: true}));
            return r.querySelector('title').textContent.split('\\n')[0];
        })""")
    for what, name in wanted.items():
        ok(page.eval("names.includes(%s)" % json.dumps(name)),
           what + " are shown for what they are")
    ok(page.eval("names.includes('x'.repeat(65536))"), "64 KB are shown whole")
    ok(page.eval("document.querySelector('.details').textContent.length") < 500,
       "but not in the details")

    page.key("/")
    page.type("</?script>")
    same(graph.found(), "matched: 15.79%", "such names can be searched for")
    page.key("Escape")
    inline = directory / "inline.html"
    inline.write_bytes(b"<!DOCTYPE html><meta charset=utf-8><title>x</title>" +
                       path.read_bytes())
    same(page.eval("typeof window.broken"), "undefined", "none of them ran")
    page.open(url(inline))
    same(len(Graph(page).look()["frames"]), len(NAMES) + 2, "HTML reads it alike")
    same(page.eval("typeof window.broken"), "undefined", "and runs none either")
    same(page.errors, [], "without an error")
    title = "</title></head><script>%s</script>" % ALERT.decode()
    page.open(url(render(directory, folded, form="html", options=("--title", title))))
    same(len(Graph(page).look()["frames"]), len(NAMES) + 2, "so does a page of its own")
    same(page.eval("[document.title, typeof window.broken]"), [title, "undefined"],
         "which runs none, be it in the title")
    same(page.errors, [], "nor has to be kept from it by its policy")


run(test)
