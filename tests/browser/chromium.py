# SPDX-License-Identifier: GPL-2.0-only
"""
A real browser for the tests: headless Chromium, driven through the DevTools
protocol over a pair of pipes (NUL-separated JSON), so nothing but Python's
standard library is needed. Owns the process, its profile directory, and what
pages report as errors.
"""
import base64
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

from history import History

BINARY = shutil.which("chromium")
TIMEOUT_S = 60
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
    "--hide-scrollbars", "--remote-debugging-pipe",
]


class Failed(Exception):
    """The browser, not the page, did not do what it was told."""


class Browser:
    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="flamek-chromium-")
        self.log = open(os.path.join(self.home, "log"), "wb")
        theirs_in, self.to = os.pipe()
        self.back, theirs_out = os.pipe()
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", 'exec "$0" "$@" 3<&%d 4>&%d' % (theirs_in, theirs_out),
             BINARY, *FLAGS, "--user-data-dir=" + self.home, "about:blank"],
            pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log, start_new_session=True)
        os.close(theirs_in)
        os.close(theirs_out)
        self.unread = b""
        self.last_id = 0
        self.pages = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
            self.process.wait(10)
        except (Failed, OSError, subprocess.TimeoutExpired):
            pass
        # The session is ours alone; helpers of a browser that hung are in it.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        os.close(self.to)
        os.close(self.back)
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def _receive(self, deadline):
        """The next message, or None at the deadline."""
        while b"\0" not in self.unread:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.back], [], [], left)[0]:
                return None
            data = os.read(self.back, 1 << 20)
            if not data:
                raise Failed("chromium has gone")
            self.unread += data
        message, self.unread = self.unread.split(b"\0", 1)
        return json.loads(message)

    def _note(self, message):
        page = self.pages.get(message.get("sessionId"))
        if page:
            page.note(message["method"], message["params"])

    def call(self, method, session=None, **params):
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + TIMEOUT_S
        while True:
            answer = self._receive(deadline)
            if answer is None:
                raise Failed("no answer to " + method)
            if "method" in answer:
                self._note(answer)
            elif answer["id"] == self.last_id:
                if "error" in answer:
                    raise Failed("%s: %s" % (method, answer["error"]["message"]))
                return answer["result"]

    def grant_clipboard(self):
        self.call("Browser.grantPermissions", permissions=[
            "clipboardReadWrite", "clipboardSanitizedWrite"])

    def page(self, **how):
        return Page(self, **how)


class Page(History):
    """A tab: what it shows, what is done to it, what it complained about."""

    def __init__(self, browser, width=1220, height=800, is_dark=False,
                 has_scripts=True):
        self.browser = browser
        self.errors = []
        self.is_loaded = False
        self.has_scripts = has_scripts
        target = browser.call("Target.createTarget", url="about:blank")
        self.session = browser.call("Target.attachToTarget", flatten=True,
                                    targetId=target["targetId"])["sessionId"]
        browser.pages[self.session] = self
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")
        self.resize(width, height)
        self.call("Emulation.setEmulatedMedia", features=[{
            "name": "prefers-color-scheme",
            "value": "dark" if is_dark else "light"}])
        self.call("Emulation.setScriptExecutionDisabled", value=not has_scripts)

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def note(self, method, params):
        if method == "Page.loadEventFired":
            self.is_loaded = True
        elif method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description")
                               or details["text"])
        elif method == "Runtime.consoleAPICalled" and params["type"] == "error":
            self.errors.append(str(params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(params["entry"]["text"])

    def resize(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width,
                  height=height, deviceScaleFactor=1, mobile=False)
        self.settle()

    def open(self, url):
        self.is_loaded = False
        self.call("Page.navigate", url=url)
        self._wait_for_load()

    def reload(self):
        self.is_loaded = False
        self.call("Page.reload")
        self._wait_for_load()

    def _wait_for_load(self):
        deadline = time.monotonic() + TIMEOUT_S
        while not self.is_loaded:
            if time.monotonic() > deadline:
                raise Failed("the page did not load")
            self.call("Runtime.evaluate", expression="0")
            time.sleep(0.01)
        self.settle()

    def settle(self):
        """Until the page has been laid out and its observers have run."""
        if not self.has_scripts:
            return
        self.call("Page.bringToFront")
        self.eval("""new Promise((done) => requestAnimationFrame(
            () => requestAnimationFrame(() => done(0))))""")

    def eval(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression,
                           returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise Failed(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def move(self, x, y):
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self.settle()

    def click(self, x, y):
        self.move(x, y)
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y,
                      button="left", clickCount=1)
        self.settle()

    def key(self, key, modifiers=0):
        """Press a key by its DOM name; @modifiers: 2 is Ctrl, 4 is Meta."""
        codes = {"Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38,
                 "ArrowRight": 39, "ArrowDown": 40, "Tab": 9,
                 "Backspace": 8}
        what = {"key": key, "modifiers": modifiers,
                "windowsVirtualKeyCode": codes.get(key) or ord(key.upper())}
        if len(key) == 1 and not modifiers:
            what["text"] = key
        elif key == "Enter":
            what["text"] = "\r"
        self.call("Input.dispatchKeyEvent", type="keyDown", **what)
        self.call("Input.dispatchKeyEvent", type="keyUp",
                  **{k: v for k, v in what.items() if k != "text"})
        self.settle()

    def type(self, text):
        self.call("Input.insertText", text=text)
        self.settle()

    def screenshot(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))
